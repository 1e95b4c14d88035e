import { knownInputsOf } from "../knowledge/actions.ts";
import type { NamedValue, Step } from "../languages/workflow/model.ts";
import { nearest } from "../text/nearest.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { inputProblemsOf, knownActionOf } from "./action-inputs.ts";
import { calleeOf } from "./callee.ts";

/** What is wrong with the inputs of a step, be its action in the table or in this repository. */
export interface StepInputs {
  /** As messages name it: `actions/cache`, `./.github/actions/setup`. */
  readonly action: string;
  readonly version: number | undefined;
  /** It stands in this repository, so that all is known of it. */
  readonly isLocal: boolean;
  readonly unknown: readonly { readonly given: NamedValue; readonly suggestion: string | undefined }[];
  readonly missing: readonly string[];
  readonly deprecated: readonly {
    readonly given: NamedValue;
    readonly replacement: string | undefined;
    readonly advice: string | undefined;
  }[];
}

/** Judges the inputs of a step; undefined where its action, or what inputs that takes, is not known. */
export function stepInputs(step: Step, workspace: Workspace): StepInputs | undefined {
  const problems = inputProblemsOf(step);
  if (!problems) return partlyKnown(step) ?? localInputs(step, workspace);
  const { used, unknown, missing, deprecated } = problems;
  return {
    action: used.action.name,
    version: used.major,
    isLocal: false,
    unknown,
    missing: missing.map(({ name }) => name),
    deprecated: deprecated.map(({ given, input }) => ({ given, replacement: input.replacement, advice: undefined })),
  };
}

/** Of an action of which the table holds a part, it can still tell what is deprecated. */
function partlyKnown(step: Step): StepInputs | undefined {
  const used = knownActionOf(step);
  if (!used || used.isNewerThanKnown || used.major === undefined) return undefined;
  const inputs = new Map(knownInputsOf(used.action, used.major).map((input) => [input.name.toLowerCase(), input]));
  const deprecated = step.with.flatMap((given) => {
    const input = inputs.get(given.name.toLowerCase());
    return input?.isDeprecated ? [{ given, replacement: input.replacement, advice: undefined }] : [];
  });
  return { action: used.action.name, version: used.major, isLocal: false, unknown: [], missing: [], deprecated };
}

function localInputs(step: Step, workspace: Workspace): StepInputs | undefined {
  const { uses, file } = step;
  const action = uses && calleeOf(uses, file, workspace);
  // A file that cannot be read well may declare more.
  if (!uses || action?.language !== "action" || action.isTemplate || action.problems.length > 0 || !action.root) return undefined;
  const inputs = new Map(action.inputs.map((input) => [input.name.toLowerCase(), input]));
  const given = new Set(step.with.map(({ name }) => name.toLowerCase()));
  const isReadable = !step.withEntry || step.withEntry.value === undefined || step.withEntry.value.kind === "map";
  const isContainer = action.kind === "docker" || action.kind === undefined;
  return {
    action: uses.text.text,
    version: undefined,
    isLocal: true,
    unknown: step.with.flatMap((one) => {
      const name = one.name.toLowerCase();
      if (inputs.has(name) || (isContainer && (name === "args" || name === "entrypoint"))) return [];
      return [
        {
          given: one,
          suggestion: nearest(
            name,
            action.inputs.flatMap((input) => (given.has(input.name.toLowerCase()) ? [] : [input.name])),
          ),
        },
      ];
    }),
    missing: isReadable
      ? action.inputs.filter((input) => input.required && !input.default && !given.has(input.name.toLowerCase())).map(({ name }) => name)
      : [],
    deprecated: step.with.flatMap((one) => {
      const input = inputs.get(one.name.toLowerCase());
      return input?.deprecationMessage ? [{ given: one, replacement: undefined, advice: input.deprecationMessage.literal?.trim() }] : [];
    }),
  };
}
