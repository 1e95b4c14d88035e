import { fixesOf, insertStepKey } from "../../pipeline/edit.ts";
import { reportSchema } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "action/missing-shell",
  language: "action",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A command of a composite action names no shell.",
  why: `
In a workflow a command runs in the shell of its runner. A composite action has no such default: every step with \`run\` has to name its \`shell\`, and GitHub refuses the action otherwise.`,
  examples: [
    {
      title: "A command without a shell",
      bad: "name: Test\ndescription: Runs the tests\nruns:\n  using: composite\n  steps:\n    - run: make test\n",
      good: "name: Test\ndescription: Runs the tests\nruns:\n  using: composite\n  steps:\n    - run: make test\n      shell: bash\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runsstepsshell"],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["ghalint:action_shell_is_required"],
  check(file, { report }) {
    const steps = new Map(file.steps.map((step) => [step.map, step]));
    reportSchema(file, "missing-key", report, ({ key, map }) => {
      const step = map && steps.get(map);
      if (key !== "shell" || !step) return undefined;
      return fixesOf("Add `shell: bash`", "safe", file, insertStepKey(step, "shell", "bash"));
    });
  },
});
