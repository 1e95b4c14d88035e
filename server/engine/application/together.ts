import type { Application, ApplicationService } from "./application.ts";
import { replicaCount } from "./replicas.ts";
import { has } from "./settings.ts";

/**
 * The services that are started when the file under check is used, as far as they are seen: its own, those that it includes, and for an override those of
 * the file below. Those that never get a container are left out.
 */
export function startedServices(application: Application): readonly ApplicationService[] {
  const { around, isOverride } = application;
  return application.serviceNames.flatMap((name) => {
    const service = application.service(name);
    if (!service || (around.main !== undefined && service.own.file === around.main && !isOverride)) return [];
    return replicaCount(service) === 0 || has(service, "provider") !== false ? [] : [service];
  });
}

/** The profiles that switch a service on; undefined where they cannot be known. One without any is always on. */
function profilesOf(service: ApplicationService): readonly string[] | undefined {
  if (has(service, "profiles") === undefined) return undefined;
  const texts = service.layers.flatMap(({ profiles }) => (profiles.state === "unknown" ? [undefined] : profiles.texts));
  return texts.every((text) => text !== undefined) ? (texts as readonly string[]) : undefined;
}

/** Whether two services certainly run at the same time once the application is started: both have no profile, or they share one. */
export function runTogether(a: ApplicationService, b: ApplicationService): boolean {
  const ofA = profilesOf(a);
  const ofB = profilesOf(b);
  if (!ofA || !ofB) return false;
  return ofA.length === 0 || ofB.length === 0 ? ofA.length === ofB.length : ofA.some((profile) => ofB.includes(profile));
}
