import type { Language } from "../../engine/index.ts";
import type { Command } from "../command.ts";
import type { OptionSpec } from "../options.ts";
// No part is loaded on demand: that would wrap every module of the bundle, which made it larger by 13 KB and every check slower.
import { check } from "./check.ts";
import { explainRule } from "./explain.ts";
import { fix } from "./fix.ts";
import { generate } from "./generate.ts";
import { serve } from "./lsp.ts";
import { readiness } from "./readiness.ts";
import { listRules } from "./rules.ts";

/** What `--kind` takes; the compiler sees to it that no language is missing. */
const kinds = Object.keys({
  dockerfile: true,
  dockerignore: true,
  workflow: true,
  action: true,
  kubernetes: true,
  compose: true,
  readiness: true,
} satisfies Record<Language, true>);

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
    summary: "The rules to start from: recommended (default), strict or all. Takes the place of what the configuration extends.",
  },
  {
    name: "rule",
    value: "ID[=LEVEL]",
    repeats: true,
    summary: "Switch a rule on, or set it to off, error, warning, info or hint. May be repeated.",
  },
  { name: "only", value: "ID", repeats: true, summary: "Run this rule and no others. May be repeated." },
  { name: "config", value: "FILE", summary: "Read this configuration in place of the nearest `.deployment-patterns.yaml`." },
  { name: "no-config", summary: "Read no configuration, hadolint's included." },
  { name: "stdin-path", value: "PATH", summary: "Read the text on standard input, and treat it as this file, which need not exist." },
  {
    name: "kind",
    value: "KIND",
    choices: kinds,
    summary: `What the given files are, where their names do not tell: ${kinds.join(", ").replace(/, (?=[^,]*$)/, " or ")}. Of folders, only files of this kind.`,
  },
  {
    name: "shellcheck",
    value: "PROGRAM",
    alone: "",
    summary:
      "Start an installed ShellCheck for the scripts of workflows and Dockerfiles: the one on PATH, or this program. Off by default.",
  },
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

/** Which files the commands that judge files take. */
const selection =
  "Paths are files or folders; without any it is the current folder. Below folders every file of a kind that is\nknown is taken, but for those that Git ignores.";

export const commands: readonly Command[] = [
  {
    name: "check",
    summary: "Check Dockerfiles, ignore files, workflows, Kubernetes YAML, Compose files and readiness sign-offs.",
    usage: "[options] [paths…]",
    details: `${selection}

Exit code: 0 nothing found at or above --fail-on; 1 findings; 2 wrong usage, unreadable input or bad configuration.`,
    options: judging,
    examples: [
      ["", "everything below the current folder"],
      ["Dockerfile --preset strict", "one file, with the advice that one may argue with"],
      ["--format github --fail-on error", "annotations in a workflow, which fails on errors alone"],
      ["--only dockerfile/root-user api", "one rule, below one folder"],
    ],
    run: check,
  },
  {
    name: "fix",
    summary: "Fix what can be fixed safely, and print what is left.",
    usage: "[options] [paths…]",
    details: `${selection} Text from standard input is
printed with its fixes.

Exit code: 0 nothing left at or above --fail-on; 1 findings left; 2 wrong usage, unreadable input or bad configuration.`,
    options: [
      { name: "unsafe", summary: "Apply the fixes as well that a person should look at." },
      { name: "dry-run", summary: "Print the changes as a diff, and write nothing." },
      ...judging,
    ],
    examples: [
      ["--dry-run", "what would be changed"],
      ["Dockerfile", "the safe fixes of one file"],
      ["--unsafe --only dockerfile/root-user", "all fixes of one rule; look at them before you commit"],
    ],
    run: fix,
  },
  {
    name: "rules",
    summary: "List the rules.",
    usage: "[options]",
    options: [{ name: "format", value: "FORMAT", choices: ["pretty", "json"], summary: "pretty (default) or json." }, color, help],
    examples: [
      ["", "id, severity, preset, fix and what is reported"],
      ["--format json", "the same for programs, with categories and the names that other tools have for it"],
    ],
    run: listRules,
  },
  {
    name: "explain",
    summary: "Print a rule's page: why it matters, and examples.",
    usage: "[options] <rule>",
    options: [color, help],
    examples: [
      ["dockerfile/root-user", "by the rule's id"],
      ["DL3002", "by another tool's, where one rule alone has it"],
    ],
    run: explainRule,
  },
  {
    name: "readiness",
    summary: "Tell how far the services in a folder are from production, with the evidence.",
    usage: "[options] [folder]",
    details: `For each service below the folder (default: the current one) every item of the checklist is met, likely, open, signed, waived, stale,
contradicted, not-applicable or manual: what the repository shows, and what people have decided in \`readiness.yaml\`.

Exit code: 0 nothing that --fail-on names; 1 something of it; 2 wrong usage, nothing to deploy, or a sign-off file that is broken.`,
    options: [
      {
        name: "format",
        value: "FORMAT",
        choices: ["pretty", "json", "markdown", "junit"],
        summary: "How it is printed: pretty, json, markdown (for a pull request) or junit. Default: pretty.",
      },
      {
        name: "fail-on",
        value: "WHAT",
        summary:
          "What makes the exit code 1, of the items that the level asks for; several with commas: open (whatever somebody has to act on: open, manual, stale, contradicted), expired, contradicted, never (default).",
      },
      {
        name: "level",
        value: "LEVEL",
        choices: ["critical", "standard", "experimental"],
        summary: "Ask for this level's items, whatever the sign-off files say.",
      },
      {
        name: "import",
        value: "FILE",
        summary: "Sign the items that are ticked in a Markdown checklist, with that file as evidence; then print what was taken over.",
      },
      { name: "by", value: "WHO", summary: "Who ticked the boxes of --import: a handle or an address." },
      { name: "quiet", summary: "Print open items alone: no progress, no summary." },
      color,
      help,
    ],
    examples: [
      ["", "the checklists of all services below the current folder"],
      ["services/api --format markdown", "one service, as a page for a pull request"],
      ["--fail-on expired,contradicted", "a gate that fails where decisions no longer hold"],
      ["--level critical --fail-on open", "a gate for what must not fail"],
      ["--import docs/checklist.md --by @mei", "takes ticked boxes over into readiness.yaml"],
    ],
    run: readiness,
  },
  {
    name: "generate",
    summary: "Write the deployment files that a project lacks, or list the generators.",
    usage: "[options] [generator] [folder]",
    details: `Without a generator the list is printed. What a generator has to know is read from the project; answers take the place of what was detected.
Files that are there are not overwritten: Dockerfiles, workflows, manifests and Compose files get their safe fixes, others stay as they are.

Exit code: 0 done; 2 wrong usage, nothing to generate for, or files that could not be written.`,
    options: [
      {
        name: "set",
        value: "KEY=VALUE",
        repeats: true,
        summary: "Answer a question: `--set port=8080`. Lists are written with commas. May be repeated.",
      },
      { name: "answers", value: "FILE", summary: "Read answers from a file, YAML or JSON; `--set` counts for more." },
      { name: "dry-run", summary: "Print what would be written as a diff, and write nothing." },
      { name: "force", summary: "Write files anew that are there already." },
      {
        name: "format",
        value: "FORMAT",
        choices: ["pretty", "json"],
        summary: "pretty (default) or json: files, answers, and what was detected where.",
      },
      { name: "quiet", summary: "Print nothing but what goes wrong." },
      color,
      help,
    ],
    examples: [
      ["", "the list of generators, with the answers that each takes"],
      ["container --dry-run", "the Dockerfile and the ignore file for the project in the current folder"],
      ["kubernetes services/api --set strategy=canary", "manifests for one application of a monorepo"],
      ["pipeline --dry-run --format json", "the same for programs, with what was detected"],
    ],
    run: generate,
  },
  {
    name: "lsp",
    summary: "Be the language server of an editor.",
    usage: "--stdio",
    options: [{ name: "stdio", summary: "Talk over standard input and output." }, help],
    examples: [["--stdio", "the command to enter in the editor's settings"]],
    run: serve,
  },
];
