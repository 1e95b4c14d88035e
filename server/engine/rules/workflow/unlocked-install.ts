import type { ShellCommand } from "../../languages/shell/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unlocked-install",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reproducibility",
  severity: "hint",
  preset: "optional",
  summary: "A package is installed by name, past the lock file.",
  why: `
\`npm install -g tool\` takes the newest version of the tool and of all that it needs, at every run another one. A release that was taken over runs here within minutes, and the same commit may pass today and fail tomorrow.

Add the tool to the project's development dependencies, whose lock file says what is installed, or name its exact version. Silent for exact versions, for files and folders, and where a variable says what is installed.`,
  examples: [
    {
      title: "A linter",
      bad: "on: push\npermissions: {}\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm install -g markdownlint-cli\n",
      good: "on: push\npermissions: {}\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm install -g markdownlint-cli@0.45.0\n",
    },
  ],
  links: ["https://docs.npmjs.com/cli/commands/npm-install"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:adhoc-packages", "scorecard:Pinned-Dependencies"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const script = step.roughScript;
      for (const command of script?.commands ?? []) {
        const name = installedBy(command);
        if (!name || !script) continue;
        report({
          span: script.source.spanToSource(name.span),
          message: `\`${name.text}\` is installed in whatever version is the newest, with all that it needs. Add it to the project's dependencies, or name its version.`,
        });
      }
    }
  },
});

/** The first package that a command adds without an exact version. */
function installedBy({ name, args }: ShellCommand): ShellCommand["args"][number] | undefined {
  const words = args.filter(({ text }) => !text.startsWith("-"));
  const [verb, ...packages] = words[0]?.text === "global" ? words.slice(1) : words;
  switch (name) {
    case "npm":
      if (!/^(?:install|i|add)$/.test(verb?.text ?? "") || hasValue(args.map(({ text }) => text))) return undefined;
      break;
    case "pnpm":
    case "yarn":
    case "bun":
      if (verb?.text !== "add" || hasValue(args.map(({ text }) => text))) return undefined;
      break;
    case "gem":
      if (!/^(?:install|i)$/.test(verb?.text ?? "") || args.some(({ text }) => /^(?:-v|--version|--local|-l|-g|--file)/.test(text)))
        return undefined;
      return packages.find(({ value, text }) => value !== undefined && /^[a-z][\w-]*$/i.test(text));
    default:
      return undefined;
  }
  return packages.find(({ value, text }) => value !== undefined && isLoose(text));
}

/** Whether an option has a word of its own, which would be taken for a package. */
function hasValue(words: readonly string[]): boolean {
  return words.some((word) => /^--(?:prefix|registry|cwd|dir|filter|tag|workspace|cache|loglevel)$|^-[CFw]$/.test(word));
}

/** A name without a version, or with one that moves: a tag, a range. */
function isLoose(text: string): boolean {
  const [, version] = /^(?:@[\w.-]+\/)?[a-z][\w.-]*(?:@(.+))?$/i.exec(text) ?? [text, "file"];
  if (/\.tgz$|[\\/]$|^\.|:/.test(text)) return false;
  return version === undefined || (version !== "file" && !/^v?\d+\.\d+\.\d+/.test(version));
}
