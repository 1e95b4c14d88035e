import type { ActionFile, Job, Step, Trigger, Workflow } from "../languages/workflow/model.ts";
import { deployJobOf } from "../pipeline/deploy.ts";
import type { Stage } from "../pipeline/model.ts";
import { stagesOf } from "../pipeline/stages.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { OutlineItem } from "./model.ts";

const longestName = 60;

/** The triggers, and the jobs with the stages of the pipeline that they are. */
export function outlineWorkflow(file: Workflow, workspace: Workspace): OutlineItem[] {
  return [...file.triggers.map(triggerItem), ...file.jobs.map((job) => jobItem(job, workspace))].sort(inOrder);
}

/** Inputs, outputs and steps. */
export function outlineAction(file: ActionFile): OutlineItem[] {
  const inputs = file.inputs.map(({ name, keySpan, entry, required }) =>
    itemOf("input", name, required ? "required" : undefined, entry.span, keySpan),
  );
  const outputs = file.outputs.map(({ name, keySpan, entry }) => itemOf("output", name, undefined, entry.span, keySpan));
  return [...inputs, ...outputs, ...stepItems(file.steps)].sort(inOrder);
}

function triggerItem({ event, entry, item, span, filters, types, schedules }: Trigger): OutlineItem {
  const details = [
    ...filters.flatMap(({ patterns }) => patterns?.map(({ text }) => text) ?? []),
    ...(types?.map(({ text }) => text) ?? []),
    ...schedules.flatMap(({ cron }) => cron?.text ?? []),
  ];
  return itemOf("trigger", event, shortened(details.join(", ")), entry?.span ?? item?.span ?? span, span);
}

function jobItem(job: Job, workspace: Workspace): OutlineItem {
  const { id, idSpan, entry, needs } = job;
  const after = needs.length > 0 ? `after ${needs.map(({ text }) => text).join(", ")}` : "";
  const detail = [stagesInWords(job, workspace), after].filter(Boolean).join(" — ");
  return { ...itemOf("job", id, detail, entry.span, idSpan), children: job.map?.alias ? [] : stepItems(job.steps) };
}

/** "lint · unit", "image · deploy to production". */
function stagesInWords(job: Job, workspace: Workspace): string {
  const tier = deployJobOf(job, workspace)?.tier;
  const name = (stage: Stage) => (stage === "deploy" && tier ? `deploy to ${tier}` : stage);
  return [...stagesOf(job, workspace)].map(name).join(" · ");
}

/** Those inside `parallel:` below the one that holds them. */
function stepItems(steps: readonly Step[], parent?: Step): OutlineItem[] {
  return steps.filter((step) => step.parent === parent).map((step) => ({ ...stepItem(step), children: stepItems(step.parallel, step) }));
}

function stepItem({ name, uses, run, id, waits, parallel, span }: Step): OutlineItem {
  const wait = waits && `${waits.kind} ${waits.targets.map(({ text }) => text).join(", ")}`;
  const title =
    name?.text || uses?.text.text || firstLine(run?.text) || wait || (parallel.length > 0 ? "parallel" : "") || id?.text || "step";
  const nameSpan = (name ?? uses?.text ?? id)?.span ?? run?.span;
  const isInside = nameSpan && span.start <= nameSpan.start && nameSpan.end <= span.end;
  return itemOf("step", shortened(title) ?? title, id?.text, span, isInside ? nameSpan : span);
}

function firstLine(text: string | undefined): string | undefined {
  return text
    ?.split("\n")
    .map((line) => line.trim())
    .find((line) => line !== "" && !line.startsWith("#") && !/^set [-+]/.test(line));
}

function shortened(text: string): string | undefined {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longestName ? `${line.slice(0, longestName)}…` : line || undefined;
}

function itemOf(kind: OutlineItem["kind"], name: string, detail: string | undefined, span: Span, nameSpan: Span): OutlineItem {
  // An editor refuses names that are empty, as they are while a key is typed.
  return { kind, name: name.trim() || kind, detail: detail || undefined, span, nameSpan, children: [] };
}

function inOrder(a: OutlineItem, b: OutlineItem): number {
  return a.span.start - b.span.start;
}
