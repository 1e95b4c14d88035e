import type { RunInstruction } from "../languages/dockerfile/model.ts";
import { insert, type TextEdit } from "../text/edit.ts";
import type { SourceText } from "../text/source.ts";

/**
 * The edit that adds a command to the end of a RUN in shell form, to be run where all before it went well: on a line of its own where the RUN has
 * several. Undefined where that cannot be written safely: scripts with errors, in the background, that end in a comment or call another shell.
 */
export function appendCommand(run: RunInstruction, command: string, source: SourceText): TextEdit | undefined {
  const script = run.command?.script;
  const last = script?.commands.at(-1);
  if (!script || !last || script.errors.length > 0 || script.commands.some(({ isRequoted }) => isRequoted)) return undefined;
  const [heredoc] = run.heredocs;
  if (heredoc) {
    if (run.heredocs.length > 1 || !heredoc.isTerminated || !/^<</.test(run.rest.text.trim())) return undefined;
    const body = source.slice(heredoc.bodySpan);
    const lastLine =
      body
        .trimEnd()
        .split(/\r\n|\n/)
        .at(-1) ?? "";
    // Behind `exit`, `exec` and the like nothing is run.
    if (!body.endsWith("\n") || /^\s*(?:exit|exec|return)\b|\\$/.test(lastLine)) return undefined;
    return insert(heredoc.bodySpan.end, `${/^[ \t]*/.exec(lastLine)?.[0] ?? ""}${command}${source.eol}`);
  }
  const { text } = script.source;
  const end = text.trimEnd().length;
  const lastLine = text.slice(0, end).split("\n").at(-1) ?? "";
  if (
    text.slice(0, end).endsWith("&") ||
    /(?:^|\s)#/.test(lastLine) ||
    /^(?:exit|return)$/.test(last.name ?? "") ||
    last.wrappers.includes("exec")
  )
    return undefined;
  const place = script.source.spanToSource({ start: 0, end }).end;
  const isOpen = /;$/.test(text.slice(0, end));
  const firstLine = source.lineOf(run.headSpan.start);
  const line = source.lineOf(place);
  if (firstLine === line) return insert(place, `${isOpen ? "" : " &&"} ${command}`);
  const written = source.slice(source.lineSpan(line));
  const indentation = /^[ \t]*/.exec(written)?.[0] || "    ";
  const lead = isOpen ? "" : "&& ";
  return insert(place, ` ${run.stage?.file.escape ?? "\\"}${source.eol}${indentation}${lead}${command}`);
}
