import type { Span } from "../../text/span.ts";
import { initialValue, obscured, VariableScope } from "./environment.ts";
import { type Beginning, createFrom, type FromNode, type InstructionNode, rememberForText, sourceNames } from "./instructions.ts";
import type { Variable } from "./lexer.ts";
import type * as model from "./model.ts";

/** Longer chains of stages are cut off, so that a file of ten thousand stages cannot make the work quadratic. */
const longestChain = 250;

/** The stages of a file by name and number. */
export class StageList {
  readonly stages: BuildStage[] = [];
  /** Whether an instruction of the file is a SHELL; in most files none is. */
  hasShell = false;
  #byName: Map<string, BuildStage[]> | undefined;

  /** The last stage before `before` that has the name, whatever its case; where `numbers` holds, a number names a stage too. */
  find(name: string, before: number, numbers: boolean): BuildStage | undefined {
    if (numbers && /^\d+$/.test(name)) return Number(name) < before ? this.stages[Number(name)] : undefined;
    this.#byName ??= this.#read();
    return lastBefore(this.#byName.get(name.toLowerCase()), before);
  }

  #read(): Map<string, BuildStage[]> {
    const byName = new Map<string, BuildStage[]>();
    for (const stage of this.stages) if (stage.name !== undefined) push(byName, stage.name, stage);
    return byName;
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** The last item whose index is below `limit`. */
function lastBefore<T extends { readonly index: number }>(items: readonly T[] | undefined, limit: number): T | undefined {
  if (!items) return undefined;
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as T).index < limit) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

export class BuildStage implements model.Stage {
  readonly index: number;
  readonly from: FromNode;
  readonly file: model.Dockerfile;
  readonly #instructions: InstructionNode[] = [];
  readonly #list: StageList;
  readonly #globals: VariableScope;
  #scope: VariableScope | undefined;
  #base: model.StageBase | undefined;
  #chain: readonly BuildStage[] | undefined;
  #chainInstructions: readonly InstructionNode[] | undefined;
  #triggered: ReadonlySet<string> | undefined;
  #byKeyword: Map<string, InstructionNode[]> | undefined;
  #dependencies: ReadonlySet<BuildStage> | undefined;

  constructor(file: model.Dockerfile, list: StageList, globals: VariableScope, beginning: Beginning) {
    this.file = file;
    this.index = list.stages.length;
    this.#list = list;
    this.#globals = globals;
    this.from = createFrom({ ...beginning, stage: this });
  }

  get name(): string | undefined {
    return nameOf(this.from);
  }

  /** The stage's variables. */
  get scope(): VariableScope {
    this.#scope ??= new VariableScope(this.file.escape, this.#instructions, this.#globals, (name) => this.#outside(name));
    return this.#scope;
  }

  get instructions(): readonly InstructionNode[] {
    return this.#instructions;
  }

  add(instruction: InstructionNode): void {
    this.#instructions.push(instruction);
    if (instruction.keyword === "SHELL") this.#list.hasShell = true;
  }

  get span(): Span {
    return { start: this.from.span.start, end: (this.#instructions.at(-1) ?? this.from).span.end };
  }

  get base(): model.StageBase {
    this.#base ??= this.#readBase();
    return this.#base;
  }

  #readBase(): model.StageBase {
    const { image } = this.from;
    const value = image?.value;
    if (!image || !value) return { kind: "unknown" };
    const stage = this.referred(value, false);
    if (stage) return { kind: "stage", stage };
    return value === "scratch" ? { kind: "scratch" } : { kind: "image", image };
  }

  /** What a variable holds at the beginning of the stage. */
  #outside(name: string): Variable | VariableScope | typeof obscured {
    const { base } = this;
    if (base.kind !== "stage") return initialValue(name, base.kind === "scratch");
    // Past the longest chain, nothing is known; nor is what triggers of the base stage set.
    const parent = base.stage as BuildStage;
    return this.chain.length < longestChain && !parent.#triggersSet(name) ? parent.scope : obscured;
  }

  /** Whether an ONBUILD ENV or ARG of the stage sets the variable in stages built from it. */
  #triggersSet(name: string): boolean {
    this.#triggered ??= new Set(
      this.#instructions.flatMap((instruction) => {
        const trigger = instruction.keyword === "ONBUILD" ? instruction.trigger : undefined;
        return trigger?.keyword === "ENV" || trigger?.keyword === "ARG" ? trigger.assignments.map((assignment) => assignment.name) : [];
      }),
    );
    return this.#triggered.has(name);
  }

  /** The earlier stage that a reference from this one means. */
  referred(name: string, numbers: boolean): BuildStage | undefined {
    return this.#list.find(name, this.index, numbers);
  }

  get chain(): readonly BuildStage[] {
    if (!this.#chain) {
      const chain: BuildStage[] = [this];
      for (let { base } = this as BuildStage; base.kind === "stage" && chain.length < longestChain; ) {
        const stage = base.stage as BuildStage;
        chain.push(stage);
        base = stage.base;
      }
      this.#chain = chain.reverse();
    }
    return this.#chain;
  }

  get root(): Exclude<model.StageBase, { kind: "stage" }> {
    const base = this.chain[0]?.base ?? this.base;
    return base.kind === "stage" ? { kind: "unknown" } : base;
  }

  get chainInstructions(): readonly InstructionNode[] {
    this.#chainInstructions ??= this.chain.flatMap((stage) => stage.#instructions);
    return this.#chainInstructions;
  }

  get dependencies(): ReadonlySet<BuildStage> {
    if (!this.#dependencies) {
      const needed = new Set<BuildStage>();
      const open: BuildStage[] = [this];
      for (let stage = open.pop(); stage; stage = open.pop()) {
        for (const other of stage.#needs()) {
          if (needed.has(other)) continue;
          needed.add(other);
          open.push(other);
        }
      }
      this.#dependencies = needed;
    }
    return this.#dependencies;
  }

  /** The stages that this one names itself. */
  #needs(): readonly BuildStage[] {
    const { base } = this;
    const needed: BuildStage[] = [];
    if (base.kind === "stage") needed.push(base.stage as BuildStage);
    for (const instruction of this.#instructions) {
      if (instruction.keyword !== "COPY" && instruction.keyword !== "RUN") continue;
      for (const name of sourceNames(instruction)) {
        const stage = this.referred(name, instruction.keyword === "COPY");
        if (stage) needed.push(stage);
      }
    }
    return needed;
  }

  last<K extends model.Instruction["keyword"]>(keyword: K): model.InstructionOf<K> | undefined {
    return this.#lastBefore(keyword, Number.POSITIVE_INFINITY);
  }

  #lastBefore<K extends model.Instruction["keyword"]>(keyword: K, limit: number): model.InstructionOf<K> | undefined {
    const { chain } = this;
    for (let i = chain.length - 1; i >= 0; i--) {
      const found = lastBefore((chain[i] as BuildStage).#all(keyword), limit);
      if (found) return found as never;
    }
    return undefined;
  }

  /** The stage's own instructions of a kind. */
  #all(keyword: model.Instruction["keyword"]): readonly InstructionNode[] | undefined {
    if (!this.#byKeyword) {
      this.#byKeyword = new Map();
      for (const instruction of this.#instructions) push(this.#byKeyword, instruction.keyword, instruction);
    }
    return this.#byKeyword.get(keyword);
  }

  shell(until?: Pick<model.Instruction, "index">): readonly string[] | undefined {
    if (!this.#list.hasShell) return undefined;
    let limit = until?.index ?? Number.POSITIVE_INFINITY;
    for (;;) {
      const found = this.#lastBefore("SHELL", limit);
      // A SHELL that is no JSON array fails the build and sets nothing.
      if (!found || found.argv.length > 0) return found?.argv.map((word) => word.text);
      limit = found.index;
    }
  }

  variable(name: string, until?: model.Instruction): string | undefined {
    const value = this.scope.lookup(name, until?.index ?? Number.POSITIVE_INFINITY);
    return typeof value === "string" ? value : undefined;
  }

  workdir(until?: model.Instruction): string | undefined {
    const relative: string[] = [];
    for (let limit = until?.index ?? Number.POSITIVE_INFINITY; ; ) {
      const found = this.#lastBefore("WORKDIR", limit);
      if (!found) break;
      const path = found.path?.value;
      if (!path) return undefined;
      if (isAbsolute(path)) return resolve(path, relative.reverse());
      relative.push(path);
      limit = found.index;
    }
    return relative.length > 0 && this.root.kind === "scratch" ? resolve("/", relative.reverse()) : undefined;
  }
}

const nameOf = rememberForText(({ name }: FromNode) => name?.text.toLowerCase());

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[a-zA-Z]:[\\/]/.test(path);
}

/** The folder that one gets to by the relative paths, in order. */
function resolve(from: string, relative: readonly string[]): string {
  if (!from.startsWith("/")) return [from, ...relative].join(from.includes("\\") ? "\\" : "/");
  const parts: string[] = [];
  for (const part of [from, ...relative].join("/").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
