import type { StepsFile } from "../../languages/workflow/model.ts";
import { didYouMean, writeFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/undefined-alias",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An alias refers to an anchor that is not there.",
  why: `
\`*name\` repeats what an anchor \`&name\` further up marks. Where there is none above it, GitHub cannot read the file. A plain value that begins with \`*\`, such as a pattern, has to be quoted.`,
  examples: [
    {
      title: "A pattern without quotes",
      bad: "on:\n  push:\n    branches:\n      - **\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  push:\n    branches:\n      - '**'\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
    {
      title: "A misspelt alias",
      bad: "on:\n  push:\n    branches:\n      - &all '**'\n  pull_request:\n    branches:\n      - *al\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  push:\n    branches:\n      - &all '**'\n  pull_request:\n    branches:\n      - *all\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#yaml-anchors-and-aliases"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["workflow/uncancelled-pull-request-runs"],
  alsoKnownAs: ["actionlint:syntax-check"],
  check(file: StepsFile, { report }) {
    let found = 0;
    for (const { anchors, aliases } of file.yaml.documents) {
      for (const { name, span, anchor } of aliases) {
        if (anchor) continue;
        if (/[*/.]/.test(name)) {
          const text = file.source.slice(span);
          const fixes = text.includes("'") ? [] : writeFix(file, span, `'${text}'`, "safe");
          report({
            span,
            message: `A plain value that begins with \`*\` is an alias, and no anchor has that name: GitHub cannot read the file. Put it in quotes.`,
            fixes,
          });
          continue;
        }
        // Where nearly everything is wrong, looking for what each one means takes long and helps nobody.
        const above = found++ < 20 ? anchors.filter((one) => one.span.end <= span.start) : [];
        const near = nearest(
          name,
          above.map((one) => one.name),
        );
        const meant = near === undefined ? undefined : `*${near}`;
        report({
          span,
          message: `No anchor \`&${name}\` stands above this alias, and GitHub cannot read the file.${didYouMean(meant, " Set it, or write out what is meant.")}`,
          fixes: writeFix(file, span, meant, "unsafe"),
        });
      }
    }
  },
});
