// Takes what only people read of a rule (summary, why, examples, links) out of the bundles: most of a rule is text, and every start would load it.

import { readFileSync } from "node:fs";

/** The fields that are read for a rule's page, its hover and reports that explain rules, and by nothing else. */
export const fields = ["summary", "why", "examples", "links"];

/** The texts of all rules, for the file beside the bundles: a list for each field, which packs better than a list of rules. @param {readonly any[]} rules */
export function textsOf(rules) {
  const columns = Object.fromEntries(fields.map((field) => [field, rules.map((rule) => rule[field])]));
  return { ids: rules.map(({ id }) => id), ...columns };
}

/**
 * Bundles rules with getters in the place of their texts, which unpack `file` beside the bundle when they are first asked.
 * @param {string} file
 * @returns {import("esbuild").Plugin}
 */
export function ruleTextsApart(file) {
  return {
    name: "rule-texts-apart",
    setup(esbuild) {
      esbuild.onResolve({ filter: /^rule-texts$/ }, () => ({ path: "rule-texts", namespace: "rule-texts" }));
      esbuild.onLoad({ filter: /.*/, namespace: "rule-texts" }, () => ({
        contents: `import { unpacked } from "packed-tables";
let texts;
const read = () => {
  const { ids, ...columns } = unpacked(${JSON.stringify(file)});
  return Object.fromEntries(ids.map((id, i) => [id, Object.fromEntries(Object.keys(columns).map((field) => [field, columns[field][i]]))]));
};
export const textsOf = (id) => (texts ??= read())[id];`,
        loader: "js",
      }));
      esbuild.onLoad({ filter: /[/\\]rules[/\\][a-z]+[/\\][a-z0-9-]+\.ts$/ }, ({ path }) => ({
        contents: withoutTexts(readFileSync(path, "utf8")),
        loader: "ts",
      }));
    },
  };
}

/** A rule file's source with getters for its texts; as it is where they cannot be told. @param {string} source */
export function withoutTexts(source) {
  const id = /defineRule\(\{\s*id: "([^"]+)"/.exec(source)?.[1];
  if (!id) return source;
  let text = source;
  for (const field of fields) {
    const found = new RegExp(`^  ${field}:\\s*`, "m").exec(text);
    if (!found) continue;
    const end = endOfValue(text, found.index + found[0].length);
    if (text[end] !== ",") continue;
    text = `${text.slice(0, found.index)}  get ${field}() { return textsOf(${JSON.stringify(id)}).${field}; }${text.slice(end)}`;
  }
  return text === source ? source : `import { textsOf } from "rule-texts";\n${text}`;
}

/** A rule file's source without some of its fields, for who has them from elsewhere; those whose end cannot be told stay. @param {string} source @param {readonly string[]} left */
export function withoutFields(source, left) {
  let text = source;
  for (const field of left) {
    const found = new RegExp(`^  ${field}:\\s*`, "m").exec(text);
    const end = found ? endOfValue(text, found.index + found[0].length) : -1;
    if (found && text[end] === ",") text = text.slice(0, found.index) + text.slice(end + 1);
  }
  return text;
}

/** The offset of the comma behind a value, brackets, strings and comments looked over. @param {string} text @param {number} from */
function endOfValue(text, from) {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === '"' || char === "'" || char === "`") {
      for (i++; i < text.length && text[i] !== char; i++) {
        if (text[i] === "\\") i++;
        // What stands in a template's braces may hold anything.
        else if (char === "`" && text.startsWith("${", i)) return -1;
      }
    } else if (text.startsWith("//", i)) i = text.indexOf("\n", i);
    else if (char === "[" || char === "{" || char === "(") depth++;
    else if (char === "]" || char === "}" || char === ")") depth--;
    else if (char === "," && depth === 0) return i;
  }
  return -1;
}
