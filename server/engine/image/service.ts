import { jobs, type Server, servers } from "../knowledge/servers.ts";
import type { Stage } from "../languages/dockerfile/model.ts";
import type { Span } from "../text/span.ts";
import { buildContextsOf } from "../workspace/context.ts";
import { type Project, projectOf } from "../workspace/project.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { baseImageOf } from "./base.ts";
import { startedBy, startOf } from "./command.ts";
import type { Invocation } from "./invocation.ts";
import { type NodePackage, resolvePrograms } from "./node-package.ts";

/** What a container of an image serves, as far as its files say so. */
export interface Service {
  /** True where it listens, false where it does a job and ends or is a worker, undefined where neither can be told. */
  readonly isService: boolean | undefined;
  readonly port: number | undefined;
  /** What tells the port: a command's option, an ENV, an EXPOSE, the project's sources, the program's or base image's default. */
  readonly portFrom: "command" | "env" | "expose" | "project" | "default" | undefined;
  /** Where that stands in the Dockerfile, for the first three. */
  readonly portSpan: Span | undefined;
  /** The variable that the image sets, or the application reads, for its port: `PORT`. */
  readonly portVariable: string | undefined;
  /** A path that answers when the service is well; undefined where none is known. */
  readonly healthPath: string | undefined;
  readonly protocol: "http" | "fastcgi" | "events" | "tcp" | undefined;
  /** The interpreter that runs it: `node`, `python`, `java`; undefined for compiled programs and where it cannot be told. */
  readonly runtime: string | undefined;
}

type Port = Pick<Service, "port" | "portFrom" | "portSpan">;
const nowhere: Port = { port: undefined, portFrom: undefined, portSpan: undefined };
/** An exposed port whose number hangs on something unknown is a service's all the same. */
type Exposed = { readonly isKnown: true; readonly port: Port } | { readonly isKnown: false };

/** Ports that are exposed beside the service's own: debuggers, shells, TLS. */
const sidePorts = new Set([22, 443, 5005, 5858, 8443, 9229]);
/** Ports that are used for other protocols than HTTP: databases, brokers, mail, SSH, DNS, file shares, remote desktops, gRPC. */
const portsWithoutHttp = new Set([
  21, 22, 23, 25, 53, 110, 111, 139, 143, 389, 445, 587, 636, 993, 1433, 1521, 1883, 2049, 2181, 3306, 3389, 4222, 5044, 5432, 5671, 5672,
  5900, 6379, 7687, 8883, 9042, 9092, 11211, 26257, 27017, 50051, 61616,
]);
/** Frameworks of the project's that serve nothing by themselves in production. */
const notServing = new Set(["vite", "react-scripts", "@angular/core", "celery", "Microsoft.NET.Sdk.Worker"]);

/** What a container of the stage's image serves. */
export function serviceOf(stage: Stage, workspace: Workspace): Service {
  const base = baseImageOf(stage);
  const { entrypoint, command } = startOf(stage);
  const isBasesOwn = !entrypoint && !command;
  const projects = buildContextsOf(stage.file.source.path, workspace)
    .filter((context) => context.isSeen)
    .map((context) => projectOf(context.folder, workspace));
  const project = projects.find((one) => one.ecosystems.length > 0);
  const calls = startedBy(stage).flatMap((one) => resolvePrograms(one, packageOf(project)));
  const lines = calls.map(lineOf);
  const found = serverAmong(calls, lines);
  const runtime = runtimeOf(calls) ?? found?.server.ecosystem ?? (isBasesOwn ? base?.runtimes[0] : undefined);
  const matching = project && runs(project, runtime, calls, base?.runtimes ?? []) ? project : undefined;
  const variable = portVariableOf(stage);
  const exposed = exposedPort(stage, base?.port);
  const isEvents = base?.serves === "events";

  const byOption = found && optionPort(found.server, found.call, stage);
  const port: Port =
    byOption ??
    (variable?.port !== undefined ? { port: variable.port, portFrom: "env", portSpan: variable.span } : undefined) ??
    (exposed?.isKnown ? exposed.port : undefined) ??
    (matching?.port ? { port: matching.port.value, portFrom: "project", portSpan: undefined } : undefined) ??
    (exposed?.isKnown === false || (found && choosesPort(found.server, found.call))
      ? nowhere
      : defaultPort(found?.server, base?.port, isBasesOwn || base?.kind === "runtime" || base?.kind === "service"));

  let isService: boolean | undefined;
  if (isEvents) isService = false;
  else if (found) isService = true;
  else if (lines.length > 0 && lines.every((line) => jobs.some((job) => job.test(line)))) isService = false;
  else if (exposed || variable) isService = true;
  else if (isBasesOwn) isService = base?.servesByItself === true ? true : base?.kind === "tool" ? false : undefined;
  else if (matching?.framework !== undefined && !notServing.has(matching.framework)) isService = true;
  else if (runtime === "dotnet" && /\/aspnet$/.test(base?.name ?? "")) isService = true;

  const isHttpByProject = matching?.framework !== undefined && !notServing.has(matching.framework);
  const protocol = isEvents
    ? "events"
    : (found?.server.protocol ?? (isBasesOwn ? baseProtocol(base) : undefined) ?? (isHttpByProject ? "http" : undefined));
  const isOtherPort = protocol === undefined && port.port !== undefined && portsWithoutHttp.has(port.port);
  const isWebServer = base?.healthPath !== undefined && (isBasesOwn || (found !== undefined && found.server.ecosystem === undefined));
  return {
    isService,
    ...port,
    portVariable: variable?.name,
    healthPath: matching?.healthPath?.value ?? (isWebServer ? base?.healthPath : undefined),
    protocol: isOtherPort ? "tcp" : protocol,
    runtime,
  };
}

function baseProtocol(base: ReturnType<typeof baseImageOf>): Service["protocol"] {
  if (!base?.servesByItself) return undefined;
  if (base.serves) return base.serves;
  return base.port !== undefined && portsWithoutHttp.has(base.port) ? "tcp" : base.healthPath !== undefined ? "http" : undefined;
}

function packageOf(project: Project | undefined): NodePackage | undefined {
  const node = project?.node;
  return (
    node && {
      scripts: node.scripts,
      dependencies: node.dependencies,
      devDependencies: node.devDependencies,
      hasWorkspaces: node.hasWorkspaces,
      packageManager: node.packageManager,
    }
  );
}

function lineOf({ name, args }: Invocation): string {
  return [name ?? "?", ...args.map((word) => word.text)].join(" ");
}

function serverAmong(calls: readonly Invocation[], lines: readonly string[]): { server: Server; call: Invocation } | undefined {
  for (let i = calls.length - 1; i >= 0; i--) {
    const server = servers.find(({ call }) => call.test(lines[i] as string));
    if (server) return { server, call: calls[i] as Invocation };
  }
  return undefined;
}

const runtimes: readonly (readonly [RegExp, string])[] = [
  [/^(node|nodejs|npm|npx|yarn|pnpm|pm2|pm2-runtime|tsx|ts-node)$/, "node"],
  [
    /^(python[\d.]*|gunicorn|uvicorn|hypercorn|daphne|waitress-serve|granian|flask|fastapi|streamlit|uwsgi|celery|uv|poetry|manage\.py)$/,
    "python",
  ],
  [/^(java|catalina\.sh)$/, "java"],
  [/^(ruby|rails|bundle|puma|rackup|unicorn|thrust|falcon)$/, "ruby"],
  [/^(php[\d.]*|php-fpm[\d.]*|frankenphp|apache2-foreground)$/, "php"],
  [/^dotnet$/, "dotnet"],
  [/^(bun|bunx)$/, "bun"],
  [/^deno$/, "deno"],
  [/^(elixir|mix|iex)$/, "elixir"],
];

function runtimeOf(calls: readonly Invocation[]): string | undefined {
  for (const { name } of calls.toReversed()) {
    const found = runtimes.find(([pattern]) => pattern.test(name ?? ""));
    if (found) return found[1];
  }
  return undefined;
}

/** Whether the project in the build context is what the image runs: a front end that nginx serves, say, is not. */
function runs(project: Project, runtime: string | undefined, calls: readonly Invocation[], shipped: readonly string[]): boolean {
  if (runtime === "bun" || runtime === "deno") return project.ecosystems.includes("node");
  if (runtime !== undefined) return project.ecosystems.some((ecosystem) => ecosystem === runtime);
  if (calls.length === 0) return false;
  const isServer = calls.map(lineOf).some((line) => servers.some((server) => server.call.test(line)));
  // A program without an interpreter is what was compiled, or an interpreted one that an entrypoint script starts.
  return !isServer && project.ecosystems.some((ecosystem) => ecosystem === "go" || ecosystem === "rust" || shipped.includes(ecosystem));
}

/** The port that the server's options name. */
function optionPort(server: Server, call: Invocation, stage: Stage): Port | undefined {
  for (let i = 0; i < call.args.length; i++) {
    const word = call.args[i];
    if (!word) continue;
    for (const option of [...server.options].filter((one) => one !== call.name)) {
      const glued = word.text.startsWith(`${option}=`)
        ? word.text.slice(option.length + 1)
        : /^-\w$/.test(option) && word.text.startsWith(option) && word.text.length > 2
          ? word.text.slice(2)
          : undefined;
      const value = glued ?? (word.text === option ? call.args[i + 1]?.text : undefined);
      const port = value === undefined ? undefined : portIn(value, stage);
      if (port !== undefined) return { port, portFrom: "command", portSpan: (glued === undefined ? call.args[i + 1] : word)?.span };
    }
  }
  if (call.name === "http.server" || server.options.includes("runserver")) {
    const word = call.args.find(({ text }) => /^(\S+:)?\d+$/.test(text));
    const port = word && portIn(word.text, stage);
    if (port !== undefined) return { port, portFrom: "command", portSpan: word?.span };
  }
  return undefined;
}

/** Whether a server's options name its port without giving its number away: by a variable, or in a file of settings. */
function choosesPort({ options, settings }: Server, { args }: Invocation): boolean {
  const names = [...options, ...(settings ?? [])];
  return args.some(({ text }) => names.some((name) => text === name || text.startsWith(`${name}=`)));
}

/** The port in `8000`, `0.0.0.0:8000`, `tcp://0.0.0.0:8000`, `:$PORT`, `${PORT:-8000}`. */
function portIn(text: string, stage: Stage): number | undefined {
  const match = /(?:^|:)(?:(\d{1,5})|\$(\w+)|\$\{(\w+)(?::?-(\d{1,5}))?\})$/.exec(text.replace(/\/$/, ""));
  if (!match) return undefined;
  const [, number, plain, braced, fallback] = match;
  const variable = plain ?? braced;
  return asPort(number ?? (variable === undefined ? undefined : stage.variable(variable)) ?? fallback);
}

function asPort(text: string | undefined): number | undefined {
  const port = text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port < 65536 ? port : undefined;
}

/** `ENV PORT`, which most platforms and frameworks read, with its value where that is a number. */
function portVariableOf(stage: Stage): { name: string; port: number | undefined; span: Span } | undefined {
  for (const instruction of stage.chainInstructions.toReversed()) {
    if (instruction.keyword !== "ENV") continue;
    const assignment = instruction.assignments.findLast(({ name }) => name === "PORT");
    if (assignment) return { name: "PORT", port: asPort(assignment.value?.value), span: assignment.value?.span ?? assignment.span };
  }
  return undefined;
}

/** The exposed port that is most likely the service's own. */
function exposedPort(stage: Stage, usual: number | undefined): Exposed | undefined {
  const ports: { port: number; span: Span }[] = [];
  let isExposed = false;
  for (const instruction of stage.chainInstructions) {
    if (instruction.keyword !== "EXPOSE") continue;
    for (const word of instruction.ports) {
      const [number = "", protocol = "tcp"] = (word.value ?? word.text).split("/");
      if (protocol.toLowerCase() !== "tcp") continue;
      isExposed = true;
      const port = asPort(number);
      if (port !== undefined) ports.push({ port, span: word.span });
    }
  }
  if (!isExposed) return undefined;
  const own = ports.find(({ port }) => port === usual) ?? ports.find(({ port }) => !sidePorts.has(port)) ?? ports[0];
  return own ? { isKnown: true, port: { port: own.port, portFrom: "expose", portSpan: own.span } } : { isKnown: false };
}

function defaultPort(server: Server | undefined, ofBase: number | undefined, isBases: boolean): Port {
  const port = (server?.ecosystem === undefined && isBases ? ofBase : undefined) ?? server?.port ?? (isBases ? ofBase : undefined);
  return { port, portFrom: port === undefined ? undefined : "default", portSpan: undefined };
}
