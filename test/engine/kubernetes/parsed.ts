import { parseManifest } from "../../../server/engine/languages/kubernetes/file.ts";
import type { Container, ManifestFile, ManifestObject, Workload } from "../../../server/engine/languages/kubernetes/model.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

/** The model of a manifest's text. */
export function manifest(text: string, path = "deploy/app.yaml"): ManifestFile {
  return parseManifest(new SourceText(path, text));
}

/** The one object of a text. */
export function object(text: string, path?: string): ManifestObject {
  const [only, ...rest] = manifest(text, path).objects;
  if (!only || rest.length > 0) throw new Error(`${rest.length + (only ? 1 : 0)} objects`);
  return only;
}

/** The workload that the one object of a text is. */
export function workload(text: string, path?: string): Workload {
  const found = object(text, path).workload;
  if (!found) throw new Error("no workload");
  return found;
}

/** A Deployment with the lines of its only container, and what stands above it. */
export function deployment(
  container: string,
  { spec = "", pod = "", path }: { spec?: string; pod?: string; path?: string } = {},
): Workload {
  const indented = (text: string, by: number) => (text === "" ? "" : `${text.replace(/\n$/, "").replace(/^(?=.)/gm, " ".repeat(by))}\n`);
  const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
${indented(spec, 2)}  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
${indented(pod, 6)}      containers:
        - name: web
${indented(container, 10)}`;
  return workload(text, path);
}

/** The only container of such a Deployment. */
export function container(lines: string, options?: { spec?: string; pod?: string; path?: string }): Container {
  const found = deployment(lines, options).pod.mainContainers[0];
  if (!found) throw new Error("no container");
  return found;
}
