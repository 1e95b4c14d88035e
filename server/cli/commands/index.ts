import type { Language } from "../../engine/index.ts";
import type { Command } from "../command.ts";
import type { OptionSpec } from "../options.ts";

/** What `--kind` takes; the compiler sees to it that no language is missing. */
const kinds = Object.keys({ dockerfile: true, dockerignore: true } satisfies Record<Language, true>);

/** The names of the formats of findings. */
export const formats = ["pretty", "json", "sarif", "github", "gitlab", "junit"] as const;
export type Format = (typeof formats)[number];

export const failLevels = ["error", "warning", "info", "never"] as const;
export type FailLevel = (typeof failLevels)[number];

const help: OptionSpec = { name: "help", summary: "Print this help." };
const color: OptionSpec = {
  name: "color",
  value: "WHEN",
  choices: ["auto", "always", "never"],
  alone: "always",
  summary: "Colours: `auto` (default: on a terminal, unless NO_COLOR is set), `always` or `never`.",
};

/** The options of the commands that judge files. */
const judging: readonly OptionSpec[] = [
  { name: "format", value: "FORMAT", choices: formats, summary: `How findings are printed: ${formats.join(", ")}. Default: pretty.` },
  {
    name: "preset",
    value: "PRESET",
    choices: ["recommended", "strict", "all"],
    summary: "The rules to start from, in place of what the configuration extends: recommended, strict or all.",
  },
  { name: "rule", value: "ID[=LEVEL]", repeats: true, summary: "Set a rule on, or to off, error, warning, info or hint. May be repeated." },
  { name: "only", value: "ID", repeats: true, summary: "Run this rule and no others. May be repeated." },
  { name: "config", value: "FILE", summary: "Read this configuration in place of the nearest `.deployment-patterns.yaml`." },
  { name: "no-config", summary: "Read no configuration." },
  { name: "stdin-path", value: "PATH", summary: "Read the text on standard input and treat it as this file, which need not exist." },
  { name: "kind", value: "KIND", choices: kinds, summary: `What the given files are: ${kinds.join(" or ")}. Default: by their names.` },
  {
    name: "fail-on",
    value: "LEVEL",
    choices: failLevels,
    summary: "The least severity that makes the exit code 1: error, warning (default), info or never.",
  },
  { name: "quiet", summary: "Print findings alone: no progress, no summary." },
  color,
  help,
];

export const commands: readonly Command[] = [
  {
    name: "check",
    summary: "Check files, or all files that are known under folders.",
    usage: "[options] [paths…]",
    options: judging,
    run: async (parsed, io) => (await import("./check.ts")).check(parsed, io),
  },
  {
    name: "fix",
    summary: "Apply the safe fixes, until nothing changes.",
    usage: "[options] [paths…]",
    options: [
      { name: "unsafe", summary: "Apply the fixes as well that a person should look at." },
      { name: "dry-run", summary: "Print the changes as a diff and write nothing." },
      ...judging,
    ],
    run: async (parsed, io) => (await import("./fix.ts")).fix(parsed, io),
  },
  {
    name: "rules",
    summary: "List the rules.",
    usage: "[options]",
    options: [{ name: "format", value: "FORMAT", choices: ["pretty", "json"], summary: "pretty (default) or json." }, color, help],
    run: async (parsed, io) => (await import("./rules.ts")).listRules(parsed, io),
  },
  {
    name: "explain",
    summary: "Print a rule's page.",
    usage: "[options] <rule>",
    options: [color, help],
    run: async (parsed, io) => (await import("./explain.ts")).explainRule(parsed, io),
  },
  {
    name: "lsp",
    summary: "Be a language server for an editor.",
    usage: "--stdio",
    options: [{ name: "stdio", summary: "Talk over standard input and output." }, help],
    run: async (parsed, io) => (await import("./lsp.ts")).serve(parsed, io),
  },
];
