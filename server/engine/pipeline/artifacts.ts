import { findAction } from "../knowledge/actions.ts";
import type { Job, Step, Text } from "../languages/workflow/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { stepsWithin } from "./callee.ts";
import { pathOf } from "./condition.ts";

/** A step that uploads an artifact. */
export interface Upload {
  readonly step: Step;
  /** Undefined where none is given: then it is `artifact`. */
  readonly name: Text | undefined;
  /** Matches every name that it may have. */
  readonly pattern: RegExp;
}

/** Actions that upload an artifact under a name of their own. */
const uploading: Readonly<Record<string, readonly [input: string, name: string]>> = {
  "actions/upload-artifact": ["name", "artifact"],
  "actions/upload-artifact/merge": ["name", "merged-artifacts"],
  "actions/upload-pages-artifact": ["name", "github-pages"],
};

/** The upload that a step is. */
export function uploadOf(step: Step): Upload | undefined {
  const [input, byDefault] = uploading[step.uses?.action ?? ""] ?? [];
  if (input === undefined || byDefault === undefined) return undefined;
  const name = step.input(input)?.value;
  const isArchived = step.input("archive")?.value?.literal?.trim() !== "false";
  // A single file that is not packed is named after itself.
  let pattern: RegExp | undefined;
  return {
    step,
    name,
    get pattern() {
      pattern ??= isArchived ? patternOf(name, byDefault) : /^/;
      return pattern;
    },
  };
}

function patternOf(name: Text | undefined, byDefault: string): RegExp {
  if (!name) return new RegExp(`^${byDefault}$`);
  let source = "";
  let end = 0;
  for (const { textSpan } of name.expressions) {
    source += `${escaped(name.text.slice(end, textSpan.start))}.*`;
    end = textSpan.end;
  }
  return new RegExp(`^\\s*${source}${escaped(name.text.slice(end).trimEnd())}\\s*$`, "s");
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** What is uploaded by steps, and whether that is all: other actions, and what cannot be seen, may upload as well. */
export interface Uploads {
  readonly uploads: readonly Upload[];
  readonly isComplete: boolean;
}

/** The uploads of a job, or of the workflow that it calls. */
export function uploadsOf(job: Job, workspace: Workspace): Uploads {
  const { steps, isComplete } = stepsWithin(job, workspace);
  const uploads: Upload[] = [];
  let isAll = isComplete;
  for (const step of steps) {
    const upload = uploadOf(step);
    if (upload) {
      uploads.push(upload);
      // In a called workflow or action an input is known to the caller alone; the pattern holds for all of them.
      continue;
    }
    const { uses } = step;
    if (!uses || uses.kind === "local" || uses.kind === "self") continue;
    const action = uses.action === undefined ? undefined : findAction(uses.action);
    if (!action?.isListed || /artifact|build-and-inspect|slsa|goreleaser|report|sbom|scorecard/.test(uses.action ?? "")) {
      if (!/^actions\/(?:download-artifact|checkout|setup-)/.test(uses.action ?? "")) isAll = false;
    }
  }
  return { uploads, isComplete: isAll };
}

/** How many jobs a matrix makes; undefined where that cannot be told. */
export function matrixSize(job: Job): number | undefined {
  const { strategy } = job;
  if (!strategy?.matrixEntry) return 1;
  if (!strategy.isStatic) return undefined;
  const { rows, include, exclude } = strategy;
  const included = include?.kind === "sequence" ? include.items.length : 0;
  if (rows.length === 0) return included;
  let size = 1;
  for (const { values } of rows) {
    if (!values) return undefined;
    size *= values.length;
  }
  return Math.max(size - (exclude?.kind === "sequence" ? exclude.items.length : 0), 0);
}

/** What makes a name another one in each job of a matrix. */
export interface MatrixUse {
  /** The properties of the matrix that are in it, in lower case: `os`, `target.arch`. */
  readonly properties: ReadonlySet<string>;
  /** Something else is in it that may tell the jobs apart: a step's output, the runner's system. */
  readonly mayDiffer: boolean;
}

const sameForAll = /^(?:github|inputs|vars|secrets|needs)\./;

/** What of a name depends on the matrix. */
export function matrixUse(name: Text | undefined): MatrixUse {
  const properties = new Set<string>();
  let mayDiffer = false;
  for (const { expression, isUnclosed } of name?.expressions ?? []) {
    if (!expression.root || isUnclosed) mayDiffer = true;
    for (const access of expression.accesses) {
      const path = pathOf(access);
      if (path === undefined || path === "matrix") mayDiffer = true;
      else if (path.startsWith("matrix.")) properties.add(path.slice("matrix.".length));
      else if (!sameForAll.test(path)) mayDiffer = true;
    }
    if (expression.calls.some((call) => call.name === "hashfiles")) mayDiffer = true;
  }
  return { properties, mayDiffer };
}
