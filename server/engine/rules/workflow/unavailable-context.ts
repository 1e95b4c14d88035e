import { contextNames, findFunction } from "../../knowledge/contexts.ts";
import type { ExpressionPlace } from "../../languages/workflow/model.ts";
import { schemaDate } from "../../languages/workflow/schema-places.ts";
import { isConditionPath } from "../../languages/workflow/text.ts";
import { readableExpressions, spanIn } from "../../pipeline/expression-edit.ts";
import { fromTable } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unavailable-context",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A context or function is used where it is not available.",
  why: `
GitHub works out each key at its own time: the \`if\` of a job before a runner is there, its \`env\` before the steps have run. What does not exist by then (\`env\`, \`steps\`, \`runner\`, \`secrets\`, \`hashFiles()\`) cannot be used there, and GitHub refuses the file. Some keys take no expression at all.

Which contexts a key has is what the official schema says. Secrets in an \`if\` are reported by \`workflow/secret-in-condition\`.`,
  examples: [
    {
      title: "A variable of the workflow in the condition of a job",
      bad: "on: push\nenv:\n  STAGE: production\njobs:\n  deploy:\n    if: env.STAGE == 'production'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\nenv:\n  STAGE: production\njobs:\n  deploy:\n    if: vars.STAGE == 'production'\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  judges: "part",
  check(file, { report, today }) {
    const weaker = fromTable(schemaDate, today, undefined);
    for (const { place } of readableExpressions(file)) {
      const { available, expression } = place;
      if (!available) continue;
      if (available.contexts.size === 0) {
        report({
          span: place.span,
          message: `${keyOf(place)} takes no expression, and GitHub refuses the file. Write the value itself.`,
          ...weaker,
        });
        continue;
      }
      for (const { name, nameSpan } of expression.accesses) {
        if (available.contexts.has(name) || !contextNames.includes(name) || (name === "secrets" && isConditionPath(place.path))) continue;
        report({
          span: spanIn(expression, nameSpan),
          message: `\`${name}\` is not available in ${keyOf(place)}, and GitHub refuses the file. ${adviceFor(name, place)}`,
          ...weaker,
        });
      }
      for (const { name, nameSpan } of expression.calls) {
        if (available.functions.has(name) || !specialFunctions.has(name)) continue;
        const own = findFunction(name)?.name ?? name;
        const where = name === "hashfiles" ? "in the keys of steps" : "in conditions";
        report({
          span: spanIn(expression, nameSpan),
          message: `\`${own}()\` is not available in ${keyOf(place)}, and GitHub refuses the file: it can be called ${where} alone.`,
          ...weaker,
        });
      }
    }
  },
});

const specialFunctions: ReadonlySet<string> = new Set(["success", "failure", "always", "cancelled", "hashfiles"]);

/** The key that an expression stands in: `` `env` of the job ``. */
function keyOf({ path, job, step }: ExpressionPlace): string {
  const names = path.filter((name) => !/^\d+$/.test(name));
  const parents = ["env", "with", "outputs", "inputs", "secrets", "services", "matrix"];
  const key = names.findLast((name, index) => index === names.length - 1 || parents.includes(name)) ?? names.at(-1) ?? "";
  const parent = names.at(-2);
  const shown = parent !== undefined && parents.includes(parent) ? parent : key;
  return `\`${shown}\` of ${step ? "a step" : job ? "a job" : path[0] === "jobs" ? "a job" : "the file"}`;
}

function adviceFor(name: string, { available, job, path }: ExpressionPlace): string {
  if (name === "env" && job && path.at(-1) === "if") return "Use `vars`, or move the condition to the steps.";
  if (name === "secrets" && path[0] === "runs") return "Declare an input, and let the workflow pass the secret.";
  if (name === "steps" && job) return "Steps have not run by then: use it in a step, or pass it on as an output of the job.";
  return `Available there: ${[...(available?.contexts ?? [])].map((one) => `\`${one}\``).join(", ")}.`;
}
