import type { Reference } from "../languages/compose/model.ts";
import type { Application, ApplicationService } from "./application.ts";

/** That a service needs another one to start. */
export interface Need {
  readonly from: ApplicationService;
  readonly name: string;
  readonly reference: Reference;
  /** Compose goes on without it (`required: false`). */
  readonly isRequired: boolean;
}

/** Keys whose services Compose starts first. Source: `setNameFromKey` and the implicit dependencies in compose-go's loader/normalize.go. */
const keys: ReadonlySet<string> = new Set(["depends_on", "links", "volumes_from", "network_mode", "ipc", "pid"]);

/** The services that one needs, in the order in which the strongest layer writes them; each service once. */
export function needsOf(service: ApplicationService): readonly Need[] {
  const found = new Map<string, Need>();
  for (const layer of service.layers) {
    for (const reference of layer.references) {
      if (reference.kind !== "services" || !keys.has(reference.key) || found.has(reference.name)) continue;
      const dependency = reference.key === "depends_on" ? layer.dependencies.find(({ name }) => name === reference.name) : undefined;
      found.set(reference.name, { from: service, name: reference.name, reference, isRequired: dependency?.isRequired !== false });
    }
  }
  return [...found.values()];
}

/**
 * The circles among the services of an application, each as short as it can be and told once, from its first service on. A service may stand in one of them
 * alone.
 */
export function circlesOf(application: Application): readonly (readonly Need[])[] {
  const { services } = application;
  const needs = new Map(services.map((service) => [service.name, needsOf(service)]));
  const circles: (readonly Need[])[] = [];
  const told = new Set<string>();
  for (const { name } of services) {
    if (told.has(name)) continue;
    const circle = shortestCircle(name, needs, told);
    if (!circle) continue;
    for (const need of circle) told.add(need.from.name);
    circles.push(circle);
  }
  return circles;
}

/** The shortest way from a service back to itself, past services that no circle was told of. */
function shortestCircle(start: string, needs: ReadonlyMap<string, readonly Need[]>, told: ReadonlySet<string>): readonly Need[] | undefined {
  const ways = new Map<string, readonly Need[]>([[start, []]]);
  const pending = [start];
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    for (const need of needs.get(at) ?? []) {
      const way = [...(ways.get(at) ?? []), need];
      if (need.name === start) return way;
      if (ways.has(need.name) || told.has(need.name)) continue;
      ways.set(need.name, way);
      pending.push(need.name);
    }
  }
  return undefined;
}
