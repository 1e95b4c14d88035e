import type { PackageManager } from "../knowledge/base-images.ts";
import type { Instruction, RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import { isShell } from "../languages/shell/wrappers.ts";
import { withTriggers } from "./command.ts";
import { isDoneBefore } from "./environment.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "./invocation.ts";
import { packageChange } from "./tools.ts";

/** A call in a RUN that installs packages of the distribution. */
export interface SystemInstall {
  readonly manager: PackageManager;
  readonly stage: Stage;
  readonly run: RunInstruction;
  readonly invocation: Invocation;
  /** `install`, `add`. */
  readonly verb: InvocationWord;
  /** The words that name packages, with their versions. */
  readonly packages: readonly InvocationWord[];
  /** Program and verb, for messages: `apt-get install`. */
  readonly title: string;
  /** All that the RUN calls. */
  readonly around: readonly Invocation[];
}

const known = new WeakMap<Stage, readonly SystemInstall[]>();

/**
 * The installs of system packages in a stage's own RUN instructions, triggers of ONBUILD included, in order. `install_packages`, which is a script
 * of some images with settings of its own, is not among them.
 */
export function systemInstallsOf(stage: Stage): readonly SystemInstall[] {
  let result = known.get(stage);
  if (!result) {
    result = withTriggers(stage.instructions).flatMap((one) => (one.keyword === "RUN" ? installsIn(one, stage) : []));
    known.set(stage, result);
  }
  return result;
}

function installsIn(run: RunInstruction, stage: Stage): SystemInstall[] {
  const around = invocationsOf(run.command);
  return around.flatMap((invocation) => {
    const change = invocation.command && packageChange(invocation.command);
    const verb = change?.verbAt === undefined ? undefined : invocation.args[change.verbAt];
    if (!change?.isInstall || !verb || invocation.command?.inSubstitution) return [];
    const packages = change.packagesAt.flatMap((index) => invocation.args[index] ?? []);
    const title = `${invocation.name} ${verb.text}`;
    return [{ manager: change.manager, stage, run, invocation, verb, packages, title, around }];
  });
}

/** Whether a call has one of these options. A variable that may hold options counts as having them. */
export function hasOption({ args }: Invocation, pattern: RegExp): boolean {
  return args.some(({ text }) => pattern.test(text) || /^["']?\$\{?[a-z_]*(?:opt|flag|arg|param)[a-z_]*\}?["']?$|^\$[@*]$/i.test(text));
}

/**
 * Whether an option is written once for all calls: in a file of settings that an instruction before, or the call's own RUN, writes or copies.
 * Of a file that is copied nobody knows here what it says, so that it may be said there.
 */
export function isConfigured({ stage, run }: Pick<SystemInstall, "stage" | "run">, pattern: RegExp): boolean {
  const told = (one: Instruction) =>
    pattern.test(one.rest.text) ||
    one.heredocs.some(({ body }) => pattern.test(body.text)) ||
    ((one.keyword === "COPY" || one.keyword === "ADD") && one.heredocs.length === 0 && settings.test(one.rest.text));
  return isDoneBefore(stage, run, String(pattern), told, true);
}

const settings = /\/etc\/(?:apt\/apt\.conf|dnf\b|yum\.conf|zypp\b|pip\.conf)|\bpip\.conf["\]\s]*$/;

/** Whether what a RUN leaves under one of these folders stays out of the image: a cache or a file system in memory is mounted there. */
export function isMounted({ mounts }: RunInstruction, folder: RegExp): boolean {
  return mounts.some((mount) => (mount.type === "cache" || mount.type === "tmpfs") && folder.test(mount.get("target")?.text ?? ""));
}

/** Whether one of the calls deletes what stands below a folder, by `rm` or `find`. The pattern is of the folder's text as the call has it. */
export function isDeleted(calls: readonly Invocation[], folder: RegExp): boolean {
  return calls.some(({ name, args }) => {
    const deletes = name === "rm" || (name === "find" && args.some(({ text }) => text === "-delete" || text === "rm"));
    return deletes && args.some(({ text }) => folder.test(text));
  });
}

/** Whether a RUN calls a script that is not seen here and cleans up by its name. */
export function callsCleaner(calls: readonly Invocation[]): boolean {
  return calls.some(({ name, args }) => /clean[\w-]*(?:\.sh)?$/i.test((isShell(name) || name === "." ? args[0]?.text : name) ?? ""));
}
