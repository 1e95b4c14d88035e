import { releaseOfManager } from "../../../knowledge/package-managers.ts";
import { inFolder, nameOf } from "../../../workspace/paths.ts";
import type { Plan } from "../../model.ts";
import type { Lines } from "../../yaml-text.ts";
import { run, uses } from "../steps.ts";
import { distantLock, lockPath, versionFile } from "./version.ts";

/** Node.js with the package manager of the project, or Bun. */
export function setUpNode(plan: Plan): Lines {
  const { answers, application } = plan;
  const manager = answers.packageManager;
  if (manager === "bun") return [uses("oven-sh/setup-bun", bunVersion(plan))];
  const file = versionFile(plan, [".nvmrc", ".node-version", ".tool-versions"]);
  const node = uses("actions/setup-node", {
    "node-version-file": file,
    "node-version": file === undefined ? answers.runtimeVersion : undefined,
    ...(lockPath(plan) === undefined || !manager
      ? { "package-manager-cache": "false" }
      : { cache: manager, "cache-dependency-path": distantLock(plan) }),
  });
  if (manager !== "pnpm") return manager === "yarn" && isModernYarn(plan) ? [corepack, node] : [node];
  // Without a version the action reads the field `packageManager`.
  const pinned = application.packageManagerVersion;
  const isInManifest = nameOf(pinned?.from?.path ?? "") === "package.json";
  const pnpm = uses("pnpm/action-setup", {
    version: isInManifest ? undefined : (pinned?.value ?? release("pnpm", plan)),
    package_json_file: isInManifest && pinned?.from?.path.includes("/") ? pinned.from.path : undefined,
  });
  return [pnpm, node];
}

/** Yarn from version 2 on is brought by Corepack; it has to be there before the cache is looked for. */
const corepack = run({ name: "Enable Corepack", run: ["corepack enable"] });

function isModernYarn({ application: { packageManagerVersion } }: Plan): boolean {
  return packageManagerVersion !== undefined && !packageManagerVersion.value.startsWith("1.");
}

/** The release that reads the lock file, where the project pins none: the one that the image has. */
function release(manager: "pnpm" | "bun", plan: Plan): string {
  const text = (path: string | undefined) => (path === undefined ? undefined : plan.workspace.read(path)?.slice(0, 4000));
  return releaseOfManager(manager, text(lockPath(plan)), text(inFolder(plan.application.context, "pnpm-workspace.yaml")));
}

function bunVersion(plan: Plan): Readonly<Record<string, string | undefined>> {
  const { packageManagerVersion } = plan.application;
  const path = packageManagerVersion?.from?.path;
  return path !== undefined && [".bun-version", ".tool-versions", "package.json"].includes(nameOf(path))
    ? { "bun-version-file": path }
    : { "bun-version": packageManagerVersion?.value ?? release("bun", plan) };
}
