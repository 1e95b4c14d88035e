// Starts a rule: `npm run new-rule -- dockerfile/some-smell`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const id = process.argv[2] ?? "";
const match = /^(dockerfile|dockerignore|workflow|action|kubernetes|compose)\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/.exec(id);
if (!match) {
  console.error(
    "Usage: npm run new-rule -- <language>/<smell>, for example dockerfile/root-user; languages: dockerfile, dockerignore, workflow, action, kubernetes, compose",
  );
  process.exit(2);
}
const language = match[1];
const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
const ruleFile = join(root, "server/engine/rules", `${id}.ts`);
const testFile = join(root, "test/rules", `${id}.test.ts`);
if (existsSync(ruleFile)) {
  console.error(`${id} is there already: server/engine/rules/${id}.ts`);
  process.exit(2);
}

const rule = `import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "${id}",
  language: "${language}",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "TODO: one sentence that names the smell.",
  why: "TODO: why it matters, what to do, when it stays silent.",
  examples: [{ title: "TODO", bad: "TODO\\n", good: "TODO\\n" }],
  links: [],
  since: "${version}",
  patterns: [],
  check(file, { report }) {
    for (const problem of file.problems) report({ span: problem.span, message: problem.message });
  },
});
`;
const test = `import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/${id}.ts";
import { expectLawfulFixes, places } from "../support.ts";

describe("${id}", () => {
  it("TODO: names a trap of the rule", () => {
    expect(places(rule, "TODO\\n")).toEqual([]);
    expectLawfulFixes(rule, "TODO\\n");
  });
});
`;
for (const [file, text] of [
  [ruleFile, rule],
  [testFile, test],
]) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { flag: "wx" });
  console.log(`Written: ${file.slice(root.length + 1)}`);
}
console.log("Next: fill in both files, then `npm run generate` and `npm test -- unit`.");
