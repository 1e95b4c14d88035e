import { findFunction, takesArguments } from "../../knowledge/contexts.ts";
import { readableExpressions, spanIn } from "../../pipeline/expression-edit.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/wrong-argument-count",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A function is called with too many or too few arguments.",
  why: `
GitHub refuses a file in which a function gets another number of arguments than it takes. \`contains\`, \`startsWith\` and \`endsWith\` take two, \`toJSON\` and \`fromJSON\` one; \`case\` takes pairs of a condition and a value, and the default at the end.`,
  examples: [
    {
      title: "One argument is missing",
      bad: "on: push\njobs:\n  deploy:\n    if: startsWith('refs/tags/')\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  deploy:\n    if: startsWith(github.ref, 'refs/tags/')\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#functions"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  judges: "part",
  check(file, { report }) {
    for (const { place } of readableExpressions(file)) {
      if (place.available?.contexts.size === 0) continue;
      for (const { name, nameSpan, args } of place.expression.calls) {
        const known = findFunction(name);
        if (!known || takesArguments(known, args.length)) continue;
        const count = args.length === 0 ? "none is given" : args.length === 1 ? "one is given" : `${args.length} are given`;
        report({
          span: spanIn(place.expression, nameSpan),
          message: `\`${known.name}(${known.parameters})\` takes ${expected(known)}, and ${count}: GitHub refuses the file.`,
        });
      }
    }
  },
});

function expected({ name, minArguments, maxArguments }: NonNullable<ReturnType<typeof findFunction>>): string {
  if (name === "case") return "three arguments or more, in an odd number";
  if (maxArguments === 0) return "no argument";
  const numbers = ["no", "one", "two", "three"];
  const least = numbers[minArguments] ?? String(minArguments);
  if (maxArguments > 100) return `${least} argument${minArguments === 1 ? "" : "s"} or more`;
  if (minArguments === maxArguments) return `${least} argument${minArguments === 1 ? "" : "s"}`;
  return `${least} or ${numbers[maxArguments] ?? maxArguments} arguments`;
}
