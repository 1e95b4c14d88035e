import { isSame } from "./same.ts";
import type { Fact, Workspace } from "./workspace.ts";

/** Of a value: it holds; something that it rests upon may have changed; something has. */
const holds = 0;
const isDoubtful = 1;
const isOutdated = 2;

/** A fact with its value, what it asked for and who asked for it. */
class Cell {
  readonly fact: Fact<unknown>;
  value: unknown;
  /** It threw; the value is what it threw. */
  hasFailed = false;
  hasValue = false;
  state: typeof holds | typeof isDoubtful | typeof isOutdated = isOutdated;
  isBeingComputed = false;
  isBeingAsked = false;
  /** It was asked for since the last time that unused ones were looked for. */
  isUsed = true;
  inputs: ReadonlySet<string> = nothing;
  /** In the order in which they were asked for. */
  facts: ReadonlySet<Cell> = nothing;
  readonly dependents = new Set<Cell>();

  constructor(fact: Fact<unknown>) {
    this.fact = fact;
  }
}

const nothing: ReadonlySet<never> = new Set<never>();

/** Beyond so many facts those are looked for that nobody asks for any more. */
const plenty = 50_000;

/**
 * Facts with what each rests upon: inputs of the workspace, and other facts. When an input changes, those that read it are computed again when they are
 * next asked for; those above them only where the value below has come out otherwise. So a change goes as far as it matters.
 */
export class Facts {
  readonly #workspace: Workspace;
  readonly #cells = new Map<Fact<unknown>, Cell>();
  readonly #readers = new Map<string, Set<Cell>>();
  /** What is being computed has asked for so far. */
  readonly #asking: { readonly inputs: Set<string>; readonly facts: Set<Cell> }[] = [];
  #limit = plenty;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** How many are kept. */
  get size(): number {
    return this.#cells.size;
  }

  derive<T>(fact: Fact<T>): T {
    let cell = this.#cells.get(fact);
    if (!cell) {
      // What is being computed rests upon facts that do not know of it yet.
      if (this.#cells.size >= this.#limit && this.#asking.length === 0) this.#sweep();
      cell = new Cell(fact);
      this.#cells.set(fact, cell);
    }
    cell.isUsed = true;
    this.#asking.at(-1)?.facts.add(cell);
    this.#ensure(cell);
    if (cell.hasFailed) throw cell.value;
    return cell.value as T;
  }

  /** What is being computed has asked for an input. */
  note(input: string): void {
    this.#asking.at(-1)?.inputs.add(input);
  }

  /** Whether any fact rests upon an input directly. */
  isRead(input: string): boolean {
    return (this.#readers.get(input)?.size ?? 0) > 0;
  }

  /** All inputs that facts rest upon directly. */
  inputs(): Iterable<string> {
    return this.#readers.keys();
  }

  /** An input is another one now. */
  changed(input: string): void {
    for (const cell of this.#readers.get(input) ?? nothing) doubt(cell, isOutdated);
  }

  /** Drops a fact, unless others rest upon it. */
  forget(fact: Fact<unknown>): void {
    const cell = this.#cells.get(fact);
    if (cell && cell.dependents.size === 0) this.#drop(cell);
  }

  #ensure(cell: Cell): void {
    if (cell.state === isDoubtful && !cell.isBeingAsked) {
      cell.isBeingAsked = true;
      for (const below of cell.facts) {
        // What rests upon this one now, this one rested upon before.
        if (below.isBeingComputed) cell.state = isOutdated;
        else this.#ensure(below);
        if (cell.state !== isDoubtful) break;
      }
      cell.isBeingAsked = false;
      if (cell.state === isDoubtful) cell.state = holds;
    }
    if (cell.state !== holds) this.#compute(cell);
  }

  #compute(cell: Cell): void {
    if (cell.isBeingComputed) throw new Error(`${cell.fact.name} rests upon itself`);
    const asked = { inputs: new Set<string>(), facts: new Set<Cell>() };
    this.#asking.push(asked);
    cell.isBeingComputed = true;
    let value: unknown;
    let hasFailed = false;
    try {
      value = cell.fact.compute(this.#workspace);
    } catch (fault) {
      value = fault;
      hasFailed = true;
    }
    cell.isBeingComputed = false;
    this.#asking.pop();
    this.#link(cell, asked.inputs, asked.facts);
    cell.state = holds;
    if (cell.hasValue && !cell.hasFailed && !hasFailed && isSame(cell.value, value)) return;
    Object.assign(cell, { value, hasFailed, hasValue: true });
    for (const above of cell.dependents) doubt(above, isOutdated);
  }

  #link(cell: Cell, inputs: ReadonlySet<string>, facts: ReadonlySet<Cell>): void {
    for (const input of cell.inputs) if (!inputs.has(input)) this.#unread(input, cell);
    for (const below of cell.facts) if (!facts.has(below)) below.dependents.delete(cell);
    for (const input of inputs) {
      const readers = this.#readers.get(input);
      if (readers) readers.add(cell);
      else this.#readers.set(input, new Set([cell]));
    }
    for (const below of facts) below.dependents.add(cell);
    cell.inputs = inputs;
    cell.facts = facts;
  }

  #unread(input: string, cell: Cell): void {
    const readers = this.#readers.get(input);
    readers?.delete(cell);
    if (readers?.size === 0) this.#readers.delete(input);
  }

  #drop(cell: Cell): void {
    this.#cells.delete(cell.fact);
    this.#link(cell, nothing, nothing);
  }

  /** Drops what nobody has asked for since the last time, with what was there for that alone. */
  #sweep(): void {
    const unused = [...this.#cells.values()].filter((cell) => cell.dependents.size === 0 && !cell.isUsed);
    for (let cell = unused.pop(); cell; cell = unused.pop()) {
      const { facts } = cell;
      this.#drop(cell);
      for (const below of facts) if (below.dependents.size === 0 && !below.isUsed) unused.push(below);
    }
    for (const cell of this.#cells.values()) cell.isUsed = false;
    this.#limit = Math.max(plenty, this.#cells.size * 2);
  }
}

function doubt(cell: Cell, state: typeof isDoubtful | typeof isOutdated): void {
  const { state: before } = cell;
  if (before < state) cell.state = state;
  // Above one that is in doubt, all are.
  if (before === holds) for (const above of cell.dependents) doubt(above, isDoubtful);
}
