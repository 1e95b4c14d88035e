import * as z from "zod/mini";
import { usualPaths } from "./languages/parse.ts";
import { peersOf } from "./peers.ts";
import type { Rule, RuleId } from "./rule.ts";

const repository = "https://github.com/deployment-patterns/deployment-patterns";

/** The address of a rule's page. */
export function helpAddress(rule: RuleId): string {
  return `${repository}/blob/main/docs/rules/${rule}.md`;
}

const configurationPage = `${repository}/blob/main/docs/configuration.md`;

/** One option of a rule, for its page and the documentation. */
export interface RuleOption {
  readonly name: string;
  readonly default: unknown;
  readonly summary: string;
}

/** The options of a rule, in the order of their definition. */
export function optionsOf({ options }: Rule): RuleOption[] {
  if (!options || !("shape" in options)) return [];
  const defaults = options.parse({}) as Record<string, unknown>;
  const fields = Object.entries(options.shape as Record<string, z.ZodMiniType>);
  return fields.map(([name, field]) => ({ name, default: defaults[name], summary: z.globalRegistry.get(field)?.description ?? "" }));
}

/** The rule with an id, or with a peer's (`hadolint:DL3006`, or `DL3006`, as its tool lets one write it) where one rule alone has that. */
export function findRule(id: string, rules: readonly Rule[]): Rule | undefined {
  const own = rules.find((rule) => rule.id === id);
  if (own) return own;
  const peers = peersOf(rules).find(id)?.rules ?? [];
  return peers.length === 1 ? rules.find((rule) => rule.id === peers[0]) : undefined;
}

const fixText = {
  safe: "Safe: `fix` applies it.",
  unsafe: "Unsafe: for a person to look at; `fix --unsafe` applies it.",
  none: "None.",
};

const presetText = {
  recommended: "on in `recommended`, `strict` and `all`",
  strict: "on in `strict` and `all`",
  optional: "on in `all`; else switch it on by hand",
};

/** A rule's page as Markdown. */
export function explain(rule: Rule): string {
  const lines = [`# ${rule.id}`, "", rule.summary, ""];
  lines.push("| | |", "| --- | --- |");
  lines.push(`| Severity | ${rule.severity}, ${presetText[rule.preset]} |`);
  lines.push(`| Category | ${rule.category} |`);
  lines.push(`| Fix | ${fixText[rule.fix ?? "none"]} |`);
  if (rule.alsoChecks?.length)
    lines.push(`| Also checks | ${rule.alsoChecks.map((language) => `\`${usualPaths[language]}\``).join(", ")} |`);
  if (rule.patterns.length > 0) lines.push(`| Patterns | ${rule.patterns.join(", ")} |`);
  if (rule.alsoKnownAs?.length) lines.push(`| Also known as | ${rule.alsoKnownAs.map((id) => `\`${id}\``).join(", ")} |`);
  if (rule.needs === "shellcheck") lines.push(`| Needs | [ShellCheck](${configurationPage}#shellcheck), installed and switched on |`);
  lines.push(`| Since | ${rule.since} |`, "", "## Why", "", rule.why.trim(), "", "## Examples");
  for (const example of rule.examples) {
    lines.push("", `### ${example.title}`);
    for (const [path, text] of Object.entries(example.files ?? {})) lines.push("", `With \`${path}\`:`, "", ...fence(text, path));
    const path = example.path ?? usualPaths[rule.language];
    lines.push("", "Reported:", "", ...fence(example.bad, path), "", "Not reported:", "", ...fence(example.good, path));
    for (const [other, text] of Object.entries(example.goodFiles ?? {})) lines.push("", `With \`${other}\`:`, "", ...fence(text, other));
  }
  const options = optionsOf(rule);
  if (options.length > 0) {
    lines.push("", "## Options", "", "| Option | Default | |", "| --- | --- | --- |");
    for (const { name, default: value, summary } of options) lines.push(`| \`${name}\` | \`${JSON.stringify(value)}\` | ${summary} |`);
    const set = options.map(({ name, default: value }) => `${name}: ${JSON.stringify(value)}`).join(", ");
    lines.push("", "```yaml", "rules:", `  ${rule.id}: [${rule.severity}, { ${set} }]`, "```");
  }
  lines.push(
    "",
    "## Ignore it",
    "",
    `Above the line: \`# deployment-patterns-ignore ${rule.id} -- reason\`. For the repository, in [\`.deployment-patterns.yaml\`](${configurationPage}):`,
  );
  lines.push("", "```yaml", "rules:", `  ${rule.id}: off`, "```");
  if (rule.links.length > 0) lines.push("", "## Further reading", "", ...rule.links.map((link) => `- <${link}>`));
  return `${lines.join("\n")}\n`;
}

function fence(text: string, path: string): string[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const kind = /ignore$/.test(name)
    ? "gitignore"
    : /dockerfile/i.test(name)
      ? "dockerfile"
      : (/\.([a-z]+)$/.exec(name)?.[1] ?? "").replace(/^yml$/, "yaml");
  const ticks = text.includes("```") ? "````" : "```";
  return [`${ticks}${kind}`, text.replace(/\n$/, ""), ticks];
}
