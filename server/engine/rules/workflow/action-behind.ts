import { isRuntimeGone, runtimeOf } from "../../knowledge/actions.ts";
import { knownAction } from "../../pipeline/action-inputs.ts";
import { refFixes, refOfMajor, usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/action-behind",
  language: "workflow",
  alsoChecks: ["action"],
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "An action is used in an older major version.",
  why: `
A newer major version was there when the table of this tool was made. Older ones get fixes for a while at best. Dependabot and Renovate tell of new versions as they come; this rule serves where neither runs. Versions whose Node.js is gone are the matter of \`workflow/outdated-action-runtime\`.`,
  examples: [
    {
      title: "The newest major version",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n",
    },
  ],
  links: [
    "https://docs.github.com/en/code-security/how-tos/secure-your-supply-chain/secure-your-dependencies/keeping-your-actions-up-to-date-with-dependabot",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { today, report }) {
    for (const { uses, step } of usesIn(file)) {
      const used = step && knownAction(uses);
      if (!used || used.major === undefined || used.action.major === undefined || used.action.isArchived) continue;
      const { action, major } = used;
      const newest = action.major as number;
      const runtime = runtimeOf(action, major);
      if (major >= newest || (runtime && isRuntimeGone(runtime, today))) continue;
      report({
        span: uses.refSpan ?? uses.span,
        message: `\`${action.name}\` is at version ${newest}, this is ${major}. Read its release notes and move on.`,
        fixes: refFixes(file, uses, refOfMajor(uses, action, newest)),
      });
    }
  },
});
