// Law 3 on Compose files: nothing that a variable fills in is judged. Each value of each rule's bad example becomes a variable in turn; what is then
// reported may stand beside it, for what is missing, and not on it. With the value as the variable's default nothing is an error: the shell may say otherwise.
import { describe, expect, it } from "vitest";
import { defaultConfiguration } from "../../server/engine/config/configuration.ts";
import { detectLanguage, type Finding, memoryWorkspace, parse, rules, SourceText, unseenWorkspace } from "../../server/engine/index.ts";
import type { ComposeFile } from "../../server/engine/languages/compose/model.ts";
import { usualPaths } from "../../server/engine/languages/parse.ts";
import type { YamlNode, YamlScalar } from "../../server/engine/languages/yaml/model.ts";
import { check } from "../../server/engine/lint.ts";
import { applyEdits, replace } from "../../server/engine/text/edit.ts";

const configuration = defaultConfiguration({ preset: "all" });

/** What stands for a value that the file does not say. */
const variables = ["${UNKNOWN}", "$UNKNOWN", "${UNKNOWN:?is needed}", "${UNKNOWN:+${OTHER}}"];

/** Rules about the variables themselves, and where each kind of them is judged. */
const judgeVariables: Readonly<Record<string, (text: string) => boolean>> = {
  "compose/unset-variable": (text) => !/[:?+]/.test(text),
  "compose/unescaped-dollar": () => true,
  // The quotes are judged, not what they hold.
  "compose/quoted-volume": () => true,
};

function valuesOf(file: ComposeFile): YamlScalar[] {
  const values: YamlScalar[] = [];
  const walk = (node: YamlNode | undefined): void => {
    if (!node || node.alias) return;
    if (node.kind === "map") for (const { value } of node.entries) walk(value);
    else if (node.kind === "sequence") for (const { value } of node.items) walk(value);
    else if (node.style === "plain" || node.style === "double" || node.style === "single") values.push(node);
  };
  for (const { root } of file.yaml.documents) walk(root);
  return values;
}

describe.each(rules.filter(({ language }) => language === "compose").map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  const examples = rule.examples.filter(({ path = usualPaths.compose, bad }) => detectLanguage(path, undefined, () => bad) === "compose");

  it.each(examples)("judges no variable: $title", (example) => {
    const path = example.path ?? usualPaths.compose;
    for (const value of valuesOf(parse(new SourceText(path, example.bad), "compose"))) {
      for (const variable of variables) {
        if (judgeVariables[rule.id]?.(variable)) continue;
        const { text, on } = withValue(value, variable, path, example.bad, example.files);
        expect(on.map(({ message }) => `${text.trim()}: ${message}`)).toEqual([]);
      }
      if (value.text === "" || /[\n${}"']/.test(value.text)) continue;
      const { text, on } = withValue(value, `\${UNKNOWN:-${value.text}}`, path, example.bad, example.files);
      const errors = rule.id in judgeVariables ? [] : on.filter(({ severity }) => severity === "error");
      expect(errors.map(({ message }) => `${text.trim()}: ${message}`)).toEqual([]);
    }
  });

  /** The example with another value, and what is reported on that. */
  function withValue(value: YamlScalar, variable: string, path: string, bad: string, files: Readonly<Record<string, string>> | undefined) {
    const written =
      value.style === "plain"
        ? /: |[{}]/.test(variable)
          ? `"${variable}"`
          : variable
        : value.style === "double"
          ? `"${variable}"`
          : `'${variable}'`;
    const text = applyEdits(bad, [replace(value.span, written)]);
    const end = value.span.start + written.length;
    const workspace = files ? memoryWorkspace({ ...files, [path]: text }) : unseenWorkspace();
    if (!files) workspace.open(path, text);
    const faults: unknown[] = [];
    const onFault = (_rule: string, fault: unknown) => faults.push(fault);
    const findings = check(new SourceText(path, text), "compose", {
      workspace,
      configuration,
      today: "2026-11-23",
      rules: [rule],
      onFault,
    });
    expect(faults).toEqual([]);
    // One about a part around it, such as a list, is not about the value.
    const isOn = ({ span }: Finding) => value.span.start <= span.start && span.end <= end && span.start < span.end;
    return { text, on: findings.filter(isOn) };
  }
});
