import type { Instruction, Stage } from "../languages/dockerfile/model.ts";
import { withTriggers } from "./command.ts";

/** What is known of a variable: unset, set to a value, or set to something that cannot be known here. */
export type Setting = { readonly state: "unset" } | { readonly state: "set"; readonly value: string } | { readonly state: "unknown" };

/** The instructions of a stage's chain in the order in which they are done, with their places. */
interface Chain {
  readonly instructions: readonly Instruction[];
  readonly places: ReadonlyMap<Instruction, number>;
}

const plainChains = new WeakMap<Stage, Chain>();
const triggerChains = new WeakMap<Stage, Chain>();

function chainOf(stage: Stage, hasTriggers: boolean): Chain {
  const known = hasTriggers ? triggerChains : plainChains;
  let chain = known.get(stage);
  if (!chain) {
    const instructions = hasTriggers
      ? withTriggers(stage.chainInstructions)
      : stage.chainInstructions.filter((one) => one.keyword !== "ONBUILD");
    chain = { instructions, places: new Map(instructions.map((one, place) => [one, place])) };
    known.set(stage, chain);
  }
  return chain;
}

/**
 * The instructions that are done before another one of a stage's chain, or all where none is given. Triggers of ONBUILD count for a
 * trigger alone.
 */
export function instructionsBefore(stage: Stage, until?: Instruction): readonly Instruction[] {
  const { instructions, places } = chainOf(stage, until?.onbuild !== undefined);
  return until ? instructions.slice(0, places.get(until) ?? instructions.length) : instructions;
}

const firstPlaces = new WeakMap<Chain, Map<string, number>>();

/**
 * Whether one of the instructions done before another one of a stage's chain passes a test. The chain is gone through once for each `key`, which has to
 * name all that the test goes by. With `isIncluded` the other one counts, too.
 */
export function isDoneBefore(
  stage: Stage,
  until: Instruction,
  key: string,
  test: (one: Instruction) => boolean,
  isIncluded = false,
): boolean {
  const chain = chainOf(stage, until.onbuild !== undefined);
  const firsts = firstPlaces.get(chain) ?? new Map<string, number>();
  firstPlaces.set(chain, firsts);
  let first = firsts.get(key);
  if (first === undefined) {
    const place = chain.instructions.findIndex(test);
    first = place < 0 ? Number.POSITIVE_INFINITY : place;
    firsts.set(key, first);
  }
  const end = chain.places.get(until) ?? chain.instructions.length;
  return first < end || (isIncluded && first === end);
}

/** How many of a list of copies of a stage's chain, in their order, are done before another instruction. */
export function countBefore(list: readonly { readonly copy: Instruction }[], stage: Stage, until: Instruction | undefined): number {
  const { places } = chainOf(stage, until?.onbuild !== undefined);
  const end = until && places.get(until);
  if (end === undefined) return list.length;
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((places.get(list[middle]?.copy as Instruction) ?? 0) < end) from = middle + 1;
    else to = middle;
  }
  return from;
}

const variableNames = new WeakMap<Stage, ReadonlyMap<string, readonly Instruction[]>>();

/** The ENV and ARG instructions of a stage's chain by the names that they set. */
function settersOf(name: string, stage: Stage): readonly Instruction[] {
  let names = variableNames.get(stage);
  if (!names) {
    const found = new Map<string, Instruction[]>();
    for (const one of withTriggers(stage.chainInstructions)) {
      if (one.keyword !== "ENV" && one.keyword !== "ARG") continue;
      for (const { name } of one.assignments) {
        const others = found.get(name);
        if (others) others.push(one);
        else found.set(name, [one]);
      }
    }
    names = found;
    variableNames.set(stage, names);
  }
  return names.get(name) ?? [];
}

/** The variable as ENV and ARG set it before an instruction. What the base image sets is not known, and taken as unset. */
export function settingOf(name: string, stage: Stage, until: Instruction): Setting {
  const { places } = chainOf(stage, until.onbuild !== undefined);
  const end = places.get(until) ?? Number.POSITIVE_INFINITY;
  if (!settersOf(name, stage).some((one) => (places.get(one) ?? Number.POSITIVE_INFINITY) < end)) return { state: "unset" };
  const value = stage.variable(name, until);
  return value === undefined ? { state: "unknown" } : { state: "set", value };
}

/** The variable as the image of a stage has it at run time: what ENV has set, the base image's own left out. */
export function settingAtEnd(name: string, stage: Stage): Setting {
  if (!settersOf(name, stage).some((one) => one.keyword === "ENV" && !one.onbuild)) return { state: "unset" };
  const value = stage.variable(name);
  return value === undefined ? { state: "unknown" } : { state: "set", value };
}
