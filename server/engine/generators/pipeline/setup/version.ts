import { nameOf } from "../../../workspace/paths.ts";
import type { Plan } from "../../model.ts";

/**
 * The file that says which version of the runtime the project wants, where it is one that the action reads, and nobody has answered otherwise.
 * @param names files that the action reads
 */
export function versionFile({ application: { runtimeVersion }, answers }: Plan, names: readonly string[]): string | undefined {
  const path = runtimeVersion.from?.path;
  // A release that gets no more updates is not what the image is built with either.
  const isMeant = runtimeVersion.confidence === "certain" && answers.runtimeVersion === runtimeVersion.value;
  return isMeant && path !== undefined && names.includes(nameOf(path)) ? path : undefined;
}

/** The lock file's path, relative to the workspace. */
export function lockPath({ application: { lockFile } }: Plan): string | undefined {
  return lockFile && (lockFile.from?.path ?? lockFile.value);
}

/** The lock file where it does not lie in the workspace's root, where actions look by themselves. */
export function distantLock(plan: Plan): string | undefined {
  const path = lockPath(plan);
  return path?.includes("/") ? path : undefined;
}
