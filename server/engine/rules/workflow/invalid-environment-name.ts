import type { Job, NamedValue, StepsFile } from "../../languages/workflow/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/invalid-environment-name",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "An environment variable has a name that shells cannot read.",
  why: `
A variable whose name has a blank, a \`=\` or a \`&\` in it is set, but no shell can read it. Most often the line was meant otherwise: \`NAME=value\` with \`=\` in the place of the colon, or an anchor before the key.`,
  examples: [
    {
      title: "A variable as in a shell",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    env:\n      LOG LEVEL: debug\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    env:\n      LOG_LEVEL: debug\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/variables"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["actionlint:env-var"],
  judges: "part",
  check(file: StepsFile, { report }) {
    const seen = new Set<unknown>();
    const judge = (values: readonly NamedValue[]) => {
      for (const { name, keySpan, entry } of values) {
        const wrong = /[\s=&]/.exec(name)?.[0];
        if (wrong === undefined || /[${]/.test(name) || seen.has(entry)) continue;
        seen.add(entry);
        report({
          span: keySpan,
          message: `The name \`${name}\` has ${/\s/.test(wrong) ? "a blank" : `\`${wrong}\``} in it, so no shell can read the variable. Use letters, digits and \`_\`.`,
        });
      }
    };
    if ("env" in file) judge(file.env as readonly NamedValue[]);
    for (const job of "jobs" in file ? (file.jobs as readonly Job[]) : []) {
      judge(job.env);
      if (job.container) judge(job.container.env);
      for (const service of job.services) judge(service.env);
    }
    for (const step of file.steps) judge(step.env);
  },
});
