import type { Step } from "../../languages/workflow/model.ts";
import { usesAction } from "../../pipeline/action-inputs.ts";
import { fixesOf, removeInput } from "../../pipeline/edit.ts";
import { defineRule, type Problem } from "../../rule.ts";

export default defineRule({
  id: "workflow/broad-app-token",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A token of a GitHub app may do more than is needed, or lives on after the job.",
  why: `
Without limits a token of an app has all permissions that the app was installed with; with \`owner\` and without \`repositories\` it has them in all repositories of the owner. Name what is needed: \`permission-contents: write\`, \`repositories: site\`. With \`skip-token-revoke\` the token stays valid after the job, for up to an hour.`,
  examples: [
    {
      title: "A token that only opens pull requests",
      bad: "on: push\npermissions: {}\njobs:\n  update:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/create-github-app-token@v3\n        with:\n          client-id: ${{ vars.APP_ID }}\n          private-key: ${{ secrets.APP_KEY }}\n",
      good: "on: push\npermissions: {}\njobs:\n  update:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/create-github-app-token@v3\n        with:\n          client-id: ${{ vars.APP_ID }}\n          private-key: ${{ secrets.APP_KEY }}\n          permission-pull-requests: write\n",
    },
    {
      title: "A token that outlives the job",
      bad: "on: push\npermissions: {}\njobs:\n  update:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/create-github-app-token@v3\n        with:\n          client-id: ${{ vars.APP_ID }}\n          private-key: ${{ secrets.APP_KEY }}\n          permission-contents: read\n          skip-token-revoke: true\n",
      good: "on: push\npermissions: {}\njobs:\n  update:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/create-github-app-token@v3\n        with:\n          client-id: ${{ vars.APP_ID }}\n          private-key: ${{ secrets.APP_KEY }}\n          permission-contents: read\n",
    },
  ],
  links: ["https://github.com/actions/create-github-app-token#inputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:github-app", "ghalint:github_app_should_limit_permissions", "ghalint:github_app_should_limit_repositories"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const problem = usesAction(step, "actions/create-github-app-token")
        ? problemOf(step)
        : usesAction(step, "tibdex/github-app-token")
          ? problemOfOlder(step)
          : undefined;
      if (problem) report(problem);
    }
  },
});

function problemOf(step: Step): Problem | undefined {
  const skip = step.input("skip-token-revoke");
  if (skip?.value?.literal?.trim() === "true") {
    return {
      span: skip.keySpan,
      message: "The token stays valid after the job, for up to an hour. Let it be revoked.",
      fixes: fixesOf("Remove `skip-token-revoke`", "unsafe", step.file, removeInput(step, skip.name)),
    };
  }
  const owner = step.input("owner");
  if (owner && !step.input("repositories")) {
    return {
      span: owner.keySpan,
      message:
        "With `owner` alone the token is good for all repositories of the owner that the app is installed in. Name the `repositories`.",
    };
  }
  if (step.with.some(({ name }) => name.toLowerCase().startsWith("permission-"))) return undefined;
  return {
    span: step.uses?.span ?? step.span,
    message: "The token has all permissions of the app. Name those that are needed, such as `permission-contents: read`.",
  };
}

function problemOfOlder(step: Step): Problem | undefined {
  if (step.input("permissions")) return undefined;
  return {
    span: step.uses?.span ?? step.span,
    message: "The token has all permissions of the app. Name those that are needed in `permissions`.",
  };
}
