import { repositoryOfWorkflow } from "../languages/workflow/detect.ts";
import type { Step } from "../languages/workflow/model.ts";
import { rememberFor } from "../text/remember.ts";
import { resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { callersOf } from "./callee.ts";

/** The files that a step finds in its job's folder, as far as they are those of the workspace. */
export interface JobFiles {
  /** The repository's folder in the workspace. */
  readonly repository: string;
  /** Where it stands in the job's folder; "" for that folder itself. */
  readonly at: string;
  /** Folders of the job in which other repositories stand. */
  readonly foreign: readonly string[];
}

/** Commands after which other files stand in the repository than those that were checked out. */
const movingCommands =
  /\bgit\s+(?:-\S+\s+(?:\S+\s+)?)?(?:checkout|switch|clone|pull|reset|worktree|merge|apply|am|cherry-pick|rebase|restore|submodule|init|stash)\b|\bgh\s+(?:pr\s+checkout|repo\s+clone|release\s+download|run\s+download)\b|\bsvn\b|\bhg\s/;

/**
 * What a step finds in its job's folder. Undefined where that cannot be told: nothing was checked out, or another repository or commit, or a command
 * has put other files there; in actions and in workflows that only others call, whose files are the caller's.
 */
export function jobFilesOf(step: Step, workspace: Workspace): JobFiles | undefined {
  const { job } = step;
  const repository = job && repositoryOfWorkflow(job.workflow.source.path);
  if (!job || repository === undefined) return undefined;
  // Where nothing but the workflows can be seen, the rest of the repository is elsewhere.
  if (workspace.list(repository)?.every(({ name }) => name.startsWith("."))) return undefined;
  if (job.workflow.isReusableOnly && callersOf(job.workflow.source.path, workspace).length === 0) return undefined;
  const { lostAt, checkouts } = checkoutsOf(job.steps);
  if (step.index >= lostAt) return undefined;
  const before = checkouts.filter(({ index }) => index < step.index);
  const at = before.find(({ isForeign }) => !isForeign)?.folder;
  return at === undefined ? undefined : { repository, at, foreign: before.flatMap(({ folder, isForeign }) => (isForeign ? [folder] : [])) };
}

interface Checkouts {
  /** The first step that does not find what the checkouts before it have brought, or cannot be told to. */
  readonly lostAt: number;
  /** The checkouts that decide where something stands: those into a folder that one before it went into are left out. */
  readonly checkouts: readonly { readonly index: number; readonly folder: string; readonly isForeign: boolean }[];
}

/** The checkouts of a job, up to where the files in its folder can no more be told. Each step asks, so the steps before are read once for all. */
const checkoutsOf = rememberFor((steps: readonly Step[]): Checkouts => {
  const checkouts: { index: number; folder: string; isForeign: boolean }[] = [];
  const folders = new Set<string>();
  let at: string | undefined;
  for (const [index, one] of steps.entries()) {
    if (one.run !== undefined && movingCommands.test(one.run.text)) return { lostAt: index, checkouts };
    if (one.uses?.action !== "actions/checkout") continue;
    const folder = folderOfCheckout(one);
    const isForeign = isOfOther(one);
    const isLost = isForeign ? folder === "" : (at !== undefined && at !== folder) || !isUsualRef(one) || hasSubmodules(one);
    if (folder === undefined || isLost || folders.size > maximumFolders) return { lostAt: index + 1, checkouts };
    if (!isForeign) at = folder;
    const key = `${isForeign} ${folder}`;
    if (folders.has(key)) continue;
    folders.add(key);
    checkouts.push({ index, folder, isForeign });
  }
  return { lostAt: steps.length, checkouts };
});

/** No job checks out more repositories. */
const maximumFolders = 100;

/** A path of the job's folder as one of the workspace; undefined where that is not in the repository, or another stands there. */
export function pathInRepository({ repository, at, foreign }: JobFiles, path: string): string | undefined {
  const inJob = resolvePath("", path);
  if (inJob === undefined || foreign.some((folder) => inJob === folder || inJob.startsWith(`${folder}/`))) return undefined;
  if (at !== "" && inJob !== at && !inJob.startsWith(`${at}/`)) return undefined;
  return resolvePath(repository, at === "" ? inJob : inJob.slice(at.length + 1));
}

function folderOfCheckout(step: Step): string | undefined {
  const given = step.input("path");
  if (!given) return "";
  const path = given.value?.literal?.trim();
  return path === undefined ? undefined : resolvePath("", path);
}

function isOfOther(step: Step): boolean {
  const repository = step.input("repository")?.value?.text;
  return repository !== undefined && !/\bgithub\.repository\b/.test(repository);
}

/** What stands in submodules is not in the workspace, mostly. */
function hasSubmodules(step: Step): boolean {
  const given = step.input("submodules")?.value;
  return given !== undefined && given.literal?.trim() !== "false";
}

/** Whether a checkout takes what is about to be merged or was pushed: then the files are about those of the workspace. */
function isUsualRef(step: Step): boolean {
  const given = step.input("ref");
  const text = given?.value?.text.trim();
  if (!given || text === undefined || text === "") return true;
  return /^\$\{\{\s*(?:github\.(?:sha|ref|ref_name|head_ref|event\.pull_request\.head\.(?:sha|ref)|event\.after))(?:\s*\|\|\s*github\.(?:sha|ref|ref_name))?\s*\}\}$/.test(
    text,
  );
}

/** Actions that leave no files in the repository's folders, but for packages. */
const tidyActions =
  /^(?:actions\/(?:checkout|setup-[\w-]+|github-script)|docker\/(?:login|setup-[\w-]+|metadata)-action|pnpm\/action-setup|astral-sh\/setup-uv|oven-sh\/setup-bun|ruby\/setup-ruby|shivammathur\/setup-php|dtolnay\/rust-toolchain|actions-rust-lang\/setup-rust-toolchain|aws-actions\/(?:configure-aws-credentials|amazon-ecr-login)|google-github-actions\/(?:auth|setup-gcloud)|azure\/(?:login|setup-[\w-]+)|hashicorp\/setup-[\w-]+|step-security\/harden-runner|gradle\/actions\/setup-gradle|swatinem\/rust-cache|erlef\/setup-beam|denoland\/setup-deno|volta-cli\/action)$/;

const tidyCommands: ReadonlySet<string> = new Set(
  "echo printf cd ls cat pwd env printenv export set true test [ sleep date whoami uname which corepack apt-get apt brew choco rustup pip pip3 pipx df free".split(
    " ",
  ),
);

/** Whether no step before this one can have written files into the repository's folders: only checkouts, setups and installs stand there. */
export function isUntouchedBefore(step: Step): boolean {
  return !step.job || step.index <= firstUntidy(step.job.steps);
}

const none: readonly Step[] = [];

const firstUntidy = rememberFor((steps: readonly Step[]): number => indexOrEnd(steps, (step) => !isTidy(step)));

/** The index of the first step for which something holds; that behind the last where there is none. */
function indexOrEnd(steps: readonly Step[], holds: (step: Step) => boolean): number {
  const index = steps.findIndex(holds);
  return index < 0 ? steps.length : index;
}

function isTidy(step: Step): boolean {
  const { uses, run } = step;
  if (uses) return uses.kind === "repository" && tidyActions.test(uses.action ?? "");
  if (!run) return step.parallel.length > 0 || step.waits !== undefined;
  const script = step.script ?? step.roughScript;
  if (!script || script.errors.length > 0) return false;
  return script.commands.every(({ name, args, redirects }) => {
    if (redirects.some(({ operator, target }) => operator.includes(">") && !/GITHUB_|^\/dev\/null$|^&?\d$/.test(target?.text ?? "")))
      return false;
    if (name === undefined) return false;
    if (tidyCommands.has(name)) return true;
    const words = args.map(({ text }) => text);
    if (words.length === 1 && /^(?:--version|-v|-V|version)$/.test(words[0] ?? "")) return true;
    const [first = "", second] = words;
    if (/^(?:npm|pnpm|yarn|bun)$/.test(name))
      return (name === "yarn" && first === "") || /^(?:ci|install|i|clean-install|config)$/.test(first);
    if (name === "python" || name === "python3") return first === "-m" && second === "pip";
    if (name === "git") return /^(?:config|status|log|diff|fetch|rev-parse)$/.test(first);
    return name === "go" && first === "mod" && second === "download";
  });
}

/** Whether a step before this one, or the step itself, may have changed what a word stands for: a file's name, mostly. */
export function isMentionedBefore(step: Step, word: RegExp): boolean {
  const steps = step.job?.steps ?? none;
  const first = firstMentions(steps);
  let index = first.get(word.source);
  if (index === undefined) {
    index = indexOrEnd(steps, (one) => isMentionedIn(one, word));
    first.set(word.source, index);
  }
  return index <= step.index && index < steps.length;
}

/** The first step that mentions a word, by the word's pattern. */
const firstMentions = rememberFor((_steps: readonly Step[]) => new Map<string, number>());

function isMentionedIn({ uses, run }: Step, word: RegExp): boolean {
  if (uses?.kind === "local" || uses?.kind === "self") return true;
  if (/(?:download-artifact|create-github-app|paths-filter)/.test(uses?.action ?? "")) return uses?.action?.includes("download") ?? false;
  return run !== undefined && word.test(run.text);
}
