import { optional, unknown, type Variable } from "./lexer.ts";
import type { ArgInstruction, Instruction } from "./model.ts";
import { expand, type Scope } from "./words.ts";

/** ARGs that BuildKit sets by itself; they hang on the platform of the build. */
const platformArgs: ReadonlySet<string> = new Set([
  "BUILDPLATFORM",
  "BUILDOS",
  "BUILDARCH",
  "BUILDVARIANT",
  "TARGETPLATFORM",
  "TARGETOS",
  "TARGETARCH",
  "TARGETVARIANT",
  "TARGETSTAGE",
]);
/** ARGs that a build may be given without a declaration. */
const proxyArgs: ReadonlySet<string> = new Set(["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"]);

/** Whether a build has an ARG without a declaration. */
export function isBuildersArgument(name: string): boolean {
  return platformArgs.has(name) || proxyArgs.has(name.toUpperCase());
}

/** What a name holds cannot be known, whatever scopes further in say. */
export const obscured: unique symbol = Symbol("obscured");

/** What a name holds that the scope itself does not set. */
type Outside = (name: string) => Variable | VariableScope | typeof obscured;

/** The variables that a run of instructions sets: those before the first FROM, or those of a stage. */
export class VariableScope {
  readonly escape: string;
  readonly #instructions: readonly Instruction[];
  readonly #globals: VariableScope | undefined;
  readonly #outside: Outside;
  readonly #lastEnv = new Map<string, Variable>();
  #settings: Map<string, Setting[]> | undefined;

  /** `globals` are the ARGs before the first FROM, which ARG brings into a stage. */
  constructor(escapeToken: string, instructions: readonly Instruction[], globals: VariableScope | undefined, outside: Outside) {
    this.escape = escapeToken;
    this.#instructions = instructions;
    this.#globals = globals;
    this.#outside = outside;
  }

  /** What `name` holds before `order`: an instruction's index, with a fraction for the place in an ARG of several names. */
  lookup(name: string, order: number): Variable {
    const own = this.#find(name, order);
    if (own) return own.value;
    let argument: Setting | undefined;
    for (let outside = this.#outside(name); ; ) {
      if (outside === obscured) return unknown;
      if (!(outside instanceof VariableScope)) return argument ? argument.value : outside;
      // A stage takes over the ENVs of its base, and ARGs only where no ENV of the chain has the name.
      const scope: VariableScope = outside;
      const last = scope.#find(name, Number.POSITIVE_INFINITY);
      argument ??= last;
      if (scope.#lastEnv.has(name)) return scope.#lastEnv.get(name);
      outside = scope.#outside(name);
    }
  }

  /** Whether the scope itself sets the name, or BuildKit does. */
  declares(name: string): boolean {
    return platformArgs.has(name) || this.#find(name, Number.POSITIVE_INFINITY) !== undefined;
  }

  /** Whether an instruction of the scope or of those it builds on sets the name. */
  #isSet(name: string): boolean {
    for (let scope: ReturnType<Outside> = this; scope instanceof VariableScope; scope = scope.#outside(name)) {
      if (scope.#find(name, Number.POSITIVE_INFINITY)) return true;
    }
    return false;
  }

  /** What `ARG name` gives. */
  #default(name: string): Variable {
    if (this.#globals?.declares(name)) return this.#globals.lookup(name, Number.POSITIVE_INFINITY);
    return platformArgs.has(name) ? unknown : optional;
  }

  #find(name: string, limit: number): Setting | undefined {
    this.#settings ??= this.#read();
    const settings = this.#settings.get(name);
    if (!settings) return undefined;
    let low = 0;
    let high = settings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((settings[middle] as Setting).order < limit) low = middle + 1;
      else high = middle;
    }
    return settings[low - 1];
  }

  /** Values all assignments in order, once, so that long chains of variables that build on each other need no recursion. */
  #read(): Map<string, Setting[]> {
    const settings = new Map<string, Setting[]>();
    this.#settings = settings;
    const scope: Scope = { escape: this.escape, lookup: (name) => this.lookup(name, Number.POSITIVE_INFINITY) };
    const set = (name: string, order: number, value: Variable): void => {
      const list = settings.get(name);
      if (list) list.push({ order, value });
      else settings.set(name, [{ order, value }]);
    };
    for (const instruction of this.#instructions) {
      if (instruction.keyword === "ENV") {
        // All values of one ENV see what was set before it.
        const values = instruction.assignments.map(({ value }) => (value ? (expand(value.raw, scope) ?? unknown) : ""));
        for (const [i, { name }] of instruction.assignments.entries()) {
          set(name, instruction.index, values[i]);
          this.#lastEnv.set(name, values[i]);
        }
      } else if (instruction.keyword === "ARG") {
        for (const [i, { name, value }] of instruction.assignments.entries()) {
          const order = instruction.index + i / instruction.assignments.length;
          const given = value ? (expand(value.raw, scope) ?? unknown) : this.#default(name);
          // An ARG that brings no value leaves the one that there is.
          if (given !== optional || !this.#isSet(name)) set(name, order, given);
        }
      }
    }
    return settings;
  }
}

interface Setting {
  readonly order: number;
  readonly value: Variable;
}

/** The variables that FROM sees: the ARGs before the first FROM, and those of the platform. */
export function globalScope(args: readonly ArgInstruction[], escapeToken: string): VariableScope {
  // A name that nothing declares is unset; as a build that relies on it fails, its value is not taken for empty.
  return new VariableScope(escapeToken, args, undefined, (name) => (platformArgs.has(name) ? unknown : optional));
}

/** What a variable holds at the beginning of a stage that starts from an image, or from scratch. */
export function initialValue(name: string, isScratch: boolean): Variable {
  return !isScratch || name === "PATH" || proxyArgs.has(name.toUpperCase()) ? unknown : undefined;
}
