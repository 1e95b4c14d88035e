import type { Job, NamedValue, Step, Workflow } from "../../languages/workflow/model.ts";
import { allOf, type Edits, fixesOf, removeKey, setStepEnv } from "../../pipeline/edit.ts";
import { writtenBy, writtenPath } from "../../pipeline/untrusted.ts";
import { defineRule } from "../../rule.ts";
import { touches } from "../../text/span.ts";

export default defineRule({
  id: "workflow/secrets-in-wide-environment",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A secret stands in the environment of all steps, not of the one that needs it.",
  why: `
Variables of a workflow or job are given to every step, and so to every action and to every script of a dependency that a step runs. One of them is enough to carry a secret out. Put it into the \`env\` of the steps that use it.

Silent for jobs of one step. The token of the run (\`GITHUB_TOKEN\`), which is worth less and ends with the job, is only informed of.`,
  examples: [
    {
      title: "A token for one command",
      bad: 'on: push\npermissions: {}\njobs:\n  release:\n    runs-on: ubuntu-latest\n    env:\n      API_KEY: ${{ secrets.API_KEY }}\n    steps:\n      - run: make package\n      - run: ./upload.sh "$API_KEY"\n',
      good: 'on: push\npermissions: {}\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make package\n      - run: ./upload.sh "$API_KEY"\n        env:\n          API_KEY: ${{ secrets.API_KEY }}\n',
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["ghalint:workflow_secrets", "ghalint:job_secrets"],
  check(workflow, { report }) {
    for (const target of [workflow, ...workflow.jobs]) {
      const isJob = "workflow" in target;
      const steps = isJob ? target.steps : workflow.jobs.flatMap((job) => job.steps);
      // What an alias repeats is told of at its anchor.
      if (steps.length < 2 || target.envEntry?.value?.alias) continue;
      const found = target.env.flatMap((variable) => {
        const kind = kindOf(variable);
        return kind ? [{ variable, kind }] : [];
      });
      const [first] = found.toSorted((a, b) => (a.kind === b.kind ? 0 : a.kind === "secret" ? -1 : 1));
      if (!first) continue;
      const names = found.map(({ variable }) => `\`${variable.name}\``);
      const isMore = names.length > 3;
      const listed = isMore
        ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`
        : names.join(", ").replace(/, (?=[^,]*$)/, " and ");
      report({
        span: first.variable.keySpan,
        message: `Every ${isJob ? "step of the job" : "step of the workflow"} can read ${listed}, and so can every action and dependency that they run. Put ${names.length > 1 ? "them" : "it"} into the \`env\` of the steps that use ${names.length > 1 ? "them" : "it"}.`,
        fixes: fixesOf(
          names.length > 1 ? "Move them to the steps that use them" : "Move it to the steps that use it",
          "unsafe",
          workflow,
          narrow(
            target,
            steps,
            found.map(({ variable }) => variable),
          ),
        ),
        ...(first.kind === "token" && { severity: "info" as const }),
      });
    }
  },
});

/** Whether a variable holds a secret, or the token of the run. */
function kindOf({ value }: NamedValue): "secret" | "token" | undefined {
  let kind: "secret" | "token" | undefined;
  for (const { expression } of value?.expressions ?? []) {
    for (const { access } of expression.root ? writtenBy(expression.root) : []) {
      const [root, name] = writtenPath(access) ?? [access.name];
      if (root === "secrets" && name?.toUpperCase() !== "GITHUB_TOKEN") return "secret";
      if (root === "secrets" || (root === "github" && name?.toLowerCase() === "token")) kind = "token";
    }
  }
  return kind;
}

/** The variables in the steps whose text names them; undefined where one is named by no step, and so used by something unseen. */
function narrow(target: Workflow | Job, steps: readonly Step[], variables: readonly NamedValue[]): Edits {
  const workflow = "workflow" in target ? target.workflow : target;
  const { envEntry } = target;
  if (!envEntry || envEntry.value?.alias || new Set(steps.map(({ map }) => map)).size < steps.length) return undefined;
  const added = new Map<Step, Record<string, string>>();
  for (const { name, value } of variables) {
    const users = steps.filter((step) => !step.env.some((own) => own.name === name) && names(step, name));
    if (!value || users.length === 0) return undefined;
    // Read outside of steps, it has to stay.
    const read = new RegExp(`\\benv\\s*(?:\\.\\s*|\\[\\s*')${name}\\b`, "i");
    if (workflow.expressions.some(({ step, expression }) => !step && read.test(expression.source.text))) return undefined;
    for (const step of users) added.set(step, { ...added.get(step), [name]: value.text });
  }
  const isAll = envEntry.value?.kind === "map" && envEntry.value.entries.length === variables.length;
  const removed = isAll ? [removeKey(workflow, envEntry)] : variables.map(({ entry }) => removeKey(workflow, entry));
  // What a comment says of the variable would be lost.
  const lost = allOf(...removed)?.some(({ span }) => workflow.comments.some((comment) => touches(span, comment.span.start)));
  if (lost) return undefined;
  return allOf(...removed, ...[...added].map(([step, values]) => setStepEnv(step, values)));
}

function names(step: Step, name: string): boolean {
  const word = new RegExp(`(?<![\\w-])${name}(?![\\w-])`);
  const texts = [step.run, step.if?.text, ...[...step.with, ...step.env].map(({ value }) => value)];
  return texts.some((text) => text !== undefined && word.test(text.text));
}
