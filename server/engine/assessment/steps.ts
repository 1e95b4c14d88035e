import { deploymentFilesOf } from "../detection/deployment-files.ts";
import { applicationIn } from "../detection/detect.ts";
import { sourcesOf } from "../detection/environment.ts";
import { monorepoMembers } from "../detection/monorepo.ts";
import { readinessItems } from "../knowledge/readiness.ts";
import type { Language } from "../languages/index.ts";
import { inFolder } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Assessment, AssessOptions } from "./assess.ts";
import { type Code, codeOf } from "./code/code.ts";
import { modelOf } from "./models.ts";
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

/** As many sources are looked through in one step. */
const slice = 10;

/** Sources in which all that is asked of many has been found; what they give anew is what has changed. */
const lookedThrough = new WeakSet<Code>();

/**
 * The assessment of a folder in small pieces, for a host that shows how far it has come and answers others between them. What was taken in pieces is known to
 * the workspace, so that the assessment itself is then quick.
 */
export function* stepsOf(
  workspace: Workspace,
  folder: string,
  options: AssessOptions,
  { assessment, findingsIn }: { readonly assessment: Assessment; readonly findingsIn: FindingsIn },
): Generator<AssessmentStep, void> {
  const { today } = options;
  let [done, total] = [0, 0];
  const file = (run: () => void): AssessmentStep => ({ run, of: "files", done, total });
  yield file(() => void monorepoMembers(folder, workspace));
  for (const member of ["", ...monorepoMembers(folder, workspace)])
    yield file(() => void applicationIn(workspace, inFolder(folder, member)));
  yield file(() => void serviceFolders(workspace, folder));
  const folders = serviceFolders(workspace, folder);
  total = folders.reduce((sum, one) => sum + sourcesOf(one, workspace).length, 0);
  for (const own of folders) {
    yield file(() => void codeOf(own, workspace));
    const code = codeOf(own, workspace);
    if (!lookedThrough.has(code)) yield* inSlices(code, (run) => file(run));
    lookedThrough.add(code);
    done += code.files.length;
  }
  [done, total] = [0, folders.length];
  const item = (run: () => void): AssessmentStep => ({ run, of: "services", done, total });
  // What rules and items ask of one file hangs on all others.
  for (const own of folders) {
    yield item(() => void deploymentFilesOf(own, workspace));
    for (const [language, path] of filesOf(own, workspace)) yield item(() => void modelOf(path, language, workspace));
  }
  for (const own of folders) {
    for (const [, path] of filesOf(own, workspace)) yield item(() => void findingsIn(workspace, path, today));
    for (const { id } of readinessItems) yield item(() => void assessment.verdictOf(id, workspace, own, today));
    yield item(() => void assessment.assess(workspace, own, options));
    done++;
  }
}

function filesOf(folder: string, workspace: Workspace): readonly (readonly [Language, string])[] {
  const { dockerfiles, ignoreFiles, composeFiles, workflows, manifests } = deploymentFilesOf(folder, workspace);
  const byLanguage = {
    dockerfile: dockerfiles,
    dockerignore: ignoreFiles,
    compose: composeFiles,
    workflow: workflows,
    kubernetes: manifests,
  };
  return Object.entries(byLanguage).flatMap(([language, paths]) => paths.map((path) => [language as Language, path] as const));
}

function* inSlices({ files }: Code, step: (run: () => void) => AssessmentStep): Generator<AssessmentStep, void> {
  for (let at = 0; at < files.length; at += slice) {
    yield step(() => {
      for (const { imports, calls } of files.slice(at, at + slice)) void [imports, calls];
    });
  }
}
