import type { ExpressionPlace, NamedValue } from "../../languages/workflow/model.ts";
import { isConditionPath } from "../../languages/workflow/text.ts";
import { allOf, type Edits, fixesOf, setStepEnv } from "../../pipeline/edit.ts";
import { nameOfSegment } from "../../pipeline/expression-context.ts";
import { readableExpressions, rewrite, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/secret-in-condition",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A condition reads a secret.",
  why: `
\`secrets\` is not available in \`if\`, and GitHub refuses the file. In a step, put the secret into \`env\` of the step or the job, and ask for that: \`env.TOKEN != ''\`. For a job, an earlier job can check it and pass the result on as an output.`,
  examples: [
    {
      title: "A step for repositories that have the secret",
      bad: "on: push\njobs:\n  report:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./report.sh\n        if: secrets.TOKEN != ''\n",
      good: "on: push\njobs:\n  report:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./report.sh\n        if: env.TOKEN != ''\n        env:\n          TOKEN: ${{ secrets.TOKEN }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  judges: "part",
  check(file, { report }) {
    for (const { place } of readableExpressions(file)) {
      if (!isConditionPath(place.path) || place.available?.contexts.has("secrets") !== false) continue;
      const seen = new Set<string>();
      for (const access of place.expression.accesses) {
        if (access.name !== "secrets") continue;
        const [segment] = access.segments;
        const name = segment && nameOfSegment(segment);
        const key = name?.toUpperCase() ?? "";
        if (seen.has(key)) continue;
        seen.add(key);
        const advice =
          file.language === "action"
            ? "Declare an input, and let the workflow pass the secret."
            : place.step
              ? "Put it into `env` of the step, and ask for that."
              : "Let an earlier job check it and pass the result on as an output.";
        report({
          span: spanIn(place.expression, access.span),
          message: `\`secrets\` is not available in \`if\`, and GitHub refuses the file. ${advice}`,
          fixes:
            name === undefined || file.language === "action" ? [] : fixesOf("Read it from `env`", "unsafe", file, throughEnv(place, name)),
        });
      }
    }
  },
});

/** The secret in the step's `env`, unless a variable holds it already, and every read of it from there. */
function throughEnv(place: ExpressionPlace, name: string): Edits {
  const { step, expression } = place;
  if (!step || !/^[A-Za-z_]\w*$/.test(name)) return undefined;
  const edits = expression.accesses
    .filter(
      ({ name: context, segments: [segment] }) =>
        context === "secrets" && segment && nameOfSegment(segment)?.toUpperCase() === name.toUpperCase(),
    )
    .map(({ span }) => rewrite(step.file, place, span, `env.${name}`));
  const holds = ({ value }: NamedValue): boolean => value?.text.replaceAll(" ", "").toUpperCase() === `\${{SECRETS.${name.toUpperCase()}}}`;
  const known = [step.env, step.job?.env ?? [], step.job?.workflow.env ?? []].flatMap(
    (all) => all.find((one) => one.name === name) ?? [],
  )[0];
  if (known) return holds(known) ? allOf(...edits) : undefined;
  return allOf(...edits, setStepEnv(step, { [name]: `\${{ secrets.${name} }}` }));
}
