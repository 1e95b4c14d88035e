import { baseImageOf } from "../image/base.ts";
import { serviceOf } from "../image/service.ts";
import { portsOfVariable, readsPort } from "../knowledge/port-variables.ts";
import { type ServiceKind, serviceImage } from "../knowledge/service-images.ts";
import type { Service } from "../languages/compose/model.ts";
import type { Stage } from "../languages/dockerfile/model.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";
import { builtStage } from "./built-stage.ts";
import { allOf, has, likelyImageOf, variableOf } from "./settings.ts";

/** The ports that the program of a service listens on, and what says so, in words. */
export interface Listening {
  readonly ports: readonly number[];
  readonly because: string;
}

/** Images whose ports are known all, and that are told others by their command, variables or a file of settings alone. */
const closed: ReadonlySet<ServiceKind> = new Set(["database", "cache", "search"]);

/**
 * The TCP ports that a service listens on, where something says so: a variable such as `PORT`, `EXPOSE` and the command of the Dockerfile that it is built
 * from, or what is known of its image. Undefined where nothing does, and where a command of its own may have changed it.
 */
export function listeningPorts(service: ApplicationService, workspace: Workspace): Listening | undefined {
  return byVariable(service) ?? byDockerfile(service, workspace) ?? byImage(service);
}

function byVariable(service: ApplicationService): Listening | undefined {
  const image = likelyImageOf(service);
  for (const { name } of allOf(service, ({ environment }) => environment.pairs)) {
    const certainty = readsPort(name);
    const value = certainty && variableOf(service, name)?.value;
    const ports = value === undefined ? undefined : portsOfVariable(name, value);
    // What `PORT` means to an image that others make is theirs to say.
    if (!ports || (certainty === "likely" && has(service, "build") !== true && (image === undefined || serviceImage(image)))) continue;
    return { ports, because: `\`${name}\` says so` };
  }
  return undefined;
}

function byDockerfile(service: ApplicationService, workspace: Workspace): Listening | undefined {
  const stage = builtStage(service, workspace);
  if (!stage || has(service, "command") !== false || has(service, "entrypoint") !== false) return undefined;
  const exposed = exposedPorts(stage);
  if (!exposed) return undefined;
  const { port, portFrom } = serviceOf(stage, workspace);
  const told = port !== undefined && (portFrom === "command" || portFrom === "env") ? [port] : [];
  if (exposed.length + told.length === 0) return undefined;
  const base = baseImageOf(stage)?.port;
  const ports = [...new Set([...told, ...exposed, ...(base === undefined ? [] : [base])])];
  const { path } = stage.file.source;
  return { ports, because: told.length > 0 ? `\`${path}\` starts it there` : `\`EXPOSE\` in \`${path}\` says so` };
}

/** The TCP ports that the instructions of a stage's chain expose; undefined where one of them is not known. */
function exposedPorts(stage: Stage): readonly number[] | undefined {
  const ports: number[] = [];
  for (const instruction of stage.chainInstructions) {
    if (instruction.keyword !== "EXPOSE") continue;
    for (const { value } of instruction.ports) {
      const [, first, last = first, protocol = "tcp"] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(\w+))?$/.exec(value ?? "") ?? [];
      if (first === undefined || Number(last) - Number(first) > 100) return undefined;
      if (protocol.toLowerCase() === "tcp") for (let port = Number(first); port <= Number(last); port++) ports.push(port);
    }
  }
  return ports;
}

function byImage(service: ApplicationService): Listening | undefined {
  const image = likelyImageOf(service);
  const known = image === undefined || has(service, "build") !== false ? undefined : serviceImage(image);
  if (!known || !closed.has(known.kind) || known.ports.length === 0) return undefined;
  const mayBeTold =
    ["command", "entrypoint", "configs"].some((key) => has(service, key) !== false) ||
    allOf(service, ({ mounts }) => mounts).some(({ type, target }) => type === "bind" && target.state !== "known") ||
    allOf(service, ({ mounts }) => mounts).some(
      ({ target }) => target.state === "known" && /^\/etc\/|\.(?:conf|cnf|ya?ml|ini|json|xml)$/.test(target.value),
    );
  return mayBeTold ? undefined : { ports: known.ports.map(({ number }) => number), because: `${known.title} listens there` };
}

/**
 * Whether anything of a service beside its `ports` speaks of a number: a variable, a label, its command, its Dockerfile, a file of variables. True also where
 * that cannot be seen.
 */
export function mentions(service: ApplicationService, number: number, workspace: Workspace): boolean {
  const word = new RegExp(`(?<!\\d)${number}(?!\\d)`);
  const stage = builtStage(service, workspace);
  if (stage && word.test(stage.file.source.text)) return true;
  if (service.layers.some((layer) => word.test(textBesidePorts(layer)))) return true;
  return allOf(service, ({ envFiles, file }) => envFiles.map(({ path, isRequired }) => ({ path, isRequired, file }))).some(
    ({ path, isRequired, file }) => {
      const resolved = path === undefined ? undefined : resolvePath(folderOf(file.source.path), path);
      const text = resolved === undefined ? undefined : workspace.read(resolved);
      if (text === undefined) return !(resolved !== undefined && !isRequired && workspace.has(resolved) === false);
      return word.test(text);
    },
  );
}

function textBesidePorts({ entry, mapping, portList, file: { source } }: Service): string {
  const list = portList.entry;
  // What is merged in from an anchor stands elsewhere.
  const merged = mapping.entries.filter(({ map }) => map !== mapping.map && map !== undefined);
  const others = merged.filter(({ key }) => key !== "ports").map(({ span }) => source.slice(span));
  const own = list
    ? source.text.slice(entry.span.start, list.span.start) + source.text.slice(Math.max(list.span.end, entry.span.start), entry.span.end)
    : source.slice(entry.span);
  return [own, ...others].join("\n");
}
