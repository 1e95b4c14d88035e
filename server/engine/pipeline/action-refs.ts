import { findAction, type KnownAction, majorOfRef } from "../knowledge/actions.ts";
import type { Job, Step, StepsFile, Uses, Workflow } from "../languages/workflow/model.ts";
import type { Fix } from "../rule.ts";
import { insert, replace } from "../text/edit.ts";
import { compileGlob } from "../text/glob.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { inFolder } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { repositoryOf } from "./callee.ts";
import { fixOf } from "./edit.ts";

/** A `uses` with what holds it: a step, or a job that calls a workflow. */
export interface Use {
  readonly uses: Uses;
  readonly step: Step | undefined;
  readonly job: Job | undefined;
}

/** All `uses` of a file, each once however many aliases lead to it, in the order of the text. */
export const usesIn: (file: StepsFile) => readonly Use[] = rememberFor((file: StepsFile): readonly Use[] => {
  const all: Use[] = [];
  const seen = new Set<number>();
  const add = (uses: Uses | undefined, step: Step | undefined, job: Job | undefined) => {
    if (!uses || seen.has(uses.span.start)) return;
    seen.add(uses.span.start);
    all.push({ uses, step, job });
  };
  for (const step of file.steps) add(step.uses, step, step.job);
  for (const job of jobsOf(file)) add(job.uses, undefined, job);
  return all.sort((a, b) => a.uses.span.start - b.uses.span.start);
});

function jobsOf(file: StepsFile): readonly Job[] {
  return "jobs" in file ? (file as Workflow).jobs : [];
}

/** Where owner and repository stand in a `uses`. */
export function nameSpan({ text, owner, repository, span }: Uses): Span {
  if (owner === undefined || repository === undefined) return span;
  const start = text.text.indexOf(`${owner}/${repository}`);
  return start < 0 ? span : text.mapped.spanToSource({ start, end: start + owner.length + repository.length + 1 });
}

/** The fix that writes another ref behind the `@`; none behind an alias, which stands for others too. */
export function refFixes(file: StepsFile, { text, ref, refSpan }: Uses, wanted: string | undefined): readonly Fix[] {
  if (wanted === undefined || wanted === ref || !refSpan || text.node.alias || file.source.slice(refSpan) !== ref) return [];
  return [fixOf(`Use \`${wanted}\``, "unsafe", file, [replace(refSpan, wanted)])];
}

/**
 * The fix that writes the commit of the version that is named, with that version as a comment; none where the commit is not known, or where
 * something else stands behind it on the line.
 */
export function commitFixes(file: StepsFile, { text, action: name, ref = "", refSpan }: Uses): readonly Fix[] {
  const action = name === undefined ? undefined : findAction(name);
  if (action?.commit === undefined || !refSpan || text.node.alias || file.source.slice(refSpan) !== ref) return [];
  const isNamed = ref === action.version || `v${ref}` === action.version || (action.hasMajorTag && ref === `v${action.major}`);
  const { end } = text.node.span;
  if (!isNamed || !/^[ \t]*(?:\r?\n|$)/.test(file.source.text.slice(end, end + 200))) return [];
  const edits = [replace(refSpan, action.commit), insert(end, ` # ${action.version}`)];
  return [fixOf(`Use the commit of ${action.version}`, "unsafe", file, edits)];
}

/**
 * The ref of a major version in the style of the one that is there: a tag that moves where it names one, the full version where it does so and that is
 * known. Undefined for commits and branches, and where the tag's name is not known.
 */
export function refOfMajor({ ref = "", refKind, version }: Uses, action: KnownAction, major: number): string | undefined {
  if (refKind !== "version" || !version || !/^v?\d/.test(ref)) return undefined;
  const isNewest = action.major === major;
  const isBare = action.version !== undefined && /^\d/.test(action.version);
  if (!action.hasMajorTag || isBare || (isNewest && version.length === 3)) return isNewest ? action.version : undefined;
  return `v${major}`;
}

/** Whether a ref is the name that branches usually have. Any other word may be a tag, as may whatever looks like a version. */
export function isBranchName(ref: string): boolean {
  return /^(?:refs\/heads\/.+|main|master|trunk|develop|development|dev|HEAD)$/.test(ref) && majorOfRef(ref) === undefined;
}

/** The owner of the repository on GitHub, as the clone's remote tells; undefined where that cannot be seen. */
export function ownerOf(file: StepsFile, workspace: Workspace): string | undefined {
  return remoteOwner(workspace, repositoryOf(file.source.path));
}

const remoteOwner = keyedFact("the owner of", (workspace, repository): string | undefined => {
  const text = workspace.read(inFolder(repository, ".git/config")) ?? "";
  return /^\s*url\s*=\s*\S*[/:]([\w.-]+)\/[\w.-]+\s*$/m.exec(text)?.[1]?.toLowerCase();
});

/** Whether an action is the owner's own: internal refs that move are deliberate. */
export function isOwn({ owner }: Uses, file: StepsFile, workspace: Workspace): boolean {
  const name = owner?.toLowerCase();
  return name !== undefined && (name === ownerOf(file, workspace) || file.namedOwners.has(name));
}

/** Whether GitHub itself makes the action. */
export function isFirstParty({ owner }: Uses): boolean {
  return /^(?:actions|github)$/i.test(owner ?? "");
}

/** Whether a pattern such as `actions/*` or `docker/login-action@v3` names what is used; all that is below a repository belongs to it. */
export function matchesAction(pattern: string, { action, ref }: Uses): boolean {
  if (action === undefined) return false;
  const [name = "", wantedRef] = pattern.trim().split("@", 2);
  if (wantedRef !== undefined && !compileGlob(wantedRef)(ref ?? "")) return false;
  const matches = compileGlob(name.toLowerCase());
  const parts = action.split("/");
  return matches(parts[0] ?? "") || matches(parts.slice(0, 2).join("/")) || matches(action) || name === "*" || name === "**";
}
