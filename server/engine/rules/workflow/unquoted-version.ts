import type { Job, StepsFile } from "../../languages/workflow/model.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../../languages/yaml/model.ts";
import { fixOf } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/unquoted-version",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A version is read as a number and loses its zero.",
  why: `
YAML reads \`3.10\` as the number 3.1, and the zero is gone before any action sees it: Python 3.1 is installed, or cannot be found. \`3.0\` becomes \`3\`, which is the newest 3. In quotes a version stays as it is written.`,
  examples: [
    {
      title: "Python 3.10",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-python@v6\n        with:\n          python-version: 3.10\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-python@v6\n        with:\n          python-version: '3.10'\n",
    },
  ],
  links: [
    "https://github.com/actions/setup-python/blob/main/docs/advanced-usage.md#specifying-a-python-version",
    "https://yaml.org/spec/1.2.2/#10214-floating-point",
  ],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  judges: "part",
  check(file: StepsFile, { report }) {
    const seen = new Set<number>();
    const judge = (node: YamlNode | undefined) => {
      for (const scalar of scalarsOf(node)) {
        if (!losesZero(scalar) || scalar.alias || seen.has(scalar.span.start)) continue;
        seen.add(scalar.span.start);
        report({
          span: scalar.span,
          message: `YAML reads \`${scalar.text}\` as the number ${scalar.value}, and the version loses its zero. Put it in quotes.`,
          fixes: [fixOf(`Write \`'${scalar.text}'\``, "safe", file, [replace(scalar.span, `'${scalar.text}'`)])],
        });
      }
    };
    for (const step of file.steps) for (const { name, entry } of step.with) if (isVersion(name)) judge(entry.value);
    if (!("jobs" in file)) return;
    for (const { strategy } of file.jobs as readonly Job[]) {
      for (const { name, entry } of strategy?.rows ?? []) if (isVersion(name)) judge(entry.value);
      for (const entry of includedEntries(strategy?.include)) if (isVersion(entry.key)) judge(entry.value);
      for (const entry of includedEntries(strategy?.exclude)) if (isVersion(entry.key)) judge(entry.value);
    }
  },
});

/** Names of tools whose versions have two numbers; `version` itself may be of anything, but is one. */
const versioned =
  /(?:^|[-_])(?:version|versions|python|py|go|golang|ruby|php|node|nodejs|java|jdk|dotnet|rust|toolchain|terraform|perl|elixir|otp|erlang|julia|django|rails|postgres|postgresql|k8s|kubernetes|kotlin|scala|swift|xcode|gcc|clang|llvm|cmake|dart|flutter|lua|r|ghc|nim|zig|deno|bun|helm|mysql|mariadb|redis|mongodb|elasticsearch|symfony|laravel|tox-env|msrv)$/i;

function isVersion(name: string): boolean {
  return versioned.test(name) || /version/i.test(name);
}

function losesZero({ style, text, value }: YamlScalar): boolean {
  return style === "plain" && typeof value === "number" && /^\d+\.\d*0$/.test(text);
}

function scalarsOf(node: YamlNode | undefined): readonly YamlScalar[] {
  if (node?.kind === "scalar") return [node];
  return node?.kind === "sequence" ? node.items.flatMap(({ value }) => (value?.kind === "scalar" ? [value] : [])) : [];
}

function includedEntries(node: YamlNode | undefined): readonly YamlEntry[] {
  return node?.kind === "sequence" ? node.items.flatMap(({ value }) => (value?.kind === "map" ? value.entries : [])) : [];
}
