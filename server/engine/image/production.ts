import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { remember, rememberFor } from "../text/remember.ts";
import { type Build, buildsOf } from "../workspace/builds.ts";
import { imageUsesOf } from "../workspace/image-uses.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * The stages whose images leave the build: the last one, and every one that a build of the workspace (Compose, Bake, workflow) names as
 * its target. Where the last one is for developing or testing, and no build says what else is made, the last one before it that no stage
 * goes on with as well: somebody builds it by name. In file order.
 */
export function productionStages(file: Dockerfile, workspace: Workspace): readonly Stage[] {
  const whole = wholeOf(file);
  const builds = buildsOf(file.source.path, workspace);
  let found = known.get(whole);
  if (found?.builds !== builds) {
    found = { builds, stages: findProductionStages(whole, builds) };
    known.set(whole, found);
  }
  return stagesOf(file, found.stages);
}

/** Nearly every rule asks. */
const known = new WeakMap<Dockerfile, { readonly builds: readonly Build[]; readonly stages: readonly Stage[] }>();

/** The file itself, where only some of its stages are looked at. */
export function wholeOf(file: Dockerfile): Dockerfile {
  return file.stages[0]?.file ?? file;
}

/** Those of some stages that a file holds: it may be a view of some alone. */
export function stagesOf(file: Dockerfile, stages: readonly Stage[]): readonly Stage[] {
  if (file === wholeOf(file)) return stages;
  const own = new Set(file.stages);
  return stages.filter((stage) => own.has(stage));
}

function findProductionStages(file: Dockerfile, builds: readonly Build[]): readonly Stage[] {
  const last = file.stages.at(-1);
  if (!last) return [];
  const chosen = new Set<Stage>([last]);
  let isTargeted = false;
  for (const { target } of builds) {
    const stage = target === undefined ? undefined : stageNamed(file, target);
    if (stage) chosen.add(stage);
    isTargeted ||= target !== undefined;
  }
  if (!isTargeted && hasDevelopmentName(last)) {
    const released = file.stages.findLast((stage) => !hasDevelopmentName(stage) && !file.stages.some((one) => one.dependencies.has(stage)));
    if (released) chosen.add(released);
  }
  return file.stages.filter((stage) => chosen.has(stage));
}

/** The stages whose layers are part of an image that leaves the build: the production stages and those that they are built on. */
export function shipped(file: Dockerfile, workspace: Workspace): ReadonlySet<Stage> {
  const whole = wholeOf(file);
  const all = layersOf(productionStages(whole, workspace));
  return file === whole ? all : new Set(file.stages.filter((stage) => all.has(stage)));
}

const layersOf: (stages: readonly Stage[]) => ReadonlySet<Stage> = rememberFor(
  (stages: readonly Stage[]) => new Set(stages.flatMap((stage) => stage.chain)),
);

/** A target is a stage's name in any case, or its number. */
function stageNamed(file: Dockerfile, target: string): Stage | undefined {
  const name = target.toLowerCase();
  return file.stages.findLast((stage) => stage.name === name) ?? (/^\d+$/.test(target) ? file.stages[Number(target)] : undefined);
}

function hasDevelopmentName({ name }: Stage): boolean {
  return name !== undefined && hasDevelopmentWord(name);
}

const developmentWords = new Set(
  "cypress debug debugger dev devcontainer devel develop developer development e2e lint linter local playwright test tester testing tests unittest unittests watch".split(
    " ",
  ),
);
const developmentFolders = new Set([".devcontainer", ".gitpod", "__tests__", "e2e", "test", "testdata", "tests"]);

/**
 * Whether a stage or a file is for developing or testing, by its name: `FROM … AS dev`, `Dockerfile.test`, `.devcontainer/Dockerfile`.
 * A stage is, too, where its file is; and where the workspace is given, one that starts nothing and that a `devcontainer.json` alone builds.
 */
export function isDevelopment(stageOrPath: Stage | string, workspace?: Workspace): boolean {
  if (typeof stageOrPath !== "string") {
    const { path } = stageOrPath.file.source;
    return hasDevelopmentName(stageOrPath) || isDevelopment(path) || (workspace !== undefined && isDevContainer(stageOrPath, workspace));
  }
  return isDevelopmentPath(stageOrPath);
}

const isDevelopmentPath = remember((path): boolean => {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  return parts.some((folder) => developmentFolders.has(folder.toLowerCase())) || hasDevelopmentWord(name);
});

function isDevContainer(stage: Stage, workspace: Workspace): boolean {
  const { path } = stage.file.source;
  // Others build it for production where it starts something, or where they say so.
  const isOwn = imageUsesOf(path, workspace).devContainer !== undefined && buildsOf(path, workspace).length === 0;
  return isOwn && !stage.last("CMD") && !stage.last("ENTRYPOINT");
}

const hasDevelopmentWord = remember(
  (name): boolean =>
    name
      .replace(/([a-z\d])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .split(/[^a-z\d]+/)
      .some((word) => developmentWords.has(word)),
  5_000,
);
