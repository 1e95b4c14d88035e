import type { ShellCommand } from "../../languages/shell/model.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { isMentionedBefore, jobFilesOf, pathInRepository } from "../../pipeline/job-files.ts";
import { folderBelow, optionOf, placedCommands } from "../../pipeline/placed-commands.ts";
import { defineRule } from "../../rule.ts";
import { inFolder, upwards } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/missing-lockfile",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A step follows a lock file that the repository does not have.",
  why: `
\`npm ci\`, \`pnpm install --frozen-lockfile\`, \`yarn install --immutable\`, \`uv sync --locked\`, \`cargo build --locked\` and \`cache: npm\` of \`actions/setup-node\` fail without the lock file of the folder or of one above it. Commit it: with it, every run installs what was tested.

Silent where an earlier step may write it, and where the folder cannot be told.`,
  examples: [
    {
      title: "The lock file is in the repository",
      files: { "package.json": "{}\n" },
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm ci\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm install\n",
    },
  ],
  links: ["https://docs.npmjs.com/cli/v11/commands/npm-ci"],
  since: "0.2.0",
  patterns: ["C2"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const step of file.steps) {
      checkSetup(step, workspace, report);
      if (!step.run || !/\bnpm\s.*\b(?:ci|clean-install)\b|\bbun\s+ci\b|\bpipenv\s|--(?:frozen|locked|immutable)/.test(step.run.text))
        continue;
      const files = jobFilesOf(step, workspace);
      if (!files) continue;
      for (const { command, script, folder } of placedCommands(step)) {
        const wanted = lockOf(command);
        if (!wanted || command.operator === "||" || isMentionedBefore(step, wanted.written)) continue;
        const at = folderBelow(folder, optionOf(command, ...wanted.folderOptions));
        const place = at === undefined ? undefined : pathInRepository(files, at);
        if (place === undefined || isThere(place, wanted.manifest, workspace) !== true || isThere(place, wanted.locks, workspace) !== false)
          continue;
        report({
          span: script.source.spanToSource({ start: command.nameSpan.start, end: command.args[0]?.span.end ?? command.nameSpan.end }),
          message: `This fails without \`${wanted.locks[0]}\`, which the repository has neither in \`${place === "" ? "." : place}\` nor above. Commit the lock file.`,
        });
      }
    }
  },
});

type Report = (problem: { readonly span: { readonly start: number; readonly end: number }; readonly message: string }) => void;

/** Lock files that `cache` of `actions/setup-node` looks for at the root. Source: its `src/cache-utils.ts`. */
const cached: Readonly<Record<string, readonly string[]>> = {
  npm: ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock"],
  pnpm: ["pnpm-lock.yaml"],
  yarn: ["yarn.lock"],
};

function checkSetup(step: Step, workspace: Workspace, report: Report): void {
  const value = step.uses?.action === "actions/setup-node" ? step.input("cache")?.value : undefined;
  const locks = value && cached[value.literal?.trim() ?? ""];
  if (!value || !locks || step.input("cache-dependency-path")) return;
  const files = jobFilesOf(step, workspace);
  const root = files && files.at === "" ? pathInRepository(files, "") : undefined;
  if (root === undefined || isMentionedBefore(step, writers)) return;
  if (locks.some((name) => workspace.has(inFolder(root, name)) !== false)) return;
  report({
    span: value.span,
    message: `The step fails: \`cache: ${value.literal?.trim()}\` looks for \`${locks[0]}\` at the root, where none is. Name the file's path in \`cache-dependency-path\`, or take \`cache\` out.`,
  });
}

interface Wanted {
  readonly locks: readonly string[];
  readonly manifest: readonly string[];
  readonly folderOptions: readonly string[];
  /** What an earlier step says that may write the lock file. */
  readonly written: RegExp;
}

const writers =
  /lock\.json|shrinkwrap|pnpm-lock|yarn\.lock|\bnpm\s+(?:install|i|update|init)\b|\b(?:pnpm|yarn)\s+(?:import|update|add|i|install)\b(?![^\n]*--(?:frozen-lockfile|immutable))|\byarn\s*$|create-|package\.json/m;

function lockOf({ name, args }: ShellCommand): Wanted | undefined {
  const words = args.map(({ text }) => text);
  const has = (...flags: readonly string[]) => words.some((word) => flags.includes(word));
  const node = { manifest: ["package.json"], written: writers };
  const isInstall = has("install", "i");
  if (has("-g", "--global", "--help")) return undefined;
  switch (name) {
    case "npm":
      return /^(?:ci|clean-install)$/.test(words.find((word) => !word.startsWith("-")) ?? "") && !has("-w", "--workspace")
        ? { ...node, locks: ["package-lock.json", "npm-shrinkwrap.json"], folderOptions: ["--prefix", "-C"] }
        : undefined;
    case "pnpm":
      return isInstall && has("--frozen-lockfile") && !has("--filter", "-F", "-r")
        ? { ...node, locks: ["pnpm-lock.yaml"], folderOptions: ["-C", "--dir"] }
        : undefined;
    case "yarn":
      return (isInstall || words.every((word) => word.startsWith("-"))) && has("--immutable")
        ? { ...node, locks: ["yarn.lock"], folderOptions: ["--cwd"] }
        : undefined;
    case "bun":
      return (isInstall && has("--frozen-lockfile")) || words[0] === "ci"
        ? {
            ...node,
            locks: ["bun.lock", "bun.lockb"],
            folderOptions: ["--cwd"],
            written: /bun\.lock|bun\s+(?:install|i|add)\b|package\.json/,
          }
        : undefined;
    case "uv":
      return words[0] === "sync" && has("--locked", "--frozen")
        ? {
            locks: ["uv.lock"],
            manifest: ["pyproject.toml"],
            folderOptions: ["--directory", "--project"],
            written: /uv\.lock|uv\s+(?:lock|add|init)\b/,
          }
        : undefined;
    case "pipenv":
      return words[0] === "sync" || (words[0] === "install" && has("--deploy"))
        ? { locks: ["Pipfile.lock"], manifest: ["Pipfile"], folderOptions: [], written: /Pipfile|pipenv\s+lock/ }
        : undefined;
    case "cargo":
      return /^(?:build|b|check|c|test|t|clippy|run|r|doc|nextest)$/.test(words.find((word) => !/^[-+]/.test(word)) ?? "") &&
        has("--locked", "--frozen") &&
        !has("--manifest-path")
        ? {
            locks: ["Cargo.lock"],
            manifest: ["Cargo.toml"],
            folderOptions: ["-C"],
            written:
              /Cargo\.lock|cargo\s+(?:generate-lockfile|update|fetch|new|init)\b|cargo\s+(?:\+\S+\s+)?(?:build|test|check)\b(?!.*--(?:locked|frozen))/,
          }
        : undefined;
    default:
      return undefined;
  }
}

/** Whether one of the files is in a folder or above it; undefined where that cannot be seen. */
function isThere(folder: string, names: readonly string[], workspace: Workspace): boolean | undefined {
  for (const at of upwards(folder)) {
    for (const name of names) {
      const found = workspace.has(inFolder(at, name));
      if (found !== false) return found;
    }
  }
  return false;
}
