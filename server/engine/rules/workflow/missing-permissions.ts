import { fixesOf } from "../../pipeline/edit.ts";
import { grantLeast } from "../../pipeline/least-privilege.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-permissions",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "recommended",
  summary: "Nothing says what the token of a job may do.",
  why: `
Without \`permissions\` the token has what the repository's settings grant, which in many is the right to write to everything: an action that was taken over, or a script of a dependency, can then push commits and make releases.

Declare what is needed: \`contents: read\` at the top, more in the jobs that need more. What a block does not list is not granted. The fix writes what the known actions and commands of the file are seen to need; look at it where scripts use the token.

Silent for workflows that run only when another one calls them: their callers decide.`,
  examples: [
    {
      title: "Tests that only read the code",
      bad: "on: push\n\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n",
      good: "on: push\n\npermissions:\n  contents: read\n\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n",
    },
    {
      title: "One job makes a release",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n  release:\n    needs: test\n    runs-on: ubuntu-latest\n    steps:\n      - uses: softprops/action-gh-release@v2\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n  release:\n    needs: test\n    runs-on: ubuntu-latest\n    permissions:\n      contents: write\n    steps:\n      - uses: softprops/action-gh-release@v2\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  alsoKnownAs: ["zizmor:excessive-permissions", "scorecard:Token-Permissions", "ghalint:job_permissions"],
  check(workflow, { workspace, report }) {
    if (workflow.permissions || workflow.isReusableOnly || !workflow.jobsEntry) return;
    const lacking = workflow.jobs.filter(({ permissions, map }) => !permissions && map);
    const [first] = lacking;
    if (!first) return;
    const { edits, isGuess } = grantLeast(workflow, workspace);
    const areSome = lacking.length < workflow.jobs.length;
    const others = lacking.length > 1 ? ` and ${lacking.length - 1} more` : "";
    report({
      span: areSome ? first.idSpan : workflow.jobsEntry.keySpan,
      message: `${areSome ? `\`${first.id}\`${others} ${lacking.length > 1 ? "declare" : "declares"} no \`permissions\`` : "No `permissions` are declared"}, so the token may do whatever the repository's settings grant, often to write to everything. Grant what is needed, such as \`contents: read\`.`,
      fixes: fixesOf("Declare the `permissions` that are needed", isGuess ? "unsafe" : "safe", workflow, edits),
    });
  },
});
