import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { explainUnknownRule } from "../../server/engine/config/read.ts";
import { explain, findRule, helpAddress, optionsOf } from "../../server/engine/help.ts";
import { defineRule, type Rule } from "../../server/engine/rule.ts";
import { rules } from "../../server/engine/rules/index.ts";

const facts = {
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  links: [],
  since: "0.1.0",
  patterns: [],
  check: () => {},
} as const;
const why = "Because it matters.\n";

const rootUser = defineRule({
  ...facts,
  id: "dockerfile/root-user",
  summary: "The image runs as root.",
  why,
  examples: [{ title: "No user", bad: "FROM node:24\n", good: "FROM node:24\nUSER node\n" }],
  fix: "unsafe",
  patterns: ["D4"],
  links: ["https://example.com/user"],
  alsoKnownAs: ["trivy:DS-0002", "checkov:CKV_DOCKER_3"],
});
const explicitRoot = defineRule({
  ...facts,
  id: "dockerfile/explicit-root-user",
  preset: "strict",
  severity: "info",
  summary: "The last USER is root.",
  why,
  examples: [{ title: "Root", bad: "FROM a\nUSER root\n", good: "FROM a\nUSER 1\n" }],
  alsoKnownAs: ["hadolint:DL3002", "trivy:DS-0002"],
});
const withOptions = defineRule({
  ...facts,
  id: "dockerfile/many-layers",
  preset: "optional",
  summary: "There are many layers.",
  why,
  fix: "safe",
  options: z.strictObject({
    limit: z._default(z.number(), 3).check(z.describe("How many are not too many.")),
    allow: z._default(z.array(z.string()), []).check(z.describe("What does not count.")),
  }),
  examples: [
    {
      title: "With the files around",
      path: "api/Dockerfile",
      bad: "FROM a\n# ```\n",
      good: "FROM a\n",
      files: { "package.json": "{}\n", ".dockerignore": "x\n" },
      goodFiles: { "api/Dockerfile.dockerignore": "node_modules\n" },
    },
  ],
});
const ignoreRule = defineRule({
  ...facts,
  id: "dockerignore/incomplete",
  language: "dockerignore",
  summary: "Something is missing.",
  why,
  examples: [{ title: "Some", bad: "a\n", good: "b\n" }],
});
const some: readonly Rule[] = [rootUser, explicitRoot, withOptions as Rule, ignoreRule as Rule];

describe("a rule is found", () => {
  it.each([
    ["dockerfile/root-user", "dockerfile/root-user"],
    ["hadolint:DL3002", "dockerfile/explicit-root-user"],
    ["DL3002", "dockerfile/explicit-root-user"],
    ["dl3002", "dockerfile/explicit-root-user"],
    ["CKV_DOCKER_3", "dockerfile/root-user"],
  ])("by %s", (id, expected) => {
    expect(findRule(id, some)?.id).toBe(expected);
  });

  it.each(["DS-0002", "trivy:AVD-DS-0002", "root-user", "checkov:DL3002", "dockerfile/rot-user", "", ":", "toString"])(
    "not by %j, which no rule or more than one has",
    (id) => {
      expect(findRule(id, some)).toBeUndefined();
    },
  );

  it("of those that there are, each by its own id", () => {
    for (const rule of rules) expect(findRule(rule.id, rules)).toBe(rule);
  });
});

describe("an unknown name is explained", () => {
  it.each([
    ["DS-0002", "`DS-0002` is the name that trivy gives it; here it is `dockerfile/root-user` or `dockerfile/explicit-root-user`."],
    ["dockerfile/rot-user", "`dockerfile/rot-user` is not a rule. Did you mean `dockerfile/root-user`?"],
    ["root-user", "`root-user` is not a rule. Did you mean `dockerfile/root-user`?"],
    ["incomplete", "`incomplete` is not a rule. Did you mean `dockerignore/incomplete`?"],
    ["something-else-entirely", "`something-else-entirely` is not a rule; `deployment-patterns rules` lists them."],
  ])("%s", (name, message) => {
    expect(explainUnknownRule(name, some).message).toBe(message);
  });
});

it("the address of a rule is that of its page", () => {
  expect(helpAddress("dockerfile/root-user")).toMatch(/^https:\/\/[^ ]+\/docs\/rules\/dockerfile\/root-user\.md$/);
});

describe("options", () => {
  it("come with their defaults and what they mean", () => {
    expect(optionsOf(withOptions as Rule)).toEqual([
      { name: "limit", default: 3, summary: "How many are not too many." },
      { name: "allow", default: [], summary: "What does not count." },
    ]);
    expect(optionsOf(rootUser)).toEqual([]);
  });

  it("are described for every rule that has some", () => {
    for (const rule of rules) for (const option of optionsOf(rule)) expect(option.summary, `${rule.id} ${option.name}`).toMatch(/\.$/);
  });
});

describe("a rule's page", () => {
  it("tells what, why, how to ignore it, and where to read on", () => {
    expect(explain(rootUser)).toBe(`# dockerfile/root-user

The image runs as root.

| | |
| --- | --- |
| Severity | warning, on in \`recommended\`, \`strict\` and \`all\` |
| Category | security |
| Fix | Unsafe: for a person to look at; \`fix --unsafe\` applies it. |
| Patterns | D4 |
| Also known as | \`trivy:DS-0002\`, \`checkov:CKV_DOCKER_3\` |
| Since | 0.1.0 |

## Why

Because it matters.

## Examples

### No user

Reported:

\`\`\`dockerfile
FROM node:24
\`\`\`

Not reported:

\`\`\`dockerfile
FROM node:24
USER node
\`\`\`

## Ignore it

Above the line: \`# deployment-patterns-ignore dockerfile/root-user -- reason\`. For the repository, in [\`.deployment-patterns.yaml\`](https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/configuration.md):

\`\`\`yaml
rules:
  dockerfile/root-user: off
\`\`\`

## Further reading

- <https://example.com/user>
`);
  });

  it("shows the files around, in their languages, and fences that the text cannot end", () => {
    const page = explain(withOptions as Rule);
    expect(page).toContain("With `package.json`:\n\n```json\n{}\n```\n");
    expect(page).toContain("With `.dockerignore`:\n\n```gitignore\nx\n```\n");
    expect(page).toContain("Reported:\n\n````dockerfile\nFROM a\n# ```\n````\n");
    expect(page).toContain(
      "Not reported:\n\n```dockerfile\nFROM a\n```\n\nWith `api/Dockerfile.dockerignore`:\n\n```gitignore\nnode_modules\n```\n",
    );
  });

  it("shows the options, and how they are set", () => {
    const page = explain(withOptions as Rule);
    expect(page).toContain("| `limit` | `3` | How many are not too many. |\n| `allow` | `[]` | What does not count. |\n");
    expect(page).toContain("rules:\n  dockerfile/many-layers: [warning, { limit: 3, allow: [] }]\n");
    expect(explain(rootUser)).not.toContain("## Options");
  });

  it("says where the rule is on, and what its fix is", () => {
    expect(explain(explicitRoot)).toContain("| Severity | info, on in `strict` and `all` |");
    expect(explain(explicitRoot)).toContain("| Fix | None. |");
    expect(explain(withOptions as Rule)).toContain("| Severity | warning, on in `all`; else switch it on by hand |");
    expect(explain(withOptions as Rule)).toContain("| Fix | Safe: `fix` applies it. |");
    expect(explain(ignoreRule as Rule)).toContain("```gitignore\na\n```");
  });

  it("of every rule is whole: a heading, a reason, examples, no gap", () => {
    for (const rule of rules) {
      const page = explain(rule);
      expect(page.startsWith(`# ${rule.id}\n\n${rule.summary}\n`), rule.id).toBe(true);
      expect(page, rule.id).not.toMatch(/\n\n\n\n|undefined(?!-alias|-arg|-var)|\[object|TODO/);
      expect(page.endsWith("\n") && !page.endsWith("\n\n"), rule.id).toBe(true);
    }
  });
});
