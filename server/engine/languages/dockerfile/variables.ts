import { ownCopy, rememberFor } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import { rememberForText } from "./instructions.ts";
import type { ArgInstruction, Assignment, Dockerfile, EnvInstruction, Instruction } from "./model.ts";

/** A place where a variable of the build is used. */
export interface VariableUse {
  readonly name: string;
  /** The name alone, without `$` and braces. */
  readonly span: Span;
  readonly instruction: Instruction;
}

/** A place where a variable gets its value, or is let in. */
export interface VariableDeclaration {
  readonly name: string;
  readonly assignment: Assignment;
  readonly instruction: ArgInstruction | EnvInstruction;
}

/** The variables that ARG and ENV declare, in the order of the file. */
export const declarationsIn: (file: Dockerfile) => readonly VariableDeclaration[] = rememberFor((file: Dockerfile) =>
  file.instructions.flatMap((instruction) =>
    instruction.keyword === "ARG" || instruction.keyword === "ENV"
      ? instruction.assignments.map((assignment) => ({ name: assignment.name, assignment, instruction }))
      : [],
  ),
);

/** The names of those, each once. */
export const declaredNames: (file: Dockerfile) => ReadonlySet<string> = rememberFor((file: Dockerfile) => {
  const names = new Set<string>();
  for (const one of file.instructions) if (one.keyword === "ARG" || one.keyword === "ENV") for (const name of namesOf(one)) names.add(name);
  return names;
});

const namesOf = rememberForText(({ assignments }: ArgInstruction | EnvInstruction) => assignments.map(({ name }) => ownCopy(name)));

/** Where variables that the file declares are used: in words that the builder expands, and in what a shell expands. */
export const usesIn: (file: Dockerfile) => readonly VariableUse[] = rememberFor((file: Dockerfile) => usesOf(declaredNames(file), file));

/** Where variables of some names are used. */
export function usesOf(names: ReadonlySet<string>, file: Dockerfile): readonly VariableUse[] {
  if (names.size === 0) return [];
  const found: VariableUse[] = [];
  for (const instruction of instructionsWithVariables(file)) {
    for (const use of usesBy(instruction, file)) if (names.has(use.name)) found.push(use);
  }
  return found;
}

/** The instructions with a dollar sign in them; most have none. */
export function instructionsWithVariables(file: Dockerfile): readonly Instruction[] {
  return file.instructions.filter((one) => hasDollar(one, file));
}

const hasDollar = rememberForText((one: Instruction, { source }: Dockerfile) => source.slice(one.span).includes("$"));

/** Whether an instruction uses a variable of a name that is not among some. */
export function usesOthers(instruction: Instruction, names: ReadonlySet<string>, file: Dockerfile): boolean {
  return usesFromStart(instruction, file).some(({ name }) => !names.has(name));
}

/** Where an instruction uses variables, of whatever name. */
export function usesBy(instruction: Instruction, file: Dockerfile): readonly VariableUse[] {
  const { start } = instruction.span;
  return usesFromStart(instruction, file).map(({ name, at }) => ({
    name,
    span: { start: start + at, end: start + at + name.length },
    instruction,
  }));
}

/** The names, with their offsets from where the instruction begins. */
const usesFromStart = rememberForText((instruction: Instruction, file: Dockerfile) =>
  expandedParts(instruction).flatMap(({ span, hasQuotes }) =>
    namesIn(file, span, hasQuotes).map(({ name, span: { start } }) => ({ name: ownCopy(name), at: start - instruction.span.start })),
  ),
);

/** The parts of an instruction in which variables are replaced, and whether single quotes keep them from it. */
function expandedParts(instruction: Instruction): readonly { readonly span: Span; readonly hasQuotes: boolean }[] {
  const inner = instruction.keyword === "ONBUILD" ? (instruction.trigger ?? instruction) : instruction;
  const isExec = "command" in inner && inner.command?.form === "exec";
  const head = { start: inner.keywordSpan.end, end: inner.headSpan.end };
  // Nobody expands a list of words; flags before it are.
  const behindFlags = inner.flags.at(-1)?.span.end ?? head.start;
  return [
    { span: isExec ? { start: head.start, end: behindFlags } : head, hasQuotes: true },
    ...inner.heredocs
      .filter(({ isExpanded }) => isExpanded || inner.keyword === "RUN")
      .map(({ bodySpan }) => ({ span: bodySpan, hasQuotes: inner.keyword === "RUN" })),
  ];
}

function namesIn(file: Dockerfile, { start, end }: Span, hasQuotes: boolean): readonly Omit<VariableUse, "instruction">[] {
  const { text } = file.source;
  // Most instructions use none, and every letter would be looked at.
  const own = text.slice(start, end);
  if (!own.includes("$")) return [];
  // Nor has most of the rest anything that would keep one from being replaced.
  if (!/['#]|\\\$|`\$/.test(own))
    return [...own.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => {
      const name = match[1] as string;
      const at = start + match.index + match[0].length - name.length;
      return { name, span: { start: at, end: at + name.length } };
    });
  const found: Omit<VariableUse, "instruction">[] = [];
  const comments = file.comments.filter(({ span }) => span.start >= start && span.end <= end);
  let isDouble = false;
  for (let at = start; at < end; at++) {
    const comment = comments.find(({ span }) => span.start === at);
    if (comment) {
      at = comment.span.end;
      continue;
    }
    const character = text[at];
    if (character === "\\" || character === file.escape) at++;
    else if (character === '"' && hasQuotes) isDouble = !isDouble;
    else if (character === "'" && hasQuotes && !isDouble) {
      const closing = text.indexOf("'", at + 1);
      if (closing < 0 || closing >= end) continue;
      at = closing;
    } else if (character === "$") {
      const name = /^\$\{?([A-Za-z_]\w*)/.exec(text.slice(at, Math.min(end, at + 200)));
      if (!name) continue;
      const from = at + name[0].length - (name[1] as string).length;
      found.push({ name: name[1] as string, span: { start: from, end: from + (name[1] as string).length } });
      at += name[0].length - 1;
    }
  }
  return found;
}

const byName: (file: Dockerfile) => ReadonlyMap<string, readonly VariableDeclaration[]> = rememberFor((file: Dockerfile) => {
  const found = new Map<string, VariableDeclaration[]>();
  for (const one of declarationsIn(file)) {
    const known = found.get(one.name);
    if (known) known.push(one);
    else found.set(one.name, [one]);
  }
  return found;
});

/** The declaration that a use takes its value from: the last before it in its stage and those that it is built from; in FROM a global ARG. */
export function declarationOf({ name, instruction, span }: VariableUse, file: Dockerfile): VariableDeclaration | undefined {
  const all = (byName(file).get(name) ?? []).filter((one) => one.assignment.span.start < span.start);
  const globals = all.filter((one) => !one.instruction.stage);
  if (instruction.keyword === "FROM" || !instruction.stage) return globals.at(-1);
  const stages = new Set(instruction.stage.chain);
  const own = all.filter((one) => one.instruction.stage && stages.has(one.instruction.stage) && one.instruction !== instruction).at(-1);
  return own ?? undefined;
}

/** The global ARG whose default an ARG without a value takes over; undefined where there is none. */
export function defaultOf({ name, assignment, instruction }: VariableDeclaration, file: Dockerfile): VariableDeclaration | undefined {
  if (instruction.keyword !== "ARG" || assignment.value || !instruction.stage) return undefined;
  return byName(file)
    .get(name)
    ?.findLast((one) => !one.instruction.stage);
}
