import { isActionPath } from "../../languages/workflow/detect.ts";
import type { ActionFile, Workflow } from "../../languages/workflow/model.ts";
import { actionIn, repositoryOf, workflowAt, workflowsOf } from "../../pipeline/callee.ts";
import { folderOf } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { isSame, type Mention, mentionsIn, type Named, type NameKind } from "./mentions.ts";

/** What other files may name as well. */
const sharedKinds: ReadonlySet<NameKind> = new Set<NameKind>(["input", "output", "secret", "file", "workflow"]);

/** How many actions of the repository are looked into. */
const maximumActions = 500;

/** A mention with the file that it stands in. */
export interface Mentioned {
  readonly file: Workflow | ActionFile;
  readonly mention: Mention;
}

/** What is named at an offset. */
export function mentionAt(file: Workflow | ActionFile, offset: number, workspace: Workspace): Mention | undefined {
  let found: Mention | undefined;
  for (const mention of mentionsIn(file, workspace)) {
    const { start, end } = mention.span;
    // Between two names the one that begins there counts.
    if (start <= offset && offset <= end && (!found || offset < end)) found = mention;
  }
  return found;
}

/** All places that name a thing: those of the file at hand first, then those of the repository's other workflows and actions. */
export function mentionsOf(of: Named, file: Workflow | ActionFile, workspace: Workspace): Mentioned[] {
  const files = sharedKinds.has(of.kind) ? [file, ...othersBeside(file, workspace)] : [file];
  return files.flatMap((one) => mentionsIn(one, workspace).flatMap((mention) => (isSame(mention.of, of) ? [{ file: one, mention }] : [])));
}

/** The file that defines a thing; undefined where it cannot be read. */
export function homeOf(of: Named, file: Workflow | ActionFile, workspace: Workspace): Workflow | ActionFile | undefined {
  if (of.path === file.source.path) return file;
  return isActionPath(of.path) ? actionIn(folderOf(of.path), workspace) : workflowAt(of.path, workspace);
}

function othersBeside(file: Workflow | ActionFile, workspace: Workspace): readonly (Workflow | ActionFile)[] {
  const { path } = file.source;
  const workflows = workflowsOf(repositoryOf(path), workspace) ?? [];
  const folders = (workspace.files() ?? []).filter(isActionPath).slice(0, maximumActions).map(folderOf);
  const actions = [...new Set(folders)].flatMap((folder) => actionIn(folder, workspace) ?? []);
  return [...workflows, ...actions].filter(({ source }) => source.path !== path);
}
