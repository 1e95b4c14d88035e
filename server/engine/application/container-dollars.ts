import { settingAtEnd } from "../image/environment.ts";
import { serviceImage } from "../knowledge/service-images.ts";
import type { VariablePart } from "../languages/compose/interpolation.ts";
import { readInterpolations } from "../languages/compose/interpolation.ts";
import type { CommandLine, ComposeFile, Service } from "../languages/compose/model.ts";
import { parse } from "../languages/parse.ts";
import type { YamlScalar } from "../languages/yaml/model.ts";
import { rememberFor } from "../text/remember.ts";
import { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { folderOf, resolvePath } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Application, ApplicationService } from "./application.ts";
import { imageBuildOf, likelyImageOf } from "./settings.ts";
import { environmentFile } from "./variables.ts";

/** A variable of Compose that is meant for the container: `$NAME` where the container, and not the host, has the variable. */
export interface ContainerDollar {
  readonly service: ApplicationService;
  readonly place: "command" | "entrypoint" | "healthcheck" | "labels";
  readonly name: string;
  readonly node: YamlScalar;
  /** All places in the scalar at which it stands so; spans count in `node.text`. */
  readonly parts: readonly VariablePart[];
  /** Who gives it its value in the container, for messages: "`environment`", "`db.env`", "the script itself". */
  readonly setBy: string;
  /** The file of `env_file` that does, by its path in the workspace. */
  readonly path: string | undefined;
  /** A shell in the container fills in what Compose leaves alone. */
  readonly hasShell: boolean;
}

/**
 * The variables in commands, health checks and labels that the container itself has, by its `environment`, an `env_file`, its image or the script, and that
 * are used nowhere else in the file, so that nobody means a variable of the host.
 */
export function dollarsForContainers(application: Application, workspace: Workspace): readonly ContainerDollar[] {
  const { file } = application;
  if (file.interpolated.length === 0) return [];
  const inContainers = new Set<number>();
  const texts: {
    readonly service: ApplicationService;
    readonly place: ContainerDollar["place"];
    readonly node: YamlScalar;
    readonly hasShell: boolean;
  }[] = [];
  for (const service of application.services) {
    if (service.own.file !== file) continue;
    for (const text of textsOf(service.own)) {
      if (!text.node.text.includes("$")) continue;
      inContainers.add(text.node.span.start);
      texts.push({ service, ...text });
    }
  }
  const ofHost = new Set<string>();
  for (const { node, interpolations } of file.interpolated) {
    if (inContainers.has(node.span.start)) continue;
    for (const name of interpolations.names) ofHost.add(name);
  }
  const found: ContainerDollar[] = [];
  const seen = new Set<string>();
  for (const { service, place, node, hasShell } of texts) {
    const { parts } = readInterpolations(node.text);
    const byName = new Map<string, VariablePart[]>();
    for (const part of parts) {
      if (part.kind !== "variable" || part.operator !== undefined || ofHost.has(part.name)) continue;
      byName.set(part.name, [...(byName.get(part.name) ?? []), part]);
    }
    for (const [name, own] of byName) {
      const key = `${node.span.start} ${name}`;
      if (seen.has(key)) continue;
      const setter = setterOf(service, name, workspace) ?? (isSetByScript(node.text, name) ? { by: "the script itself" } : undefined);
      if (!setter) continue;
      seen.add(key);
      found.push({ service, place, name, node, parts: own, setBy: setter.by, path: setter.path, hasShell });
    }
  }
  return found;
}

/** The scalars of a service that the container reads, those of its environment left out. */
function textsOf(
  service: Service,
): readonly { readonly place: ContainerDollar["place"]; readonly node: YamlScalar; readonly hasShell: boolean }[] {
  const { command, entrypoint, healthcheck, labels } = service;
  // The entrypoint may be the shell, and the command what it is to run.
  const isOption = (word: string | undefined): boolean => word !== undefined && /^-[a-z]*c$/.test(word);
  const isShell = entrypoint?.words.some(isOption) === true || (isShellName(entrypoint?.program) && isOption(command?.words[0]));
  const ofLine = (place: ContainerDollar["place"], line: CommandLine | undefined, hasShell = false) =>
    (line?.nodes ?? []).map((node) => ({ place, node, hasShell: hasShell || line?.script !== undefined }));
  return [
    ...ofLine("command", command, isShell),
    ...ofLine("entrypoint", entrypoint),
    ...ofLine("healthcheck", healthcheck?.test),
    ...labels.pairs.flatMap(({ node }) => (node ? [{ place: "labels" as const, node, hasShell: false }] : [])),
  ];
}

interface Setter {
  readonly by: string;
  readonly path?: string;
}

function isShellName(program: string | undefined): boolean {
  return program !== undefined && /^(?:ba|da|a|z)?sh$/.test(program);
}

/** What gives a variable its value in the container of a service; undefined where nothing that is seen does, or what does takes it from the host. */
function setterOf(service: ApplicationService, name: string, workspace: Workspace): Setter | undefined {
  for (const { environment } of service.layers) {
    const pair = environment.pairs.findLast((one) => one.name === name);
    if (!pair) continue;
    if (pair.isPassed) return undefined;
    if (pair.hasVariable && pair.node && readInterpolations(pair.node.text).names.includes(name)) return undefined;
    return { by: "`environment`" };
  }
  for (const { envFiles, file } of service.layers) {
    for (const { key, path: written } of envFiles) {
      const path = key === "env_file" && written !== undefined ? resolvePath(folderOf(file.source.path), written) : undefined;
      if (path !== undefined && environmentFile(workspace, path)?.entries.some((one) => one.name === name))
        return { by: `\`${written}\``, path };
    }
  }
  // Docker names every container; shells of the host have the name for themselves and do not hand it on.
  if (name === "HOSTNAME") return { by: "Docker" };
  const image = likelyImageOf(service);
  if (name === "PGDATA" && image !== undefined && /\bpostgres|postgis|pgvector/.test(serviceImage(image)?.name ?? ""))
    return { by: "the image" };
  return isSetByDockerfile(service, name, workspace) ? { by: "the image" } : undefined;
}

function isSetByDockerfile(service: ApplicationService, name: string, workspace: Workspace): boolean {
  const build = imageBuildOf(service, workspace);
  if (build?.dockerfile === undefined || build.isTargetUnknown) return false;
  const text = workspace.read(build.dockerfile);
  if (text === undefined) return false;
  const { stages } = parse(new SourceText(build.dockerfile, text), "dockerfile");
  const stage = build.target === undefined ? stages.at(-1) : stages.find((one) => one.name?.toLowerCase() === build.target?.toLowerCase());
  return stage !== undefined && settingAtEnd(name, stage).state === "set";
}

/** Whether a script gives a variable its value, not from the variable of the host of the same name: `NAME=…`, `for NAME in`, `read NAME`. */
function isSetByScript(script: string, name: string): boolean {
  if (!/[;&|\n]/.test(script) && !/\bfor\b/.test(script)) return false;
  const assigned = new RegExp(`(?:^|[\\s;&|({])${name}=(?!\\$\\{?${name}\\b|["']\\$\\{?${name}\\b)`);
  return assigned.test(script) || new RegExp(`\\bfor\\s+${name}\\s+in\\b|\\bread\\s+(?:-\\w+\\s+)*${name}\\b`).test(script);
}

/** The places in a file, `offset name`, at which variables are meant for containers: what is said of others does not hold for them. */
export function placesForContainers(dollars: readonly ContainerDollar[]): ReadonlySet<string> {
  return new Set(dollars.map(({ node, name }) => `${node.span.start} ${name}`));
}

/** Whether a text holds a password hash as `htpasswd` writes it, whose dollar signs Compose takes for variables. */
export function hasPasswordHash(text: string): boolean {
  return /(?:^|[^$])\$apr1\$[^$]/.test(text);
}

/** Keys whose texts programs in the container, or in the build, read as scripts of their own. */
const scriptKeys = ["command", "entrypoint", "healthcheck", "labels", "post_start", "pre_stop"];

/** The spans of a file in which a dollar sign may be meant for the container: commands, health checks, labels, and contents that are written out in the file. */
export const spansForContainers = rememberFor((file: ComposeFile): readonly Span[] => {
  const ofServices = file.services.flatMap(({ mapping, build }) => [
    ...scriptKeys.map((key) => mapping.entryOf(key)),
    build?.mapping.entryOf("dockerfile_inline"),
  ]);
  const contents = file.declarations("configs").map(({ mapping }) => mapping.entryOf("content"));
  return [...ofServices, ...contents].flatMap((entry) => (entry ? [entry.span] : [])).sort((one, other) => one.start - other.start);
});
