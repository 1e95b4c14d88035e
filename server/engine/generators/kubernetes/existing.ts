import { lineOf } from "../../detection/detected.ts";
import type { Origin } from "../../detection/model.ts";
import type { Fact, Workspace } from "../../workspace/workspace.ts";

/** What the manifests that are there already say about the cluster, each by its first place. */
export interface ExistingManifests {
  readonly rollout: Origin | undefined;
  readonly ingress: Origin | undefined;
  readonly gateway: Origin | undefined;
  readonly gatewayClass: string | undefined;
  readonly ingressClass: string | undefined;
}

/** As many YAML files are looked into. */
const maximumFiles = 500;

const existingFact: Fact<ExistingManifests> = {
  name: "existing manifests of Kubernetes",
  compute(workspace) {
    const paths = (workspace.files() ?? [])
      .filter((path) => /\.ya?ml$/.test(path) && !/(?:^|\/)\.github\//.test(path))
      .slice(0, maximumFiles);
    const texts = paths.flatMap((path) => {
      const text = workspace.read(path);
      return text !== undefined && /^kind:/m.test(text) ? [{ path, text }] : [];
    });
    const first = (pattern: RegExp): { readonly origin: Origin; readonly value: string } | undefined => {
      for (const { path, text } of texts) {
        const match = pattern.exec(text);
        if (match) return { origin: { path, line: lineOf(text, pattern) }, value: match[1] ?? "" };
      }
      return undefined;
    };
    return {
      rollout: first(/^kind: *Rollout *$/m)?.origin,
      ingress: first(/^kind: *Ingress *$/m)?.origin,
      gateway: first(/^kind: *(?:Gateway|HTTPRoute) *$/m)?.origin,
      gatewayClass: first(/^ +gatewayClassName: *["']?([a-z0-9][a-z0-9.-]*)["']? *$/m)?.value,
      ingressClass: first(/^ +ingressClassName: *["']?([a-z0-9][a-z0-9.-]*)["']? *$/m)?.value,
    };
  },
};

export function existingManifests(workspace: Workspace): ExistingManifests {
  return workspace.derive(existingFact);
}
