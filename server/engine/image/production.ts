import type { Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { buildsOf } from "../workspace/builds.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * The stages whose images are run: the last one, and every one that a Compose file, Bake file or workflow of the workspace builds by name.
 * Development stages that are built by name beside others are left out: they run on a developer's machine.
 */
export function productionStages(file: Dockerfile, workspace: Workspace): readonly Stage[] {
  const last = file.stages.at(-1);
  if (!last) return [];
  const stages = new Set([last]);
  for (const { target } of buildsOf(file.source.path, workspace)) {
    const named = target === undefined ? undefined : file.stages.findLast((stage) => stage.name === target.toLowerCase());
    if (named && !isDevelopment(named)) stages.add(named);
  }
  return file.stages.filter((stage) => stages.has(stage));
}

const developmentWord =
  /^(?:dev|devel|development|develop|devcontainer|debug|debugger|test|tests|testing|tester|unittest|e2e|lint|linter|linting|check|checks|format|bench|benchmark|ci|local|storybook|cypress|playwright)$/i;

/** Whether a stage's name, or its file's path, says that it is for development, tests or checks rather than production. */
export function isDevelopment(subject: Stage | string): boolean {
  if (typeof subject === "string") return isDevelopmentPath(subject);
  return isDevelopmentName(subject.name ?? "") || isDevelopmentPath(subject.file.source.path);
}

function isDevelopmentName(name: string): boolean {
  return name.split(/[-_.]/).some((word) => developmentWord.test(word));
}

function isDevelopmentPath(path: string): boolean {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  if (parts.some((part) => part === ".devcontainer" || /^(?:tests?|e2e|testdata|fixtures)$/i.test(part))) return true;
  return isDevelopmentName(name.replace(/(?:docker|container)file/i, ""));
}

/** The stages whose layers end up in a production image: the production stages and what they are built from. */
export function shipped(file: Dockerfile, workspace: Workspace): ReadonlySet<Stage> {
  return new Set(productionStages(file, workspace).flatMap((stage) => stage.chain));
}
