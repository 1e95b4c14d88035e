import { actionsDate } from "../../knowledge/actions.ts";
import { stepNamed, unknownName } from "../../pipeline/expression-context.ts";
import { readableExpressions, renameFix, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean, fromTable } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-step-output",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "info",
  preset: "recommended",
  summary: "An expression asks for an output that its step does not put out.",
  why: `
An output that a step does not have is empty, and no error tells. The outputs of an action stand in its documentation; those of a script are the names that it writes to \`GITHUB_OUTPUT\`.

It speaks only where all outputs are known: those of common actions at versions that the table knows, of composite actions in the repository, and of scripts in which nothing but plain commands run and every write can be read.`,
  examples: [
    {
      title: "An output by another name",
      bad: 'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - id: version\n        run: echo "tag=v1" >> "$GITHUB_OUTPUT"\n      - run: make image TAG=${{ steps.version.outputs.tags }}\n',
      good: 'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - id: version\n        run: echo "tag=v1" >> "$GITHUB_OUTPUT"\n      - run: make image TAG=${{ steps.version.outputs.tag }}\n',
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#steps-context"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/unknown-context-property"],
  judges: "connected",
  check(file, { report, workspace, today }) {
    for (const { place, site } of readableExpressions(file)) {
      if (site.available?.contexts.has("steps") === false) continue;
      for (const access of place.expression.accesses) {
        if (access.name !== "steps" || access.segments.length < 3) continue;
        const found = unknownName(site, access, workspace);
        if (found?.path.length !== 3 || found.scalar !== undefined) continue;
        const { path, name, segment, names } = found;
        const [, id = ""] = path;
        const meant = nearest(
          name,
          names.names.map((one) => one.name),
        );
        const uses = stepNamed(site, id)?.uses;
        const what = uses ? `\`${uses.text.text}\` has no output \`${name}\`` : `The script of \`${id}\` writes no output \`${name}\``;
        report({
          span: spanIn(place.expression, segment.span),
          message: `${what}, so this is always empty.${didYouMean(meant)}`,
          fixes: renameFix(file, place, segment, meant),
          ...(uses && fromTable(actionsDate, today, undefined)),
        });
      }
    }
  },
});
