import type { ShellCommand } from "../../languages/shell/model.ts";
import type { ActionFile, Step, Workflow } from "../../languages/workflow/model.ts";
import { usesAction } from "../../pipeline/action-inputs.ts";
import { untrustedInText } from "../../pipeline/untrusted.ts";
import { privilegedTriggerOf } from "../../pipeline/untrusted-checkout.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/environment-file-injection",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A text that strangers choose is written into the environment of later steps.",
  why: `
Each line of the file behind \`GITHUB_ENV\` sets a variable for all later steps, and each of \`GITHUB_PATH\` adds a folder of programs. A text with line breaks in it, such as the body of a pull request or a file out of a downloaded artifact, adds lines of its own: \`LD_PRELOAD=…\`, \`NODE_OPTIONS=…\`, and the next step runs a stranger's code.

Hand such a text to the steps that need it through their own \`env\`, or write it to \`GITHUB_OUTPUT\` with a random delimiter. What can hold no line breaks (numbers, branch names) is not reported.`,
  examples: [
    {
      title: "The body of an issue",
      bad: 'on: issues\npermissions: {}\njobs:\n  read:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "TEXT=$BODY" >> "$GITHUB_ENV"\n        env:\n          BODY: ${{ github.event.issue.body }}\n      - run: ./read.sh\n',
      good: "on: issues\npermissions: {}\njobs:\n  read:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./read.sh\n        env:\n          TEXT: ${{ github.event.issue.body }}\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands",
    "https://docs.github.com/en/actions/reference/security/secure-use",
  ],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:github-env"],
  judges: "connected",
  check(file, { workspace, report }) {
    for (const step of file.steps) {
      const script = step.roughScript;
      if (!script || !/GITHUB_(?:ENV|PATH)/.test(step.run?.text ?? "")) continue;
      for (const [index, command] of script.commands.entries()) {
        const target = fileOf(command);
        if (!target) continue;
        const sources = command.name === "tee" ? script.commands.slice(Math.max(0, index - (command.pipe?.index ?? 0)), index) : [command];
        const what = untrusted(sources, step, file) ?? downloaded(sources, step, workspace);
        if (!what) continue;
        report({
          span: script.source.spanToSource(target.span),
          message: `${what} is written to \`${target.name}\`, and a line break in it sets any variable for the later steps. Hand it to those that need it through their own \`env\`.`,
          ...(!privilegedTriggerOf(step, workspace) && { severity: "warning" as const }),
        });
      }
    }
  },
});

function fileOf({
  name,
  args,
  redirects,
}: ShellCommand): { readonly name: string; readonly span: { start: number; end: number } } | undefined {
  const targets = [
    ...redirects.filter(({ operator }) => operator.includes(">")).flatMap(({ target }) => target ?? []),
    ...(name === "tee" ? args : []),
  ];
  for (const { text, span } of targets) {
    const found = /^\$(?:env:)?\{?(GITHUB_(?:ENV|PATH))\}?$/i.exec(text)?.[1];
    if (found) return { name: found, span };
  }
  return undefined;
}

/** What cannot hold a line break: names of branches, and with them labels. */
const oneLine = /(?:^github\.head_ref|\.ref|\.label|branch|homepage|email|page_name)$/;

/** A variable of the step with a text of a stranger's that may have several lines. */
function untrusted(sources: readonly ShellCommand[], step: Step, file: Workflow | ActionFile): string | undefined {
  for (const { args } of sources) {
    for (const { raw } of args) {
      for (const [, name = ""] of raw.matchAll(/\$(?:env:)?\{?([A-Za-z_]\w*)/gi)) {
        const found = untrustedInText(step.variable(name)?.value, file, step.job, step);
        if (found && !oneLine.test(found.path)) return `\`${found.path}\` (as \`$${name}\`)`;
      }
    }
  }
  return undefined;
}

/** The content of a file, in a privileged run that has downloaded an artifact before. */
function downloaded(sources: readonly ShellCommand[], step: Step, workspace: Workspace): string | undefined {
  const reads = sources.some(({ name, args }) => name === "cat" || args.some(({ raw }) => /\$\(\s*(?:cat\s|<)/.test(raw)));
  if (!reads || !step.job) return undefined;
  const before = step.job.steps.slice(0, step.index);
  if (!before.some(isDownload) || privilegedTriggerOf(step, workspace) !== "workflow_run") return undefined;
  return "A file out of a downloaded artifact";
}

function isDownload(step: Step): boolean {
  if (usesAction(step, "dawidd6/action-download-artifact")) return true;
  if (usesAction(step, "actions/download-artifact")) return step.input("run-id") !== undefined;
  return /\bgh\s+run\s+download\b|downloadArtifact/.test(`${step.run?.text ?? ""} ${step.input("script")?.value?.text ?? ""}`);
}
