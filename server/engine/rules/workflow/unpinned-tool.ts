import { knownActionOf } from "../../pipeline/action-inputs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unpinned-tool",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reproducibility",
  severity: "info",
  preset: "optional",
  summary: "An action installs the latest version of a tool.",
  why: `
\`version: latest\` installs what came out last, so that a release of the tool can break a pipeline in which nothing was changed. Write the version; Renovate can keep it up to date.`,
  examples: [
    {
      title: "Helm by version",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: azure/setup-helm@v5\n        with:\n          version: latest\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: azure/setup-helm@v5\n        with:\n          version: v4.0.0\n",
    },
  ],
  links: ["https://docs.zizmor.sh/audits/#unpinned-tools"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:unpinned-tools"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      if (!knownActionOf(step)) continue;
      for (const { name, value } of step.with) {
        if (value?.literal?.trim() !== "latest" || !/(?:^|[-_])(?:version|release)$|Version$/.test(name)) continue;
        report({
          span: value.span,
          message: `\`${name}: latest\` installs what came out last, so a new release can break this job unasked. Write a version.`,
        });
      }
    }
  },
});
