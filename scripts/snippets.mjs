// Makes of snippets/source the files that editors read, the table that the server offers from, and the page that lists them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load, root } from "./engine.mjs";

/** Where the sources are: one file a language, in which a heading is a prefix, the line below it the title, and the code block the body. */
const folder = "snippets/source";
/** What the server offers, at the places that a snippet names; the others are files of the editor's own. */
const served = ["workflow", "kubernetes", "compose", "files"];
/** By file: the title in the list, the steps of indentation that an editor's own take the place of, and the only paths that some are for. */
const languages = {
  dockerfile: { title: "Dockerfiles" },
  workflow: { title: "GitHub Actions workflows" },
  kubernetes: { title: "Kubernetes, Kustomize and Argo Rollouts" },
  compose: { title: "Compose files" },
  files: { title: "Prometheus, Dependabot and OpenSLO" },
  dotenv: { title: "`.env` files" },
  typescript: { title: "TypeScript and JavaScript", step: 2 },
  python: { title: "Python", step: 4 },
  go: { title: "Go" },
  shellscript: { title: "Shell scripts", step: 2 },
  markdown: { title: "Markdown" },
  // Without an extension for containers a .dockerignore is plain text.
  ignore: { title: "Ignore files of builds", scope: "ignore,plaintext", include: ["**/*.dockerignore", "**/.containerignore"] },
  json: { title: "Renovate", include: ["**/renovate.json", "**/.renovaterc", "**/renovate.json5"], scope: "json,jsonc,json5" },
};

/**
 * Programs that no table of the engine knows: the newest release, or its major version for what only talks to its own platform. From the registry of crates
 * and npm, 2026-11-23.
 * @type {Record<string, string>}
 */
const tools = { "cargo-chef": "0.1.78", "netlify-cli": "27", vercel: "64", wrangler: "4" };

/**
 * @typedef {object} Snippet
 * @property {string} prefix
 * @property {string} title
 * @property {string} about
 * @property {string} at Where the server offers it: words that it knows.
 * @property {string[]} patterns The deployment patterns that it writes.
 * @property {string} [scope] The languages, where they are not those of the file.
 * @property {string} body
 */

/** All snippets as their sources have them, with today's versions in place of marks, by language. @returns {Promise<Record<string, Snippet[]>>} */
export async function readSnippets() {
  const fill = await filler();
  /** @type {Record<string, Snippet[]>} */
  const all = {};
  for (const file of readdirSync(join(root, folder))) {
    const language = file.replace(/\.md$/, "");
    if (!Object.hasOwn(languages, language)) throw new Error(`${folder}/${file}: no such language`);
    all[language] = readSource(readFileSync(join(root, folder, file), "utf8").replaceAll("\r\n", "\n"), file).map((snippet) => ({
      ...snippet,
      body: fill(snippet.body, snippet.prefix),
    }));
  }
  return all;
}

/** @param {string} text @param {string} file @returns {Snippet[]} */
function readSource(text, file) {
  /** @type {Snippet[]} */
  const snippets = [];
  let fence = "";
  /** @type {string[]} */
  let body = [];
  for (const line of text.split("\n")) {
    const snippet = snippets.at(-1);
    if (fence !== "" && line === fence) {
      if (snippet) snippet.body = body.join("\n");
      fence = "";
    } else if (fence !== "") body.push(line);
    else if (/^## /.test(line)) snippets.push({ prefix: line.slice(3), title: "", about: "", at: "", patterns: [], body: "" });
    else if (/^`{3,}/.test(line)) [fence, body] = [/^`+/.exec(line)?.[0] ?? "", []];
    else if (snippet && line !== "") {
      const setting = /^- (at|scope|patterns): (.*)$/.exec(line);
      if (setting?.[1] === "patterns") snippet.patterns = (setting[2] ?? "").split(", ");
      else if (setting) snippet[/** @type {"at" | "scope"} */ (setting[1])] = setting[2] ?? "";
      else if (snippet.title === "") snippet.title = line;
      else snippet.about += `${snippet.about === "" ? "" : " "}${line}`;
    }
  }
  for (const { prefix, title, about, body } of snippets)
    if (!title || !about || !body) throw new Error(`${folder}/${file}: ${prefix} lacks its title, description or body`);
  return snippets;
}

/** What fills in the marks of a body: `{{cycle node}}`, `{{cycles node}}`, `{{tool uv}}`, `{{uses actions/checkout}}`, `{{debian}}`. */
async function filler() {
  const lifecycle = await load("server/engine/knowledge/lifecycle.ts");
  const actions = await load("server/engine/knowledge/actions.ts");
  const { releaseOfManager } = await load("server/engine/knowledge/package-managers.ts");
  const { pythonManagerReleases } = await load("server/engine/knowledge/python-managers.ts");
  const today = lifecycle.lifecycleDate;
  const inOneYear = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
  const tag = (/** @type {string} */ image) => lifecycle.recommendedTag(image, today) ?? "";
  const cycle = (/** @type {string} */ image) => /^[\d.]+/.exec(tag(image))?.[0];
  /** @type {Record<string, (name: string) => string | undefined>} */
  const marks = {
    cycle,
    // The choices of somebody who starts today.
    cycles: (image) =>
      lifecycle
        .supportedCycles(image, today)
        .filter((/** @type {any} */ { endOfLife }) => endOfLife >= inOneYear)
        .map((/** @type {any} */ one) => one.cycle)
        .slice(0, 3)
        .join(","),
    debian: () => tag("debian"),
    "debian-number": () => lifecycle.supportedCycles("debian", today)[0]?.cycle,
    tool: (name) => (name === "pnpm" ? releaseOfManager("pnpm", undefined, "allowBuilds:") : (pythonManagerReleases[name] ?? tools[name])),
    uses: (name) => (actions.findAction(name)?.version ? actions.pinnedUses(name) : undefined),
  };
  return (/** @type {string} */ body, /** @type {string} */ prefix) =>
    body.replace(/\{\{([a-z-]+)(?: ([\w./-]+))?\}\}/g, (mark, name, given = "") => {
      const value = marks[name]?.(given);
      if (!value) throw new Error(`${prefix}: nothing is known for ${mark}`);
      return value;
    });
}

/** Every file that follows from the sources, with its text. @returns {Promise<{ files: Map<string, string>, table: string, page: string }>} */
export async function snippetFiles() {
  const all = await readSnippets();
  const { readBody } = await load("server/engine/complete/snippets/body.ts");
  const { toSnippet } = await load("server/lsp/snippet-text.ts");
  /** @type {Record<string, unknown>} */
  const table = {};
  /** @type {Record<string, unknown>} */
  const own = {};
  for (const { language, title: name, snippets } of ordered(all)) {
    if (served.includes(language)) {
      table[language] = snippets.map(({ scope, patterns, ...snippet }) => snippet);
      continue;
    }
    const { step = 0, include, scope: scopes = language } = /** @type {any} */ (languages)[language];
    for (const { prefix, title, about, scope = scopes, body } of snippets) {
      const key = own[title] ? `${title} (${name})` : title;
      if (own[key]) throw new Error(`${folder}/${language}.md: there is another snippet called ${title}`);
      const { text, placeholders } = readBody(withTabs(body, step));
      own[key] = { scope, prefix, description: about, ...(include ? { include } : {}), body: toSnippet(text, placeholders) };
    }
  }
  const files = new Map();
  // One file for all languages: it packs better, and the editor tells them apart by their scope.
  files.set("snippets/deployment-patterns.code-snippets", `${JSON.stringify(own, null, 1)}\n`);
  files.set("server/engine/complete/snippets/snippets.json", `${JSON.stringify(table, null, 2)}\n`);
  return { files, table: listOf(all), page: pageOf(all) };
}

/** Leading steps of indentation as tabs, which an editor writes in its own way. @param {string} body @param {number} step */
function withTabs(body, step) {
  return step === 0 ? body : body.replace(/^(?: {2})+/gm, (blanks) => "\t".repeat(blanks.length / step) + " ".repeat(blanks.length % step));
}

/** @param {Record<string, Snippet[]>} all */
function ordered(all) {
  return Object.entries(languages).flatMap(([language, { title }]) =>
    all[language] ? [{ language, title, snippets: all[language] }] : [],
  );
}

/** All prefixes, for whom the page of all would be too long. @param {Record<string, Snippet[]>} all */
function listOf(all) {
  return [
    "| In | Snippets |",
    "| --- | --- |",
    ...ordered(all).map(({ title, snippets }) => `| ${title} | ${snippets.map(({ prefix }) => `\`${prefix}\``).join(" ")} |`),
  ].join("\n");
}

/** @param {Record<string, Snippet[]>} all */
function pageOf(all) {
  const cell = (/** @type {string} */ text) => text.replaceAll("|", "\\|");
  return [
    "# Snippets",
    "",
    "Type a prefix and take the completion; <kbd>Tab</kbd> goes from one thing to fill in to the next. Those for workflows, manifests, Compose files and the files of other tools come from the language",
    "server, in files of their kind and where they fit; the others are VS Code's own. Versions are those of the engine's tables.",
    "",
    ...ordered(all).flatMap(({ title, snippets }) => [
      `## ${title}`,
      "",
      "| Prefix | Writes | When, and when not |",
      "| --- | --- | --- |",
      ...snippets.map(({ prefix, title, about }) => `| \`${prefix}\` | ${cell(title)} | ${cell(about)} |`),
      "",
    ]),
  ].join("\n");
}
