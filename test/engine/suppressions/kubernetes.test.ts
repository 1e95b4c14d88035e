import { describe, expect, it } from "vitest";
import { parseManifest } from "../../../server/engine/languages/kubernetes/file.ts";
import type { Finding, Rule, RuleId } from "../../../server/engine/rule.ts";
import { ignoreFinding, suppressionsOf } from "../../../server/engine/suppressions.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { ruleOf } from "../config/rules.ts";

const probe: RuleId = "kubernetes/missing-probe";
const tag: RuleId = "kubernetes/mutable-tag";
const rules: readonly Rule[] = [
  ruleOf(probe, {
    alsoKnownAs: ["kube-linter:no-readiness-probe", "kube-score:pod-probes", "polaris:readinessProbeMissing", "checkov:CKV_K8S_9"],
  }),
  ruleOf(tag, {
    alsoKnownAs: ["kube-linter:latest-tag", "kube-score:container-image-tag", "polaris:tagNotSpecified", "checkov:CKV_K8S_14"],
  }),
];

const deployment = (name: string, { annotations = "", template = "" } = {}) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
${annotations && `  annotations:\n    ${annotations}\n`}spec:
  template:
    metadata:
      labels: { app: ${name} }
${template && `      annotations:\n        ${template}\n`}    spec:
      containers:
        - name: ${name}-main
          image: ${name}:latest
        - name: ${name}-side
          image: side-of-${name}:latest
`;

const fileOf = (text: string) => parseManifest(new SourceText("deploy/app.yaml", text));

function finding(text: string, rule: RuleId, words: string): Finding {
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`no ${words}`);
  return { rule, span: { start, end: start + words.length }, message: "", severity: "warning", path: "" };
}

/** The findings that stay, as the words that they are on. */
function left(text: string, shown: readonly (readonly [RuleId, string])[]): string[] {
  const suppressions = suppressionsOf(fileOf(text), rules);
  return shown.flatMap(([rule, words]) => (suppressions.silences(finding(text, rule, words)) ? [] : [words]));
}

const images = (...names: string[]): [RuleId, string][] => names.map((name) => [tag, name]);

describe("comments", () => {
  const ignore = "# deployment-patterns-ignore kubernetes/mutable-tag -- for now\n";

  it("above the first key are for the whole object", () => {
    const text = `---\n${ignore}${deployment("a")}---\n${deployment("b")}`;
    expect(left(text, images("a:latest", "side-of-a:latest", "b:latest", "side-of-b:latest"))).toEqual(["b:latest", "side-of-b:latest"]);
  });

  it("before the boundary of a document too", () => {
    const text = `${deployment("b")}${ignore}---\n${deployment("a")}`;
    expect(left(text, images("a:latest", "b:latest"))).toEqual(["b:latest"]);
  });

  it("above a container are for that container, above a key for what stands below it", () => {
    const above = (words: string) => deployment("a").replace(new RegExp(`( *)(${words})`), `$1${ignore}$1$2`);
    expect(left(above("- name: a-side"), images("a:latest", "side-of-a:latest"))).toEqual(["a:latest"]);
    expect(left(above("image: a:latest"), images("a:latest", "side-of-a:latest"))).toEqual(["side-of-a:latest"]);
    expect(left(above("spec:\n {6}containers"), images("a:latest", "side-of-a:latest"))).toEqual([]);
    expect(left(above("metadata:"), images("a:latest"))).toEqual(["a:latest"]);
  });

  it("above an item of a list of objects are for that object", () => {
    const item = (name: string) =>
      `  - apiVersion: v1\n    kind: Pod\n    metadata: { name: ${name} }\n    spec: { containers: [{ name: c, image: ${name}:latest }] }\n`;
    const text = `apiVersion: v1\nkind: List\nitems:\n  ${ignore}${item("a")}${item("b")}`;
    expect(left(text, images("a:latest", "b:latest"))).toEqual(["b:latest"]);
  });

  it("that silence nothing are told of", () => {
    const text = `${ignore}${deployment("a")}`;
    expect(
      suppressionsOf(fileOf(text), rules)
        .unused()
        .map(({ message }) => message),
    ).toEqual([
      "`kubernetes/mutable-tag` reports nothing here, so this comment silences nothing. Remove it: it would hide the next finding.",
    ]);
  });

  it("are written above the key or the container that a finding is in, with the file's line breaks", () => {
    const write = (text: string, words: string) => {
      const change = ignoreFinding(fileOf(text), finding(text, tag, words));
      return change.kind === "edit" ? applyEdits(text, change.edits) : "";
    };
    const comment = "# deployment-patterns-ignore kubernetes/mutable-tag -- reason";
    expect(write(deployment("a"), "a-side")).toContain(`        ${comment}\n        - name: a-side\n`);
    expect(write(deployment("a"), "side-of-a:latest")).toContain(`          ${comment}\n          image: side-of-a:latest\n`);
    expect(write(deployment("a").replaceAll("\n", "\r\n"), "a-main")).toContain(`        ${comment}\r\n        - name: a-main\r\n`);
    for (const words of ["a-side", "side-of-a:latest", "apps/v1"]) {
      const text = write(deployment("a"), words);
      expect(suppressionsOf(fileOf(text), rules).silences(finding(text, tag, words))).toBe(true);
    }
  });
});

describe("annotations of other tools", () => {
  const shown = [
    [probe, "a-main"],
    [tag, "a:latest"],
  ] as const;
  const both = ["a-main", "a:latest"];

  it.each([
    ['ignore-check.kube-linter.io/no-readiness-probe: "it has none"', ["a:latest"]],
    ['kube-linter.io/ignore-all: "generated"', []],
    ["kube-score/ignore: pod-probes,container-image-tag", []],
    ["kube-score/ignore: pod-probes , other", ["a:latest"]],
    ['kube-score/ignore: "*"', []],
    ['polaris.fairwinds.com/readinessProbeMissing-exempt: "true"', ["a:latest"]],
    ['polaris.fairwinds.com/exempt: "true"', []],
    ["polaris.fairwinds.com/exempt: true", []],
    ['polaris.fairwinds.com/exempt: "false"', both],
    ["checkov.io/skip1: CKV_K8S_9=no traffic", ["a:latest"]],
    ["checkov.io/skip: CKV_K8S_14", ["a-main"]],
    ["checkov.io/skip2: CKV_K8S_99=other", both],
    ["kube-score/ignore: {{ .Values.ignored }}", both],
    ["kube-score/ignore:", both],
    ["example.com/checkov.io/skip1: CKV_K8S_9", both],
  ])("%s", (annotations, expected) => {
    expect(left(deployment("a", { annotations }), shown)).toEqual(expected);
  });

  it("hold for their own object alone", () => {
    const annotations = 'kube-linter.io/ignore-all: "generated"';
    const text = `${deployment("a", { annotations })}---\n${deployment("b")}`;
    expect(left(text, images("a:latest", "b:latest"))).toEqual(["b:latest"]);
  });

  it("are read in the pod template where the tool does so", () => {
    const of = (template: string) => left(deployment("a", { template }), shown);
    expect(of("kube-score/ignore: pod-probes")).toEqual(["a:latest"]);
    expect(of("checkov.io/skip1: CKV_K8S_14=why")).toEqual(["a-main"]);
    expect(of('polaris.fairwinds.com/exempt: "true"')).toEqual([]);
    expect(of('kube-linter.io/ignore-all: "why"')).toEqual(both);
  });

  it("are no suppressions of ours: nothing is said of those that are not needed", () => {
    const text = deployment("a", { annotations: "checkov.io/skip1: CKV_K8S_9=no traffic" });
    expect(suppressionsOf(fileOf(text), rules).unused()).toEqual([]);
  });
});
