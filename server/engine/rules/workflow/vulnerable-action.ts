import { actionsDate, advisoryOf, findAction } from "../../knowledge/actions.ts";
import { refFixes, usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/vulnerable-action",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A version of an action with a known hole.",
  why: `
An advisory has been published on this version. Move to the version that mends it; where secrets may have leaked, replace them as well.

The table is small, comes along with this tool and is as old as its date${actionsDate ? ` (${actionsDate})` : ""}: its silence says nothing. Commits are not judged, and a major tag (\`v4\`) counts as mended where its major has a mended version.`,
  examples: [
    {
      title: "A version that leaked secrets",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: tj-actions/changed-files@v45.0.7\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: tj-actions/changed-files@v46.0.1\n",
    },
  ],
  links: ["https://github.com/advisories?query=type%3Areviewed+ecosystem%3Aactions"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:known-vulnerable-actions"],
  judges: "part",
  check(file, { report }) {
    for (const { uses, step } of usesIn(file)) {
      const { action, ref, refSpan } = uses;
      if (!step || uses.kind !== "repository" || action === undefined || ref === undefined || !refSpan) continue;
      const advisory = advisoryOf(action, ref);
      if (!advisory) continue;
      const { fixed } = advisory;
      const prefix = ref.startsWith("v") ? "v" : "";
      const major = findAction(action)?.hasMajorTag !== false ? fixed?.split(".", 1)[0] : undefined;
      const wanted = fixed === undefined ? undefined : prefix + (/^v?\d+$/.test(ref) && major !== undefined ? major : fixed);
      const isMended = wanted !== undefined && !advisoryOf(action, wanted);
      const advice = fixed === undefined ? "Replace it, or pin a commit that was checked." : `Version ${fixed} is the first without it.`;
      report({
        span: refSpan,
        message: `${advisory.id}: in this version of \`${uses.owner}/${uses.repository}\` ${advisory.about}. ${advice}`,
        fixes: isMended ? refFixes(file, uses, wanted) : [],
      });
    }
  },
});
