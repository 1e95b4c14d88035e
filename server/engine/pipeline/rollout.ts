import { isRolloutCheck } from "../knowledge/deploy-commands.ts";
import { launched, plainWords } from "../knowledge/launchers.ts";
import type { ShellCommand } from "../languages/shell/model.ts";
import type { Job, Step } from "../languages/workflow/model.ts";
import { nearest } from "../text/nearest.ts";
import type { Span } from "../text/span.ts";
import { inFolder, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { repositoryOf, stepsWithin } from "./callee.ts";
import { type Workload, workloadKind, workloadsAt, workloadsIn } from "./manifests.ts";
import { type Program, programsOf } from "./programs.ts";

/** What `kubectl` changes, as far as something is rolled out. */
export interface WorkloadChange {
  readonly program: Program;
  /** Never none. */
  readonly targets: readonly Target[];
}
export interface Target {
  readonly kind: string;
  /** As written, variables included; undefined where it cannot be told, or a selector chooses several. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** Options of `kubectl` that say which cluster and namespace is meant. */
const places = /^(?:-n|--namespace|--context|--kubeconfig|--cluster|-s|--server|--token|--as)(?:=|$)/;

/** The change of a workload that a program is; undefined for all others, and where it cannot be told. */
export function workloadChange(program: Program, step: Step, workspace: Workspace): WorkloadChange | undefined {
  const { name, args } = program;
  if (name !== "kubectl" && name !== "oc") return undefined;
  if (args.some((arg) => /^--dry-run(?!=none$)|^--local$|^-h$|^--help$/.test(arg))) return undefined;
  const [verb = "", second = "", ...rest] = plainWords(name, args);
  const targets =
    (verb === "set" && /^(?:image|env|resources)$/.test(second)) || (verb === "rollout" && second === "restart")
      ? named(rest)
      : verb === "patch"
        ? named([second, ...rest])
        : /^(?:apply|replace|create)$/.test(verb) && !/^(?:view|edit|set)-last-applied$/.test(second)
          ? inManifests(program, step, workspace)
          : [];
  return targets.length > 0 ? { program, targets } : undefined;
}

/** `deployment/web deployment/api`, `deployment web`. */
function named(words: readonly string[]): readonly Target[] {
  const [first = ""] = words;
  const slashed = words.filter((word) => /^[a-z.\d]+\/[^/=]+$/i.test(word));
  if (slashed.length > 0) {
    return slashed.flatMap((word) => {
      const at = word.indexOf("/");
      const kind = workloadKind(word.slice(0, at));
      return kind === undefined ? [] : [{ kind, name: word.slice(at + 1), namespace: undefined }];
    });
  }
  const kind = workloadKind(first);
  if (kind === undefined) return [];
  const name = words[1]?.includes("=") ? undefined : words[1];
  return [{ kind, name, namespace: undefined }];
}

function inManifests(program: Program, step: Step, workspace: Workspace): readonly Target[] {
  const { args } = program;
  const found: Workload[] = [];
  for (const [i, arg] of args.entries()) {
    const [, short, attached] = /^(?:-([fk])|--(?:filename|kustomize))=?(.*)$/.exec(arg) ?? [];
    if (attached === undefined || (short === undefined && !/^--(?:filename|kustomize)(?:=|$)/.test(arg))) continue;
    const isKustomized = short === "k" || arg.startsWith("--kustomize");
    for (const file of (attached || args[i + 1] || "").split(",")) {
      if (file === "-") found.push(...piped(program, step, workspace));
      else found.push(...(seen(file, isKustomized, program, step, workspace) ?? []));
    }
  }
  return found;
}

/** What is in a file or folder that a command of the step names, where that can be told. */
function seen(path: string, isKustomized: boolean, program: Program, step: Step, workspace: Workspace): readonly Workload[] | undefined {
  if (/[$*?{]|\/\//.test(path) || path === "") return undefined;
  const folder = step.workingDirectory;
  const isMoved = step.script?.commands.slice(0, program.command).some(({ name }) => name === "cd" || name === "pushd");
  if (folder === undefined || isMoved) return undefined;
  const full = resolvePath(inFolder(repositoryOf(step.file.source.path), folder), path);
  return full === undefined ? undefined : workloadsAt(full, isKustomized, workspace);
}

/** What a pipe hands over: a heredoc, or the files that the programs before it read. */
function piped(program: Program, step: Step, workspace: Workspace): readonly Workload[] {
  if (program.heredoc !== undefined) return workloadsIn(program.heredoc);
  const commands = step.script?.commands ?? [];
  const own = commands[program.command];
  if (!own?.pipe) return [];
  const found: Workload[] = [];
  for (const command of commands) {
    if (command.list !== own.list || !command.pipe || command.pipe.index >= own.pipe.index) continue;
    const words = [...command.args, ...command.redirects.flatMap(({ operator, target }) => (operator === "<" && target ? [target] : []))];
    const builds = command.name === "kustomize" || (command.name === "kubectl" && command.args[0]?.text === "kustomize");
    for (const { text } of words) {
      if (builds && text !== "build" && text !== "kustomize" && !text.startsWith("-")) {
        found.push(...(seen(text, true, program, step, workspace) ?? []));
      } else if (/\.ya?ml$/.test(text)) found.push(...(seen(text, false, program, step, workspace) ?? []));
    }
  }
  return found;
}

/** Something that waits until a deployment has come up. */
export interface RolloutCheck {
  readonly step: Step;
  readonly command: number;
  /** The workloads that it names; none where it may wait for all. */
  readonly targets: readonly Target[];
}

const waitWords = /(?:^|[^a-z])(?:wait|rollout|status|verify|health|healthcheck|smoke|ready|readiness|stable)(?:$|[^a-z])/i;

/** What waits for deployments in a job and in the jobs behind it. */
export function rolloutChecks(job: Job, workspace: Workspace): readonly RolloutCheck[] {
  const checks: RolloutCheck[] = [];
  for (const one of [job, ...behind(job)]) {
    for (const step of stepsWithin(one, workspace).steps) {
      for (const program of programsOf(step, workspace)) {
        const targets = checkedBy(program);
        if (targets) checks.push({ step, command: program.command, targets });
      }
      // An action that is handed the command, or whose name says that it waits.
      const texts = [step.uses?.text.text ?? "", ...step.with.map(({ value }) => value?.text ?? "")];
      if (
        step.uses &&
        texts.some((text, i) => /rollout[ -]status|\bwait\b/.test(text) || (i === 0 && waitWords.test(text.replace(/@.*/, ""))))
      )
        checks.push({ step, command: 0, targets: [] });
    }
  }
  return checks;
}

function behind(job: Job): readonly Job[] {
  return job.workflow.jobs.filter((other) => other.closure.includes(job));
}

function checkedBy({ name, args, opaque, shell }: Program): readonly Target[] | undefined {
  if (isRolloutCheck(name, args)) {
    if (shell.isConditional || (name !== "kubectl" && name !== "oc")) return [];
    const [verb, , ...rest] = plainWords(name, args);
    const targets = verb === "rollout" ? named(rest) : [];
    return targets.some((target) => target.name === undefined || /[$`]/.test(target.name)) ? [] : targets;
  }
  // A loop that looks again and again.
  if ((name === "kubectl" || name === "oc") && shell.isConditional && plainWords(name, args)[0] === "get") return [];
  return (opaque !== undefined && waitWords.test(opaque)) || launched(name, args).scripts.some((script) => waitWords.test(script))
    ? []
    : undefined;
}

/** Whether one of the checks stands behind a command and waits for what that changes. */
export function isAwaited(target: Target | undefined, step: Step, command: number, checks: readonly RolloutCheck[], job: Job): boolean {
  return checks.some((check) => {
    if (check.step === step ? check.command <= command : !isBehind(check.step, step, job)) return false;
    if (!target || target.name === undefined || check.targets.length === 0) return true;
    return check.targets.some(
      ({ kind, name }) =>
        kind === target.kind && (name === target.name || (name !== undefined && nearest(name, [target.name ?? ""]) !== undefined)),
    );
  });
}

/** Steps of called actions and of other jobs run where they are called, or later: they are taken to stand behind. */
function isBehind(later: Step, earlier: Step, job: Job): boolean {
  return later.job !== job || later.file !== earlier.file || later.index > earlier.index;
}

/** The command as it stands in `run`, with its words as they are written there; undefined where the program is run by a script. */
export function directCommand(program: Program, step: Step): ShellCommand | undefined {
  const command = step.script?.commands[program.command];
  return command?.name === program.name && command.args.length === program.args.length ? command : undefined;
}

/** A word as it is written in `run`, expressions included. */
export function written(step: Step, span: Span): string {
  return step.run?.text.slice(span.start, span.end) ?? "";
}

/**
 * The lines that wait for a change, as they follow the command; undefined where a name is not known, or the command stands where another line
 * would not fit.
 */
export function waitingLines(change: WorkloadChange, targets: readonly Target[], step: Step): readonly string[] | undefined {
  const command = directCommand(change.program, step);
  if (!command || command.isConditional || command.inSubstitution || command.wrappers.length > 0) return undefined;
  const options: string[] = [];
  for (const [i, word] of command.args.entries()) {
    if (!places.test(word.text)) continue;
    options.push(written(step, word.span));
    const next = command.args[i + 1];
    if (!word.text.includes("=") && next) options.push(written(step, next.span));
  }
  const hasNamespace = options.some((option) => /^(?:-n|--namespace)/.test(option));
  const lines: string[] = [];
  for (const { kind, name, namespace } of targets) {
    if (name === undefined) return undefined;
    // The name as written, for an expression stands in the words as a variable.
    const own = command.args.find((word) => word.text.endsWith(`/${name}`) || word.text === name);
    const text = own ? written(step, own.span) : name;
    const target = own?.text.endsWith(`/${name}`) ? text : `${kind}/${text}`;
    const space = namespace !== undefined && !hasNamespace ? ` -n ${namespace}` : "";
    lines.push(`${[change.program.name, "rollout status", target, ...options].join(" ")}${space} --timeout=120s`);
  }
  return [...new Set(lines)];
}
