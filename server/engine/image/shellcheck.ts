import type { Command, Dockerfile, Instruction } from "../languages/dockerfile/model.ts";
import { dialectOf, type ShellcheckScript, shellcheckInput } from "../languages/shell/shellcheck.ts";
import { baseImageOf } from "./base.ts";
import { withTriggers } from "./command.ts";
import { shellErrorOf } from "./shell-error.ts";

/**
 * The scripts of a Dockerfile that ShellCheck can read: RUN, and CMD, ENTRYPOINT and HEALTHCHECK in shell form. Those that do not parse are left
 * out: `dockerfile/shell-syntax` or a rule that names the cause says so, and ShellCheck would only say it again.
 */
export function shellcheckScriptsOfDockerfile(file: Dockerfile): readonly ShellcheckScript[] {
  if (file.isTemplate) return [];
  const ignoredEverywhere = codesIn(file.comments, "global ");
  return withTriggers(file.instructions).flatMap((instruction) => {
    const script = commandOf(instruction)?.script;
    if (!script || script.source.text.trim() === "" || shellErrorOf(instruction, script)) return [];
    const { text } = script.source;
    const image = instruction.stage && baseImageOf(instruction.stage);
    const named = interpreterIn(text) ?? programOf(instruction.stage?.shell(instruction)?.[0]);
    const dialect = dialectOf(named ?? "sh");
    if (!dialect) return [];
    const ignored = codesIn(instruction.leadingComments, "");
    // `sh` is Bash in many images, and BusyBox's shell does more than POSIX asks for; that of Debian and Ubuntu does not.
    const isMorePosix = named === undefined || named === "sh" ? image?.shell !== "dash" : dialect === "dash" && named !== "dash";
    return {
      input: shellcheckInput(text, dialect, script.options.has("e")),
      source: script.source,
      placeholders: [],
      canWrite: (_span, replacement) => !/[\r\n]/.test(replacement),
      // Base images set variables as well, which nobody sees here.
      isMoot: (code) =>
        code === 2153 || code === 2154 || ignored.has(code) || ignoredEverywhere.has(code) || (isMorePosix && code >= 3000 && code < 4000),
    };
  });
}

function commandOf(instruction: Instruction): Command | undefined {
  switch (instruction.keyword) {
    case "RUN":
    case "CMD":
    case "ENTRYPOINT":
    case "HEALTHCHECK":
      return instruction.command;
    default:
      return undefined;
  }
}

function programOf(path: string | undefined): string | undefined {
  return path?.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
}

/** The shell that the first line of a heredoc's script names. */
function interpreterIn(text: string): string | undefined {
  const [, program, argument] = /^#![\t ]*(\S+)(?:[\t ]+(?:-S[\t ]+)?(\S+))?/.exec(text) ?? [];
  const name = programOf(program);
  return name === "env" ? programOf(argument) : name;
}

/** ShellCheck's codes in hadolint's comments: `# hadolint ignore=SC2086,DL3008`. */
function codesIn(comments: readonly { readonly text: string }[], reach: string): ReadonlySet<number> {
  const pattern = new RegExp(`^hadolint\\s+${reach.trim()}${reach ? "\\s+" : ""}ignore\\s*=\\s*(.+)$`);
  return new Set(
    comments.flatMap(({ text }) => [...(pattern.exec(text.trim())?.[1] ?? "").matchAll(/\bSC(\d{4})\b/g)].map(([, code]) => Number(code))),
  );
}
