import type { Instruction, Stage } from "../languages/dockerfile/model.ts";
import { withTriggers } from "./command.ts";

/** What is known of a variable: unset, set to a value, or set to something that cannot be known here. */
export type Setting = { readonly state: "unset" } | { readonly state: "set"; readonly value: string } | { readonly state: "unknown" };

/** The instructions that are done before another one in its stage's chain; triggers of ONBUILD count for a trigger alone. */
export function instructionsBefore(stage: Stage, until: Instruction): readonly Instruction[] {
  const chain = until.onbuild ? withTriggers(stage.chainInstructions) : stage.chainInstructions.filter((one) => one.keyword !== "ONBUILD");
  return chain.filter((one) => one.stage !== until.stage || one.index < until.index);
}

/** The variable as ENV and ARG set it before an instruction. What the base image sets is not known, and taken as unset. */
export function settingOf(name: string, stage: Stage, until: Instruction): Setting {
  const isSet = instructionsBefore(stage, until).some(
    (one) => (one.keyword === "ENV" || one.keyword === "ARG") && one.assignments.some((assignment) => assignment.name === name),
  );
  if (!isSet) return { state: "unset" };
  const value = stage.variable(name, until);
  return value === undefined ? { state: "unknown" } : { state: "set", value };
}

/** The variable as the image of a stage has it at run time: what ENV has set, the base image's own left out. */
export function settingAtEnd(name: string, stage: Stage): Setting {
  const isSet = stage.chainInstructions.some(
    (one) => one.keyword === "ENV" && one.assignments.some((assignment) => assignment.name === name),
  );
  if (!isSet) return { state: "unset" };
  const value = stage.variable(name);
  return value === undefined ? { state: "unknown" } : { state: "set", value };
}
