// Writes everything that follows from the rules and the configuration schema. `--check` only tells what is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { composeSchema } from "./compose-schema.mjs";
import { load, root } from "./engine.mjs";
import { kubernetesSchema } from "./kubernetes-schema.mjs";
import { patternsPage } from "./patterns.mjs";
import { snippetFiles } from "./snippets.mjs";
import { workflowSchema } from "./workflow-schema.mjs";

const checkOnly = process.argv.includes("--check");
/** @type {string[]} */
const stale = [];

/** @param {string} path @param {string} text */
function write(path, text) {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  stale.push(path);
  if (checkOnly) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * JSON whose objects stand on one line each from some depth on: they are read one by one, and blanks are most of a schema.
 * @param {unknown} value @param {number} depth
 * @returns {string}
 */
function compact(value, depth, indent = "") {
  if (depth === 0 || typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const below = `${indent}  `;
  const lines = Object.entries(value).map(([key, part]) => `${below}${JSON.stringify(key)}: ${compact(part, depth - 1, below)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(start.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort();
}

/** The registry: one import for each rule file. */
function registry() {
  const ids = filesBelow("server/engine/rules")
    .filter((path) => /^[a-z]+\/[a-z0-9-]+\.ts$/.test(path))
    .map((path) => path.slice(0, -3))
    .sort();
  const name = (/** @type {string} */ id) => id.replace(/[/-](\w)/g, (_, letter) => letter.toUpperCase());
  return [
    "// Written by `npm run generate`: one import for each rule file below this folder.",
    'import type { Rule } from "../rule.ts";',
    ...ids.map((id) => `import ${name(id)} from "./${id}.ts";`),
    "",
    "/** All rules, sorted by id. */",
    "export const rules: readonly Rule[] = [",
    ...ids.map((id) => `  ${name(id)} as Rule,`),
    "];",
    "",
  ].join("\n");
}

/** Replaces what stands between the markers `<!-- NAME -->` and `<!-- /NAME -->`. @param {string} path @param {string} name @param {string} text */
function between(path, name, text) {
  const file = join(root, path);
  if (!existsSync(file)) return;
  const old = readFileSync(file, "utf8");
  const start = `<!-- ${name} -->`;
  const end = `<!-- /${name} -->`;
  if (!old.includes(start) || !old.includes(end)) throw new Error(`${path} has no place for the generated part ${name}`);
  write(path, `${old.slice(0, old.indexOf(start) + start.length)}\n${text}\n${old.slice(old.indexOf(end))}`);
}

/** What the files of each language are called. */
const titles = {
  dockerfile: "Dockerfiles",
  dockerignore: "Ignore files",
  workflow: "GitHub Actions workflows",
  action: "Actions (action.yml)",
  kubernetes: "Kubernetes manifests",
  compose: "Compose files",
  readiness: "Readiness sign-offs",
};

/** The rules of each language, with what its files are called. @param {any[]} rules */
function grouped(rules) {
  for (const { id, language } of rules) if (!(language in titles)) throw new Error(`${id}: its language has no title`);
  return Object.entries(titles)
    .map(([language, title]) => ({ title, own: rules.filter((rule) => rule.language === language) }))
    .filter(({ own }) => own.length > 0);
}

/** The rules of each language under a heading of their own. @param {any[]} rules */
function ruleTables(rules) {
  return grouped(rules)
    .map(({ title, own }) => `## ${title}\n\n${ruleTable(own)}`)
    .join("\n\n");
}

/** @param {any[]} rules */
function ruleTable(rules) {
  return [
    "| Rule | Reports | Severity | Preset | Fix |",
    "| --- | --- | --- | --- | --- |",
    ...rules.map(
      (rule) =>
        `| [\`${rule.id}\`](${rule.id}.md) | ${rule.summary.replace(/\.$/, "").replaceAll("|", "\\|")} | ${rule.severity} | ${rule.preset} | ${rule.fix ?? "–"} |`,
    ),
  ].join("\n");
}

/** How many rules each language has, for whom a table of all would be too long. @param {any[]} rules */
function ruleCounts(rules) {
  const count = (/** @type {any[]} */ own, /** @type {(rule: any) => unknown} */ isCounted) => own.filter(isCounted).length;
  return [
    "| | Rules | in `recommended` | with a fix |",
    "| --- | ---: | ---: | ---: |",
    ...grouped(rules).map(
      ({ title, own }) =>
        `| [${title}](docs/rules/README.md#${title
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, "")
          .replaceAll(
            " ",
            "-",
          )}) | ${own.length} | ${count(own, ({ preset }) => preset === "recommended")} | ${count(own, ({ fix }) => fix)} |`,
    ),
  ].join("\n");
}

/** The keys of `.deployment-patterns.yaml`, and the options of rules. @param {any} schema @param {any[]} rules @param {(rule: any) => any[]} optionsOf */
function settings(schema, rules, optionsOf) {
  const cell = (/** @type {unknown} */ text) => String(text).replaceAll("|", "\\|");
  const rows = (/** @type {any} */ { properties }, /** @type {string} */ prefix) =>
    Object.entries(properties).flatMap((/** @type {[string, any]} */ [key, value]) => [
      `| \`${prefix}${key}\` | ${cell(takes(value))} | ${cell(value.description)} |`,
      ...(value.items?.properties ? rows(value.items, `${prefix}${key}[].`) : []),
    ]);
  const level = Object.values(schema.properties.rules.properties)[0].anyOf[0].enum;
  return [
    "| Key | Takes | |",
    "| --- | --- | --- |",
    ...rows(schema, ""),
    "",
    `A level is ${either(level)}; \`on\` is the rule's own severity.`,
    "",
    "| Rule | Option | Default | |",
    "| --- | --- | --- | --- |",
    ...rules.flatMap((rule) =>
      optionsOf(rule).map(
        (option) =>
          `| [\`${rule.id}\`](rules/${rule.id}.md) | \`${option.name}\` | \`${cell(JSON.stringify(option.default))}\` | ${cell(option.summary)} |`,
      ),
    ),
  ].join("\n");
}

/** What a key takes, in words. @param {any} schema @returns {string} */
function takes(schema) {
  if (schema.enum) return either(schema.enum);
  if (schema.anyOf) return [...new Set(schema.anyOf.map(takes))].join(" or ");
  if (schema.type === "array") return schema.items.properties ? "a list of parts" : "a list of them";
  if (schema.type === "object") return schema.additionalProperties ? "kinds with their keys" : "rules with their levels";
  return { string: "text", number: "a number", integer: "a number", boolean: "`true` or `false`" }[schema.type] ?? schema.type;
}

/** @param {string[]} words */
function either(words) {
  return words
    .map((word) => `\`${word}\``)
    .join(", ")
    .replace(/, (?=[^,]*$)/, " or ");
}

/** @param {any[]} generators */
function generatorTable(generators) {
  return [
    "| | Writes |",
    "| --- | --- |",
    ...generators.map(({ id, summary }) => `| [\`${id}\`](docs/generators.md#${id}) | ${summary} |`),
  ].join("\n");
}

/** @param {any[]} generators */
function generatorSections(generators) {
  return generators
    .map(({ id, title, summary, patterns, answers }) => {
      const keys = answers.map((/** @type {any} */ { key }) => `[\`${key}\`](#answers)`).join(", ");
      return `### \`${id}\`\n\n${title}. ${summary}\n\nPatterns: ${patterns.join(", ")}. Answers: ${keys}.`;
    })
    .join("\n\n");
}

/** @param {any} schema */
function answerTable({ properties }) {
  const cell = (/** @type {unknown} */ text) => String(text).replaceAll("|", "\\|");
  const rows = Object.entries(properties).map(
    (/** @type {[string, any]} */ [key, value]) => `| \`${key}\` | ${cell(takes(value))} | ${cell(value.description)} |`,
  );
  return ["| Answer | Takes | |", "| --- | --- | --- |", ...rows].join("\n");
}

/** @param {any[]} items @param {any[]} assessors */
function itemTable(items, assessors) {
  const cell = (/** @type {string} */ text) => text.replaceAll("|", "\\|");
  const rows = items.map(({ id, title, why, level, shownBy, patterns }) => {
    const assessor = assessors.find((one) => one.id === id);
    const told = [cell(`${title}. ${why}`), level, shownBy === "both" ? "repository and person" : shownBy, cell(assessor?.looksAt ?? "")];
    return `| \`${id}\` | ${told.join(" | ")} | ${assessor ? cell(closing(assessor.action)) : ""} | ${patterns.join(", ")} |`;
  });
  return [
    "| Item | | Asked from | Shown by | Looks at | Closed by | Patterns |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** What closes an item. @param {any} action */
function closing(action) {
  if (action.kind === "generate") return `${action.title}: [\`generate ${action.generator}\`](generators.md#${action.generator})`;
  if (action.kind === "fix") return `${action.title}: the fix of [\`${action.rule}\`](rules/${action.rule}.md)`;
  return action.kind === "decide" ? `${action.title}: ${action.asks}` : action.title;
}

write("server/engine/languages/workflow/schema.json", workflowSchema());
const kubernetes = kubernetesSchema();
write("server/engine/languages/kubernetes/schema.json", kubernetes.schema);
write("server/engine/languages/kubernetes/schema-texts.json", kubernetes.texts);
const compose = composeSchema();
write("server/engine/languages/compose/schema.json", compose.schema);
write("server/engine/languages/compose/schema-texts.json", compose.texts);
const snippets = await snippetFiles();
for (const [path, text] of snippets.files) write(path, text);
write("docs/snippets.md", snippets.page);
write("server/engine/rules/index.ts", registry());
const { rules, explain, optionsOf } = await load("server/engine/index.ts");
const { configurationSchema, sharedSchema } = await load("server/engine/config/json-schema.ts");
const schema = configurationSchema(rules);

write("schemas/deployment-patterns.schema.json", `${compact(sharedSchema(schema), 3)}\n`);
const pages = new Set(rules.map((/** @type {any} */ rule) => `${rule.id}.md`)).add("README.md");
for (const rule of rules) write(`docs/rules/${rule.id}.md`, explain(rule));
write("docs/rules/README.md", `# Rules\n\n${ruleTables(rules)}\n`);
for (const page of filesBelow("docs/rules")) {
  if (pages.has(page)) continue;
  stale.push(`docs/rules/${page} (no rule has it)`);
  if (!checkOnly) rmSync(join(root, "docs/rules", page));
}
between("README.md", "rules", ruleCounts(rules));
const { readinessItems } = await load("server/engine/knowledge/readiness.ts");
const { readinessSchema } = await load("server/engine/readiness/json-schema.ts");
write("schemas/readiness.schema.json", `${compact(readinessSchema(), 4)}\n`);
const { assessors } = await load("server/engine/assessment/items/index.ts");
between("docs/readiness.md", "items", itemTable(readinessItems, assessors));
const { listGenerators } = await load("server/engine/generate.ts");
const { answersSchema } = await load("server/engine/generators/json-schema.ts");
const answers = answersSchema();
write("schemas/answers.schema.json", `${compact(answers, 2)}\n`);
between("README.md", "generators", generatorTable(listGenerators()));
between("docs/generators.md", "generators", generatorSections(listGenerators()));
between("docs/generators.md", "answers", answerTable(answers));
write("docs/patterns.md", await patternsPage());
between("README.md", "snippets", snippets.table);
between("docs/configuration.md", "settings", settings(schema, rules, optionsOf));

if (stale.length === 0) console.log("All generated files are fresh.");
else {
  console.log(`${checkOnly ? "Stale; run `npm run generate`" : "Written"}:\n${stale.map((path) => `  ${path}`).join("\n")}`);
  if (checkOnly) process.exitCode = 1;
}
