import type { ComposeFile, Service } from "../languages/compose/model.ts";
import type { Severity } from "../rule.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import { isForDevelopment } from "./files.ts";

const known = new WeakMap<ComposeFile, boolean>();

/**
 * Whether an application is run on the machine of who writes it: the file says so by its name, or sources are mounted into the containers that are
 * built from them, or watched (`develop`). Nobody is served there, and nothing has to last.
 */
export function isOnOwnMachine(file: ComposeFile): boolean {
  let answer = known.get(file);
  if (answer === undefined) {
    answer =
      isForDevelopment(file) || file.services.some((service) => !service.mapping.mapping("develop").isAbsent || mountsSources(service));
    known.set(file, answer);
  }
  return answer;
}

/** The severity of something that is missing, which matters less on a machine of one's own. */
export function severityThere(file: ComposeFile, severity: Severity): Severity {
  return isOnOwnMachine(file) ? "hint" : severity;
}

/** What is mounted as a folder of settings, data or scripts, and not to run the code in it. */
const elsewhere =
  /^\/(?:etc|var|data|config|conf|run|tmp|mnt|backups?|certs?|secrets?|logs?|docker-entrypoint-initdb\.d|healthchecks?|scripts)(?:\/|$)/i;

/** Whether the folder that the image is built from, or one inside of it, is laid over what the image holds. */
function mountsSources({ file, build, mounts }: Service): boolean {
  const folder = folderOf(file.source.path);
  const context = build && resolvePath(folder, build.context.or(".") ?? ".");
  if (context === undefined) return false;
  return mounts.some(({ type, source, target }) => {
    if (type !== "bind" || source.state !== "known" || target.state !== "known" || elsewhere.test(target.value)) return false;
    if (!/^\.{1,2}(?:\/|$)/.test(source.value) || /\.\w+$/.test(source.value.replace(/^.*\//, "").replace(/^\.+$/, ""))) return false;
    const path = resolvePath(folder, source.value);
    if (path === undefined) return false;
    return path === context || context === "" || path.startsWith(`${context}/`) || path === "";
  });
}
