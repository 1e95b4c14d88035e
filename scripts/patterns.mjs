// Where each deployment pattern is to be found: what detects it, fixes it, writes it and explains it; and the page that tells.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load, root } from "./engine.mjs";
import { readSnippets } from "./snippets.mjs";

/** How many rules or snippets are named at once; the others fold away. */
const shown = 8;
const ways = { D: "detected", F: "fixed", G: "generated", E: "explained" };
const strength = ["error", "warning", "info", "hint"];

/**
 * @typedef {object} Reached
 * @property {string} id
 * @property {string} title
 * @property {string} text
 * @property {string} reach The ways by which it is to be reached: letters of `DFGE`.
 * @property {any[]} rules Those that detect it, the most telling first.
 * @property {any[]} fixes Those of them with a fix.
 * @property {any[]} items Of the readiness checklist.
 * @property {any[]} generators
 * @property {string[]} snippets Prefixes.
 */

/**
 * All patterns, and what says of a pattern that it serves it. Fails where something names a pattern that there is not.
 * @returns {Promise<Reached[]>}
 */
export async function reachedPatterns() {
  const { patterns } = JSON.parse(readFileSync(join(root, "server/engine/knowledge/data/patterns.json"), "utf8"));
  const { rules } = await load("server/engine/index.ts");
  const { readinessItems } = await load("server/engine/knowledge/readiness.ts");
  const { listGenerators } = await load("server/engine/generate.ts");
  const generators = listGenerators();
  const snippets = Object.values(await readSnippets()).flat();
  const known = new Set(patterns.map((/** @type {any} */ { id }) => id));
  for (const one of [...rules, ...readinessItems, ...generators, ...snippets])
    for (const id of one.patterns)
      if (!known.has(id)) throw new Error(`${one.id ?? one.prefix} names the pattern ${id}, which there is not`);
  const weight = (/** @type {any} */ { category, preset, severity, patterns: all }) =>
    (category === "syntax" ? 20 : 0) + (preset === "recommended" ? 0 : 10) + strength.indexOf(severity) + all.length / 10;
  return patterns.map((/** @type {any} */ pattern) => {
    const serving = (/** @type {any[]} */ all) => all.filter((one) => one.patterns.includes(pattern.id));
    const detecting = serving(rules).sort((a, b) => weight(a) - weight(b));
    return {
      ...pattern,
      rules: detecting,
      fixes: detecting.filter(({ fix }) => fix),
      items: serving(readinessItems),
      generators: serving(generators),
      snippets: [...new Set(serving(snippets).map(({ prefix }) => prefix))],
    };
  });
}

/**
 * Whether a pattern is reached by a way: a rule or an item that a repository can show detects it, a rule fixes it, a generator or snippet writes
 * it, and rules and items have pages and hovers that say why.
 * @param {Reached} pattern @param {string} way
 */
export function isReached({ rules, fixes, items, generators, snippets }, way) {
  if (way === "D") return rules.length > 0 || items.some(({ shownBy }) => shownBy !== "person");
  if (way === "F") return fixes.length > 0;
  if (way === "G") return generators.length + snippets.length > 0;
  return rules.length + items.length > 0;
}

/** `docs/patterns.md`. */
export async function patternsPage() {
  const patterns = await reachedPatterns();
  const slug = (/** @type {Reached} */ { id, title }) =>
    `${id} ${title}`
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-");
  return [
    "# Deployment patterns",
    "",
    "What this product is about, and where each pattern is to be found in it: as a finding while you type, as a fix, as a file or snippet that is written, as a page or hover that says why.",
    "",
    "| | Pattern | Rules | with a fix | Items | Generators | Snippets |",
    "| --- | --- | ---: | ---: | ---: | --- | ---: |",
    ...patterns.map(
      (one) =>
        `| ${one.id} | [${one.title}](#${slug(one)}) | ${one.rules.length || ""} | ${one.fixes.length || ""} | ${one.items.length || ""} | ${one.generators.map(({ id }) => `\`${id}\``).join(" ")} | ${one.snippets.length || ""} |`,
    ),
    "",
    "Rules are [all listed here](rules/README.md), items of the readiness checklist [here](readiness.md#the-items), generators [here](generators.md), snippets [here](snippets.md).",
    "Every rule's page says why it matters and when it stays silent; the same stands in the hover of a finding, and `deployment-patterns explain` prints it. Hovers of keys and instructions say what holds there.",
    ...patterns.flatMap((one) => ["", `## ${one.id} ${one.title}`, "", one.text, "", ...cells(one)]),
    "",
  ].join("\n");
}

/** What reaches a pattern, way by way. @param {Reached} pattern */
function cells({ reach, rules, fixes, items, generators, snippets }) {
  const ofRules = rules.map(({ id }) => `[\`${id}\`](rules/${id}.md)`);
  const ofItems = items.map(({ id, title }) => `${title} (\`${id}\`)`);
  const detected = [
    ...(ofRules.length > 0 ? [folded(ofRules)] : []),
    ...(ofItems.length > 0 ? [`on the checklist: ${ofItems.join("; ")}`] : []),
  ];
  const safe = fixes.filter(({ fix }) => fix === "safe").length;
  const written = [
    ...generators.map(({ id, title }) => `[${title}](generators.md#${id})`),
    ...(snippets.length > 0 ? [`snippets ${folded(snippets.map((prefix) => `\`${prefix}\``))}`] : []),
  ];
  /** @type {Record<string, string>} */
  const lines = {
    D: detected.join("; "),
    F: `${fixes.length === rules.length ? "all" : fixes.length} of these rules have a fix, ${safe === 0 ? "each to be looked at before it is taken" : `${safe} of them a safe one`}`,
    G: written.join("; "),
  };
  return Object.entries(ways).flatMap(([way, name]) =>
    way !== "E" && reach.includes(way) ? [`- **${name[0]?.toUpperCase()}${name.slice(1)}**: ${lines[way]}`] : [],
  );
}

/** A list of which the first are seen. @param {string[]} all */
function folded(all) {
  if (all.length <= shown + 2) return all.join(", ");
  const rest = all.slice(shown);
  return `${all.slice(0, shown).join(", ")} <details><summary>and ${rest.length} more</summary>${rest.join(", ")}</details>`;
}
