import { isRuntimeGone, knownInputsOf, runtimeOf } from "../../knowledge/actions.ts";
import type { Uses } from "../../languages/workflow/model.ts";
import { knownAction } from "../../pipeline/action-inputs.ts";
import { calleeOf } from "../../pipeline/callee.ts";
import type { Site } from "./place.ts";

/** What an action or a called workflow does: description, newest version, what runs it, its inputs. */
export function usesText(uses: Uses, { file, workspace, today }: Site): string | undefined {
  const callee = calleeOf(uses, file, workspace);
  if (callee) return calleeText(callee);
  const used = knownAction(uses);
  if (!used) return undefined;
  const { action, major } = used;
  const parts = [`**\`${action.name}\`** ${action.about}`.trim()];
  const facts: string[] = [];
  if (action.version) facts.push(`- Newest: \`${action.version}\`${action.month ? ` (${action.month})` : ""}`);
  else if (action.major !== undefined) facts.push(`- Newest major: ${action.major}`);
  const runtime = major === undefined ? undefined : runtimeOf(action, major);
  if (runtime) {
    const isGone = today !== undefined && isRuntimeGone(runtime, today);
    facts.push(`- Version ${major} runs on ${runtimeName(runtime)}${isGone ? ", which the runners have no more" : ""}`);
  }
  if (action.permissions.size > 0) {
    facts.push(`- Needs ${[...action.permissions].map(([scope, level]) => `\`${scope}: ${level}\``).join(", ")}`);
  }
  const inputs = knownInputsOf(action, used.isNewerThanKnown ? undefined : major);
  if (inputs.length > 0) facts.push(`- Inputs: ${inputList(inputs)}`);
  if (action.outputs && action.outputs.length > 0) facts.push(`- Outputs: ${names(action.outputs)}`);
  if (action.isArchived) {
    facts.push(`- Nobody maintains it any more${action.preferredReplacement ? `: use \`${action.preferredReplacement}\`` : ""}`);
  }
  if (facts.length > 0) parts.push(facts.join("\n"));
  parts.push(`[Repository](https://github.com/${action.name.split("/", 2).join("/")})`);
  return parts.join("\n\n");
}

function runtimeName(runtime: string): string {
  if (runtime === "composite") return "its own steps (a composite action)";
  return runtime === "docker" ? "a container" : `Node.js ${runtime.replace("node", "")}`;
}

const shown = 12;

function inputList(inputs: readonly { readonly name: string; readonly isRequired: boolean; readonly isDeprecated?: boolean }[]): string {
  const living = inputs.filter(({ isDeprecated }) => !isDeprecated).toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired));
  const list = living.slice(0, shown).map(({ name, isRequired }) => `\`${name}\`${isRequired ? " (required)" : ""}`);
  return list.join(", ") + (living.length > shown ? ` and ${living.length - shown} more` : "");
}

function names(all: readonly string[]): string {
  return (
    all
      .slice(0, shown)
      .map((name) => `\`${name}\``)
      .join(", ") + (all.length > shown ? ", …" : "")
  );
}

function calleeText(callee: NonNullable<ReturnType<typeof calleeOf>>): string {
  const { name, source } = callee;
  const description = callee.language === "action" ? callee.description?.text : undefined;
  const call = callee.language === "workflow" ? callee.trigger("workflow_call") : undefined;
  const inputs = callee.language === "action" ? callee.inputs : (call?.inputs ?? []);
  const outputs = callee.language === "action" ? callee.outputs : (call?.outputs ?? []);
  const facts: string[] = [];
  if (inputs.length > 0) {
    facts.push(
      `- Inputs: ${inputList(inputs.map((one) => ({ name: one.name, isRequired: one.required === true && one.default === undefined, isDeprecated: one.deprecationMessage !== undefined })))}`,
    );
  }
  if (call && call.secrets.length > 0) facts.push(`- Secrets: ${names(call.secrets.map((one) => one.name))}`);
  if (outputs.length > 0) facts.push(`- Outputs: ${names(outputs.map((one) => one.name))}`);
  const head = `**${name?.literal ?? (callee.language === "action" ? "Action" : "Workflow")}** of this repository, \`${source.path}\``;
  return [head, description, facts.join("\n")].filter((part) => part).join("\n\n");
}

/** An input of what a step or a job uses: what it is for, its default, whether it should still be given. */
export function inputText(uses: Uses, name: string, { file, workspace }: Site): string | undefined {
  const used = knownAction(uses);
  if (used) {
    const all = knownInputsOf(used.action, used.isNewerThanKnown ? undefined : used.major);
    const input = all.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!input) return undefined;
    const lines = [`**\`${input.name}\`** of \`${used.action.name}\``];
    if (input.about) lines.push(input.about);
    if (input.isDeprecated) lines.push(`It should not be used any more${input.replacement ? `: use \`${input.replacement}\`` : ""}.`);
    if (input.values) lines.push(`One of ${input.values.map((value) => `\`${value}\``).join(", ")}.`);
    if (input.default) lines.push(`Default: \`${input.default}\`.`);
    if (input.isRequired) lines.push("It must be given.");
    return lines.join("\n\n");
  }
  const callee = calleeOf(uses, file, workspace);
  const inputs = callee?.language === "action" ? callee.inputs : callee?.trigger("workflow_call")?.inputs;
  const input = inputs?.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!input || !callee) return undefined;
  const usual = input.default?.kind === "scalar" ? input.default.text : undefined;
  const lines = [`**\`${input.name}\`** of \`${callee.source.path}\``];
  if (input.description) lines.push(input.description.text);
  if (input.deprecationMessage) lines.push(input.deprecationMessage.text);
  if (callee.language === "workflow") lines.push(`Type: ${input.type}.`);
  if (usual) lines.push(`Default: \`${usual}\`.`);
  if (input.required && usual === undefined) lines.push("It must be given.");
  return lines.join("\n\n");
}

/** A secret of a called workflow of this repository. */
export function secretText(uses: Uses, name: string, { file, workspace }: Site): string | undefined {
  const callee = calleeOf(uses, file, workspace);
  const secrets = callee?.language === "workflow" ? callee.trigger("workflow_call")?.secrets : undefined;
  const secret = secrets?.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!secret || !callee) return undefined;
  return `**\`${secret.name}\`** A secret that \`${callee.source.path}\` takes.${secret.required ? " It must be given." : ""}`;
}
