import { baseImageOf } from "../../image/base.ts";
import { builtStages } from "../../image/built.ts";
import { isStart, scriptText, startOf, whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type ExecForm, toExecForm } from "../../image/exec-form.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import type { CommandInstruction, HealthcheckInstruction, RunInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/shell-form-command",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "CMD or ENTRYPOINT in shell form, so that a shell stands between the container and the program.",
  why: `Without brackets the line is handed to \`/bin/sh -c\`. The shell becomes process 1: the stop signal goes to it and not to your program, which
is killed after the grace period instead of closing connections and files. The shell form also needs a shell in the image, and it makes an
ENTRYPOINT ignore its CMD and all arguments of \`docker run\`.

For RUN and HEALTHCHECK the shell form is as good; they are reported only where they were meant as an array and are none, as with single quotes.

Write the words as a JSON array. Where the shell is needed, for a variable or for several commands, say so and let the last command take
its place: \`["sh", "-c", "exec node server.js --port $PORT"]\`.

With \`exec\` in front of the program the shell form passes signals on as well, and is only mentioned.

Only what the final image starts is reported. Nothing is reported where a \`SHELL\` instruction says which shell is meant, for Windows images,
and for the command of a HEALTHCHECK, where the shell form is usual.`,
  examples: [
    {
      title: "The words of the command as a JSON array",
      bad: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nUSER node\nCMD node server.js --trace-warnings\n",
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["node", "server.js", "--trace-warnings"]\n',
    },
    {
      title: "Single quotes are not JSON",
      bad: "FROM alpine:3.24\nUSER nobody\nENTRYPOINT ['/bin/report', '--daily']\n",
      good: 'FROM alpine:3.24\nUSER nobody\nENTRYPOINT ["/bin/report", "--daily"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#shell-and-exec-form",
    "https://docs.docker.com/reference/build-checks/json-args-recommended/",
  ],
  since: "0.1.0",
  fix: "safe",
  patterns: ["D11"],
  uncovers: ["dockerfile/unforwarded-signals"],
  alsoKnownAs: [
    "hadolint:DL3025",
    "buildkit:JSONArgsRecommended",
    "sonar:S7019",
    "semgrep:prefer-json-notation",
    "sonar:S7030",
    "dockerfile-utils:49",
  ],
  judges: "connected",
  check(file, { workspace, report }) {
    const seen = new Set<CommandInstruction>();
    for (const stage of productionStages(file, workspace)) {
      if (baseImageOf(stage)?.os === "windows") continue;
      for (const instruction of starting(stage)) {
        const form = instruction.command && toExecForm(instruction.command);
        if (!form || seen.has(instruction) || (instruction.stage ?? stage).shell(instruction)) continue;
        seen.add(instruction);
        // An ENTRYPOINT that is no longer a shell's begins to take the CMD as its arguments.
        const givesCmdAMeaning = takesNoArguments(instruction) && startOf(stage).command !== undefined;
        report({
          span: instruction.keywordSpan,
          message: messageOf(instruction, form),
          fixes: [
            {
              title: titles[form.kind],
              safety: givesCmdAMeaning || mayLackInterpreter(form, stage, workspace) ? "unsafe" : form.safety,
              changes: [{ kind: "edit", path: file.source.path, edits: form.edits }],
            },
          ],
          ...(((takesItsPlace(instruction) && !givesCmdAMeaning) || isDevelopment(stage, workspace)) && { severity: "hint" as const }),
        });
      }
    }
    // For other instructions the shell form is as good, and only what was meant as an array is none.
    for (const stage of builtStages(file, workspace)) {
      for (const one of withTriggers(stage.instructions)) {
        if ((one.keyword !== "RUN" && one.keyword !== "HEALTHCHECK") || !one.command || !array.test(one.command.text.text)) continue;
        const form = one.heredocs.length === 0 ? toExecForm(one.command) : undefined;
        if (form?.kind !== "array" || baseImageOf(stage)?.os === "windows") continue;
        report({
          span: one.keywordSpan,
          message: messageOf(one, form),
          fixes: [{ title: titles.array, safety: form.safety, changes: [{ kind: "edit", path: file.source.path, edits: form.edits }] }],
        });
      }
    }
  },
});

/** A bracket with a quoted word right behind it, or one that a comma follows: `[ "$A" = b ]` is a test of the shell. */
const array = /^\s*\[(?:["'\u201c]|\s+["'\u201c][^"'\u201d]*["'\u201d]\s*,)/;

/** The instructions that decide what the image starts, and those that will decide it in images built on it. */
function starting(stage: Stage): CommandInstruction[] {
  const { entrypoint, command } = startOf(stage);
  const triggers = withTriggers(stage.instructions.filter((one) => one.keyword === "ONBUILD")).filter(isStart);
  return [entrypoint, command].filter((one) => one !== undefined).concat(triggers);
}

/** Whether the shell lets the program take its place, so that this gets the signals. */
function takesItsPlace({ command }: CommandInstruction | RunInstruction | HealthcheckInstruction): boolean {
  return /^\s*exec\s|(?:;|&&|\|\||[^&]&)\s*exec\s[^;&|]*$/.test(command?.text.text ?? "");
}

/** Whether an ENTRYPOINT drops its CMD, which its shell gets as `$0`, `$1` and so on. */
function takesNoArguments({ keyword, command }: CommandInstruction | RunInstruction | HealthcheckInstruction): boolean {
  return keyword === "ENTRYPOINT" && !/\$\{?[@*\d]/.test(command?.text.text ?? "");
}

/** A shell runs a script without a `#!` line, too, which cannot be started without one. */
function mayLackInterpreter({ argv }: ExecForm, stage: Stage, workspace: Workspace): boolean {
  const program = argv?.[0] ?? "";
  return /\.(sh|bash)$/.test(program) && scriptText(program, stage, workspace)?.startsWith("#!") !== true;
}

const titles: Readonly<Record<ExecForm["kind"], string>> = {
  words: "Write it in exec form",
  array: "Write it as a JSON array",
  exec: "Call the shell in exec form and let the program take its place",
  shell: "Call the shell in exec form",
};

function messageOf(instruction: CommandInstruction | RunInstruction | HealthcheckInstruction, { kind }: ExecForm): string {
  const name = `\`${instruction.keyword}\``;
  const when = whenChildIsBuilt(instruction);
  if (kind === "array")
    return `${name} looks like a JSON array but is none, so \`/bin/sh\` gets it as text and cannot start it${when}. Put every word in double quotes.`;
  if (takesItsPlace(instruction))
    return `${name} in shell form needs \`/bin/sh\`${takesNoArguments(instruction) ? " and takes no arguments" : ""}${when}, though \`exec\` passes the stop signal on. Write ${kind === "words" ? "the words" : "the shell"} as a JSON array.`;
  const what = `${name} in shell form puts \`/bin/sh -c\` in front of the program, which then gets no stop signal${when}.`;
  if (kind === "words") return `${what} Write the words as a JSON array.`;
  return `${what} Write the shell as a JSON array${kind === "exec" ? " and `exec` before the last command" : ""}.`;
}
