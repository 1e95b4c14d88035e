import { putUnderCheck } from "./cluster/objects.ts";
import { rolesIn } from "./image/built.ts";
import type { AnyFile, Language } from "./languages/index.ts";
import { partsOf } from "./languages/parts.ts";
import type { Problem, Rule, RuleId } from "./rule.ts";
import type { FileParts } from "./text/parts.ts";
import { ownCopy } from "./text/remember.ts";
import type { Span } from "./text/span.ts";
import { type Answer, isUnchanged, type Question, Watching } from "./workspace/watching.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** How many files' problems are kept, and of each those under so many surroundings: a text is broken for a moment, and whole again. */
const maximumFiles = 20;
const maximumVersions = 3;

/**
 * What rules reported on the parts of files when they were checked last. While somebody types, all parts but one are what they were, and rules that
 * judge each part by itself (`judges: "part"`) are run on that one alone. What comes out is the same with or without it.
 */
export class KnownProblems {
  readonly #versions = new Map<string, readonly Version[]>();
  #watching: Watching | undefined;

  /** Forgets a file that has been closed. */
  forget(path: string): void {
    this.#versions.delete(path);
  }

  /** Begins the check of a file; undefined where it has no parts. `given` is what else all rules are given, the day before all. */
  begin(file: AnyFile, workspace: Workspace, given: string): PartialCheck | undefined {
    if (file.language === "kubernetes") {
      // Objects are found through the workspace, so it has to have the text that is checked.
      if (workspace.read(file.source.path) !== file.source.text) return undefined;
      putUnderCheck(file);
    }
    const known = partsOf(file);
    if (!known) return undefined;
    const parts = file.language === "dockerfile" ? withRoles(known, rolesIn(file, workspace)) : known;
    // The same one for all checks: what is kept by workspace is found again.
    if (this.#watching?.root !== workspace) this.#watching = new Watching(workspace);
    const { path, text } = file.source;
    const others = this.#versions.get(path) ?? [];
    const before = others.find(
      (one) =>
        one.language === file.language && one.workspace === workspace && one.given === given && one.surroundings === parts.surroundings,
    );
    const texts = textsOf(text, parts, before?.texts);
    const version: Version = {
      language: file.language,
      workspace,
      given,
      surroundings: ownCopy(parts.surroundings),
      spans: parts.spans,
      connected: undefined,
      texts,
      indexes: new Map(),
      // Nobody asks the one before any more.
      answers: before?.answers ?? new Map(),
      byRule: new Map(),
    };
    for (const [index, { key }] of texts.entries()) version.indexes.set(key, index);
    this.#versions.delete(path);
    this.#versions.set(path, [version, ...others.filter((one) => one !== before)].slice(0, maximumVersions));
    const oldest = this.#versions.keys().next().value;
    if (this.#versions.size > maximumFiles && oldest !== undefined) this.#versions.delete(oldest);
    return new PartialCheck(file, parts, this.#watching, before, version);
  }
}

/** A file as it was checked, with the problems at the places where they were then. */
interface Version {
  readonly language: Language;
  readonly workspace: Workspace;
  /** What else all rules are given: the day. */
  readonly given: string;
  readonly surroundings: string;
  readonly spans: readonly Span[];
  /** The number of the group that each part is in, where a rule has asked for that. */
  connected: readonly number[] | undefined;
  readonly texts: readonly PartText[];
  /** The numbers of the parts, by their keys. */
  readonly indexes: Map<string, number>;
  /** What the rules asked of the workspace, and what it said. */
  readonly answers: Map<Question, Answer>;
  readonly byRule: Map<RuleId, Judged>;
}

/** A part as it is written. */
interface PartText {
  readonly own: string;
  /** What else tells it apart. */
  readonly mark: string;
  /** Both. */
  readonly key: string;
}

/** What one rule said of a file. */
interface Judged {
  readonly options: unknown;
  readonly questions: ReadonlySet<Question>;
  /** The same by part, where each can be judged by itself. */
  readonly byPart?: readonly (ReadonlySet<Question> | undefined)[];
  /** What most parts have asked for: once that is answered otherwise, all are judged at once. */
  readonly common: ReadonlySet<Question>;
  /** By part, where there is something. */
  readonly inside: ReadonlyMap<number, readonly Placed[]>;
  readonly outside: readonly Placed[];
}

interface Placed {
  readonly problem: Problem;
  /** All its spans are in its part. */
  readonly isWithin: boolean;
  /** The other parts in which it names places: it moves with them, and is found anew where one of them changes. */
  readonly others: readonly number[];
}

/** What is to be judged again: the parts, and a view of the file that holds these alone. */
interface Renewed {
  readonly parts: ReadonlySet<number>;
  readonly view: AnyFile;
}

const none: readonly number[] = [];
const noParts: ReadonlySet<number> = new Set();
const noQuestions: ReadonlySet<Question> = new Set();

/** One check of a file that has parts. */
export class PartialCheck {
  readonly #file: AnyFile;
  readonly #parts: FileParts<AnyFile>;
  readonly #watching: Watching;
  readonly #before: Version | undefined;
  readonly #version: Version;
  /** Where each part was before; undefined where it is new. */
  readonly #origins: readonly (number | undefined)[];
  /** What the workspace answers otherwise than before. */
  readonly #stale = new Set<Question>();
  readonly #renewed = new Map<Rule["judges"], Renewed>();

  constructor(file: AnyFile, parts: FileParts<AnyFile>, watching: Watching, before: Version | undefined, version: Version) {
    this.#file = file;
    this.#parts = parts;
    this.#watching = watching;
    this.#before = before;
    this.#version = version;
    this.#origins = version.texts.map(({ key }) => before?.indexes.get(key));
    for (const [question, answer] of version.answers) {
      if (isUnchanged(answer, watching.root)) continue;
      this.#stale.add(question);
      version.answers.delete(question);
    }
  }

  /** What a rule reports on the file. `run` has it judge the file, or a view of it; where that throws, nothing is kept. */
  problemsOf(rule: Rule, options: unknown, run: (file: AnyFile, workspace: Workspace) => readonly Problem[]): readonly Problem[] {
    const known = this.#before?.byRule.get(rule.id);
    if (!known || known.options !== options) return this.#wholly(rule, options, run);
    const isAsking = rule.judges === "part" && this.#isAllParts && !this.#isStale({ questions: known.common });
    const stale = this.#isStale(known) ? (isAsking ? this.#staleParts(known) : undefined) : noParts;
    return (stale && this.#partly(rule, known, stale, run)) ?? this.#wholly(rule, options, run, known.common);
  }

  /** Nothing stands outside of the parts. */
  get #isAllParts(): boolean {
    const { spans } = this.#parts;
    return spans[0]?.start === 0 && spans.at(-1)?.end === this.#file.source.text.length;
  }

  /** The parts that asked what is answered otherwise now; all of them, where nobody knows which did. */
  #staleParts({ byPart }: Judged): ReadonlySet<number> {
    const parts = new Set<number>();
    for (const [index, origin] of this.#origins.entries()) {
      if (origin === undefined) continue;
      const questions = byPart?.[origin];
      if (!questions || this.#isStale({ questions })) parts.add(index);
    }
    return parts;
  }

  #renewedFor(judges: Rule["judges"]): Renewed {
    let renewed = this.#renewed.get(judges);
    if (!renewed) {
      const parts = new Set<number>();
      for (const [index, origin] of this.#origins.entries()) if (origin === undefined) parts.add(index);
      if (judges === "connected") this.#addConnected(parts);
      renewed = { parts, view: this.#parts.view(parts) };
      this.#renewed.set(judges, renewed);
    }
    return renewed;
  }

  /** With some others, and with the parts of which a problem names a place in a part that is not there any more. */
  #withLosses(renewed: Renewed, { inside }: Judged, others: ReadonlySet<number>): Renewed {
    let parts = others.size > 0 ? new Set([...renewed.parts, ...others]) : undefined;
    for (const [origin, placed] of inside) {
      const index = this.#destination(origin);
      if (index === undefined || renewed.parts.has(index)) continue;
      const isLost = placed.some(({ others }) => others.some((other) => this.#destination(other) === undefined));
      if (isLost) parts = (parts ?? new Set(renewed.parts)).add(index);
    }
    return parts ? { parts, view: this.#parts.view(parts) } : renewed;
  }

  /** Adds the parts that are connected with others than before, or with one that has changed. */
  #addConnected(changed: Set<number>): void {
    const groups = this.#connected;
    const before = this.#before?.connected ?? [];
    const sizes = (all: readonly number[]) => {
      const counts = new Map<number, number>();
      for (const group of all) counts.set(group, (counts.get(group) ?? 0) + 1);
      return counts;
    };
    const [now, then] = [sizes(groups), sizes(before)];
    const earlier = new Map<number, number>();
    const renewed = new Set<number>();
    for (const [index, origin] of this.#origins.entries()) {
      const group = groups[index] as number;
      const old = origin === undefined ? undefined : before[origin];
      if (old === undefined || (earlier.get(group) ?? old) !== old || now.get(group) !== then.get(old)) renewed.add(group);
      else earlier.set(group, old);
    }
    for (const [index, group] of groups.entries()) if (renewed.has(group)) changed.add(index);
  }

  get #connected(): readonly number[] {
    this.#version.connected ??= this.#parts.connected();
    return this.#version.connected;
  }

  #isStale({ questions }: Pick<Judged, "questions">): boolean {
    for (const question of this.#stale) if (questions.has(question)) return true;
    return false;
  }

  #wholly(
    rule: Rule,
    options: unknown,
    run: (file: AnyFile, workspace: Workspace) => readonly Problem[],
    common = noQuestions,
  ): readonly Problem[] {
    // The next version asks which parts were connected in this one.
    if (rule.judges === "connected") void this.#connected;
    const questions = new Set<Question>();
    const problems = this.#asking(questions, () => run(this.#file, this.#watching));
    const inside = new Map<number, Placed[]>();
    const outside: Placed[] = [];
    for (const problem of problems) {
      const part = this.#partOf(problem.span);
      const placed = part === undefined ? undefined : this.#place(problem, part);
      if (!placed) return problems;
      const list = part === outer ? outside : inside.get(part as number);
      if (list) list.push(placed);
      else inside.set(part as number, [placed]);
    }
    let byPart: (ReadonlySet<Question> | undefined)[] | undefined;
    if (rule.judges === "part" && this.#isAllParts && questions.size > 0 && common.size === 0) {
      // Now, while everybody waits for a whole file in any case, and not at the key that makes the difference.
      byPart = [];
      this.#oneByOne(new Set(this.#parts.spans.keys()), byPart, questions, run);
    }
    this.#version.byRule.set(rule.id, { options, questions, common, inside, outside, ...(byPart && { byPart }) });
    return problems;
  }

  /** What is known, with what the rule says of the parts that are new; undefined where that cannot be told apart. */
  #partly(
    rule: Rule,
    known: Judged,
    stale: ReadonlySet<number>,
    run: (file: AnyFile, workspace: Workspace) => readonly Problem[],
  ): readonly Problem[] | undefined {
    const found = new Map<number, Placed[]>();
    const renewed = this.#withLosses(this.#renewedFor(rule.judges), known, stale);
    let { questions } = known;
    let byPart: readonly (ReadonlySet<Question> | undefined)[] | undefined;
    let { common } = known;
    if (known.byPart || stale.size > 0) {
      byPart = this.#origins.map((origin) => (origin === undefined ? undefined : known.byPart?.[origin]));
    }
    if (renewed.parts.size > 0) {
      const asked = new Set(questions);
      const reported = byPart ? this.#oneByOne(renewed.parts, byPart as (ReadonlySet<Question> | undefined)[], asked, run) : undefined;
      for (const problem of reported ?? this.#asking(asked, () => run(renewed.view, this.#watching))) {
        const part = this.#partOf(problem.span);
        if (part === undefined) return undefined;
        if (part === outer || !renewed.parts.has(part)) continue;
        const placed = this.#place(problem, part);
        if (!placed) return undefined;
        const list = found.get(part);
        if (list) list.push(placed);
        else found.set(part, [placed]);
      }
      if (asked.size > questions.size) questions = asked;
      if (byPart && stale.size * 2 > this.#origins.length) common = this.#commonIn(byPart, common);
    }
    const inside: Map<number, readonly Placed[]> = found;
    for (const [origin, placed] of known.inside) {
      const index = this.#destination(origin);
      if (index !== undefined && !renewed.parts.has(index)) inside.set(index, this.#moved(placed, origin, index));
    }
    const outside = this.#moved(known.outside, undefined, undefined);
    this.#version.byRule.set(rule.id, { options: known.options, questions, common, inside, outside, ...(byPart && { byPart }) });
    const problems: Problem[] = [];
    for (const { problem } of outside) problems.push(problem);
    for (const list of inside.values()) for (const { problem } of list) problems.push(problem);
    return problems;
  }

  /** With those of the questions answered otherwise now that most parts ask. */
  #commonIn(byPart: readonly (ReadonlySet<Question> | undefined)[], before: ReadonlySet<Question>): ReadonlySet<Question> {
    const isCommon = (question: Question) => byPart.filter((asked) => asked?.has(question)).length * 2 > byPart.length;
    return new Set([...before, ...[...this.#stale].filter(isCommon)]);
  }

  /** What is said of each of some parts by itself, with what it asked of the workspace. */
  #oneByOne(
    parts: ReadonlySet<number>,
    byPart: (ReadonlySet<Question> | undefined)[],
    asked: Set<Question>,
    run: (file: AnyFile, workspace: Workspace) => readonly Problem[],
  ): readonly Problem[] {
    return [...parts].flatMap((part) => {
      let view = this.#single.get(part);
      if (!view) {
        view = this.#parts.view(new Set([part]));
        this.#single.set(part, view);
      }
      const one = view;
      const own = new Set<Question>();
      const problems = this.#asking(own, () => run(one, this.#watching));
      byPart[part] = own.size > 0 ? own : noQuestions;
      for (const question of own) asked.add(question);
      return problems.filter(({ span }) => this.#partOf(span) === part || this.#partOf(span) === undefined);
    });
  }
  readonly #single = new Map<number, AnyFile>();

  #asking<T>(questions: Set<Question>, run: () => T): T {
    this.#watching.answers = new Map();
    const result = run();
    for (const [question, answer] of this.#watching.answers) {
      questions.add(question);
      this.#version.answers.set(question, answer);
    }
    return result;
  }

  /** The part that a span is in, or that it is outside of all; undefined where it is neither. */
  #partOf({ start, end }: Span): number | typeof outer | undefined {
    const { spans } = this.#parts;
    const index = spanAround(spans, start);
    const span = spans[index];
    if (span && start < span.end) {
      // Between two parts an empty span belongs to neither.
      const isBetween = start === end && start === span.start;
      return end <= span.end && !isBetween ? index : undefined;
    }
    return end <= (spans[0]?.start ?? 0) || start >= (spans.at(-1)?.end ?? 0) ? outer : undefined;
  }

  /** A problem of a part; undefined where it cannot be told in which parts the places are that it names. */
  #place(problem: Problem, part: number | typeof outer): Placed | undefined {
    const own = part === outer ? undefined : this.#parts.spans[part];
    const others: number[] = [];
    let isWithin = own !== undefined;
    for (const span of spansOf(problem, this.#file.source.path)) {
      if (own && own.start <= span.start && span.end <= own.end) continue;
      const other = this.#partOf(span);
      isWithin = false;
      if (other === outer) continue;
      // What stands outside of the parts depends on none of them.
      if (other === undefined || part === outer) return undefined;
      others.push(other);
    }
    return { problem: ownProblem(problem), isWithin, others: others.length > 0 ? others : none };
  }

  #moved(placed: readonly Placed[], origin: number | undefined, index: number | undefined): readonly Placed[] {
    if (placed.length === 0) return placed;
    const { spans } = this.#before as Version;
    const own = origin === undefined ? undefined : spans[origin];
    const shift = own ? (this.#parts.spans[index as number] as Span).start - own.start : 0;
    const last = spans.at(-1)?.end ?? 0;
    const lastShift = (this.#parts.spans.at(-1)?.end ?? 0) - last;
    if (shift === 0 && placed.every(({ isWithin }) => isWithin)) return placed;
    const shiftOf = ({ start, end }: Span): number => {
      if (own && own.start <= start && end <= own.end) return shift;
      if (start >= last) return lastShift;
      const other = spanAround(spans, start);
      const moved = other < 0 || end <= (spans[0]?.start ?? 0) ? undefined : this.#destination(other);
      return moved === undefined ? 0 : (this.#parts.spans[moved] as Span).start - (spans[other] as Span).start;
    };
    const move = (span: Span): Span => {
      const by = shiftOf(span);
      return { start: span.start + by, end: span.end + by };
    };
    const { path } = this.#file.source;
    return placed.map(({ problem, isWithin, others }) => ({
      problem: movedProblem(problem, path, move),
      isWithin,
      others: others.length > 0 ? others.map((other) => this.#destination(other) as number) : none,
    }));
  }

  /** Where a part of before is now. */
  #destination(origin: number): number | undefined {
    this.#destinations ??= new Map(this.#origins.flatMap((one, index) => (one === undefined ? [] : [[one, index] as const])));
    return this.#destinations.get(origin);
  }
  #destinations: ReadonlyMap<number, number> | undefined;
}

const outer = "outside";

/** What a stage is for hangs on other stages, and on what the workspace builds. */
function withRoles(parts: FileParts<AnyFile>, roles: readonly string[]): FileParts<AnyFile> {
  const marks = new Map(roles.map((role, index) => [index, `${role} ${parts.marks?.get(index)}`]));
  return { ...parts, marks };
}

/**
 * The texts of parts, those from before where they are the same: they are hashed already. Told apart are those that come more than once, and the first and
 * the last: what stands at the ends of a file may be read otherwise.
 */
function textsOf(text: string, { spans, marks }: FileParts<AnyFile>, before: readonly PartText[] = []): PartText[] {
  let next = 0;
  const same = spans.map(({ start, end }) => {
    // Behind the part that is typed in come those that came before; one may have been added or taken away.
    for (let i = Math.max(0, next - 1); i < Math.min(before.length, next + 2); i++) {
      const one = before[i] as PartText;
      if (one.own.length !== end - start || !text.startsWith(one.own, start)) continue;
      next = i + 1;
      return one;
    }
    next++;
    return undefined;
  });
  const owns = same.map((one, index) => {
    const { start, end } = spans[index] as Span;
    return one?.own ?? ownCopy(text.slice(start, end));
  });
  const counts = new Map<string, number>();
  for (const one of owns) counts.set(one, (counts.get(one) ?? 0) + 1);
  return owns.map((own, index) => {
    const number = (counts.get(own) ?? 0) > 1 ? index : "";
    const mark = `${marks?.get(index) ?? ""}${number}${index === 0 ? "first" : ""}${index === spans.length - 1 ? "last" : ""}`;
    const earlier = same[index];
    return earlier?.mark === mark ? earlier : { own, mark, key: mark === "" ? own : `${own}\0${mark}` };
  });
}

/** The last span that begins at an offset or before it; -1 where there is none. */
function spanAround(spans: readonly Span[], offset: number): number {
  let low = -1;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle] as Span).start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** All places in the file itself that a problem names. */
function* spansOf(problem: Problem, path: string): Generator<Span> {
  yield problem.span;
  for (const related of problem.related ?? []) if (related.path === path) yield related.span;
  for (const { changes } of problem.fixes ?? []) {
    for (const change of changes) if (change.kind === "edit" && change.path === path) for (const { span } of change.edits) yield span;
  }
}

function movedProblem(problem: Problem, path: string, move: (span: Span) => Span): Problem {
  const { related, fixes } = problem;
  return {
    ...problem,
    span: move(problem.span),
    ...(related && { related: related.map((one) => (one.path === path ? { ...one, span: move(one.span) } : one)) }),
    ...(fixes && {
      fixes: fixes.map((fix) => ({
        ...fix,
        changes: fix.changes.map((change) =>
          change.kind === "edit" && change.path === path
            ? { ...change, edits: change.edits.map((edit) => ({ ...edit, span: move(edit.span) })) }
            : change,
        ),
      })),
    }),
  };
}

/** The same with texts of its own: parts of the file's text would keep every version of that in memory. */
function ownProblem(problem: Problem): Problem {
  const { fixes } = problem;
  return {
    ...problem,
    message: ownCopy(problem.message),
    ...(fixes && {
      fixes: fixes.map((fix) => ({
        ...fix,
        title: ownCopy(fix.title),
        changes: fix.changes.map((change) =>
          change.kind === "edit" ? { ...change, edits: change.edits.map((edit) => ({ ...edit, text: ownCopy(edit.text) })) } : change,
        ),
      })),
    }),
  };
}
