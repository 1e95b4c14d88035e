import type { Dockerfile } from "../languages/dockerfile/model.ts";
import type { Language } from "../languages/index.ts";
import { parse } from "../languages/parse.ts";
import { rules } from "../rules/index.ts";
import type { SourceText } from "../text/source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { completeArguments } from "./arguments.ts";
import { completeComment } from "./comments.ts";
import type { Completion } from "./completion.ts";
import { completeCompose } from "./compose.ts";
import { completeIgnorePattern } from "./ignorePatterns.ts";
import { completeKeyword } from "./keywords.ts";
import { completeManifest } from "./kubernetes.ts";
import { completeReadiness } from "./readiness.ts";
import { surroundingsOf } from "./surroundings.ts";
import { completeVariable } from "./variables.ts";
import { completeWorkflow } from "./workflow.ts";

export type { Completion } from "./completion.ts";

export interface CompleteOptions {
  readonly workspace: Workspace;
  /** `YYYY-MM-DD`: what is out of support by then is not offered. */
  readonly today: string;
}

/** What can be written at an offset, the most fitting first; the editor narrows it down by what is typed already. */
export function complete(source: SourceText, language: Language, offset: number, options: CompleteOptions): Completion[] {
  switch (language) {
    case "dockerfile":
      return completeDockerfile(parse(source, language), offset, options);
    case "dockerignore":
      return completeIgnorePattern(parse(source, language), offset, options.workspace);
    case "workflow":
    case "action":
      return completeWorkflow(parse(source, language), offset, options);
    case "kubernetes":
      return completeManifest(parse(source, language), offset, options);
    case "compose":
      return completeCompose(parse(source, language), offset, options);
    case "readiness":
      return completeReadiness(parse(source, language), offset, options);
  }
}

function completeDockerfile(file: Dockerfile, offset: number, options: CompleteOptions): Completion[] {
  const around = surroundingsOf(file, offset);
  if (around.kind === "none") return [];
  if (around.kind === "comment") return completeComment(file, around, offset, rules);
  // The FROM under the cursor is about to be written: what counts is the stage before it.
  const here = around.kind === "keyword" ? undefined : around.instruction;
  const stage = file.stages.findLast(({ from }) => from.span.start <= offset && from !== here);
  const place = { ...options, file, offset, stage };
  if (around.kind === "heredoc") return completeVariable({ ...place, ...around }) ?? [];
  return around.kind === "keyword" ? completeKeyword(around, place) : completeArguments({ ...place, ...around });
}
