import { isRuntimeGone, runtimeOf } from "../../knowledge/actions.ts";
import { dialectOf } from "../../languages/workflow/detect.ts";
import { knownAction } from "../../pipeline/action-inputs.ts";
import { refFixes, refOfMajor, usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/outdated-action-runtime",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An action is made for a Node.js that GitHub's runners have no more.",
  why: `
Actions in JavaScript name the Node.js that runs them. GitHub's runners have no Node.js 12, 16 and (since 23 September 2026) 20 any more: such actions run on a newer one, for which nobody made or tested them, or fail. Move to a major version that is made for a living one; its release notes tell what else has changed.

Silent for actions, and versions of them, that this tool does not know, and for branches and bare commits.`,
  examples: [
    {
      title: "An action from the days of Node.js 16",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v3\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n",
    },
  ],
  links: ["https://github.blog/changelog/2025-09-19-deprecation-of-node-20-on-github-actions-runners/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:action"],
  uncovers: ["workflow/action-behind"],
  judges: "part",
  check(file, { today, report }) {
    if (dialectOf(file.source.path) !== "github") return;
    for (const { uses, step } of usesIn(file)) {
      const used = step && knownAction(uses);
      if (!used || used.major === undefined || used.action.isArchived) continue;
      const runtime = runtimeOf(used.action, used.major);
      if (!runtime || !isRuntimeGone(runtime, today)) continue;
      const { livingMajor } = used.action;
      const isAlive = livingMajor !== undefined && livingMajor > used.major;
      const advice = isAlive ? `Move to version ${livingMajor} or later.` : "Look for a newer version or another action.";
      report({
        span: uses.refSpan ?? uses.span,
        message: `Version ${used.major} of \`${used.action.name}\` is made for Node.js ${runtime.slice(4)}, which GitHub's runners have no more. ${advice}`,
        tags: ["deprecated"],
        fixes: isAlive ? refFixes(file, uses, refOfMajor(uses, used.action, livingMajor)) : [],
      });
    }
  },
});
