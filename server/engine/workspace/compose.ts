import type { ComposeFile, Healthcheck, Service, ServiceBuild } from "../languages/compose/model.ts";
import { parse } from "../languages/parse.ts";
import type { Field } from "../languages/yaml/mapping.ts";
import { SourceText } from "../text/source.ts";
import type { Build } from "./builds.ts";
import { imageName } from "./image-name.ts";
import { keyedFact } from "./keyed-fact.ts";
import { folderOf, inFolder, nameOf, resolvePath } from "./paths.ts";
import type { Workspace } from "./workspace.ts";

/** Files above this size hold data, not services. */
const maximumSize = 256 * 1024;

/** A Compose file of the workspace; undefined where it cannot be read. */
export const composeFile = keyedFact("Compose file", (workspace, path): ComposeFile | undefined => {
  const text = workspace.read(path);
  return text === undefined || text.length > maximumSize ? undefined : parse(new SourceText(path, text), "compose");
});

/** The builds of a Compose file's services (Compose specification, `build`). Paths count from the folder of the file. */
export function composeBuilds(path: string, workspace: Workspace): readonly Build[] {
  return buildsIn(workspace, path);
}

const buildsIn = keyedFact("builds of Compose file", (workspace, path): readonly Build[] => {
  const folder = folderOf(path);
  return (composeFile(workspace, path)?.services ?? []).flatMap(
    (service) => readBuild(chainOf(service, path, workspace), path, folder) ?? [],
  );
});

/** A service with what it extends, and with the same service of the folder's main Compose file under an override; itself first. */
function chainOf(service: Service, path: string, workspace: Workspace, depth = 0): readonly Service[] {
  if (service.mapping.map === undefined || depth > 8) return [];
  const { extends: from, build } = service;
  if (from) {
    const parentPath = from.fileField ? from.file && resolvePath(folderOf(path), from.file) : path;
    const parent = from.service === undefined || !parentPath ? undefined : composeFile(workspace, parentPath)?.service(from.service);
    return parent && parentPath ? [service, ...chainOf(parent, parentPath, workspace, depth + 1)] : [service];
  }
  // A file whose service says where to build from may as well be used on its own.
  const main = build && (build.isShort || !build.context.isAbsent) ? undefined : mainFile(path, workspace);
  const below = main === undefined ? undefined : composeFile(workspace, main)?.service(service.name);
  return main !== undefined && below ? [service, ...chainOf(below, main, workspace, depth + 1)] : [service];
}

/** The names that Compose looks for, the preferred first (https://docs.docker.com/compose/intro/compose-application-model/). */
const mainNames = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/** The Compose file that `compose.override.yaml`, `docker-compose.prod.yml` and the like are laid over. */
function mainFile(path: string, workspace: Workspace): string | undefined {
  return isMainComposeFile(path) ? undefined : defaultComposeFile(folderOf(path), workspace);
}

function readBuild(chain: readonly Service[], path: string, folder: string): Build | undefined {
  const service = chain[0];
  const builds = chain.flatMap(({ build }) => (build ? [build] : []));
  const own = builds[0];
  // An override that says nothing about the build adds nothing to what the main file says.
  if (!service || !own || (!service.build && !service.healthcheck)) return undefined;
  const given = (read: (build: ServiceBuild) => Field<string>): Field<string> | undefined =>
    builds.map(read).find((field) => !field.isAbsent);

  const contextField = given(({ context }) => context);
  const context = contextField ? contextField.value && resolvePath(folder, contextField.value) : folder;
  const target = given((build) => build.target);
  const args = new Map<string, string | undefined>();
  const namedContexts = new Set<string>();
  for (const build of [...builds].reverse()) {
    for (const { name, value } of build.args.pairs) args.set(name, value);
    for (const { name } of build.additionalContexts.pairs) namedContexts.add(name);
  }
  const image = chain.map((at) => at.image.node?.text).find((text) => text !== undefined);
  const name = image === undefined ? undefined : imageName(image);
  return {
    source: { path, span: (service.build?.entry.value ?? service.healthcheck?.entry.value ?? own.entry).span },
    kind: "compose",
    context: typeof context === "string" && isFolder(context) ? context : undefined,
    dockerfile: given(({ inline }) => inline)
      ? undefined
      : dockerfilePath(
          context,
          given(({ dockerfile }) => dockerfile),
        ),
    target: target?.value,
    isTargetUnknown: target?.isUnknown === true,
    args,
    service: service.name,
    ...readHealthcheck(chain.flatMap(({ healthcheck }) => healthcheck ?? [])),
    namedContexts: [...namedContexts],
    images: name === undefined ? [] : [name],
    hasInit: chain.find(({ mapping }) => !mapping.boolean("init").isAbsent)?.mapping.boolean("init").value === true,
    secrets: builds.flatMap(({ mapping }) => {
      const { texts, mappings } = mapping.list("secrets");
      return [...texts, ...mappings.map((one) => one.text("target").value ?? one.text("source").value)].filter((id) => id !== undefined);
    }),
    ssh: builds.flatMap(({ mapping }) => [
      ...mapping.list("ssh").texts.flatMap((text) => text?.split("=", 1)[0] ?? []),
      ...mapping.mapping("ssh").entries.map(({ key }) => key),
      ...(mapping.text("ssh").value ?? "").split("=", 1).filter(Boolean),
    ]),
    ports: chain.flatMap(({ ports }) => ports.flatMap(({ target: port }) => (port.state === "known" ? port.value.first : []))),
  };
}

function isFolder(context: string): boolean {
  return !/\.git(?:#|$)/.test(context);
}

function dockerfilePath(context: string | undefined, dockerfile: Field<string> | undefined): string | undefined {
  if (context === undefined) return undefined;
  const written = dockerfile ? dockerfile.value : "Dockerfile";
  return written ? resolvePath(context, written) : undefined;
}

/** A healthcheck counts where it says what to run; one that only changes the times of the image's own does not. */
function readHealthcheck(chain: readonly Healthcheck[]): { hasHealthcheck: boolean; disablesHealthcheck: boolean } {
  const deciding = chain.find(({ test, isDisabled }) => test !== undefined || isDisabled === true);
  const disablesHealthcheck = deciding?.isDisabled === true;
  return { hasHealthcheck: deciding !== undefined && !disablesHealthcheck, disablesHealthcheck };
}

/** The names of a Compose file's services; undefined where other files bring some (`include`), or it cannot be read. */
export function composeServices(path: string, workspace: Workspace): ReadonlySet<string> | undefined {
  const file = composeFile(workspace, path);
  if (!file?.root.isKnown || file.yaml.documents.length > 1 || file.root.entryOf("include")) return undefined;
  return new Set(file.services.filter(({ mapping }) => mapping.map).map(({ name }) => name));
}

/** Whether a file has one of the names that Compose looks for. */
export function isMainComposeFile(path: string): boolean {
  return mainNames.includes(nameOf(path).toLowerCase());
}

/** The Compose file that is taken in a folder when none is named. */
export function defaultComposeFile(folder: string, workspace: Workspace): string | undefined {
  return mainNames.map((name) => inFolder(folder, name)).find((path) => workspace.has(path));
}
