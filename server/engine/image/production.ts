import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { remember } from "../text/remember.ts";
import { type Build, buildsOf } from "../workspace/builds.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * The stages whose images leave the build: the last one, and every one that a build of the workspace (Compose, Bake, workflow) names as
 * its target. Where the last one is for developing or testing, and no build says what else is made, the last one before it that no stage
 * goes on with as well: somebody builds it by name. In file order.
 */
export function productionStages(file: Dockerfile, workspace: Workspace): readonly Stage[] {
  const builds = buildsOf(file.source.path, workspace);
  let found = known.get(file);
  if (found?.builds !== builds) {
    found = { builds, stages: findProductionStages(file, builds) };
    known.set(file, found);
  }
  return found.stages;
}

/** Nearly every rule asks. */
const known = new WeakMap<Dockerfile, { readonly builds: readonly Build[]; readonly stages: readonly Stage[] }>();

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
  return new Set(productionStages(file, workspace).flatMap((stage) => stage.chain));
}

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
 * A stage is, too, where its file is.
 */
export function isDevelopment(stageOrPath: Stage | string): boolean {
  if (typeof stageOrPath !== "string") {
    return hasDevelopmentName(stageOrPath) || isDevelopment(stageOrPath.file.source.path);
  }
  const parts = stageOrPath.split("/");
  const name = parts.pop() ?? "";
  return parts.some((folder) => developmentFolders.has(folder.toLowerCase())) || hasDevelopmentWord(name);
}

const hasDevelopmentWord = remember((name): boolean =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .some((word) => developmentWords.has(word)),
);
