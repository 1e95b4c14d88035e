import { kindOfPlace } from "../knowledge/workflow-keys.ts";
import type { ActionFile, Workflow } from "../languages/workflow/model.ts";
import { rules } from "../rules/index.ts";
import type { CompleteOptions } from "./complete.ts";
import type { Completion } from "./completion.ts";
import { completeSnippets, isNewFile } from "./snippets/offer.ts";
import { completeSuppression } from "./suppressions.ts";
import { completeExpression } from "./workflow/expressions.ts";
import { completeKeys } from "./workflow/keys.ts";
import type { WorkflowPlace } from "./workflow/site.ts";
import { completeValues } from "./workflow/values.ts";
import { placeAt } from "./yaml-place.ts";

/** What can be written at an offset of a workflow or an `action.yml`. */
export function completeWorkflow(file: Workflow | ActionFile, offset: number, options: CompleteOptions): Completion[] {
  const comment = file.comments.find(({ span }) => span.start < offset && offset <= span.end);
  if (comment) {
    const typed = file.source.text.slice(comment.span.start, offset);
    return completeSuppression(typed, { start: comment.span.start, end: offset }, file.language, "the job, step or key below", rules) ?? [];
  }
  if (file.isTemplate) return [];
  const yaml = placeAt(file.source, offset);
  if (!yaml) return [];
  const job = file.language === "workflow" && yaml.path[0] === "jobs" && yaml.path[1] !== undefined ? file.job(yaml.path[1]) : undefined;
  const steps = file.language === "action" ? file.steps : (job?.steps ?? []);
  const place: WorkflowPlace = {
    ...options,
    file,
    offset,
    yaml,
    kind: kindOfPlace(yaml.path),
    job,
    // Steps are found by their dash: the keys below it may be half written.
    step: yaml.dashes.length === 0 ? undefined : steps.findLast(({ span }) => yaml.dashes.includes(span.start)),
  };
  const inExpression = completeExpression(place);
  if (inExpression) return inExpression;
  if (yaml.isText) return [];
  const keys = yaml.mayBeKey ? [...completeKeys(place), ...completeSnippets("workflow", placesOf(place), place)] : [];
  return [...keys, ...(yaml.mayBeValue ? completeValues(place) : [])];
}

/** The kinds of places that the cursor is at, for whole blocks. */
function placesOf({ file, yaml, kind }: WorkflowPlace): readonly string[] {
  const isStep = kind === "steps.#" ? yaml.present.length === 0 : /^(?:jobs\.\*|runs)\.steps$/.test(kind);
  if (isStep) return ["step"];
  if (file.language === "action" || yaml.column > 0 === (kind === "")) return [];
  if (kind === "") return isNewFile(file.source.text, yaml.word) ? ["document"] : ["root"];
  return [{ on: "on", jobs: "jobs", "jobs.*": "job", "jobs.*.services": "services" }[kind] ?? ""];
}
