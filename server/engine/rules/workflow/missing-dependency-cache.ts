import { dependencyFiles, type Manager } from "../../knowledge/dependency-files.ts";
import type { Job, Step, StepsFile } from "../../languages/workflow/model.ts";
import { isMisspeltInput } from "../../pipeline/action-inputs.ts";
import { stepsWithin } from "../../pipeline/callee.ts";
import { fromRepository, inRepository, installsOf, type StepInstall } from "../../pipeline/dependency-installs.ts";
import { publishJobs } from "../../pipeline/deploy.ts";
import { allOf, type Edits, fixesOf, insertKey, insertStepKey } from "../../pipeline/edit.ts";
import { readPackageManager } from "../../pipeline/package-manager.ts";
import { releasingJobs } from "../../pipeline/releases.ts";
import { defineRule } from "../../rule.ts";
import { inFolder, nameOf, upwards } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const file = (more: string) =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n      - uses: actions/setup-node@v6\n        with:\n          node-version: 24\n${more}      - run: npm ci\n`;

export default defineRule({
  id: "workflow/missing-dependency-cache",
  language: "workflow",
  alsoChecks: ["action"],
  category: "performance",
  severity: "hint",
  preset: "recommended",
  summary: "A job fetches all of its packages anew in every run.",
  why: `
The setup actions for Node.js, Python and Java keep the package manager's downloads between runs when they are told which one it is. Without that every run fetches everything again, which is slower and fails whenever the registry does.

Nothing is said where another step keeps a cache, where the action does so by itself (\`packageManager\` in \`package.json\` names npm), where no lock file can be seen, in jobs that publish (a cache that somebody else has filled must not get into a release) and on runners of one's own.`,
  examples: [
    {
      title: "Keep npm's downloads",
      bad: file(""),
      good: file("          cache: npm\n"),
      files: { "package.json": '{ "name": "web" }', "package-lock.json": "{}" },
    },
  ],
  links: [
    "https://github.com/actions/setup-node#caching-global-packages-data",
    "https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  judges: "part",
  check(file, { workspace, report }) {
    // What is released is better made without what other runs have left behind.
    const publishing = new Set(
      file.language === "workflow" ? [...publishJobs(file, workspace).map(({ job }) => job), ...releasingJobs(file, workspace)] : [],
    );
    if (file.language === "workflow" && file.triggers.length > 0 && file.triggers.every(({ event }) => event === "release")) return;
    for (const step of file.steps) {
      const managers = setups[step.uses?.action ?? ""];
      if (!managers || step.input("cache") || (step.job && (publishing.has(step.job) || isOwnRunner(step.job)))) continue;
      if (
        step.input("package-manager-cache") ||
        step.input("cache-dependency-path") ||
        isMisspeltInput(step, "cache") ||
        isCached(step, workspace)
      )
        continue;
      const found = cachable(step, managers, workspace);
      if (!found) continue;
      const { manager, path } = found;
      report({
        span: step.uses?.span ?? step.span,
        message: `Every run fetches all packages of \`${path}\` again. Let the action keep them: \`cache: ${manager}\`.`,
        fixes: isReady(step, manager) ? fixesOf(`Add \`cache: ${manager}\``, "unsafe", file, edits(file, step, manager, path)) : [],
      });
    }
  },
});

const setups: Readonly<Record<string, readonly Manager[]>> = {
  "actions/setup-node": ["npm", "yarn", "pnpm"],
  "actions/setup-python": ["pip", "poetry", "pipenv"],
  "actions/setup-java": ["maven", "gradle"],
};

function isOwnRunner({ runsOn }: Job): boolean {
  return runsOn?.labels.some(({ text }) => text.toLowerCase() === "self-hosted") ?? false;
}

/** The job's steps, or those of the action. */
function around(step: Step): readonly Step[] {
  return step.job?.steps ?? step.file.steps;
}

function isCached(step: Step, workspace: Workspace): boolean {
  const { steps, isComplete } = step.job ? stepsWithin(step.job, workspace) : { steps: step.file.steps, isComplete: true };
  if (!isComplete) return true;
  return steps.some(
    (one) =>
      (one !== step && /cache|npm-install|gradle\/|setup-gradle|setup-maven|pnpm\/setup$/.test(one.uses?.action ?? "")) ||
      (one.uses?.action === "pnpm/action-setup" && one.input("cache") !== undefined),
  );
}

/** The first install behind a setup whose packages the action can keep, with the file by which it knows them. */
function cachable(
  step: Step,
  managers: readonly Manager[],
  workspace: Workspace,
): { readonly manager: Manager; readonly path: string } | undefined {
  const steps = around(step);
  const from = steps.indexOf(step);
  // The file has to be there when the action looks for it, in the folder where it looks.
  const checkout = steps.slice(0, from).find(({ uses }) => uses?.action === "actions/checkout");
  if (step.job ? !checkout || checkout.input("path") || checkout.input("repository") : false) return undefined;
  for (const one of steps.slice(from + 1)) {
    if (one.uses && one.uses.action === step.uses?.action) return undefined;
    for (const install of installsOf(one)) {
      if (!managers.includes(install.manager)) continue;
      const path = fileOf(install, workspace);
      if (path === undefined) continue;
      if (isByItself(step, install.manager, workspace)) return undefined;
      return { manager: install.manager, path: inRepository(path, step) };
    }
  }
  return undefined;
}

/** The lock file of an install, or what stands for one; undefined where none can be seen. */
function fileOf({ manager, folder, requirements, isNamed, step }: StepInstall, workspace: Workspace): string | undefined {
  if (folder === undefined) return undefined;
  const seen = (path: string): boolean => workspace.has(path) === true;
  if (manager === "pip")
    return requirements.map((name) => inFolder(folder, name.replace(/^\.\//, ""))).find((path) => !path.includes("..") && seen(path));
  if (isNamed) return undefined;
  const names = manager === "maven" || manager === "gradle" ? dependencyFiles[manager].manifests : dependencyFiles[manager].locks;
  const root = fromRepository("", step);
  // A workspace's packages share the lock file above them.
  const folders = manager === "npm" ? [folder] : upwards(folder).filter((one) => one === root || root === "" || one.startsWith(`${root}/`));
  return folders.flatMap((one) => names.map((name) => inFolder(one, name))).find(seen);
}

/** From version 5 on, setup-node keeps npm's packages where `package.json` names npm. */
function isByItself(step: Step, manager: Manager, workspace: Workspace): boolean {
  if (step.uses?.action !== "actions/setup-node" || (step.uses.major !== undefined && step.uses.major < 5)) return false;
  const named = readPackageManager(workspace.read(fromRepository("package.json", step)));
  return named !== undefined && (named === manager || step.uses.major === undefined);
}

/** Whether the manager is there when the action asks it where it keeps its packages. */
function isReady(step: Step, manager: Manager): boolean {
  if (manager !== "pnpm" && manager !== "poetry") return true;
  const before = around(step).slice(0, around(step).indexOf(step));
  return before.some(
    ({ uses, run }) => uses?.action?.includes(manager) || (run?.text.includes(manager) && /install|corepack/.test(run.text)),
  );
}

/** The files that the actions find by themselves. */
function isFoundByItself(path: string, manager: Manager): boolean {
  if (manager === "pip") return nameOf(path) === "requirements.txt";
  return manager === "maven" || manager === "gradle" || manager === "poetry" || manager === "pipenv" || !path.includes("/");
}

function edits(file: StepsFile, step: Step, manager: Manager, path: string): Edits {
  const inputs: Record<string, string> = { cache: manager };
  if (!isFoundByItself(path, manager)) inputs["cache-dependency-path"] = path;
  const map = step.withEntry?.value;
  if (map?.kind === "map") return allOf(...Object.entries(inputs).map(([name, value]) => insertKey(file, map, name, value)));
  return step.withEntry ? undefined : insertStepKey(step, "with", inputs);
}
