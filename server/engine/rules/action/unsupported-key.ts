import { fixesOf, removeKey } from "../../pipeline/edit.ts";
import { reportSchema } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "action/unsupported-key",
  language: "action",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An action has a key that its kind does not support.",
  why: `
Steps of a composite action can do less than those of a job: \`timeout-minutes\`, \`background\`, \`parallel\` and the like are not there. An action written in JavaScript has no \`steps\`, one in a container no \`main\`. GitHub refuses the action.`,
  examples: [
    {
      title: "A time limit in a composite action",
      bad: "name: Test\ndescription: Runs the tests\nruns:\n  using: composite\n  steps:\n    - run: make test\n      shell: bash\n      timeout-minutes: 5\n",
      good: "name: Test\ndescription: Runs the tests\nruns:\n  using: composite\n  steps:\n    - run: make test\n      shell: bash\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runssteps"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:action"],
  check(file, { report }) {
    reportSchema(file, "misplaced-key", report, ({ entry, map, key }) =>
      entry && map ? fixesOf(`Remove \`${key}\``, "unsafe", file, removeKey(file, entry)) : [],
    );
  },
});
