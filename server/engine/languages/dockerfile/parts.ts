import type { FileParts } from "../../text/parts.ts";
import { ownCopy, rememberFor } from "../../text/remember.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { sourceNames } from "./instructions.ts";
import type { ArgInstruction, Comment, Directive, Dockerfile, Instruction, Stage, SyntaxProblem } from "./model.ts";

/** As `partsIn`, worked out once. */
export const partsOfDockerfile: (file: Dockerfile) => FileParts<Dockerfile> | undefined = rememberFor(partsIn);

/** The parts of a Dockerfile: its stages, each with the comments right above its FROM. Undefined where there is one alone, and in templates. */
function partsIn(file: Dockerfile): FileParts<Dockerfile> | undefined {
  const { source, stages, isTemplate } = file;
  if (stages.length < 2 || isTemplate) return undefined;
  const starts = stages.map(({ from }) => {
    const { start } = (from.leadingComments[0] ?? from).span;
    return start === 0 ? 0 : source.text.lastIndexOf("\n", start - 1) + 1;
  });
  // A byte order mark is none of a stage's.
  if (starts[0] === 0 && source.text.startsWith("\uFEFF")) starts[0] = 1;
  const spans = starts.map((start, index) => ({ start, end: starts[index + 1] ?? source.text.length }));
  // Two instructions never share a line; what would be no part is none.
  if (spans.some(({ start, end }) => start >= end)) return undefined;
  const { marks, hasNumbers } = stageLinksIn(file);
  return {
    spans,
    surroundings: JSON.stringify([source.text.slice(0, starts[0]), file.escape, source.eol, hasNumbers]),
    marks,
    view: (parts) => new Narrowed(file, spans, parts),
    connected: () => connectedStages(file),
  };
}

/** The stages that a stage names itself, by COPY or a mount, in order; undefined for each name that no earlier stage has. */
function namedStages(stage: Stage, find: (name: string, before: Stage, numbers: boolean) => Stage | undefined): (Stage | undefined)[] {
  const named: (Stage | undefined)[] = [];
  for (const one of stage.instructions) {
    if (one.keyword !== "COPY" && one.keyword !== "ADD" && one.keyword !== "RUN") continue;
    // A mount names no number.
    for (const name of sourceNames(one)) named.push(find(name, stage, one.keyword !== "RUN"));
  }
  return named;
}

/** What tells stages of the same text apart, and which of them have to do with each other. */
export interface StageLinks {
  /** The stages that they are built on or copy from, whose users, shells, variables and files they have, and which names are no stages. */
  readonly marks: ReadonlyMap<number, string>;
  /** By stage, those that it is built on or copies from. */
  readonly linked: readonly (readonly Stage[])[];
  /** Some are told by number, so that none may be taken out. */
  readonly hasNumbers: boolean;
}

/** How the stages of a file have to do with each other. */
export const stageLinksIn: (file: Dockerfile) => StageLinks = rememberFor((file: Dockerfile) => {
  const { stages, source } = file;
  const marks = new Map<number, string>();
  const versions = new Map<Stage, number>();
  const spans = stages.map((stage) => stage.span);
  const versionOf = (stage: Stage): number => {
    let version = versions.get(stage);
    if (version === undefined) {
      version = versionOfText(`${source.slice(spans[stage.index] as Span)}\0${marks.get(stage.index)}`);
      versions.set(stage, version);
    }
    return version;
  };
  // As `Stage` finds them, the last one of a name that stands before.
  const byName = new Map<string, Stage>();
  let hasNumbers = false;
  const find = (name: string, before: Stage, numbers: boolean): Stage | undefined => {
    if (!numbers || !/^\d+$/.test(name)) return byName.get(name.toLowerCase());
    hasNumbers = true;
    return Number(name) < before.index ? stages[Number(name)] : undefined;
  };
  // What a name may be misspelt for is told by all names.
  let names: number | undefined;
  const linked = stages.map((stage) => {
    const { base, name } = stage;
    const named = namedStages(stage, find);
    if (named.includes(undefined)) names ??= versionOfText(stages.map((each) => each.name).join("\0"));
    const isStage = named.map((one) => (one ? `+${versionOf(one)}` : `-${names}`));
    marks.set(stage.index, `${base.kind === "stage" ? versionOf(base.stage) : base.kind}${isStage.join("")}`);
    if (name !== undefined) byName.set(name, stage);
    const links = named.filter((one) => one !== undefined);
    return base.kind === "stage" ? [base.stage, ...links] : links;
  });
  return { marks, linked, hasNumbers };
});

/** A number for each text of a stage that others are built on; never the same one for two. */
function versionOfText(text: string): number {
  let version = versionsByText.get(text);
  if (version === undefined) {
    if (versionsByText.size >= maximumVersions) versionsByText.clear();
    version = ++lastVersion;
    versionsByText.set(ownCopy(text), version);
  }
  return version;
}

const maximumVersions = 2_000;
const versionsByText = new Map<string, number>();
let lastVersion = 0;

/** Groups of stages that are built on each other, or copy from each other. */
function connectedStages(file: Dockerfile): readonly number[] {
  const groups = file.stages.map((_, index) => index);
  const groupOf = (index: number): number => {
    let group = index;
    while (groups[group] !== group) group = groups[group] as number;
    // So that long chains are not walked again and again.
    groups[index] = group;
    return group;
  };
  for (const [index, linked] of stageLinksIn(file).linked.entries())
    for (const other of linked) groups[groupOf(other.index)] = groupOf(index);
  return groups.map((_, index) => groupOf(index));
}

/** A Dockerfile with only some of its stages. What stands before the first is there in any case. */
class Narrowed implements Dockerfile {
  readonly language = "dockerfile";
  readonly stages: readonly Stage[];
  readonly #whole: Dockerfile;
  readonly extents: readonly Span[];
  #instructions: readonly Instruction[] | undefined;
  #comments: readonly Comment[] | undefined;
  #problems: readonly SyntaxProblem[] | undefined;

  constructor(whole: Dockerfile, spans: readonly Span[], parts: ReadonlySet<number>) {
    const chosen = [...parts].sort((a, b) => a - b);
    this.#whole = whole;
    this.stages = chosen.map((part) => whole.stages[part] as Stage);
    this.extents = [{ start: 0, end: spans[0]?.start ?? 0 }, ...chosen.map((part) => spans[part] as Span)];
  }

  get instructions(): readonly Instruction[] {
    const whole = this.#whole.instructions;
    this.#instructions ??= [
      ...whole.slice(0, this.#whole.stages[0]?.from.index),
      ...this.stages.flatMap(({ from, instructions }) => [from, ...instructions]),
    ];
    return this.#instructions;
  }

  get comments(): readonly Comment[] {
    this.#comments ??= within(this.#whole.comments, this.extents);
    return this.#comments;
  }

  get problems(): readonly SyntaxProblem[] {
    this.#problems ??= within(this.#whole.problems, this.extents);
    return this.#problems;
  }

  get source(): SourceText {
    return this.#whole.source;
  }

  get escape(): "\\" | "`" {
    return this.#whole.escape;
  }

  get isTemplate(): boolean {
    return this.#whole.isTemplate;
  }

  get directives(): readonly Directive[] {
    return this.#whole.directives;
  }

  get globalArgs(): readonly ArgInstruction[] {
    return this.#whole.globalArgs;
  }
}

/** The items, in the order of the text, that begin in one of the spans. */
export function within<T extends { readonly span: Span }>(items: readonly T[], spans: readonly Span[]): T[] {
  return spans.flatMap(({ start, end }) => items.slice(firstFrom(items, start), firstFrom(items, end)));
}

/** The number of the first item that begins at an offset or behind it. */
function firstFrom(items: readonly { readonly span: Span }[], offset: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as { readonly span: Span }).span.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
