import type { ShellCommand } from "../../languages/shell/model.ts";
import type { Step, Text } from "../../languages/workflow/model.ts";
import { allOf, type Edits, fixesOf, replaceInScript, within } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "workflow/deprecated-command",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A command that GitHub has deprecated or switched off: `::set-output`, `::save-state`, `::set-env`, `::add-path`.",
  why: `
These commands are lines that a step prints, so any program could print them as well. GitHub has deprecated \`set-output\` and \`save-state\`, and switched \`set-env\` and \`add-path\` off. Write lines to the files behind \`GITHUB_OUTPUT\`, \`GITHUB_STATE\`, \`GITHUB_ENV\` and \`GITHUB_PATH\`.`,
  examples: [
    {
      title: "An output of a step",
      bad: 'on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - id: version\n        run: echo "::set-output name=version::$(cat VERSION)"\n',
      good: 'on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - id: version\n        run: echo "version=$(cat VERSION)" >> "$GITHUB_OUTPUT"\n',
    },
  ],
  links: [
    "https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/",
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands",
  ],
  since: "0.2.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["actionlint:deprecated-commands"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const { run } = step;
      if (!run?.text.includes("::")) continue;
      for (const match of run.text.matchAll(pattern)) {
        const command = match[1] ?? "add-path";
        const span = { start: match.index, end: match.index + match[0].length };
        if (!isPrinted(run.text, span.start)) continue;
        const target = targets[command] as string;
        const isOff = command === "set-env" || command === "add-path";
        report({
          span: run.mapped.spanToSource({ start: span.start, end: span.start + 2 + command.length }),
          message: `\`::${command}\` is ${isOff ? "switched off, and fails the step" : "deprecated, as any program can print such a line"}. Write the line to \`$${target}\`.`,
          tags: ["deprecated"],
          fixes: fixesOf(`Write to \`$${target}\``, "safe", file, toFile(step, run, span, match[2] ?? "", target)),
        });
      }
    }
  },
});

const pattern = /::(set-output|save-state|set-env)[ ]+name=((?:\$\{\{[^}]*\}\}|[^:,\n"'])+)::|::add-path::/g;

const targets: Readonly<Record<string, string>> = {
  "set-output": "GITHUB_OUTPUT",
  "save-state": "GITHUB_STATE",
  "set-env": "GITHUB_ENV",
  "add-path": "GITHUB_PATH",
};

/** Whether something on the line prints it, and no comment stands before. */
function isPrinted(text: string, offset: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return (
    !/^\s*(?:#|\/\/|rem\b)/i.test(before) && /\b(?:echo|printf?|puts|write-(?:host|output)|console\.log|say)\b|^\s*["']?$/i.test(before)
  );
}

/** The line in the file's form, and behind it the file; undefined where the line is not all that is printed, or has escapes of its own. */
function toFile(step: Step, run: Text, span: Span, name: string, target: string): Edits {
  const prefix = target === "GITHUB_PATH" ? "" : `${name.trim()}=`;
  const { script, shell } = step;
  if (script) {
    const command = script.commands.find((one) => one.span.start <= span.start && span.end <= one.span.end && isEcho(one));
    const last = command?.args.at(-1);
    if (!command || !last || command.redirects.length > 0 || command.pipe || command.inSubstitution || command.isRequoted) return undefined;
    const value = run.text.slice(span.end, last.span.end);
    // Line breaks had to be escaped, and are written as they are now.
    if (/%0[AD]|%25|::/.test(value) || value.includes("\n")) return undefined;
    return allOf(
      replaceInScript(step, span, prefix),
      replaceInScript(step, { start: last.span.end, end: last.span.end }, ` >> "$${target}"`),
    );
  }
  const isCmd = /^cmd\b/.test(shell ?? "");
  if (!isCmd && shell !== "pwsh") return undefined;
  const lineStart = run.text.lastIndexOf("\n", span.start - 1) + 1;
  const found = run.text.indexOf("\n", span.end);
  const line = run.text.slice(lineStart, found < 0 ? run.text.length : found).trimEnd();
  const form = isCmd ? /^\s*@?echo (?=::[^"'|&<>^]*$)/i : /^\s*(?:echo|write-output) (?:"::[^"]*"|'::[^']*')$/i;
  if (!form.test(line) || /%0[AD]|%25|::.*::.*::/.test(line) || run.node.alias) return undefined;
  const end = lineStart + line.length;
  const parts: readonly (readonly [Span, string])[] = [
    [span, prefix],
    [{ start: end, end }, isCmd ? `>> "%${target}%"` : ` >> $env:${target}`],
  ];
  return allOf(
    ...parts.map(([part, text]): Edits => {
      const written = within(run.node, text, step.map.isFlow);
      return written === undefined || (part.end > part.start && !run.mapped.isContiguous(part))
        ? undefined
        : [replace(run.mapped.spanToSource(part), written)];
    }),
  );
}

function isEcho({ name, args }: ShellCommand): boolean {
  return name === "echo" && (args.length === 1 || args.every(({ raw }) => !raw.startsWith("-"))) && /^["']?::/.test(args[0]?.raw ?? "");
}
