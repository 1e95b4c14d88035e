import { dependencyFiles } from "../../knowledge/dependency-files.ts";
import type { Step } from "../../languages/workflow/model.ts";
import { installsOf, type StepInstall } from "../../pipeline/dependency-installs.ts";
import { fixesOf, replaceInScript } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const file = (command: string) =>
  `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n      - run: npm ${command}\n      - run: npm test\n`;
const files = { "package.json": '{ "name": "web" }', "package-lock.json": "{}" };

export default defineRule({
  id: "workflow/install-without-lockfile",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reproducibility",
  severity: "info",
  preset: "recommended",
  summary: "A step installs other versions than the lock file says.",
  why: `
\`npm install\` mends \`package-lock.json\` where it does not fit \`package.json\`, and goes on with what it has changed. What is tested is then not what is in the repository. \`npm ci\` installs just what the lock file says, fails where the two differ, and is faster.

Nothing is said where packages are named, where the job commits what it has changed, or where no lock file can be seen.`,
  examples: [{ title: "Follow the lock file", bad: file("install"), good: file("ci"), files }],
  links: ["https://docs.npmjs.com/cli/commands/npm-ci"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  alsoKnownAs: ["scorecard:Pinned-Dependencies"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const step of file.steps) {
      for (const install of installsOf(step)) {
        if (!isLoose(install, workspace) || writesBack(step)) continue;
        const { command, verb } = install;
        if (!verb) continue;
        const { source } = step.script ?? step.roughScript ?? {};
        if (!source) continue;
        report({
          span: source.spanToSource({ start: command.nameSpan.start, end: verb.span.end }),
          message: `\`npm ${verb.text}\` may install other versions than \`package-lock.json\` says, so this run tests something else than the repository holds. Use \`npm ci\`.`,
          fixes: fixesOf("Use `npm ci`", "unsafe", file, replaceInScript(step, verb.span, "ci")),
        });
      }
    }
  },
});

function isLoose({ manager, verb, isNamed, folder, command, step }: StepInstall, workspace: Workspace): boolean {
  if (manager !== "npm" || isNamed || folder === undefined || !/^(?:install|i|in|ins|inst|isntall|add)$/.test(verb?.text ?? ""))
    return false;
  // One of several ways, or what is done where the other has failed.
  if (command.isConditional || command.operator === "||" || command.inSubstitution) return false;
  if (
    command.args.some(({ text }) =>
      /^(?:--package-lock-only|--no-package-lock|--package-lock=false|--save|-S|-D|--lockfile)|^\$/.test(text),
    )
  )
    return false;
  if (step.script?.commands.some(({ name, args }) => name === "rm" && args.some(({ text }) => /package-lock|\*/.test(text)))) return false;
  return dependencyFiles.npm.locks.some((lock) => workspace.has(inFolder(folder, lock)) === true);
}

/** Whether the job changes the lock file on purpose and keeps it. */
function writesBack(step: Step): boolean {
  return step.file.steps.some((one) => {
    if (one.job !== step.job) return false;
    if (/create-pull-request|auto-commit|add-and-commit|changesets\/action|commit-action|git-push/.test(one.uses?.action ?? ""))
      return true;
    return (one.script?.commands ?? []).some(({ name, args }) => {
      const [first = ""] = plainTexts(args);
      return (
        (name === "git" && /^(?:commit|push)$/.test(first)) ||
        (name === "npm" &&
          /^(?:update|upgrade|up|version|audit)$/.test(first) &&
          (first !== "audit" || args.some(({ text }) => text === "fix")))
      );
    });
  });
}

function plainTexts(args: readonly { readonly text: string }[]): readonly string[] {
  return args.map(({ text }) => text).filter((text) => !text.startsWith("-"));
}
