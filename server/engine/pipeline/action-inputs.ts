import { type ActionInput, findAction, inputsOf, type KnownAction, runtimeOf } from "../knowledge/actions.ts";
import type { NamedValue, Step, Uses } from "../languages/workflow/model.ts";
import { nearest } from "../text/nearest.ts";
import { rememberFor } from "../text/remember.ts";

/** An action that the table knows, as it is used. */
export interface UsedAction {
  readonly action: KnownAction;
  /** From the ref, or the comment behind a commit; undefined for branches and bare commits. */
  readonly major: number | undefined;
  /** Newer than what the table has seen: inputs may have come, and gone. */
  readonly isNewerThanKnown: boolean;
}

/** What the table knows of the action that a `uses` names; undefined for all it does not know, and for files and images. */
export function knownAction(uses: Uses | undefined): UsedAction | undefined {
  return uses && knownUse(uses);
}

const knownUse = rememberFor((uses: Uses): UsedAction | undefined => {
  if (uses.kind !== "repository" || uses.action === undefined) return undefined;
  const action = findAction(uses.action);
  if (!action) return undefined;
  const { major } = uses;
  return { action, major, isNewerThanKnown: major !== undefined && action.major !== undefined && major > action.major };
});

/** The action of a step. */
export function knownActionOf(step: Step): UsedAction | undefined {
  return knownAction(step.uses);
}

/** Whether a step uses one of these actions: `owner/repository[/path]` in small letters. */
export function usesAction(step: Step, ...names: readonly string[]): boolean {
  return step.uses?.action !== undefined && names.includes(step.uses.action);
}

/** What is wrong with the inputs of a step, as far as the table tells. */
export interface InputProblems {
  readonly used: UsedAction;
  readonly unknown: readonly { readonly given: NamedValue; readonly suggestion: string | undefined }[];
  /** Inputs that must be given and are not. */
  readonly missing: readonly ActionInput[];
  readonly deprecated: readonly { readonly given: NamedValue; readonly input: ActionInput }[];
  /** Inputs of which only one can be given; the later one of the pair as the file has them. */
  readonly conflicts: readonly { readonly given: NamedValue; readonly other: NamedValue }[];
  /** A value that is none of those which the input takes. */
  readonly values: readonly { readonly given: NamedValue; readonly input: ActionInput; readonly suggestion: string | undefined }[];
}

/** Judges the inputs of a step; undefined where the action, or its inputs at this version, are not known. */
export const inputProblemsOf: (step: Step) => InputProblems | undefined = rememberFor((step): InputProblems | undefined => {
  const used = knownActionOf(step);
  if (!used) return undefined;
  const { action, major, isNewerThanKnown } = used;
  const inputs = isNewerThanKnown ? undefined : inputsOf(action, major);
  if (!inputs) return undefined;
  const byName = byNameIn(inputs);
  // Without a version nothing tells which inputs have come or gone: only what no version has is unknown.
  const everKnown = byNameIn(inputsOf(action, undefined) ?? []);
  const unknown: { given: NamedValue; suggestion: string | undefined }[] = [];
  const deprecated: { given: NamedValue; input: ActionInput }[] = [];
  const values: { given: NamedValue; input: ActionInput; suggestion: string | undefined }[] = [];
  const given = new Set<string>();
  for (const one of step.with) {
    const name = one.name.toLowerCase();
    given.add(name);
    const input = byName.get(name);
    if (!input) {
      if (isReserved(name, used) || (major === undefined && everKnown.has(name))) continue;
      unknown.push({ given: one, suggestion: nearest(name, byName.keys()) });
      continue;
    }
    if (input.isDeprecated) deprecated.push({ given: one, input });
    const literal = one.value?.literal?.trim();
    if (input.values && literal && !input.values.includes(literal)) {
      values.push({ given: one, input, suggestion: nearest(literal, input.values) });
    }
  }
  // A step whose inputs come from an alias or are no mapping is not judged.
  const isReadable = !step.withEntry || step.withEntry.value === undefined || step.withEntry.value.kind === "map";
  const missing =
    isReadable && major !== undefined ? inputs.filter((input) => input.isRequired && !given.has(input.name.toLowerCase())) : [];
  const conflicts = action.exclusive.flatMap(([a, b]) => {
    const first = step.input(a);
    const second = step.input(b);
    if (!first?.value || !second?.value || first.value.literal === "" || second.value.literal === "") return [];
    const isInOrder = first.keySpan.start < second.keySpan.start;
    return [{ given: isInOrder ? second : first, other: isInOrder ? first : second }];
  });
  return { used, unknown, missing, deprecated, conflicts, values };
});

/** Whether a step gives one of these inputs under a misspelt name, of which another rule tells. */
export function isMisspeltInput(step: Step, ...names: readonly string[]): boolean {
  return inputProblemsOf(step)?.unknown.some(({ suggestion }) => suggestion !== undefined && names.includes(suggestion)) ?? false;
}

/** Inputs by their names in small letters. */
const byNameIn = rememberFor((inputs: readonly ActionInput[]) => new Map(inputs.map((input) => [input.name.toLowerCase(), input])));

/** `args` and `entrypoint` are GitHub's own for actions that run a container. */
function isReserved(name: string, { action, major }: UsedAction): boolean {
  if (name !== "args" && name !== "entrypoint") return false;
  const runtime = major === undefined ? undefined : runtimeOf(action, major);
  return runtime === undefined || runtime === "docker";
}
