import { type ScriptFile, scriptFile, startOf } from "../../image/command.ts";
import { execPlace } from "../../image/exec-form.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { servers } from "../../knowledge/servers.ts";
import type { CommandInstruction, Stage } from "../../languages/dockerfile/model.ts";
import type { ShellScript } from "../../languages/shell/model.ts";
import { parseShell } from "../../languages/shell/parse.ts";
import { isShell } from "../../languages/shell/wrappers.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import { MappedText } from "../../text/mapped.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const image =
  'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY dist ./dist\nCOPY entrypoint.sh /entrypoint.sh\nUSER 1000:1000\nENTRYPOINT ["/entrypoint.sh"]\nCMD ["node", "dist/server.js"]\n';
const script = (start: string) => `#!/bin/sh\nset -e\nnode dist/migrate.js\n${start}"$@"\n`;

export default defineRule({
  id: "dockerfile/script-without-exec",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "The script that an image starts does not hand over to its program by `exec`.",
  why: `A shell that starts a program and waits for it stays process 1. The stop signal goes to the shell, which does not pass it on: the program is killed after the grace period, with whatever it was doing.

Write \`exec\` in front of the last command, \`exec "$@"\`: the program takes the shell's place and gets the signal itself.

Judged are shell scripts of the repository, or of a heredoc, that end by starting a server or what they were given. Silent where the script takes care itself (\`trap\`, programs in the background), and where an init passes signals on to all (\`dumb-init\`, \`tini -g\`).`,
  examples: [
    {
      title: "The last command takes the shell's place",
      files: { "entrypoint.sh": script("") },
      bad: image,
      good: image,
      goodFiles: { "entrypoint.sh": script("exec ") },
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#entrypoint", "https://docs.docker.com/reference/dockerfile/#entrypoint"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D11"],
  judges: "part",
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const stage of productionStages(file, workspace)) {
      if (isDevelopment(stage, workspace)) continue;
      const { entrypoint, command } = startOf(stage);
      for (const start of [entrypoint, command]) {
        const found = start && waiting(start, stage, workspace);
        if (!found || told.has(found.word.span.start)) continue;
        told.add(found.word.span.start);
        const { word, from, shell, place } = found;
        const source = shell.source.toSource(place.at);
        const path = typeof from === "string" ? from : file.source.path;
        report({
          span: word.span,
          message: `\`${word.text}\` starts the program as a child of its shell, which gets the stop signal and keeps it to itself. Write \`exec\` before its last command.`,
          related: [{ path, span: { start: source, end: source + found.length }, message: "It is started here." }],
          fixes: [
            {
              title: `Write \`exec\` before the last command of \`${word.text}\``,
              safety: "unsafe",
              changes: [{ kind: "edit", path, edits: [insert(source, place.text)] }],
            },
          ],
        });
      }
    }
  },
});

interface Waiting extends Pick<ScriptFile, "from"> {
  /** The word that names the script. */
  readonly word: InvocationWord;
  readonly shell: ShellScript;
  readonly place: { readonly at: number; readonly text: string };
  readonly length: number;
}

function waiting({ command }: CommandInstruction, stage: Stage, workspace: Workspace): Waiting | undefined {
  if (command && passesSignals(command.argv.map(({ text }) => text))) return undefined;
  for (const call of invocationsOf(command)) {
    const word = scriptWord(call);
    const found = word && scriptFile(word.text, stage, workspace);
    if (!word || !found || !/^(?!#!)|^#!.*\b(?:ba|da|a)?sh\b/.test(found.text) || /^#!.*with-contenv/.test(found.text)) continue;
    const { text, from } = found;
    const shell = parseShell(typeof from === "string" ? new MappedText(text, [{ joined: 0, source: 0, length: text.length }]) : from.body);
    const last = lastCommand(shell);
    const place = last && execPlace(shell);
    if (last && place?.text) return { word, from, shell, place, length: last.span.end - last.span.start };
  }
  return undefined;
}

/** An init that sends signals to its child and to what that has started. */
function passesSignals(words: readonly string[]): boolean {
  const program = words[0]?.replace(/^.*\//, "");
  return program === "dumb-init" || (program === "tini" && words.includes("-g"));
}

/** The script that a call starts by itself, or hands to a shell. */
function scriptWord({ name, nameWord, args, command }: Invocation): InvocationWord | undefined {
  if (command?.inSubstitution || name === undefined) return undefined;
  return isShell(name) ? args.find(({ text }) => !/^[-+]/.test(text)) : /\.(?:js|py|rb|php|pl|jar)$/.test(name) ? undefined : nameWord;
}

/** The command that ends a script by starting what it was given, or a server; undefined where the script looks after its children. */
function lastCommand({ commands, source }: ShellScript): ShellScript["commands"][number] | undefined {
  const last = commands.at(-1);
  if (!last || last.operator === "||" || commands.some(({ name, operator }) => name === "trap" || name === "wait" || operator === "&"))
    return undefined;
  const written = source.text.slice(last.span.start, last.span.end);
  if (/^"\$(?:@|\{@\})"$/.test(written)) return last;
  const line = [last.name, ...last.args.map(({ text }) => text)].join(" ");
  const isServer = servers.some(({ call }) => call.test(line)) || /^(?:node|java|dotnet) (?!-v|--version|-e\b)/.test(line);
  return last.name !== undefined && isServer ? last : undefined;
}
