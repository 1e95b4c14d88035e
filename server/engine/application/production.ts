import { runsOnce } from "../knowledge/service-images.ts";
import { rememberFor } from "../text/remember.ts";
import { resolvePath } from "../workspace/paths.ts";
import type { Application, ApplicationService } from "./application.ts";
import { isForDevelopment } from "./files.ts";
import { allOf, buildOf, has, likelyImageOf, settingOf } from "./settings.ts";

/** Whether a file is by its name or by what it does for developing or testing: the sources of a service are mounted into it. */
const isDevelopment = rememberFor(
  (application: Application): boolean => isForDevelopment(application.file) || application.services.some(mountsItsSources),
);

/** Whether the sources that a service is built from are mounted into it, so that it runs what somebody edits. */
function mountsItsSources(service: ApplicationService): boolean {
  const context = buildOf(service)?.context.or(".");
  if (context === undefined) return false;
  const folder = resolvePath("", context);
  return allOf(service, ({ mounts }) => mounts).some(({ type, source, isReadOnly }) => {
    if (type !== "bind" || source.state !== "known" || isReadOnly === true) return false;
    const path = resolvePath("", source.value);
    return path !== undefined && folder !== undefined && (path === folder || folder === "" || path.startsWith(`${folder}/`));
  });
}

/**
 * Whether a service is certainly meant to be kept running on a server: not in a file for development, no sources mounted anywhere in it, and it says how it is restarted, deployed or bounded.
 * A Compose file that says nothing of the kind mostly starts something on somebody's own machine.
 */
export function isKeptRunning(service: ApplicationService): boolean {
  if (isDevelopment(service.application) || has(service, "profiles") !== false) return false;
  const restart = settingOf(service, (one) => one.restart).value;
  return restart === "always" || restart === "unless-stopped" || has(service, "deploy") === true;
}

/** Whether a container of a service does its work and ends; undefined where that cannot be told. */
export function isTask(service: ApplicationService): boolean | undefined {
  const { own } = service;
  const restart = settingOf(service, (one) => one.restart).value;
  if (restart === "always" || restart === "unless-stopped") return false;
  const image = likelyImageOf(service);
  const words = [own.entrypoint, own.command].flatMap((line) => (line ? [own.file.source.slice(line.span)] : []));
  return image === undefined ? undefined : runsOnce(image, words.length === 0 ? undefined : words.join(" "));
}
