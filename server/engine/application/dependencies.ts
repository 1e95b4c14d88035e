import { isComposePath } from "../languages/compose/detect.ts";
import type { Reference } from "../languages/compose/model.ts";
import { composeFile, isMainComposeFile } from "../workspace/compose.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Application, type ApplicationService, applicationOf } from "./application.ts";
import { neighboursOf } from "./neighbours.ts";

/** That a service needs another one to start. */
export interface Need {
  readonly from: ApplicationService;
  readonly name: string;
  readonly reference: Reference;
  /** Compose goes on without it (`required: false`). */
  readonly isRequired: boolean;
}

/** Keys whose services Compose starts first. Source: the implicit dependencies in loader/normalize.go of compose-go 2. */
const keys: ReadonlySet<string> = new Set(["depends_on", "links", "volumes_from", "network_mode", "ipc", "pid", "uts"]);

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
 * The circles that start in the services of an application's file, each as short as it can be and told once, from its first service on. A service may be one
 * by itself.
 */
export function circlesOf(application: Application): readonly (readonly Need[])[] {
  const needs = new Map<string, readonly Need[]>();
  const of = (name: string): readonly Need[] => {
    let found = needs.get(name);
    if (!found) {
      const service = application.service(name);
      found = service ? needsOf(service) : [];
      needs.set(name, found);
    }
    return found;
  };
  const circles: (readonly Need[])[] = [];
  // Mostly there are none, which is soon seen.
  const told = new Set<string>(outsideOfCircles(application, of));
  for (const { name } of application.services) {
    const circle = told.has(name) ? undefined : shortestCircle(name, of, told);
    if (!circle) {
      // No way leads back to it, so that none of another circle leads through it.
      told.add(name);
      continue;
    }
    for (const need of circle) told.add(need.from.name);
    circles.push(circle);
  }
  return circles;
}

/** The services that need nothing but such as need nothing in the end. */
function outsideOfCircles(application: Application, needsOfName: (name: string) => readonly Need[]): readonly string[] {
  const open = new Map<string, number>();
  const neededBy = new Map<string, string[]>();
  const pending = application.services.map(({ name }) => name);
  const free: string[] = [];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (open.has(name)) continue;
    const needs = needsOfName(name);
    open.set(name, needs.length);
    if (needs.length === 0) free.push(name);
    for (const need of needs) {
      const users = neededBy.get(need.name);
      if (users) users.push(name);
      else neededBy.set(need.name, [name]);
      pending.push(need.name);
    }
  }
  for (const name of free) {
    for (const user of neededBy.get(name) ?? []) {
      const left = (open.get(user) ?? 0) - 1;
      open.set(user, left);
      if (left === 0) free.push(user);
    }
  }
  return free;
}

/** The shortest way from a service back to itself, past services that no circle was told of. */
function shortestCircle(
  start: string,
  needsOfName: (name: string) => readonly Need[],
  told: ReadonlySet<string>,
): readonly Need[] | undefined {
  /** The need by which a service was reached. */
  const by = new Map<string, Need>();
  const pending = [start];
  for (let at = pending.shift(); at !== undefined; at = pending.shift()) {
    for (const need of needsOfName(at)) {
      if (need.name === start) {
        const way = [need];
        for (let one = way[0]; one && one.from.name !== start; one = way[0]) way.unshift(by.get(one.from.name) as Need);
        return way;
      }
      if (by.has(need.name) || told.has(need.name)) continue;
      by.set(need.name, need);
      pending.push(need.name);
    }
  }
  return undefined;
}

/**
 * Whether a service may come from a file that is not part of the application as it is seen: one that is given together with this one by `-f`, that includes it,
 * or that nobody can see.
 */
export function mayBeElsewhere({ file, isComplete }: Application, name: string, workspace: Workspace): boolean {
  const { path } = file.source;
  if (!isComplete || /(?:^|\/)\.devcontainer\//.test(path)) return true;
  const { beside, users, isComplete: isSeen } = neighboursOf(workspace, path);
  if (beside.some((other) => other.service(name))) return true;
  if (users.some((user) => !applicationOf(user, workspace).isComplete || applicationOf(user, workspace).service(name))) return true;
  if (isMainComposeFile(path)) return false;
  if (!isSeen) return true;
  return (workspace.files() ?? []).some((other) => isComposePath(other) && composeFile(workspace, other)?.service(name) !== undefined);
}
