// What the documentation names is there: links, tests, commands, options, rules; and its configurations are valid.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands } from "../server/cli/commands/index.ts";
import { parseArguments } from "../server/cli/options.ts";
import { readActionlintSettings } from "../server/engine/config/actionlint.ts";
import { readConfiguration } from "../server/engine/config/read.ts";
import { configurationType } from "../server/engine/config/schema.ts";
import { readZizmorSettings } from "../server/engine/config/zizmor.ts";
import { rules, SourceText } from "../server/engine/index.ts";
import { ruleOf } from "./engine/config/rules.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const scripts: Record<string, string> = JSON.parse(read("package.json")).scripts;

/** The pages that people write; those of the rules follow from the rules. */
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"].concat(
  readdirSync(join(root, "docs")).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
);
const rulePages = rules.map(({ id }) => `docs/rules/${id}.md`);

/** The code blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  return [...read(page).matchAll(/^(`{3,})(\w+)\n([\s\S]*?)^\1$/gm)].flatMap(([, , kind, text]) => (kind === language ? [text ?? ""] : []));
}

test.each([...pages, ...rulePages, "docs/rules/README.md"])("the links of %s lead somewhere", (page) => {
  const prose = read(page).replace(/^(`{3,})[\s\S]*?^\1$/gm, "");
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = ""]) =>
    /^(https?:|#)/.test(link) ? [] : [link.split("#", 1)[0] ?? ""],
  );
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});

test.each(pages)("the files that %s names are there", (page) => {
  // What items of the checklist ask for are files of the project that is looked at.
  const prose = read(page).replace(/<!-- items -->[\s\S]*?<!-- \/items -->/, "");
  const named = [...prose.matchAll(/`((?:client|server|test|scripts|docs|schemas|l10n|sample)\/[\w./-]*)`/g)].map(([, path = ""]) => path);
  const missing = named.filter((path) => !/some-smell/.test(path) && !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test("the architecture names a test for every law, and a folder for every part", () => {
  const text = read("ARCHITECTURE.md");
  const laws = text.slice(text.indexOf("## Laws"), text.indexOf("\nDeliberately absent"));
  const rows = laws.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| |") && !line.startsWith("| ---"));
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) expect(row).toMatch(/`(test\/|npm test -- |npm run |tsc -p )/);
  for (const folder of readdirSync(join(root, "server/engine"), { withFileTypes: true })) {
    if (folder.isDirectory() && !["complete", "config"].includes(folder.name)) expect(text).toContain(`server/engine/${folder.name}`);
  }
});

test.each(pages)("the commands of npm in %s exist", (page) => {
  const parts = /** Names in `parts` of scripts/test.mjs. */ [...read("scripts/test.mjs").matchAll(/^ {2}(\w+): (?:async )?\(/gm)].map(
    ([, part]) => part,
  );
  for (const [, script = ""] of read(page).matchAll(/npm run ([\w:-]+)/g)) expect(Object.keys(scripts)).toContain(script);
  for (const [, part = ""] of read(page).matchAll(/npm test -- ([a-z]\w*)/g)) expect(parts).toContain(part);
});

test("every script of the manifest is explained to contributors", () => {
  const text = read("CONTRIBUTING.md");
  for (const script of Object.keys(scripts)) expect(text).toMatch(new RegExp(`npm (?:run )?${script}\\b`));
});

test.each(pages)("the commands of the command line in %s exist, with their options", (page) => {
  const lines = [...read(page).matchAll(/(?:npx |`|^ {2})deployment-patterns ([a-z][^`\n#]*)/gm)].map(([, line = ""]) =>
    line.trim().split(/\s+/),
  );
  for (const [name, ...rest] of lines) {
    const command = commands.find((one) => one.name === name);
    expect(command, name).toBeDefined();
    expect(() => parseArguments(rest, command?.options ?? [])).not.toThrow();
  }
  if (page === "README.md") expect(new Set(lines.map(([name]) => name))).toEqual(new Set(commands.map(({ name }) => name)));
});

test("the examples in the help of the command line are right", () => {
  for (const { name, examples, options } of commands) {
    expect(examples.length, name).toBeGreaterThan(0);
    for (const [given] of examples) {
      const parsed = parseArguments(given.split(" ").filter(Boolean), options);
      for (const id of parsed.has("only") ? parsed.all("only") : []) expect(rules.map((rule) => rule.id)).toContain(id);
    }
  }
});

test.each(pages)("the rules that %s names exist", (page) => {
  const known = new Set<string>(rules.map(({ id }) => id));
  const named = [...read(page).matchAll(/(?<![\w./-])(?:dockerfile|dockerignore|workflow|action)\/[a-z][a-z-]+(?![\w./-])/g)].map(
    ([id]) => id,
  );
  expect(named.filter((id) => id !== "dockerfile/some-smell" && !known.has(id))).toEqual([]);
});

describe("configuration", () => {
  test.each(["README.md", "docs/configuration.md", ...rulePages])("the examples in %s are valid", (page) => {
    const examples = blocks(page, "yaml").filter(
      // Kinds of Kubernetes have rules too.
      (text) => /^(?:extends|rules|podTemplates):/m.test(text) && !text.startsWith("# zizmor.yml") && !text.includes("apiVersion:"),
    );
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) expect(readConfiguration(new SourceText(".deployment-patterns.yaml", text), rules).problems).toEqual([]);
  });

  test("every key is described, and the page holds every key and option", () => {
    const page = read("docs/configuration.md");
    for (const key of Object.keys(configurationType(rules).shape)) expect(page).toMatch(new RegExp(`^\\| \`${key}\` \\|[^|]+\\| \\S`, "m"));
    for (const rule of rules) {
      for (const option of Object.keys(rule.options && "shape" in rule.options ? (rule.options.shape as object) : {})) {
        expect(page).toMatch(new RegExp(`^\\| \\[\`${rule.id}\`\\][^|]+\\| \`${option}\` \\| \`[^|]+\` \\| \\S`, "m"));
      }
    }
  });

  test("what the page says of zizmor's and actionlint's settings holds", () => {
    const examples = blocks("docs/configuration.md", "yaml");
    const textOf = (name: string) => examples.find((text) => text.startsWith(`# ${name}\n`)) ?? "";
    const ruleFor = (peer: string) => ruleOf(`workflow/${peer.slice(peer.indexOf(":") + 1)}`, { alsoKnownAs: [peer] });
    const named = [ruleFor("zizmor:unpinned-uses"), ruleFor("zizmor:artipacked")];
    const zizmor = readZizmorSettings(textOf("zizmor.yml"), named);
    expect([...zizmor.ignored]).toEqual([named[0]?.id]);
    expect(zizmor.exceptions?.map(({ file, line }) => `${file} ${line}`)).toEqual(["release.yml undefined", "ci.yml 12"]);
    const actionlint = readActionlintSettings(textOf("actionlint.yaml"), [ruleFor("actionlint:runner-label")]);
    expect([...(actionlint.options?.values() ?? [])]).toEqual([{ labels: ["big-linux", "arm-*"] }]);
  });

  test("the page names no tool whose comments are not read", () => {
    const tools = new Set(rules.flatMap(({ alsoKnownAs }) => alsoKnownAs ?? []).map((id) => id.slice(0, id.indexOf(":"))));
    for (const tool of ["hadolint", "buildkit", "checkov", "trivy", "semgrep", "sonar", "kube-linter", "kube-score", "polaris"])
      expect(tools).toContain(tool);
    const known = new Set(rules.flatMap(({ alsoKnownAs }) => alsoKnownAs ?? []).map((id) => id.slice(id.indexOf(":") + 1)));
    for (const id of ["DL3002", "DL3007", "JSONArgsRecommended", "CKV_DOCKER_3", "DS-0002", "last-user-is-root", "S6471"])
      expect(known).toContain(id);
    for (const id of ["latest-tag", "no-liveness-probe", "pod-probes", "container-image-tag", "tagNotSpecified", "CKV_K8S_14"])
      expect(known).toContain(id);
  });
});
