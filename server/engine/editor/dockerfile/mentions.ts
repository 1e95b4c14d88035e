import type { Dockerfile, Heredoc, Stage, Word } from "../../languages/dockerfile/model.ts";
import {
  declarationOf,
  declarationsIn,
  declaredNames,
  defaultOf,
  usesIn,
  type VariableDeclaration,
  type VariableUse,
} from "../../languages/dockerfile/variables.ts";
import { rememberFor } from "../../text/remember.ts";
import { type Span, touches } from "../../text/span.ts";

/** A place of a Dockerfile that names a stage, a variable, or the end of a heredoc. */
export interface Mention {
  readonly kind: "stage" | "variable" | "heredoc";
  /** Those with the same key name the same thing. */
  readonly key: string;
  /** As it stands there; of a stage that is named by its number, the number. */
  readonly text: string;
  readonly span: Span;
  /** All of what is defined, where this is the definition. */
  readonly definition: Span | undefined;
}

/** All places that name something, in the order of the file. */
export const mentionsIn: (file: Dockerfile) => readonly Mention[] = rememberFor((file: Dockerfile) =>
  [...stagesIn(file).found, ...variablesIn(file), ...heredocsIn(file)].sort((a, b) => a.span.start - b.span.start),
);

/** What is named at an offset. */
export function mentionAt(file: Dockerfile, offset: number): Mention | undefined {
  return mentionsIn(file).findLast(({ span }) => touches(span, offset));
}

/** All places of the file that name the same. */
export function sameAs({ kind, key }: Mention, file: Dockerfile): readonly Mention[] {
  return mentionsIn(file).filter((one) => one.kind === kind && one.key === key);
}

/** The declaration that a mention of a variable is, or takes its value from. */
export function declarationAt({ text: name, span, definition }: Mention, file: Dockerfile): VariableDeclaration | undefined {
  if (definition) return declarationsIn(file).find(({ assignment }) => assignment.nameSpan.start === span.start);
  const instruction = file.instructions.findLast((one) => one.span.start <= span.start);
  return instruction && declarationOf({ name, span, instruction }, file);
}

interface StageMentions {
  readonly found: readonly Mention[];
  /** The keys of stages that are named by a text which a variable makes up. */
  readonly hidden: ReadonlySet<string>;
}

/** Whether a variable makes up the name of a stage somewhere, so that the name stands nowhere as a whole. */
export function isMadeUp({ kind, key }: Mention, file: Dockerfile): boolean {
  return kind === "stage" && stagesIn(file).hidden.has(key);
}

const stagesIn = rememberFor((file: Dockerfile): StageMentions => {
  const found = new Map<number, Mention>();
  const hidden = new Set<string>();
  const add = (stage: Stage, word: Word | undefined, definition?: Span) => {
    const key = String(stage.index);
    if (!word) return;
    const words = word.raw.includes("$") ? defaultsOf(word, stage, file) : [word];
    if (words.length === 0) hidden.add(key);
    for (const one of words) {
      const span = innerSpan(file, one);
      if (span) found.set(span.start, { kind: "stage", key, text: one.text, span, definition });
    }
  };
  for (const stage of file.stages) {
    add(stage, stage.from.name, stage.span);
    if (stage.base.kind === "stage") add(stage.base.stage, stage.from.image?.word);
    for (const instruction of stage.instructions) {
      if ((instruction.keyword === "COPY" || instruction.keyword === "ADD") && instruction.fromStage)
        add(instruction.fromStage, instruction.from);
      if (instruction.keyword === "RUN")
        for (const mount of instruction.mounts) {
          const named = mount.get("from");
          const source = named && earlierStage(named, stage, file);
          if (source) add(source, named);
        }
    }
  }
  return { found: [...found.values()], hidden };
});

/** The defaults that name a stage where a variable alone stands for it: `ARG BASE=slim`, `FROM ${BASE}`. */
function defaultsOf({ raw }: Word, { name }: Stage, file: Dockerfile): readonly Word[] {
  const [, plain, braced] = /^\$(?:(\w+)|\{(\w+)\})$/.exec(raw) ?? [];
  return declarationsIn(file).flatMap(({ name: variable, assignment: { value } }) =>
    value && variable === (plain ?? braced) && value.text.toLowerCase() === name ? [value] : [],
  );
}

/** The stage that a mount takes from, by name or number. */
function earlierStage({ value }: Word, { index }: Stage, file: Dockerfile): Stage | undefined {
  const earlier = file.stages.slice(0, index);
  return (
    earlier.findLast(({ name }) => name !== undefined && name === value?.toLowerCase()) ??
    earlier.find((one) => String(one.index) === value)
  );
}

/** The text between quotes; undefined where a variable makes up the name, as that is no place to write another one. */
function innerSpan({ source }: Dockerfile, { span, raw, text }: Word): Span | undefined {
  if (raw.includes("$")) return undefined;
  const start = source.slice(span).indexOf(text);
  return start < 0 ? undefined : { start: span.start + start, end: span.start + start + text.length };
}

function variablesIn(file: Dockerfile): readonly Mention[] {
  const declarations = declarationsIn(file);
  const keyOf = scopesOf(file, declarations);
  return [
    ...declarations.map(
      ({ name, assignment, instruction }): Mention => ({
        kind: "variable",
        key: keyOf(name, instruction.stage) ?? name,
        text: name,
        span: assignment.nameSpan,
        definition: assignment.span,
      }),
    ),
    ...[...usesIn(file).filter(isExpanded), ...inScripts(file)].flatMap(({ name, span, instruction }): Mention[] => {
      const key = keyOf(name, instruction.keyword === "FROM" ? undefined : instruction.stage);
      return key === undefined ? [] : [{ kind: "variable", key, text: name, span, definition: undefined }];
    }),
  ];
}

/**
 * The scope that a name means in a stage, or outside of all: that of the stage furthest below it which declares the name; the one
 * of the ARGs before FROM where a stage lets that ARG in. Undefined where nothing declares it.
 */
function scopesOf(file: Dockerfile, declarations: readonly VariableDeclaration[]) {
  const owned = new Set(declarations.map(({ name, instruction }) => `${name} ${instruction.stage?.index ?? ""}`));
  const ownerOf = (name: string, stage: Stage | undefined): string | undefined => {
    const owner = stage?.chain.find(({ index }) => owned.has(`${name} ${index}`));
    const key = `${name} ${owner?.index ?? ""}`;
    return stage && !owner ? undefined : owned.has(key) ? key : undefined;
  };
  const letIn = new Set(
    declarations.flatMap((one) => (one.instruction.stage && defaultOf(one, file) ? (ownerOf(one.name, one.instruction.stage) ?? []) : [])),
  );
  return (name: string, stage: Stage | undefined): string | undefined => {
    const owner = ownerOf(name, stage);
    return owner !== undefined && letIn.has(owner) ? `${name} ` : owner;
  };
}

/** Whether a use is the variable of the build: of PowerShell, cmd and other interpreters `$name` is their own. */
function isExpanded({ instruction, span }: VariableUse): boolean {
  const inner = instruction.keyword === "ONBUILD" ? instruction.trigger : instruction;
  const command = inner && "command" in inner ? inner.command : undefined;
  return command?.form !== "shell" || command.script !== undefined || span.start < command.span.start;
}

/** Whether the script of a RUN gives a variable another value before a place of it. */
export function isSetByScript({ text, span }: Mention, file: Dockerfile): boolean {
  return inScripts(file).some(
    (one) =>
      one.isSite &&
      one.name === text &&
      one.span.start < span.start &&
      span.end <= one.instruction.span.end &&
      !/^=\S*$/.test(file.source.text.slice(one.span.end, span.start)),
  );
}

/** A place where a script sets a variable (a site), or uses it in a way of its own. */
type ScriptUse = VariableUse & { readonly isSite: boolean };

/** Where the scripts of RUN set variables that the file declares: from there on the script's value counts, under the same name. */
const inScripts = rememberFor((file: Dockerfile): readonly ScriptUse[] => {
  const names = declaredNames(file);
  if (names.size === 0) return [];
  return file.instructions.flatMap((instruction): ScriptUse[] => {
    const { command } = instruction.keyword === "RUN" ? instruction : {};
    if (command?.form !== "shell") return [];
    if (!command.script) {
      // https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_environment_variables
      const text = file.source.text.slice(instruction.span.start, instruction.span.end);
      return [...text.matchAll(/(?<=\$\{?env:|%)([A-Za-z_]\w*)/gi)].flatMap(({ 0: name, index }) => {
        const start = instruction.span.start + index;
        return names.has(name) ? [{ name, span: { start, end: start + name.length }, instruction, isSite: false }] : [];
      });
    }
    const { source, commands } = command.script;
    // What stands in front of a command is for that program, which asks for it by its name.
    const sites = commands.flatMap(({ name, nameSpan, assignments, args }) => [
      ...(name === undefined && nameSpan.end === nameSpan.start ? assignments : []).map((one) => one.span.start),
      ...(name !== undefined && /^(?:export|declare|local|readonly|typeset|read|unset)$/.test(name) ? args : []).map(
        (one) => one.span.start,
      ),
    ]);
    for (const { index, 0: loop } of source.text.matchAll(/(?<![\w-])for\s+(?=[A-Za-z_]\w*\s)/g)) sites.push(index + loop.length);
    return sites.flatMap((start) => {
      const name = /^[A-Za-z_]\w*/.exec(source.text.slice(start, start + 200))?.[0];
      const span = name !== undefined && names.has(name) ? source.spanToSource({ start, end: start + name.length }) : undefined;
      return name !== undefined && span && file.source.slice(span) === name ? [{ name, span, instruction, isSite: true }] : [];
    });
  });
});

function heredocsIn(file: Dockerfile): readonly Mention[] {
  return file.instructions.flatMap((instruction) =>
    (instruction.keyword === "ONBUILD" ? (instruction.trigger?.heredocs ?? []) : instruction.heredocs).flatMap((heredoc) =>
      namesOf(file, heredoc).map(
        (span, i): Mention => ({
          kind: "heredoc",
          key: String(heredoc.markerSpan.start),
          text: heredoc.name,
          span,
          definition: i === 0 ? heredoc.markerSpan : undefined,
        }),
      ),
    ),
  );
}

/** The name in the marker, and the line that ends the heredoc. */
function namesOf({ source }: Dockerfile, { name, markerSpan, bodySpan, isTerminated }: Heredoc): readonly Span[] {
  const marker = source.slice(markerSpan).indexOf(name);
  const end = isTerminated ? source.text.indexOf(name, bodySpan.end) : -1;
  return [marker < 0 ? -1 : markerSpan.start + marker, end].flatMap((start) => (start < 0 ? [] : [{ start, end: start + name.length }]));
}
