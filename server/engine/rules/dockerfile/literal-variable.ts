import { isStart, startOf } from "../../image/command.ts";
import { productionStages } from "../../image/production.ts";
import { shellOf } from "../../image/tools.ts";
import type { CommandInstruction, Stage, Word } from "../../languages/dockerfile/model.ts";
import { isShell } from "../../languages/shell/wrappers.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/literal-variable",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A variable in the exec form, which nobody expands.",
  why: `The exec form starts the program without a shell, so \`["gunicorn", "--bind", "0.0.0.0:$PORT"]\` hands it the five characters \`$PORT\`.

Let a shell expand it and the program take its place, \`["sh", "-c", "exec gunicorn --bind 0.0.0.0:$PORT"]\`, or have the program read the variable itself.

Silent where a shell or a script stands in front, behind \`-e\` and \`-c\`, and for programs that expand such words themselves, as those on Java often do.`,
  examples: [
    {
      title: "With a shell",
      bad: 'FROM python:3.14-slim\nENV PORT=8000\nUSER 1000\nCMD ["gunicorn", "--bind", "0.0.0.0:$PORT", "app:app"]\n',
      good: 'FROM python:3.14-slim\nENV PORT=8000\nUSER 1000\nCMD ["sh", "-c", "exec gunicorn --bind 0.0.0.0:$PORT app:app"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#variable-substitution",
    "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form",
  ],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D11", "E1"],
  judges: "connected",
  check(file, { workspace, report }) {
    const seen = new Set<CommandInstruction>();
    for (const stage of productionStages(file, workspace)) {
      const { entrypoint, command } = startOf(stage);
      const whole = [entrypoint, command].flatMap((one) => one?.command?.argv.map(({ text }) => text) ?? []);
      if (!expandsNothing(whole[0])) continue;
      for (const one of [entrypoint, command]) {
        const argv = one?.command?.form === "exec" ? one.command.argv : [];
        const word = argv.find(
          (each, i) => i > 0 && isVariable(each) && !/^-(?:e|c|p|-eval|-print|-command)$/.test(argv[i - 1]?.text ?? ""),
        );
        if (!one || !isStart(one) || !word || seen.has(one)) continue;
        seen.add(one);
        const fix = one === command && !entrypoint ? fixOf(one, stage) : undefined;
        const name = /\$\{?\w+\}?/.exec(word.text)?.[0] ?? word.text;
        report({
          span: word.span,
          message: `The exec form expands nothing, so \`${whole[0]}\` gets \`${name}\` as it stands here. Call a shell, or let the program read the variable.`,
          ...(fix && { fixes: [fix] }),
        });
      }
    }
  },
});

/** Programs that are known to take their arguments as they are; others may expand them. */
function expandsNothing(program: string | undefined): boolean {
  const name = program?.replace(/^.*\//, "");
  return (
    name !== undefined &&
    !isShell(name) &&
    !name.includes("$") &&
    !/\.sh$|entrypoint|^(?:java|tini|dumb-init|env|envsubst|supervisord|s6-.*|gosu|su-exec|pwsh|powershell|cmd(?:\.exe)?)$/i.test(name)
  );
}

/** A name in capitals: `$uri` is most likely a word of the program's own language. */
function isVariable({ text }: Word): boolean {
  return /(?:^|[^\\$])\$(?:[A-Z][A-Z0-9_]+\b|\{[A-Z][A-Z0-9_]+\})/.test(` ${text}`);
}

function fixOf({ command }: CommandInstruction, stage: Stage): Fix | undefined {
  if (!command || shellOf(stage) === "none" || shellOf(stage) === undefined) return undefined;
  const words = command.argv.map(({ text }) => text);
  if (!words.every((text) => /^[\w./:=@%+,${}-]+$/.test(text))) return undefined;
  const text = `["sh", "-c", ${JSON.stringify(`exec ${words.join(" ")}`)}]`;
  return {
    title: "Let a shell expand it",
    safety: "unsafe",
    changes: [{ kind: "edit", path: stage.file.source.path, edits: [replace(command.span, text)] }],
  };
}
