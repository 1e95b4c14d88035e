import { type ActionInput, knownInputsOf } from "../../knowledge/actions.ts";
import type { InputDefinition, Uses } from "../../languages/workflow/model.ts";
import { knownAction } from "../../pipeline/action-inputs.ts";
import { calleeOf } from "../../pipeline/callee.ts";
import { type Completion, marked } from "../completion.ts";
import type { WorkflowPlace } from "./site.ts";

/** What can be given to an action or a reusable workflow. */
export interface GivenInput {
  readonly name: string;
  readonly isRequired: boolean;
  readonly default: string | undefined;
  readonly about: string | undefined;
  readonly isDeprecated: boolean;
  readonly values: readonly string[] | undefined;
}

/** The keys below `with` and `secrets`: the inputs of what is used, as far as they are known. Undefined at any other place. */
export function completeInputs(place: WorkflowPlace): Completion[] | undefined {
  const { kind, step, job } = place;
  if (kind === "steps.#.with") return step?.uses ? keysFor(place, inputsOfUses(step.uses, place)) : [];
  if (kind === "jobs.*.with") return job?.uses ? keysFor(place, inputsOfUses(job.uses, place)) : [];
  if (kind === "jobs.*.secrets") return job?.uses ? keysFor(place, secretsOfUses(job.uses, place)) : [];
  return undefined;
}

/** The inputs of what a `uses` names: from the table, or from the file of this repository. */
export function inputsOfUses(uses: Uses, { file, workspace }: Pick<WorkflowPlace, "file" | "workspace">): readonly GivenInput[] {
  const used = knownAction(uses);
  if (used) return knownInputsOf(used.action, used.isNewerThanKnown ? undefined : used.major).map(fromTable);
  const callee = calleeOf(uses, file, workspace);
  if (!callee || callee.isTemplate) return [];
  const inputs = callee.language === "action" ? callee.inputs : (callee.trigger("workflow_call")?.inputs ?? []);
  return inputs.map(fromDefinition);
}

function fromTable({ name, isRequired, default: usual, about, isDeprecated, replacement, values }: ActionInput): GivenInput {
  const instead = replacement ? `Use \`${replacement}\` in its place.` : undefined;
  return { name, isRequired, default: usual, about: isDeprecated ? (instead ?? about) : about, isDeprecated, values };
}

function fromDefinition(input: InputDefinition): GivenInput {
  const { name, required, description, deprecationMessage, type, options } = input;
  const usual = input.default?.kind === "scalar" ? input.default.text : undefined;
  return {
    name,
    isRequired: required === true && usual === undefined,
    default: usual,
    about: [deprecationMessage?.text, description?.text].filter((text) => text).join(" ") || undefined,
    isDeprecated: deprecationMessage !== undefined,
    values: type === "boolean" ? ["true", "false"] : options?.map(({ text }) => text),
  };
}

function secretsOfUses(uses: Uses, { file, workspace }: WorkflowPlace): readonly GivenInput[] {
  const callee = calleeOf(uses, file, workspace);
  const secrets = callee?.language === "workflow" ? (callee.trigger("workflow_call")?.secrets ?? []) : [];
  return secrets.map(({ name, required }) => ({
    name,
    isRequired: required === true,
    default: undefined,
    about: undefined,
    isDeprecated: false,
    values: undefined,
  }));
}

function keysFor(place: WorkflowPlace, inputs: readonly GivenInput[]): Completion[] {
  const { yaml, kind } = place;
  const present = new Set(yaml.present.map((key) => key.toLowerCase()));
  const rank = ({ isRequired, isDeprecated }: GivenInput) => (isDeprecated ? 2 : isRequired ? 0 : 1);
  return inputs
    .filter(({ name }) => !present.has(name.toLowerCase()) && !name.includes("${{"))
    .sort((a, b) => rank(a) - rank(b))
    .map((input) => {
      const isSecret = kind === "jobs.*.secrets";
      const value = isSecret ? `\${{ secrets.‹${input.name}› }}` : "";
      const { text, placeholders } = marked(yaml.hasColon ? input.name : `${input.name}: ${value}`);
      const detail = detailOf(input, isSecret);
      return {
        kind: "key",
        label: input.name,
        span: yaml.span,
        text,
        ...(placeholders.length > 0 ? { placeholders } : {}),
        ...(detail ? { detail } : {}),
        ...(input.about ? { about: input.about } : {}),
        ...(input.isDeprecated ? { isDeprecated: true as const } : {}),
        ...(input.values ? { leadsOn: true as const } : {}),
      };
    });
}

function detailOf({ isRequired, default: usual, isDeprecated }: GivenInput, isSecret: boolean): string {
  if (isDeprecated) return "deprecated";
  if (isRequired) return "required";
  if (usual !== undefined && usual !== "") return `default ${usual.split("\n", 1)[0]}`;
  return isSecret ? "secret" : "";
}

/** What an input takes, where those are the only values or there is a default. */
export function completeInputValue(place: WorkflowPlace): readonly { label: string; detail?: string }[] {
  const { kind, step, job, yaml } = place;
  const uses = kind === "steps.#.with.*" ? step?.uses : job?.uses;
  const name = yaml.path.at(-1)?.toLowerCase();
  const input = uses && inputsOfUses(uses, place).find((one) => one.name.toLowerCase() === name);
  if (!input) return [];
  const isBoolean = input.default === "true" || input.default === "false";
  const values = input.values ?? (isBoolean ? ["true", "false"] : input.default ? [input.default] : []);
  return values
    .filter((value) => value !== "" && !value.includes("\n"))
    .map((label) => (label === input.default ? { label, detail: "default" } : { label }));
}
