import type { ManifestObject, Workload } from "../../../server/engine/languages/kubernetes/model.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, type Snapshot } from "../../../server/engine/workspace/workspace.ts";

/** Files of a workspace, and its objects as they are when their file is checked. */
export interface Cluster {
  readonly workspace: Snapshot;
  /** The object of a kind and name in a file: `Service web`. */
  object(path: string, title: string): ManifestObject;
  workload(path: string, title: string): Workload;
}

export function cluster(files: Readonly<Record<string, string>>): Cluster {
  const workspace = memoryWorkspace(files);
  const object = (path: string, title: string): ManifestObject => {
    const found = parse(new SourceText(path, files[path] ?? ""), "kubernetes").objects.find((one) => one.title === title);
    if (!found) throw new Error(`no ${title} in ${path}`);
    return found;
  };
  return {
    workspace,
    object,
    workload(path, title) {
      const { workload } = object(path, title);
      if (!workload) throw new Error(`${title} runs no pods`);
      return workload;
    },
  };
}

/** A Deployment with one container. */
export function deployment(
  name: string,
  { labels = `app: ${name}`, spec = "", container = "", kind = "Deployment", namespace = "" } = {},
): string {
  return `apiVersion: ${kind === "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1"}
kind: ${kind}
metadata:
  name: ${name}
${namespace === "" ? "" : `  namespace: ${namespace}\n`}spec:
${spec === "" ? "" : `  ${spec}\n`}  selector:
    matchLabels: {${labels}}
  template:
    metadata:
      labels: {${labels}}
    spec:
      containers:
        - name: ${name}
          image: example/${name}:1.0.0
${container === "" ? "" : `          ${container}\n`}`;
}

/** A Service that selects pods. */
export function service(name: string, { selector = `app: ${name}`, namespace = "" } = {}): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
${namespace === "" ? "" : `  namespace: ${namespace}\n`}spec:
  selector: {${selector}}
  ports:
    - port: 80
`;
}

export function autoscaler(name: string, { minimum = 2, maximum = 5, kind = "Deployment" } = {}): string {
  return `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: ${name}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: ${kind}, name: ${name}}
  minReplicas: ${minimum}
  maxReplicas: ${maximum}
`;
}
