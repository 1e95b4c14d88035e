import { knownAction } from "../../pipeline/action-inputs.ts";
import { refFixes, usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-major-tag",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "A major version is named of an action that has no tag for it.",
  why: `
Most actions have a tag that moves along with a major version (\`v4\`); a few publish full versions alone. There the run fails before its first step: the ref cannot be found. Write the full version.`,
  examples: [
    {
      title: "The full version",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: aquasecurity/trivy-action@v0\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: aquasecurity/trivy-action@v0.36.0\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/create-and-publish-actions/release-and-maintain-actions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const { uses, step } of usesIn(file)) {
      const used = step && knownAction(uses);
      if (!used || used.action.hasMajorTag || uses.refKind !== "version" || uses.version?.length !== 1) continue;
      const { action, major } = used;
      // Older majors may have had such a tag.
      if (action.version === undefined || major !== action.major || !uses.refSpan) continue;
      report({
        span: uses.refSpan,
        message: `\`${action.name}\` has no tag \`${uses.ref}\`, and the run fails before its first step. Write the full version, such as \`${action.version}\`.`,
        fixes: refFixes(file, uses, action.version),
      });
    }
  },
});
