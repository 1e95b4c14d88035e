import { upwards } from "../workspace/paths.ts";
import { mayBeForProduction } from "./places.ts";
import type { Service } from "./service.ts";
import { serviceFolders } from "./services.ts";

/** The files that match and are, or may be, about a service: its own, and those of the repository that stand in no other service's folder. */
export function pathsBeside(service: Service, pattern: RegExp): readonly string[] {
  const { folder, workspace } = service;
  const others = new Set(
    serviceFolders(workspace, "").filter((one) => one !== folder && one !== "" && !`${folder}/`.startsWith(`${one}/`)),
  );
  const paths = service.paths(pattern).filter((path) => !ofOthers.test(path));
  if (others.size === 0) return paths;
  return paths.filter((path) => !upwards(path).some((at) => others.has(at)) || (folder !== "" && path.startsWith(`${folder}/`)));
}

/** What others wrote, and tools put there. */
const ofOthers = /(?:^|\/)(?:vendor|third_party|bower_components|site-packages|\.?venv|\.terraform|cue\.mod)\//;

/** The same without those for developers and tests. */
export function pathsAbout(service: Service, pattern: RegExp): readonly string[] {
  return pathsBeside(service, pattern).filter(mayBeForProduction);
}
