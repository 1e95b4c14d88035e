import type { Build } from "./builds.ts";
import { imageName } from "./image-name.ts";
import { keyedFact } from "./keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "./paths.ts";
import type { Workspace } from "./workspace.ts";
import { readYaml, type YamlValue } from "./yaml-tree.ts";

/** What a service says about its build; undefined fields are not given. */
interface Service {
  readonly name: string;
  readonly build: YamlValue | undefined;
  readonly image: YamlValue | undefined;
  readonly healthcheck: YamlValue | undefined;
  /** The service whose settings it takes over. */
  readonly parent: Service | undefined;
}

const servicesIn = keyedFact("services in", (workspace, path): ReadonlyMap<string, YamlValue> => {
  const services = new Map<string, YamlValue>();
  const [document] = readYaml(workspace.read(path) ?? "");
  for (const { key, value } of document?.get("services")?.entries ?? []) if (value?.isMap) services.set(key, value);
  return services;
});

/** The builds of a Compose file's services (Compose specification, `build`). Paths count from the folder of the file. */
export function composeBuilds(path: string, workspace: Workspace): readonly Build[] {
  const folder = folderOf(path);
  const builds: Build[] = [];
  for (const name of servicesIn(workspace, path).keys()) {
    const service = readService(name, path, workspace, 0);
    const build = service && readBuild(service, path, folder);
    if (build) builds.push(build);
  }
  return builds;
}

/** A service with what it extends, and with the same service of the folder's main Compose file under an override. */
function readService(name: string, path: string, workspace: Workspace, depth: number): Service | undefined {
  const value = servicesIn(workspace, path).get(name);
  if (!value || depth > 8) return undefined;
  const own = { name, build: value.get("build"), image: value.get("image"), healthcheck: value.get("healthcheck") };
  const extended = value.get("extends");
  if (extended) {
    const parentName = extended.text ?? extended.get("service")?.text;
    const file = extended.get("file");
    const parentPath = file ? file.text && resolvePath(folderOf(path), file.text) : path;
    if (parentName === undefined || !parentPath) return { ...own, parent: undefined };
    return { ...own, parent: readService(parentName, parentPath, workspace, depth + 1) };
  }
  // A file whose service says where to build from may as well be used on its own.
  const main = own.build && (!own.build.isMap || own.build.get("context")) ? undefined : mainFile(path, workspace);
  return { ...own, parent: main === undefined ? undefined : readService(name, main, workspace, depth + 1) };
}

const mainNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** The Compose file that `compose.override.yaml`, `docker-compose.prod.yml` and the like are laid over. */
function mainFile(path: string, workspace: Workspace): string | undefined {
  if (mainNames.includes(nameOf(path).toLowerCase())) return undefined;
  const folder = folderOf(path);
  return mainNames.map((name) => inFolder(folder, name)).find((main) => workspace.has(main));
}

function readBuild(service: Service, path: string, folder: string): Build | undefined {
  const chain: Service[] = [];
  for (let at: Service | undefined = service; at; at = at.parent) chain.push(at);
  const builds = chain.flatMap(({ build }) => (build ? [build] : []));
  const own = builds[0];
  // An override that says nothing about the build adds nothing to what the main file says.
  if (!own || (!service.build && !service.healthcheck)) return undefined;
  const given = (key: string): YamlValue | undefined => {
    for (const build of builds) {
      const value = build.isMap ? build.get(key) : key === "context" ? build : undefined;
      if (value) return value;
    }
    return undefined;
  };

  const contextValue = given("context");
  const context = contextValue ? contextValue.text && resolvePath(folder, contextValue.text) : folder;
  const dockerfile = given("dockerfile");
  const target = given("target");
  const args = new Map<string, string | undefined>();
  const namedContexts = new Set<string>();
  for (const build of [...builds].reverse()) {
    for (const [key, value] of readPairs(build.get("args"))) args.set(key, value);
    for (const [key] of readPairs(build.get("additional_contexts"))) namedContexts.add(key);
  }
  const image = chain.map((at) => at.image?.rawText).find((text) => text !== undefined);
  const name = image === undefined ? undefined : imageName(image);
  return {
    source: { path, span: (service.build ?? service.healthcheck ?? own).span },
    kind: "compose",
    context: typeof context === "string" && isFolder(context) ? context : undefined,
    dockerfile: given("dockerfile_inline") ? undefined : dockerfilePath(context, dockerfile),
    target: target?.text,
    isTargetUnknown: target !== undefined && target.text === undefined,
    args,
    service: service.name,
    ...readHealthcheck(chain),
    namedContexts: [...namedContexts],
    images: name === undefined ? [] : [name],
  };
}

function isFolder(context: string): boolean {
  return !/\.git(?:#|$)/.test(context);
}

function dockerfilePath(context: string | undefined, dockerfile: YamlValue | undefined): string | undefined {
  if (context === undefined) return undefined;
  const written = dockerfile ? dockerfile.text : "Dockerfile";
  return written ? resolvePath(context, written) : undefined;
}

/** `args` and the like: a map, or a list of `NAME=value`. */
function readPairs(value: YamlValue | undefined): [string, string | undefined][] {
  if (!value) return [];
  if (value.isMap) return value.entries.map(({ key, value: item }) => [key, item?.text]);
  return value.items.flatMap((item): [string, string | undefined][] => {
    const text = item?.rawText;
    const equals = text?.indexOf("=") ?? -1;
    if (!item || text === undefined) return [];
    if (equals < 0) return [[text, undefined]];
    const known = item.text;
    return [[text.slice(0, equals), known === undefined ? undefined : known.slice(known.indexOf("=") + 1)]];
  });
}

/** A healthcheck counts where it says what to run; one that only changes the times of the image's own does not. */
function readHealthcheck(chain: readonly Service[]): { hasHealthcheck: boolean; disablesHealthcheck: boolean } {
  for (const { healthcheck } of chain) {
    if (!healthcheck) continue;
    const test = healthcheck.get("test");
    const first = test?.isList ? test.items[0]?.rawText : test?.rawText;
    if (healthcheck.get("disable")?.isTrue || first === "NONE") return { hasHealthcheck: false, disablesHealthcheck: true };
    if (first !== undefined && first !== "") return { hasHealthcheck: true, disablesHealthcheck: false };
  }
  return { hasHealthcheck: false, disablesHealthcheck: false };
}

/** The names of a Compose file's services; undefined where other files bring some (`include`), or it cannot be read. */
export function composeServices(path: string, workspace: Workspace): ReadonlySet<string> | undefined {
  const [document, ...others] = readYaml(workspace.read(path) ?? "");
  if (!document?.isMap || others.length > 0 || document.get("include")) return undefined;
  return new Set(servicesIn(workspace, path).keys());
}

/** The Compose file that is taken in a folder when none is named. */
export function defaultComposeFile(folder: string, workspace: Workspace): string | undefined {
  return mainNames.map((name) => inFolder(folder, name)).find((path) => workspace.has(path));
}
