import type { ActionFile, SchemaProblem } from "../../languages/workflow/model.ts";
import { schemaDate } from "../../languages/workflow/schema.ts";
import { fromTable, writeFix } from "../../pipeline/report.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "action/invalid-metadata",
  language: "action",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "What an action says of itself is not complete or not right.",
  why: `
\`runs.using\` tells how an action runs: \`composite\` with \`steps\`, \`docker\` with an \`image\`, \`node24\` with \`main\`. Without what belongs to it, or where the file that it names is not there, the action fails in every workflow that uses it. Programs that are compiled may be missing in the repository; that is only a warning.

The name, the description, and the icon and colour of \`branding\` are what the marketplace asks for.`,
  examples: [
    {
      title: "A kind of action that there is not",
      bad: "name: Test\ndescription: Runs the tests\nruns:\n  using: compsite\n  steps:\n    - run: make test\n      shell: bash\n",
      good: "name: Test\ndescription: Runs the tests\nruns:\n  using: composite\n  steps:\n    - run: make test\n      shell: bash\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:action"],
  check(file, { report, workspace, today }) {
    const steps = new Set(file.steps.map(({ map }) => map));
    for (const problem of file.schemaProblems) {
      if (problem.code === "missing-key" && !(problem.map && steps.has(problem.map)))
        report({ span: problem.span, message: problem.message });
      if (problem.code === "invalid-value") {
        const found = ofValue(problem, file);
        if (found) report({ ...found, ...fromTable(schemaDate, today, found.severity) });
      }
    }
    for (const problem of [marketplace(file), ...missingFiles(file, workspace)]) if (problem) report(problem);
  },
});

function ofValue({ span, key, message, suggestion }: SchemaProblem, file: ActionFile): Problem | undefined {
  const fixes = writeFix(file, span, suggestion, "unsafe");
  if (key !== "using") return { span, message, fixes, severity: "info" };
  const version = /^node(\d+)$/.exec(file.using?.text ?? "")?.[1];
  // Node.js goes on: what comes after the newest that the table knows may be there.
  if (version !== undefined && Number(version) > 24) return undefined;
  const advice = suggestion === undefined || version !== undefined ? "Use `composite`, `docker` or `node24`." : `Write \`${suggestion}\`.`;
  return {
    span,
    message: `Actions do not run with \`${file.using?.text}\`, and GitHub refuses the action. ${advice}`,
    fixes: version === undefined ? fixes : [],
  };
}

/** Name and description are needed in the marketplace alone. */
function marketplace({ root, runsEntry }: ActionFile): Problem | undefined {
  const missing = ["name", "description"].filter((key) => !root?.entry(key)).map((key) => `\`${key}\``);
  const [first] = root?.entries ?? [];
  if (missing.length === 0 || !first || !runsEntry) return undefined;
  return {
    span: first.keySpan,
    message: `This action has no ${missing.join(" and no ")}, which the documentation and the marketplace ask for. Say what it does.`,
    severity: "hint",
  };
}

function missingFiles(file: ActionFile, workspace: Workspace): Problem[] {
  const { runsEntry } = file;
  const runs = runsEntry?.value;
  if (runs?.kind !== "map" || runs.alias) return [];
  const keys =
    file.kind === "docker"
      ? ["image", "entrypoint", "pre-entrypoint", "post-entrypoint"]
      : file.kind === "node"
        ? ["main", "pre", "post"]
        : [];
  const folder = file.source.path.slice(0, file.source.path.lastIndexOf("/") + 1);
  const problems: Problem[] = [];
  for (const key of keys) {
    const node = runs.get(key);
    if (node?.kind !== "scalar" || node.text === "" || /\{\{|^docker:\/\//.test(node.text)) continue;
    // Entrypoints may be programs of the image.
    if (key.endsWith("entrypoint")) continue;
    const path = pathFrom(folder, node.text);
    if (path === undefined || workspace.has(path) !== false) continue;
    const isProgram = key !== "image";
    problems.push({
      span: node.span,
      message: isProgram
        ? `There is no file \`${path}\`, which this action runs. Build it and add it to the repository, or to what is released.`
        : `There is no file \`${path}\`, so the image cannot be built. Name the Dockerfile from the action's folder on.`,
      ...(isProgram && { severity: "warning" as const }),
    });
  }
  return problems;
}

/** The path from the root of the workspace; undefined where it leads out of it. */
function pathFrom(folder: string, text: string): string | undefined {
  const parts: string[] = [];
  for (const part of `${folder}${text}`.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
