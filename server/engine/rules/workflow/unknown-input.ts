import { unknownName } from "../../pipeline/expression-context.ts";
import { hasFallback, readableExpressions, renameFix, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-input",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression asks for an input that is not declared.",
  why: `
\`inputs\` holds what \`workflow_dispatch\` and \`workflow_call\` declare, in an action what its \`inputs\` declare. Another input is always empty, and no error tells. One with a value for that case (\`inputs.tag || 'v1'\`) is left alone.`,
  examples: [
    {
      title: "An input by another name",
      bad: "on:\n  workflow_dispatch:\n    inputs:\n      version:\n        type: string\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n        env:\n          VERSION: ${{ inputs.versions }}\n",
      good: "on:\n  workflow_dispatch:\n    inputs:\n      version:\n        type: string\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n        env:\n          VERSION: ${{ inputs.version }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#inputs-context"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/unknown-context-property"],
  judges: "connected",
  check(file, { report, workspace }) {
    for (const { place, site } of readableExpressions(file)) {
      for (const access of place.expression.accesses) {
        if ((access.name !== "inputs" && access.name !== "github") || site.available?.contexts.has(access.name) === false) continue;
        const found = access.segments.length > 0 ? unknownName(site, access, workspace) : undefined;
        if (!found || found.scalar !== undefined || (access.name === "github" && found.path.length !== 3)) continue;
        const { name, segment, names } = found;
        const meant = nearest(
          name,
          names.names.map((one) => one.name),
        );
        if (meant === undefined && hasFallback(place.expression, access)) continue;
        const who = file.language === "action" ? "This action" : "No trigger of this workflow";
        const verb = file.language === "action" ? "declares no" : "declares the";
        report({
          span: spanIn(place.expression, segment.span),
          message: `${who} ${verb} input \`${name}\`, so this is always empty.${didYouMean(meant)}`,
          fixes: renameFix(file, place, segment, meant),
        });
      }
    }
  },
});
