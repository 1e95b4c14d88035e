import { contextsDate } from "../../knowledge/contexts.ts";
import { unknownName } from "../../pipeline/expression-context.ts";
import { hasFallback, readableExpressions, renameFix, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean, fromTable } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-context-property",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression reads a property that its context does not have.",
  why: `
What a context does not have is empty, and no error tells: a condition never holds, a tag has nothing behind its colon. The properties of \`github\`, \`runner\`, \`job\` and \`strategy\`, and those of a step or a needed job, are all documented. A text has none at all: an output that holds JSON is read with \`fromJSON(needs.build.outputs.matrix).os\`.

Of \`github.event\` a property is reported, as a warning, where the payload of no trigger of the workflow brings it. Deeper than that nothing is said, and neither of workflows that are called: their caller has the event.`,
  examples: [
    {
      title: "A name that is close",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          BRANCH: ${{ github.refname }}\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n        env:\n          BRANCH: ${{ github.ref_name }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/contexts"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/unknown-step-output", "workflow/unknown-job-output"],
  judges: "connected",
  check(file, { report, workspace, today }) {
    for (const { place, site } of readableExpressions(file)) {
      for (const access of place.expression.accesses) {
        if (access.segments.length === 0 || site.available?.contexts.has(access.name) === false) continue;
        const found = unknownName(site, access, workspace);
        if (!found) continue;
        const { path, name, segment, names, scalar } = found;
        if (scalar !== undefined && access.name !== "matrix") {
          report({
            span: spanIn(place.expression, segment.span),
            message: `\`${path.join(".")}\` is ${scalar === "string" ? "a text" : `a ${scalar}`} and has no properties, so this is always empty. What holds JSON is read with \`fromJSON\`.`,
          });
          continue;
        }
        if (!closed.has(access.name)) continue;
        const [, second, third] = path;
        const isOwn = path.length === 1 && (access.name === "steps" || access.name === "needs" || access.name === "jobs");
        if (isOwn || third === "outputs" || (second === "event" && third === "inputs")) continue;
        const isPayload = second?.toLowerCase() === "event";
        const meant = nearest(
          name,
          names.names.map((one) => one.name),
        );
        if (isPayload && meant === undefined && hasFallback(place.expression, access)) continue;
        const whole = path.join(".");
        report({
          span: spanIn(place.expression, segment.span),
          message: isPayload
            ? `No trigger of this workflow brings \`${name}\` in \`github.event\`, so this is always empty.${didYouMean(meant)}`
            : `\`${whole}\` has no property \`${name}\`, so this is always empty.${didYouMean(meant)}`,
          fixes: renameFix(file, place, segment, meant),
          ...fromTable(contextsDate, today, isPayload ? "warning" : undefined),
        });
      }
    }
  },
});

const closed: ReadonlySet<string> = new Set(["github", "runner", "job", "strategy", "steps", "needs", "jobs"]);
