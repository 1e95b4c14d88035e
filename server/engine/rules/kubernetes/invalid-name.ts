import { type Edits, fixesOf, renameKey, replaceScalar } from "../../cluster/edit.ts";
import type { ManifestObject, Pod } from "../../languages/kubernetes/model.ts";
import { type NameForm, nameFormOf, nameProblem } from "../../languages/kubernetes/names.ts";
import type { Field, Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule, type Problem } from "../../rule.ts";

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  LOG_LEVEL: info\n`;
const labelled = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  labels:\n    app.kubernetes.io/part-of: ${value}\ndata:\n  LOG_LEVEL: info\n`;

export default defineRule({
  id: "kubernetes/invalid-name",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A name, a label or a key has characters that Kubernetes does not take, or too many.",
  why: `
Names of objects become parts of host names, file names and labels, so most take lower-case letters, digits, \`-\` and \`.\` only; namespaces, containers and volumes no \`.\`. A CronJob's name has 52 characters at most, because its Jobs get 11 more. Labels take 63 characters with letters, digits, \`-\`, \`_\` and \`.\` between a letter or digit at either end, keys a domain and \`/\` before.

The API server rejects what does not fit. Names that are filled in before the file is used are left alone.`,
  examples: [
    { title: "Upper case and an underscore", bad: configMap("Web_Config"), good: configMap("web-config") },
    { title: "A blank in a label", bad: labelled("web shop"), good: labelled("web-shop") },
  ],
  links: [
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["kube-score:label-values"],
  uncovers: ["kubernetes/duplicate-object"],
  judges: "part",
  check(file, { report, kubernetesVersion }) {
    const minor = Number(/^1\.(\d+)/.exec(kubernetesVersion)?.[1] ?? 99);
    for (const object of file.objects) {
      for (const problem of namesOf(object, minor)) report(problem);
      if (object.workload) for (const problem of podNames(object, object.workload.pod)) report(problem);
    }
  },
});

function* namesOf(object: ManifestObject, minor: number): Generator<Problem> {
  const { metadata, group, kind, workload } = object;
  const form = group === undefined ? undefined : nameFormOf(group, kind, minor);
  if (form)
    yield* judged(object, metadata.text("name"), form.form, `The name of ${/^[AEIOU]/.test(kind) ? "an" : "a"} ${kind}`, form.longest);
  yield* judged(object, metadata.text("namespace"), "label", "The name of a namespace");
  const selector = workload && workload.kind !== "ReplicationController" ? workload.selector.mapping("matchLabels") : undefined;
  for (const labels of distinct(object.labels, workload?.templateLabels, selector)) {
    yield* judgedKeys(object, labels, "label-key", "The key of a label");
    for (const key of new Set(labels.entries.map((entry) => entry.key)))
      yield* judged(object, labels.text(key), "label-value", "The value of a label");
  }
  for (const annotations of distinct(object.annotations, workload?.templateAnnotations)) {
    yield* judgedKeys(object, annotations, "annotation-key", "The key of an annotation");
  }
  if (group === "" && (kind === "ConfigMap" || kind === "Secret")) {
    for (const key of ["data", "stringData", "binaryData"])
      yield* judgedKeys(object, object.root.mapping(key), "data-key", `A key of a ${kind}`);
  }
}

/** A Pod is its own template, and an alias stands for what is judged elsewhere. */
function distinct(...mappings: readonly (Mapping | undefined)[]): Iterable<Mapping> {
  return new Map(mappings.flatMap((mapping) => (mapping?.map ? [[mapping.map.span.start, mapping] as const] : []))).values();
}

function* podNames(object: ManifestObject, { allContainers, volumes }: Pod): Generator<Problem> {
  for (const container of allContainers) {
    yield* judged(object, container.name, "label", "The name of a container");
    for (const { name } of container.env) yield* judged(object, name, "environment-variable", "The name of a variable");
  }
  for (const volume of volumes) yield* judged(object, volume.text("name"), "label", "The name of a volume");
}

function* judged(object: ManifestObject, field: Field<string>, form: NameForm, what: string, longest?: number): Generator<Problem> {
  const { value, span } = field;
  if (value === undefined || !span || isFilledIn(value)) return;
  const problem = nameProblem(form, value, longest);
  if (!problem) return;
  const { must, corrected } = problem;
  yield {
    span,
    message: `${what} must ${must}, so the API server rejects ${value === "" ? "it" : `\`${shown(value)}\``}.${corrected === undefined ? " Give it another." : ` Write \`${corrected}\`.`}`,
    fixes: written(object, corrected, (name) => replaceScalar(object, field, name)),
  };
}

function* judgedKeys(object: ManifestObject, { entries, map }: Mapping, form: NameForm, what: string): Generator<Problem> {
  for (const entry of entries) {
    // What an anchor brings is judged where it stands.
    if (entry.map !== map || isFilledIn(entry.key)) continue;
    const problem = nameProblem(form, entry.key);
    if (!problem) continue;
    const { must, corrected } = problem;
    yield {
      span: entry.keySpan,
      message: `${what} must ${must}, so the API server rejects \`${shown(entry.key)}\`.${corrected === undefined ? " Give it another." : ` Write \`${corrected}\`.`}`,
      fixes: written(object, corrected, (name) => renameKey(object, entry, name)),
    };
  }
}

function written(object: ManifestObject, corrected: string | undefined, edits: (name: string) => Edits) {
  return corrected === undefined ? [] : fixesOf(`Write \`${corrected}\``, "unsafe", object, edits(corrected));
}

/** Whether a name is there to be filled in: `<name>`, `$NAME`, `APP_NAME`. */
function isFilledIn(name: string): boolean {
  return /[<>{}$%[\]]|@@/.test(name) || /^[A-Z][A-Z0-9_]*$/.test(name);
}

function shown(name: string): string {
  return name.length > 40 ? `${name.slice(0, 37)}…` : name;
}
