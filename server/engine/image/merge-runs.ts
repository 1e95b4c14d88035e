import type { RunInstruction } from "../languages/dockerfile/model.ts";
import { replace, type TextEdit } from "../text/edit.ts";
import type { SourceText } from "../text/source.ts";
import { invocationsOf } from "./invocation.ts";

/** What changes the shell for the commands behind it, or ends it. */
const changesShell = /^(?:\.|alias|cd|declare|eval|exec|exit|export|popd|pushd|readonly|return|set|shopt|source|trap|ulimit|umask|unset)$/;

/**
 * The edits that make one RUN of neighbours, each behind `&&` on a line of its own. Undefined where that would not do the same: heredocs, exec form,
 * flags that differ, comments in between, commands that change the shell for those behind them, and lists that would bind otherwise.
 */
export function mergeRuns(runs: readonly RunInstruction[], source: SourceText): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (let i = 1; i < runs.length; i++) {
    const edit = joined(runs[i - 1] as RunInstruction, runs[i] as RunInstruction, source);
    if (!edit) return undefined;
    edits.push(edit);
  }
  return edits.length > 0 ? edits : undefined;
}

function joined(run: RunInstruction, next: RunInstruction, source: SourceText): TextEdit | undefined {
  const start = next.command?.span.start;
  const flags = (one: RunInstruction) => one.flags.map(({ span }) => source.slice(span)).join(" ");
  if (start === undefined || !isPlain(run) || !isPlain(next) || flags(run) !== flags(next)) return undefined;
  const calls = invocationsOf(run.command);
  if (calls.some(({ name, command }) => name === undefined || changesShell.test(name) || command?.operator === "&")) return undefined;
  // A list with another operator would bind differently behind `&&`.
  if (next.command?.script?.commands.some(({ operator }) => operator !== undefined && operator !== "&&")) return undefined;
  if (!/[\w"'/*.)}-]$/.test(run.rest.text.trimEnd())) return undefined;
  if (source.slice({ start: run.span.end, end: next.keywordSpan.start }).trim() !== "") return undefined;
  return replace({ start: run.span.end, end: start }, ` ${run.stage?.file.escape ?? "\\"}${source.eol}    && `);
}

function isPlain({ heredocs, onbuild, command }: RunInstruction): boolean {
  const script = command?.script;
  return (
    heredocs.length === 0 && !onbuild && script?.errors.length === 0 && script.commands.length > 0 && !/(?:^|\s)#/.test(script.source.text)
  );
}
