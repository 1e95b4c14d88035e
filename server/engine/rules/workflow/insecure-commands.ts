import type { NamedValue, Workflow } from "../../languages/workflow/model.ts";
import { fixesOf, removeKey } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/insecure-commands",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "The commands that GitHub switched off for their insecurity are switched on again.",
  why: `
\`ACTIONS_ALLOW_UNSECURE_COMMANDS\` lets \`::set-env\` and \`::add-path\` work again. Whatever prints a line of that form, be it a test, a dependency or the title of an issue, then sets variables of all later steps and so runs code in them. Write to the files behind \`GITHUB_ENV\` and \`GITHUB_PATH\` instead.`,
  examples: [
    {
      title: "A variable for later steps",
      bad: "on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./build.sh\n        env:\n          ACTIONS_ALLOW_UNSECURE_COMMANDS: true\n          MODE: fast\n",
      good: "on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./build.sh\n        env:\n          MODE: fast\n",
    },
  ],
  links: ["https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:insecure-commands"],
  judges: "part",
  check(file, { report }) {
    const workflow: Workflow | undefined = file.language === "workflow" ? file : undefined;
    for (const { env, envEntry } of [...(workflow ? [workflow, ...workflow.jobs] : []), ...file.steps]) {
      const found = env.find(isSwitchedOn);
      if (!found || !envEntry || envEntry.value?.alias) continue;
      const isOnly = found.entry.map.entries.length === 1;
      report({
        span: found.keySpan,
        message:
          "This lets every line that a step prints set variables for the later steps, and so run code in them. Remove it, and write to the file behind `GITHUB_ENV` instead.",
        fixes: fixesOf("Remove `ACTIONS_ALLOW_UNSECURE_COMMANDS`", "unsafe", file, removeKey(file, isOnly ? envEntry : found.entry)),
      });
    }
  },
});

function isSwitchedOn({ name, value }: NamedValue): boolean {
  return name.toUpperCase() === "ACTIONS_ALLOW_UNSECURE_COMMANDS" && value?.literal?.trim().toLowerCase() === "true";
}
