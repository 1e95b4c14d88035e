import type { Step } from "../../languages/workflow/model.ts";
import { isMisspeltInput } from "../../pipeline/action-inputs.ts";
import { fromRepository } from "../../pipeline/dependency-installs.ts";
import { fixesOf, setInput } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const file = (more: string) =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n      - uses: actions/setup-node@v6\n${more}      - run: npm ci\n`;

export default defineRule({
  id: "workflow/missing-tool-version",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reproducibility",
  severity: "info",
  preset: "strict",
  summary: "A setup action is not told which version to set up.",
  why: `
Without a version the setup actions leave the one that the runner happens to have, which changes when GitHub renews the image. The version belongs to the project: name the file that has it (\`.nvmrc\`, \`.python-version\`, \`go.mod\`), so that local work and CI have the same.`,
  examples: [
    {
      title: "The project's version",
      bad: file(""),
      good: file("        with:\n          node-version-file: .nvmrc\n"),
      files: { ".nvmrc": "24\n" },
    },
  ],
  links: ["https://github.com/actions/setup-node#usage"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const step of file.steps) {
      const tool = tools[step.uses?.action ?? ""];
      if (!tool || !step.uses) continue;
      const { name, files } = tool;
      if (
        step.input(`${name}-version`) ||
        step.input(`${name}-version-file`) ||
        step.input("version") ||
        step.input("jdkfile") ||
        step.input("jdk-file") ||
        isMisspeltInput(step, `${name}-version`, `${name}-version-file`)
      )
        continue;
      // A mapping that is merged, or an expression, may hold it.
      if (step.withEntry && step.withEntry.value?.kind !== "map" && step.withEntry.value !== undefined) continue;
      const found = files.find(([path, holds]) => has(path, holds, step, workspace));
      // Without an input setup-python reads this file.
      if (found?.[0] === ".python-version") continue;
      report({
        span: step.uses.span,
        message: `No version is given, so this is whatever the runner has today. Give \`${name}-version\`, or \`${name}-version-file\` with the file that holds it.`,
        fixes: found
          ? fixesOf(`Take the version of \`${found[0]}\``, "unsafe", file, setInput(step, `${name}-version-file`, found[0]))
          : [],
      });
    }
  },
});

interface Tool {
  readonly name: string;
  /** The files that the action reads versions from, and what must stand in them. */
  readonly files: readonly (readonly [path: string, holds: RegExp])[];
}

const any = /\S/;
const tools: Readonly<Record<string, Tool>> = {
  "actions/setup-node": {
    name: "node",
    files: [
      [".nvmrc", any],
      [".node-version", any],
      [".tool-versions", /^nodejs\s/m],
      ["package.json", /"volta"\s*:\s*\{[^}]*"node"|"engines"\s*:\s*\{[^}]*"node"/],
    ],
  },
  "actions/setup-python": {
    name: "python",
    files: [
      [".python-version", any],
      [".tool-versions", /^python\s/m],
      ["pyproject.toml", /^\s*requires-python\s*=/m],
    ],
  },
  "actions/setup-go": {
    name: "go",
    files: [
      ["go.mod", /^go\s+\d/m],
      ["go.work", /^go\s+\d/m],
      [".go-version", any],
    ],
  },
  "actions/setup-java": {
    name: "java",
    files: [
      [".java-version", any],
      [".tool-versions", /^java\s/m],
      [".sdkmanrc", /^java=/m],
    ],
  },
};

function has(path: string, holds: RegExp, step: Step, workspace: Workspace): boolean {
  return holds.test(workspace.read(fromRepository(path, step)) ?? "");
}
