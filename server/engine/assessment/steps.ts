import { deploymentFilesOf } from "../detection/deployment-files.ts";
import { sourcesOf } from "../detection/environment.ts";
import { readinessItems } from "../knowledge/readiness.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Assessment, AssessOptions } from "./assess.ts";
import { codeOf } from "./code/code.ts";
import type { FindingsIn } from "./service.ts";
import { serviceFolders } from "./services.ts";

/** A small piece of an assessment. What it finds out is kept by the workspace. */
export interface AssessmentStep {
  /** Can be run again where the disk still owed something. */
  run(): void;
  /** How far the assessment has come with it: files that were read, then services that were assessed. */
  readonly of: "files" | "services";
  readonly done: number;
  readonly total: number;
}

/** As many files are asked for at once. */
const slice = 100;

export function* stepsOf(
  workspace: Workspace,
  folder: string,
  options: AssessOptions,
  { assessment, findingsIn }: { readonly assessment: Assessment; readonly findingsIn: FindingsIn },
): Generator<AssessmentStep, void> {
  const { today } = options;
  yield { run: () => void serviceFolders(workspace, folder), of: "files", done: 0, total: 0 };
  const folders = serviceFolders(workspace, folder);
  const sources = folders.flatMap((one) => sourcesOf(one, workspace));
  for (let at = 0; at < sources.length; at += slice) {
    const paths = sources.slice(at, at + slice);
    yield { run: () => paths.forEach((path) => void workspace.read(path)), of: "files", done: at, total: sources.length };
  }
  const total = folders.length;
  for (const [done, own] of folders.entries()) {
    const step = (run: () => void): AssessmentStep => ({ run, of: "services", done, total });
    yield step(() => void codeOf(own, workspace));
    for (const file of codeOf(own, workspace).files) yield step(() => void [file.imports, file.calls]);
    yield step(() => void deploymentFilesOf(own, workspace));
    const { dockerfiles, ignoreFiles, composeFiles, workflows, manifests } = deploymentFilesOf(own, workspace);
    for (const path of [...dockerfiles, ...ignoreFiles, ...composeFiles, ...workflows, ...manifests])
      yield step(() => void findingsIn(workspace, path, today));
    for (const { id } of readinessItems) yield step(() => void assessment.verdictOf(id, workspace, own, today));
    yield step(() => void assessment.assess(workspace, own, options));
  }
}
