import { knownVariables } from "../../application/variables.ts";
import type { DeclarationKind } from "../../languages/compose/model.ts";
import { declarationKinds } from "../../languages/compose/model.ts";
import { type Completion, marked } from "../completion.ts";
import { layoutOf } from "../yaml-layout.ts";
import { buildArguments, imageVariables } from "./built.ts";
import { declaredNames, healthyCondition, otherServices } from "./names.ts";
import type { ComposeSite } from "./site.ts";

interface OwnKey {
  readonly name: string;
  /** What stands behind the colon; lines below it begin with two blanks a level. Default nothing. */
  readonly value?: string | readonly string[];
  /** The value in flow style. */
  readonly flow?: string;
  readonly detail?: string | undefined;
  readonly about?: string | undefined;
}

/** Keys that are names: of services and other parts, of variables, of limits. */
export function ownKeys(site: ComposeSite): Completion[] {
  if (site.itemsAbove) return [];
  const present = new Set(site.yaml.present);
  return keysFor(site)
    .filter(({ name }) => !present.has(name))
    .map((key) => completionOf(key, site));
}

function completionOf({ name, value = "", flow, detail, about }: OwnKey, site: ComposeSite): Completion {
  const { eol, step } = layoutOf(site);
  const lines = typeof value === "string" ? [] : value;
  const inline = typeof value === "string" ? value : site.yaml.isFlow ? (flow ?? "") : undefined;
  const behind =
    inline === undefined
      ? lines.map((line) => `${eol}${" ".repeat(site.yaml.column + step)}${line}`).join("")
      : inline === "" && !site.yaml.isFlow
        ? ""
        : ` ${inline}`;
  return {
    kind: "key",
    label: name,
    span: site.yaml.span,
    ...marked(site.yaml.hasColon ? name : `${name}:${behind}`),
    ...(detail ? { detail } : {}),
    ...(about ? { about } : {}),
    leadsOn: true,
  };
}

const ulimits: readonly OwnKey[] = [
  { name: "nofile", value: ["soft: ‹65536›", "hard: ‹65536›"], flow: "‹65536›", about: "Open files, sockets among them." },
  { name: "nproc", value: "‹4096›", about: "Processes of the user." },
  { name: "memlock", value: "‹-1›", about: "Memory that is kept from being swapped out; `-1` for no limit." },
  { name: "core", value: "‹0›", about: "The size of core dumps." },
];

const kernelSettings: readonly OwnKey[] = [
  { name: "net.core.somaxconn", value: "‹1024›", about: "Connections that wait to be accepted." },
  { name: "net.ipv4.ip_unprivileged_port_start", value: "‹0›", about: "The first port that any user may listen on." },
  { name: "net.ipv4.tcp_keepalive_time", value: "‹600›", about: "Seconds until an idle connection is probed." },
];

function keysFor(site: ComposeSite): readonly OwnKey[] {
  const { kind, application, path } = site;
  switch (kind) {
    case "services":
      return missingServices(site);
    case "services.*.depends_on":
      return otherServices(site).map(({ name, detail }) => {
        const condition = healthyCondition(name, site);
        return { name, value: [`condition: ‹${condition}›`], flow: `{ condition: ‹${condition}› }`, detail: detail ?? condition };
      });
    case "services.*.networks":
    case "services.*.models":
      return declaredNames(site, path[2] as DeclarationKind).map(({ name, detail }) => ({ name, detail }));
    case "services.*.environment":
      return [
        ...imageVariables(site),
        ...knownVariables(application, site.workspace)
          .filter(({ isRead }) => isRead)
          .map(({ name, path: file }) => ({ name, value: `\${${name}}`, detail: file })),
      ];
    case "services.*.build.args":
      return buildArguments(site).map(({ name, value, detail }) => ({ name, value: value === undefined ? "" : `‹${value}›`, detail }));
    case "services.*.build.additional_contexts":
      return [];
    case "services.*.ulimits":
    case "services.*.build.ulimits":
      return ulimits;
    case "services.*.sysctls":
      return kernelSettings;
    case "services.*.extra_hosts":
      return [{ name: "host.docker.internal", value: "host-gateway", about: "The machine that the engine runs on." }];
    case "services.*.logging.options":
      return logOptions(site);
    case "volumes.*.driver_opts":
      return [
        { name: "type", value: "‹nfs›", about: "The file system: `nfs`, `tmpfs`, `none` for a folder of the host." },
        { name: "o", value: "‹addr=10.0.0.1,rw›", about: "Options of the mount; `bind` for a folder of the host." },
        { name: "device", value: '‹":/exports/data"›', about: "What is mounted." },
      ];
  }
  const section = declarationKinds.find((one) => one === kind);
  return section ? undeclared(site, section) : [];
}

/** Services that others wait for and nobody has; in a file that is laid over another, the services of that. */
function missingServices({ application, file }: ComposeSite): readonly OwnKey[] {
  const own = new Set(file.services.map(({ name }) => name));
  const below = application.isOverride ? application.serviceNames.filter((name) => !own.has(name)) : [];
  const named = file.services
    .flatMap(({ references }) => references)
    .filter(({ kind, name }) => kind === "services" && !own.has(name) && !application.service(name));
  return [
    ...below.map((name): OwnKey => ({ name, value: [""], detail: application.service(name)?.own.file.source.path })),
    ...[...new Set(named.map(({ name }) => name))].map((name): OwnKey => ({ name, value: [""], detail: "named, and not there yet" })),
  ];
}

/** Names that services use and no file declares. */
function undeclared({ file, application, yaml }: ComposeSite, kind: DeclarationKind): readonly OwnKey[] {
  const declared = new Set(application.declarations(kind).map(({ name }) => name));
  const here = yaml.word;
  const used = file.services.flatMap(({ references }) => references).filter((one) => one.kind === kind);
  const names = [...new Set(used.map(({ name }) => name))].filter(
    (name) => (!declared.has(name) || name === here) && !(kind === "networks" && name === "default"),
  );
  return names.map((name): OwnKey => {
    const users = [...new Set(used.filter((one) => one.name === name).map(({ service }) => service.name))];
    const detail = `used by ${users.join(", ")}`;
    if (kind === "secrets") return { name, value: [`file: ‹./secrets/${name}.txt›`], flow: `{ file: ‹./secrets/${name}.txt› }`, detail };
    if (kind === "configs") return { name, value: [`file: ‹./${name}›`], flow: `{ file: ‹./${name}› }`, detail };
    if (kind === "models") return { name, value: ["model: ‹ai/smollm2›"], flow: "{ model: ‹ai/smollm2› }", detail };
    return { name, detail };
  });
}

function logOptions({ service }: ComposeSite): readonly OwnKey[] {
  const driver = service?.own.mapping.mapping("logging").text("driver").or("json-file");
  if (driver !== "json-file" && driver !== "local") return [];
  return [
    { name: "max-size", value: "‹10m›", about: "A file of the log is closed at this size; without it, it grows until the disk is full." },
    { name: "max-file", value: '"‹3›"', about: "How many files are kept." },
    { name: "compress", value: '"‹true›"', about: "Whether closed files are compressed." },
  ];
}
