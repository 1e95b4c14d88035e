import type { ActionFile, Job, Step, Workflow } from "../../../server/engine/languages/workflow/model.ts";
import { parseAction, parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import type { Span } from "../../../server/engine/text/span.ts";

/** The model of a workflow's text. */
export function workflow(text: string, path = ".github/workflows/ci.yml"): Workflow {
  return parseWorkflow(new SourceText(path, text));
}

/** The model of an action's text. */
export function action(text: string): ActionFile {
  return parseAction(new SourceText("action.yml", text));
}

/** A workflow with the job `a`, whose lines are given. */
export function job(lines: string): Job {
  const found = workflow(`on: push\njobs:\n  a:\n${lines.replace(/^(?=.)/gm, "    ")}\n`).job("a");
  if (!found) throw new Error("no job");
  return found;
}

/** A step of the job `a` on Ubuntu, whose lines are given without the dash. */
export function step(lines: string, ofJob = "runs-on: ubuntu-latest"): Step {
  const found = job(`${ofJob}\nsteps:\n  - ${lines.replaceAll("\n", "\n    ")}`).steps[0];
  if (!found) throw new Error("no step");
  return found;
}

/** What stands in the file at a span. */
export function at(file: Workflow | ActionFile, span: Span | undefined): string | undefined {
  return span && file.source.slice(span);
}

/** Asks for everything that a model holds, however deep, so that nothing lazy is left out. */
export function readAll(root: unknown): void {
  const seen = new Set<unknown>();
  const open: unknown[] = [root];
  for (let value = open.pop(); open.length > 0 || value !== undefined; value = open.pop()) {
    if (value === null || typeof value !== "object" || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Map || value instanceof Set) {
      open.push(...value.values());
      continue;
    }
    for (let type: object | null = value; type && type !== Object.prototype; type = Object.getPrototypeOf(type)) {
      for (const name of Object.getOwnPropertyNames(type)) {
        if (name === "constructor" || name === "caller" || name === "arguments") continue;
        const inner = (value as Record<string, unknown>)[name];
        if (typeof inner === "object" && inner !== null) open.push(inner);
      }
    }
  }
}
