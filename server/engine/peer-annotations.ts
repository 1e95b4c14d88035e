import type { ManifestFile, ManifestObject } from "./languages/kubernetes/model.ts";
import type { Mapping } from "./languages/yaml/mapping.ts";
import type { Peers } from "./peers.ts";
import type { RuleId } from "./rule.ts";
import type { Span } from "./text/span.ts";

/** Words of which one is in every annotation that is for a peer. */
const mayBePeers = /kube-linter\.io\/|kube-score\/|polaris\.fairwinds\.com\/|checkov\.io\//;

/**
 * The annotations by which other tools are told to leave an object alone. Each holds for the whole object, as it does there: kube-linter reads those of the
 * object (https://docs.kubelinter.io/#/configuring-kubelinter), kube-score, Polaris and Checkov those of its pod template as well.
 */
export function readAnnotations(file: ManifestFile, peers: Peers, add: (rule: RuleId, reach: Span) => void): void {
  if (!mayBePeers.test(file.source.text)) return;
  for (const object of file.objects) {
    for (const rule of new Set(silencedBy(object, peers))) add(rule, object.span);
  }
}

function* silencedBy({ annotations, workload }: ManifestObject, peers: Peers): Iterable<RuleId> {
  for (const [key, value] of textsOf(annotations)) {
    if (key === "kube-linter.io/ignore-all") yield* peers.allOf("kube-linter");
    else if (key.startsWith("ignore-check.kube-linter.io/")) yield* peers.known("kube-linter", nameIn(key));
    else yield* silencedByOne(key, value, peers);
  }
  if (!workload || workload.kind === "Pod") return;
  for (const [key, value] of textsOf(workload.templateAnnotations)) yield* silencedByOne(key, value, peers);
}

/** The annotations with what stands in them; "" where a template writes that. */
function* textsOf(annotations: Mapping): Iterable<readonly [key: string, value: string]> {
  for (const { key } of annotations.entries) {
    const value = annotations.scalar(key).value;
    yield [key, value === undefined || value === null ? "" : String(value)];
  }
}

function silencedByOne(key: string, value: string, peers: Peers): readonly RuleId[] {
  if (key === "kube-score/ignore") {
    const ids = value.split(",").map((id) => id.trim());
    return ids.includes("*") ? peers.allOf("kube-score") : ids.flatMap((id) => peers.known("kube-score", id));
  }
  if (key.startsWith("polaris.fairwinds.com/")) {
    const name = nameIn(key);
    if (value.toLowerCase() !== "true" || !/(?:^|-)exempt$/.test(name)) return [];
    return name === "exempt" ? peers.allOf("polaris") : peers.known("polaris", name.slice(0, -"-exempt".length));
  }
  // `checkov.io/skip1: CKV_K8S_20=the reason`
  const id = /^checkov\.io\/skip\d*$/.test(key) ? /^\s*([A-Za-z0-9_]+)/.exec(value)?.[1] : undefined;
  return id === undefined ? [] : peers.known("checkov", id);
}

function nameIn(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}
