import { type PackageCache, packageCaches } from "../knowledge/package-caches.ts";
import type { RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import { insert, replace, type TextEdit } from "../text/edit.ts";
import { rememberFor } from "../text/remember.ts";
import { settingAtEnd, settingOf } from "./environment.ts";
import { type Install, installsOf } from "./installs.ts";
import { invocationsOf } from "./invocation.ts";
import { runtimeUser } from "./user.ts";

/** How a RUN keeps what its package manager downloads from one build to the next. */
export interface CacheMounts {
  /** `npm`, `go`. */
  readonly manager: string;
  /** What is downloaded is read again later; in the image itself it would be missing. */
  readonly isNeededLater: boolean;
  readonly edits: readonly TextEdit[];
}

/**
 * Mounts the cache of the package manager that a RUN calls, there and wherever stages that have to do with it call it: what some managers download is
 * needed again when they build. Undefined where it has one, where the cache is switched off or emptied on purpose, and where who runs it is not known to be root, whose folders these are.
 */
export function cacheMountsFor(run: RunInstruction, known?: Install): CacheMounts | undefined {
  const { stage } = run;
  // Cache mounts came with 1.2 of the syntax.
  if (stage?.file.directives.some(({ name, value }) => name === "syntax" && /:(?:0|1\.[01])(?:[.@-]|$)/.test(value))) return undefined;
  const install = known ?? (stage && firstInstalls(stage).get(run));
  const cache = install && packageCaches[install.manager];
  if (!stage || !install || !cache) return undefined;
  const edits = cache.isNeededLater ? mountsInAll(cache)(stage) : mountsIn(run, stage, cache);
  return edits && { manager: install.manager, isNeededLater: cache.isNeededLater, edits };
}

/** The first install of each RUN of a stage. */
const firstInstalls = rememberFor(
  (stage: Stage): ReadonlyMap<RunInstruction, Install> =>
    new Map(
      installsOf(stage)
        .flatMap((one) => (one.action === "prune" ? [] : [[one.run, one] as const]))
        .reverse(),
    ),
);

/** Of more, each finding would change all. */
const maximumRuns = 50;

/** The edits of all RUNs that need what a cache holds: the same for each that fills it. */
const mountsInAll = rememberFor((cache: PackageCache) =>
  rememberFor((stage: Stage): readonly TextEdit[] | undefined => {
    const runs = allRuns(stage, cache.programs);
    if (runs.length === 0 || runs.length > maximumRuns) return undefined;
    const edits = runs.map((one) => one.stage && mountsIn(one, one.stage, cache));
    return edits.includes(undefined) ? undefined : edits.flatMap((one) => one ?? []);
  }),
);

/** All RUNs that call one of some programs, in a stage and in those that are built on it or that it is built on. */
function allRuns(stage: Stage, programs: readonly string[]): readonly RunInstruction[] {
  return stage.file.stages
    .filter((other) => other === stage || other.dependencies.has(stage) || stage.dependencies.has(other))
    .flatMap(({ instructions }) => instructions)
    .flatMap((one) =>
      one.keyword === "RUN" && invocationsOf(one.command).some(({ name }) => name !== undefined && programs.includes(name)) ? [one] : [],
    );
}

/** The edits of one RUN; undefined where it must not be changed. */
function mountsIn(run: RunInstruction, stage: Stage, { targets, switchedOffBy, without }: PackageCache): readonly TextEdit[] | undefined {
  if (run.mounts.some(({ type }) => type === "cache") || runtimeUser(stage, run).isRoot !== true || run.onbuild) return undefined;
  if (switchedOffBy !== undefined && settingOf(switchedOffBy, stage, run).state !== "unset") return undefined;
  if (settingAtEnd("HOME", stage).state !== "unset" || !run.command) return undefined;
  const words = invocationsOf(run.command).flatMap(({ args }) => args);
  if (words.some(({ text }) => /^(?:clean|purge|--force-clean)$/.test(text)) || words.some(({ text }) => targets.includes(text)))
    return undefined;
  // `--no-cache-dir` says the contrary.
  const flags = words.filter(({ text }) => without.includes(text));
  if (flags.some(({ isWhole }) => !isWhole)) return undefined;
  const { text } = stage.file.source;
  const removed = flags.map(({ span }) =>
    replace({ start: text[span.start - 1] === " " ? span.start - 1 : span.start, end: span.end }, ""),
  );
  const start = run.flags.at(-1)?.span.end ?? run.keywordSpan.end;
  const mounts = targets.map((target) => ` --mount=type=cache,target=${target}`).join("");
  return [insert(start, mounts), ...removed];
}
