import { trustOf } from "../knowledge/contexts.ts";
import type { ContextAccess, ExpressionNode, Segment } from "../languages/expression/model.ts";
import type { ExpressionPlace, Job, Step, StepsFile, Text } from "../languages/workflow/model.ts";
import type { Span } from "../text/span.ts";
import { knownActionOf } from "./action-inputs.ts";
import { guardsEvent } from "./simulate.ts";

/** A context whose text ends up in what an expression writes. */
export interface Written {
  readonly access: ContextAccess;
  /** Written out with all that is in it, by `toJSON`. */
  readonly isWhole: boolean;
}

/** Functions whose answer says nothing of the texts that they are given: yes or no, or a checksum. */
const opaque: ReadonlySet<string> = new Set([
  ...["contains", "startswith", "endswith", "hashfiles", "success", "failure", "always", "cancelled"],
]);

/** The contexts whose values an expression may write: `b` and `c` of `a && b || c`, nothing of `a == b`. */
export function writtenBy(node: ExpressionNode, isWhole = false): readonly Written[] {
  switch (node.kind) {
    case "literal":
      return [];
    case "context":
      return [{ access: node, isWhole }];
    case "indexed":
      return writtenBy(node.target, isWhole);
    case "operation":
      if (node.operator === "||") return node.operands.flatMap((operand) => writtenBy(operand, isWhole));
      // What is false is written as `false` or nothing, so the last one alone counts.
      if (node.operator === "&&") return node.operands.slice(-1).flatMap((operand) => writtenBy(operand, isWhole));
      return [];
    case "call":
      if (opaque.has(node.name)) return [];
      // `case(condition, value, …, default)`: the values alone.
      if (node.name === "case") {
        return node.args.flatMap((arg, i) => (i % 2 === 1 || i === node.args.length - 1 ? writtenBy(arg, isWhole) : []));
      }
      return node.args.flatMap((arg) => writtenBy(arg, isWhole || node.name === "tojson"));
  }
}

/** The path of an access as it is written, with `*` for any item; undefined where an expression is a step of it. */
export function writtenPath({ name, segments }: ContextAccess): readonly string[] | undefined {
  const names = segments.map(nameOf);
  return names.every((one) => one !== undefined) ? [name, ...names] : undefined;
}

function nameOf(segment: Segment): string | undefined {
  if (segment.kind === "name") return segment.name;
  if (segment.kind === "star") return "*";
  return segment.node.kind === "literal" ? String(segment.node.value) : undefined;
}

/** What strangers can choose of an expression's text. */
export interface Untrusted {
  /** `github.event.pull_request.title`; of a variable, what it holds. */
  readonly path: string;
  /** The access in the file. */
  readonly span: Span;
  /** The variable by which it comes: `env.TITLE`. */
  readonly variable: string | undefined;
}

/** The first text that strangers can choose in what an expression writes; undefined where there is none, or no trigger of the workflow brings it. */
export function untrustedIn(
  { expression }: ExpressionPlace,
  file: StepsFile,
  job: Job | undefined,
  step: Step | undefined,
): Untrusted | undefined {
  if (!expression.root) return undefined;
  for (const { access, isWhole } of writtenBy(expression.root)) {
    const path = writtenPath(access);
    if (!path) continue;
    const span = expression.source.spanToSource(access.span);
    if (isUntrusted(path, isWhole) && isBrought(path, file, job, step)) return { path: path.join("."), span, variable: undefined };
    const [root, name, ...more] = path;
    if (root !== "env" || name === undefined || more.length > 0 || !step) continue;
    const found = untrustedInText(step.variable(name)?.value, file, job, step);
    if (found) return { path: found.path, span, variable: path.join(".") };
  }
  return undefined;
}

/** The same for the text of a variable, without following others. */
export function untrustedInText(
  text: Text | undefined,
  file: StepsFile,
  job: Job | undefined,
  step: Step | undefined,
): Untrusted | undefined {
  for (const { expression } of text?.expressions ?? []) {
    for (const { access, isWhole } of expression.root ? writtenBy(expression.root) : []) {
      const path = writtenPath(access);
      if (path && isUntrusted(path, isWhole) && isBrought(path, file, job, step)) {
        return { path: path.join("."), span: expression.source.spanToSource(access.span), variable: undefined };
      }
    }
  }
  return undefined;
}

function isUntrusted(path: readonly string[], isWhole: boolean): boolean {
  const trust = trustOf(path);
  return trust === "untrusted" || (isWhole && trust === "holds-untrusted");
}

/** The events that bring a part of the payload, and with it what strangers write. */
const bringers: Readonly<Record<string, RegExp>> = {
  pull_request: /^pull_request/,
  issue: /^issue/,
  comment: /_comment$/,
  review: /^pull_request_review$/,
  review_comment: /^pull_request_review_comment$/,
  discussion: /^discussion/,
  answer: /^discussion$/,
  pages: /^gollum$/,
  commits: /^push$/,
  head_commit: /^push$/,
  workflow_run: /^workflow_run$/,
  forkee: /^fork$/,
};
const anyBringer = /^(?:pull_request|issue|discussion|gollum$|push$|workflow_run$|fork$)|_comment$/;

/** Whether some event that starts the workflow, and that neither job nor step keeps out, brings what a path names. */
function isBrought(path: readonly string[], file: StepsFile, job: Job | undefined, step: Step | undefined): boolean {
  const workflow = job?.workflow;
  if (!workflow || file.isStarter || workflow.triggers.length === 0 || workflow.trigger("workflow_call")) return true;
  const [, second = "", third = ""] = path.map((segment) => segment.toLowerCase());
  const bringer = second === "head_ref" ? /^pull_request/ : second === "event" ? (bringers[third] ?? anyBringer) : anyBringer;
  return workflow.triggers.some(
    ({ event }) => bringer.test(event) && ![job.if, step?.parent?.if, step?.if].some((condition) => guardsEvent(condition, event)),
  );
}

/** The texts of a step that are run as code: its script, and inputs of actions that run what they are given. */
export function codeOf(step: Step): readonly Text[] {
  const inputs = knownActionOf(step)?.action.codeInputs ?? [];
  return [step.run, ...inputs.map((name) => step.input(name)?.value)].filter((text) => text !== undefined);
}

/** The expressions in a step's code, those in conditions of it left out. */
export function templatesOf(step: Step): readonly ExpressionPlace[] {
  return codeOf(step).flatMap(({ expressions }) => expressions.filter(({ isUnclosed, expression }) => !isUnclosed && expression.root));
}
