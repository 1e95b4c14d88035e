// Law 3 on manifests: nothing that a template or a variable fills in is judged. Each value of each rule's bad example becomes a placeholder in turn;
// what is then reported may stand on a name, for what is missing from that object or container, and on no other placeholder.
import { describe, expect, it } from "vitest";
import { defaultConfiguration } from "../../server/engine/config/configuration.ts";
import { detectLanguage, memoryWorkspace, parse, rules, SourceText, unseenWorkspace } from "../../server/engine/index.ts";
import type { ManifestFile } from "../../server/engine/languages/kubernetes/model.ts";
import { usualPaths } from "../../server/engine/languages/parse.ts";
import type { YamlNode, YamlScalar } from "../../server/engine/languages/yaml/model.ts";
import { check } from "../../server/engine/lint.ts";
import { applyEdits, replace } from "../../server/engine/text/edit.ts";
import type { Span } from "../../server/engine/text/span.ts";

const configuration = defaultConfiguration({ preset: "all" });
const placeholders = ["{{ .Values.value }}", "${VALUE}"];

function valuesOf(file: ManifestFile): YamlScalar[] {
  const values: YamlScalar[] = [];
  const walk = (node: YamlNode | undefined): void => {
    if (!node || node.alias) return;
    if (node.kind === "map") for (const { value } of node.entries) walk(value);
    else if (node.kind === "sequence") for (const { value } of node.items) walk(value);
    else if (node.style === "plain" || node.style === "double") values.push(node);
  };
  for (const { root } of file.yaml.documents) walk(root);
  return values;
}

/** Rules that say something of names themselves, so that a placeholder there must silence them. */
const judgeNames: ReadonlySet<string> = new Set(["kubernetes/invalid-name", "kubernetes/duplicate-object", "kubernetes/invalid-port-name"]);

/** Where it is told what is missing beside: names, and the number of a port without one. */
function namesOf(file: ManifestFile, rule: string): Span[] {
  const spans: Span[] = [];
  const walk = (node: YamlNode | undefined): void => {
    if (node?.kind === "sequence") for (const { value } of node.items) walk(value);
    if (node?.kind !== "map") return;
    for (const { key, value } of node.entries) {
      const isName = key === "name" || key === "generateName" || (rule === "kubernetes/malformed-service-ports" && key === "port");
      if (isName && value) spans.push(value.span);
      walk(value);
    }
  };
  for (const { root } of file.yaml.documents) walk(root);
  return spans;
}

describe.each(rules.filter(({ language }) => language === "kubernetes").map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  it.each(rule.examples)("judges no placeholder: $title", (example) => {
    const path = example.path ?? usualPaths.kubernetes;
    if (detectLanguage(path, undefined, () => example.bad) !== "kubernetes") return;
    for (const value of valuesOf(parse(new SourceText(path, example.bad), "kubernetes"))) {
      for (const placeholder of placeholders) {
        const written = value.style === "double" ? `"${placeholder}"` : placeholder;
        const text = applyEdits(example.bad, [replace(value.span, written)]);
        const workspace = example.files ? memoryWorkspace({ ...example.files, [path]: text }) : unseenWorkspace();
        if (!example.files) workspace.open(path, text);
        const source = new SourceText(path, text);
        const faults: unknown[] = [];
        const onFault = (_rule: string, fault: unknown) => faults.push(fault);
        const findings = check(source, "kubernetes", { workspace, configuration, today: "2026-11-23", rules: [rule], onFault });
        expect(faults).toEqual([]);
        const file = parse(source, "kubernetes");
        const names = judgeNames.has(rule.id) ? [] : namesOf(file, rule.id);
        const judged = findings.filter(
          ({ span }) => file.isMasked(span) && !names.some(({ start, end }) => start === span.start && end === span.end),
        );
        expect(judged.map(({ span, message }) => `${source.lineOf(span.start) + 1} ${source.slice(span)}: ${message}`)).toEqual([]);
      }
    }
  });
});
