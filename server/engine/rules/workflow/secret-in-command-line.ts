import type { ExpressionPlace, Step } from "../../languages/workflow/model.ts";
import { fixesOf, moveToEnv } from "../../pipeline/edit.ts";
import { writtenBy, writtenPath } from "../../pipeline/untrusted.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/secret-in-command-line",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A secret is written into a script.",
  why: `
\`\${{ secrets.X }}\` in \`run\` is put into the script file and into command lines, which every process on the machine can read. A quote, a blank or a \`$\` in the secret changes the script, and what changed it is not masked in logs any more. Pass the secret through \`env\` of the step and read the variable in quotes.

The token of the run (\`GITHUB_TOKEN\`), which has no such signs, is only informed of. Silent for conditions that ask whether a secret is there.`,
  examples: [
    {
      title: "Signing in to a registry",
      bad: 'on: push\npermissions: {}\njobs:\n  load:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "${{ secrets.REGISTRY_PASSWORD }}" | docker login -u bot --password-stdin\n',
      good: 'on: push\npermissions: {}\njobs:\n  load:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "$REGISTRY_PASSWORD" | docker login -u bot --password-stdin\n        env:\n          REGISTRY_PASSWORD: ${{ secrets.REGISTRY_PASSWORD }}\n',
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(workflow, { report }) {
    for (const step of workflow.steps) {
      const places = secretsIn(step);
      const [first] = places.toSorted((a, b) => Number(a.isToken) - Number(b.isToken));
      if (!first) continue;
      const isOne = places.length === 1;
      const others = isOne ? "is" : `and ${places.length - 1} more are`;
      const what = isOne ? "it" : "them";
      report({
        span: first.place.span,
        message: `\`${first.name}\` ${others} written into the script, where other processes can read it and a quote in ${what} changes what runs. Pass ${what} through \`env\`.`,
        fixes: fixesOf(
          `Pass ${what} through \`env\``,
          "unsafe",
          workflow,
          moveToEnv(
            step,
            places.map(({ place }) => place),
          ),
        ),
        ...(first.isToken && { severity: "info" as const }),
      });
    }
  },
});

interface WrittenSecret {
  readonly place: ExpressionPlace;
  readonly name: string;
  readonly isToken: boolean;
}

function secretsIn({ run }: Step): readonly WrittenSecret[] {
  return (run?.expressions ?? []).flatMap((place): readonly WrittenSecret[] => {
    if (place.isUnclosed || !place.expression.root) return [];
    for (const { access } of writtenBy(place.expression.root)) {
      const [root, name = ""] = writtenPath(access) ?? [];
      const isToken = name.toUpperCase() === "GITHUB_TOKEN" || (root === "github" && name.toLowerCase() === "token");
      if (root === "secrets" || isToken) return [{ place, name: `${root}.${name}`, isToken }];
    }
    return [];
  });
}
