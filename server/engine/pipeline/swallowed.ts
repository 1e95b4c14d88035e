import type { ShellCommand } from "../languages/shell/model.ts";
import type { Step } from "../languages/workflow/model.ts";
import type { Span } from "../text/span.ts";

/** What makes the failure of a command go unnoticed. */
export interface Swallowed {
  /** Indexes of the commands in `step.script.commands`: all of the pipeline, and what `&&` joins to it. The last one stands in front of `||`. */
  readonly commands: readonly number[];
  /** `|| true` in the file: from the operator to the end of what follows it. */
  readonly span: Span;
  /** The same in `step.script.source.text`, with the blanks in front. */
  readonly part: Span;
}

/** The commands of a step whose failure is thrown away by `|| true`, `|| :`, `|| exit 0` or a message alone. */
export function swallowedFailures(step: Step): readonly Swallowed[] {
  const { script } = step;
  if (!script) return [];
  const found: Swallowed[] = [];
  const { commands, source } = script;
  commands.forEach((command, index) => {
    if (command.operator !== "||" || command.inSubstitution || !isHarmless(command)) return;
    const before = index - 1;
    const previous = commands[before];
    const next = commands[index + 1];
    // `a || echo b && c`, `a || { echo b; exit 1; }` and what stands between are more than that.
    if (!previous || (next && next.list === command.list) || (next && (next.operator === "&&" || next.operator === "||"))) return;
    const between = source.text.slice(previous.span.end, command.span.start);
    if (!/^[\s)"']*\|\|\s*(?:\\\s*)?$/.test(between) || /[)"']/.test(between)) return;
    const start = previous.span.end;
    const operator = start + between.indexOf("||");
    found.push({
      commands: chainTo(commands, before),
      span: source.spanToSource({ start: operator, end: command.span.end }),
      part: { start, end: command.span.end },
    });
  });
  return found;
}

/** The commands whose failure the one at an index, or what joins them, passes on. */
function chainTo(commands: readonly ShellCommand[], end: number): readonly number[] {
  let start = end;
  while (start > 0) {
    const command = commands[start] as ShellCommand;
    const previous = commands[start - 1] as ShellCommand;
    if (previous.list !== command.list && command.operator !== "&&") break;
    start--;
  }
  return Array.from({ length: end - start + 1 }, (_, i) => start + i);
}

function isHarmless({ name, args, redirects }: ShellCommand): boolean {
  if (name === "true" || name === ":") return true;
  if (name === "exit") return args.length === 1 && args[0]?.text === "0";
  return (name === "echo" || name === "printf") && redirects.every(({ operator }) => operator === ">&");
}
