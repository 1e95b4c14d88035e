import * as z from "zod/mini";
import { matchesAction, nameSpan, usesIn } from "../../pipeline/action-refs.ts";
import { defineRule } from "../../rule.ts";

const patterns = (text: string) => z._default(z.array(z.string()), []).check(z.describe(text));

export default defineRule({
  id: "workflow/forbidden-action",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "An action that the configuration does not allow.",
  why: `
Which actions may run in a repository is a matter of trust. \`allow\` lists those that may, \`deny\` those that may not and counts more; both hold patterns such as \`actions/*\`, \`docker/login-action\` or \`someone/action@v1\`. Without them this rule is silent; actions and workflows of the repository itself are always allowed.`,
  examples: [
    {
      title: "An action that is not on the list `allow`",
      options: { allow: ["actions/*"] },
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: someone/tool@v1\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: tool\n",
    },
  ],
  links: [
    "https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository",
  ],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:forbidden-uses"],
  options: z.strictObject({
    allow: patterns("The actions that may be used; all where the list is empty."),
    deny: patterns("The actions that may not be used."),
  }),
  judges: "part",
  check(file, { options: { allow, deny }, report }) {
    if (allow.length === 0 && deny.length === 0) return;
    for (const { uses } of usesIn(file)) {
      if (uses.kind !== "repository") continue;
      const denied = deny.find((pattern) => matchesAction(pattern, uses));
      if (denied === undefined && (allow.length === 0 || allow.some((pattern) => matchesAction(pattern, uses)))) continue;
      const reason =
        denied === undefined ? "is not among the actions that `allow` lists" : `is among the actions that \`deny\` lists (\`${denied}\`)`;
      report({ span: nameSpan(uses), message: `\`${uses.owner}/${uses.repository}\` ${reason}. Use another, or have the list changed.` });
    }
  },
});
