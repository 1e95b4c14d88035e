import type { ComposeFile, Healthcheck, Pair, Service, ServiceBuild } from "../languages/compose/model.ts";
import { schemaProblemsOf } from "../languages/compose/schema-problems.ts";
import type { Mapping } from "../languages/yaml/mapping.ts";
import { Field, isNull } from "../languages/yaml/mapping.ts";
import { rememberFor } from "../text/remember.ts";
import type { Build } from "../workspace/builds.ts";
import { composeBuilds } from "../workspace/compose.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";

/*
 * What holds for a service once all files are merged. Compose's rules: a later file wins; maps are merged key by key; lists are put together, but
 * `command`, `entrypoint` and the test of a health check are replaced (https://docs.docker.com/reference/compose-file/merge/).
 */

/** Whether a service has something at the end of a path of keys; undefined where another file may bring it. */
export function has({ layers, possible, isComplete }: ApplicationService, ...path: readonly [string, ...string[]]): boolean | undefined {
  let isUnknown = !isComplete;
  for (const { mapping } of layers) {
    const [found, isReset] = hasAt(mapping, path);
    if (found) return true;
    if (isReset) return isUnknown ? undefined : false;
    if (found === undefined) isUnknown = true;
  }
  if (
    !isUnknown &&
    layers.some((layer) =>
      misplacedIn(layer.file)
        .get(layer.name)
        ?.some((key) => path.includes(key)),
    )
  )
    isUnknown = true;
  return isUnknown || possible.some(({ mapping }) => hasAt(mapping, path)[0] !== false) ? undefined : false;
}

/** By service: keys that stand where Compose knows them not, and belong elsewhere. */
const misplacedIn = rememberFor((file: ComposeFile): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { code, home, path } of schemaProblemsOf(file)) {
    const name = path[1];
    const key = home?.path.at(-1);
    if (code !== "unknown-key" || key === undefined || path[0] !== "services" || typeof name !== "string") continue;
    const known = found.get(name);
    if (known) known.push(key);
    else found.set(name, [key]);
  }
  return found;
});

function hasAt(mapping: Mapping, path: readonly string[]): readonly [found: boolean | undefined, isReset: boolean] {
  let at = mapping;
  for (const [index, key] of path.entries()) {
    const entry = at.entryOf(key);
    if (entry?.value?.tag === "!reset") return [false, true];
    // What is still being written, or stands with the wrong indentation below; the schema tells of it.
    if (entry && isNull(entry.value)) return [undefined, false];
    if (index < path.length - 1) at = at.mapping(key);
  }
  return [at.has(path.at(-1) as string) ?? (at.isAbsent ? false : undefined), false];
}

const unknownField = new Field<never>("unknown", undefined, undefined);

/** The value of a field that holds in the end; unknown where another file may give another. `read` reads it from one layer. */
export function settingOf<T>({ layers, possible, isComplete }: ApplicationService, read: (service: Service) => Field<T>): Field<T> {
  for (const layer of layers) {
    const field = read(layer);
    if (field.entry?.value?.tag === "!reset") break;
    if (!field.isAbsent) return field;
  }
  const isAbsent = isComplete && possible.every((service) => read(service).isAbsent);
  return isAbsent ? read(layers.at(-1) as Service) : unknownField;
}

/** The health check that holds: that of the strongest layer that has a test or switches it off; else the strongest that has any. */
export function healthcheckOf({ layers }: ApplicationService): Healthcheck | undefined {
  const all = layers.flatMap(({ healthcheck }) => healthcheck ?? []);
  return all.find(({ test, isDisabled }) => test !== undefined || isDisabled === true) ?? all[0];
}

/** How the service is built: the strongest layer that says so. */
export function buildOf({ layers }: ApplicationService): ServiceBuild | undefined {
  return layers.find(({ build }) => build !== undefined)?.build;
}

/** What all layers list, such as their ports; each remembers its own service. */
export function allOf<T>({ layers }: ApplicationService, read: (service: Service) => readonly T[]): readonly T[] {
  return layers.flatMap(read);
}

/** A variable of the container that the service itself sets; that of the strongest layer. */
export function variableOf({ layers }: ApplicationService, name: string): Pair | undefined {
  return layers.map(({ environment }) => environment.pair(name)).find((pair) => pair !== undefined);
}

/** The image to recognise a service by; undefined where it has none of its own or it is not known. */
export function likelyImageOf({ layers }: ApplicationService): string | undefined {
  return (
    layers
      .map(({ likelyImage, mapping }) => (mapping.entryOf("image") ? (likelyImage ?? "") : undefined))
      .find((image) => image !== undefined) || undefined
  );
}

const byService = rememberFor((builds: readonly Build[]) => {
  const found = new Map<string, Build>();
  for (const build of builds) if (build.service !== undefined && !found.has(build.service)) found.set(build.service, build);
  return found;
});

/** How the workspace's Dockerfile makes the image of a service; undefined where it is not built, or not from a file that is seen. */
export function imageBuildOf({ layers }: ApplicationService, workspace: Workspace): Build | undefined {
  for (const { file, name } of layers) {
    const build = byService(composeBuilds(file.source.path, workspace)).get(name);
    if (build) return build;
  }
  return undefined;
}
