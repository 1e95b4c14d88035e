import type { Stage } from "../languages/dockerfile/model.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { baseImageOf, serviceImageOfStage } from "./base.ts";
import { startOf } from "./command.ts";
import { type Service, serviceOf } from "./service.ts";
import { hasTool, shellOf } from "./tools.ts";

/** A HEALTHCHECK instruction that an image can carry out. */
export interface Healthcheck {
  /** The whole instruction; line breaks are `\n`. */
  readonly text: string;
  /** Spans of `text` that someone has to decide: the port, the path. */
  readonly placeholders: readonly Span[];
  /** Nothing in it is guessed. */
  readonly isCertain: boolean;
}

/** A probe with the places of its guesses, marked in the text by these two characters, which stand in no Dockerfile. */
const open = "\u0001";
const close = "\u0002";

/**
 * The HEALTHCHECK that fits what a stage's image has and runs. It asks 127.0.0.1, because `localhost` may mean `::1` first and BusyBox's
 * `wget` then gives up. Undefined where the image has nothing to probe with, or serves nothing that can be probed.
 */
export function healthcheckFor(stage: Stage, workspace: Workspace): Healthcheck | undefined {
  const base = baseImageOf(stage);
  const service = serviceOf(stage, workspace);
  if (service.isService === false || service.protocol === "fastcgi" || service.protocol === "events") return undefined;
  const { entrypoint, command } = startOf(stage);
  const startsOwn = !entrypoint && (!command || command.command?.argv[0]?.text === base?.cmd?.[0]);
  const own = startsOwn ? ownProbe(stage) : undefined;
  if (own) return finish(stage, own.probe, own.timeout);
  if (service.protocol === "tcp") return undefined;
  const probe = httpProbe(stage, service);
  return probe === undefined ? undefined : finish(stage, `CMD ${probe}`, "3s");
}

/** The command of the service's own tool. What asks over HTTP is left to the request that knows the application's port and path. */
function ownProbe(stage: Stage): { readonly probe: string; readonly timeout: string } | undefined {
  const known = serviceImageOfStage(stage)?.healthcheck;
  if (!known?.isCertain) return undefined;
  const [form, ...words] = known.test.map((word) => word.replaceAll("$$", "$"));
  const command = words.join(" ");
  if (/^(?:curl|wget|bash)\b/.test(command)) return undefined;
  // Tools that start a runtime of their own (Erlang, Java, Python) take longer than the usual three seconds.
  const timeout = known.timeout === "5s" ? "3s" : known.timeout;
  return { probe: `CMD ${form === "CMD" ? JSON.stringify(words).replaceAll('","', '", "') : `${command} || exit 1`}`, timeout };
}

function finish(stage: Stage, marked: string, timeout: string): Healthcheck {
  const lead = `HEALTHCHECK --interval=30s --timeout=${timeout} --start-period=10s --retries=3 ${stage.file.escape}\n    `;
  let text = lead;
  const placeholders: Span[] = [];
  let start = 0;
  for (const character of marked) {
    if (character === open) start = text.length;
    else if (character === close) placeholders.push({ start, end: text.length });
    else text += character;
  }
  return { text, placeholders, isCertain: placeholders.length === 0 };
}

/** What frameworks listen on where nobody says otherwise; a guess for the user to check. */
const usualPorts: Readonly<Record<string, number>> = {
  bun: 3000,
  deno: 8000,
  dotnet: 8080,
  java: 8080,
  node: 3000,
  php: 8080,
  python: 8000,
  ruby: 3000,
};

function httpProbe(stage: Stage, service: Service): string | undefined {
  const runtime = service.runtime ?? baseImageOf(stage)?.runtimes[0];
  const isCertainPort = service.port !== undefined;
  const port = mark(String(service.port ?? baseImageOf(stage)?.port ?? usualPorts[runtime ?? ""] ?? 8080), isCertainPort);
  const path = mark(service.healthPath ?? "/", service.healthPath !== undefined);
  return probeWith(stage, runtime, service.portVariable, port, path);
}

/**
 * The command of a HEALTHCHECK, without its `CMD`, that asks for a path at a port with what a stage's image has; undefined where it has nothing to ask with.
 */
export function requestProbe(stage: Stage, workspace: Workspace, port: string, path: string): string | undefined {
  return probeWith(stage, serviceOf(stage, workspace).runtime ?? baseImageOf(stage)?.runtimes[0], undefined, port, path);
}

function probeWith(
  stage: Stage,
  runtime: string | undefined,
  variable: string | undefined,
  port: string,
  path: string,
): string | undefined {
  const has = (tool: string) => hasTool(stage, tool) === true;

  const node = nodeProgram(stage);
  if (runtime === "node" && node !== undefined) return nodeProbe(node, variable, port, path);
  const python = pythonProgram(stage);
  if (runtime === "python" && python !== undefined) return pythonProbe(python, variable, port, path);
  if (has("wget") || has("curl")) return downloadProbe(stage, variable, port, path);
  if (runtime === "ruby" && has("ruby")) return rubyProbe(variable, port, path);
  if (runtime === "bun" && has("bun")) return fetchProbe(["bun", "-e"], "process.env", "process.exit", variable, port, path);
  if (runtime === "deno" && has("deno")) return fetchProbe(["deno", "eval"], "Deno.env.toObject()", "Deno.exit", variable, port, path);
  if (node !== undefined) return nodeProbe(node, variable, port, path);
  if (python !== undefined) return pythonProbe(python, variable, port, path);
  return undefined;
}

function mark(text: string, isCertain: boolean): string {
  return isCertain ? text : `${open}${text}${close}`;
}

/** Distroless images keep Node.js outside PATH; HEALTHCHECK knows nothing of ENTRYPOINT. */
function nodeProgram(stage: Stage): string | undefined {
  if (hasTool(stage, "node") !== true) return undefined;
  const entrypoint = baseImageOf(stage)?.entrypoint?.[0];
  return entrypoint?.endsWith("/bin/node") ? entrypoint : "node";
}

function pythonProgram(stage: Stage): string | undefined {
  const entrypoint = baseImageOf(stage)?.entrypoint?.[0];
  if (entrypoint !== undefined && /\/bin\/python3?$/.test(entrypoint)) return entrypoint;
  return ["python", "python3"].find((program) => hasTool(stage, program) === true);
}

/** `http.get` starts in half the time and memory of `fetch`, and the probe counts against the container's limit. */
function nodeProbe(program: string, variable: string | undefined, port: string, path: string): string {
  const where = variable === undefined ? port : `process.env.${variable} || ${port}`;
  return array([
    program,
    "-e",
    `require('http').get({ host: '127.0.0.1', port: ${where}, path: '${path}' }, (answer) => process.exit(answer.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))`,
  ]);
}

function pythonProbe(program: string, variable: string | undefined, port: string, path: string): string {
  const modules = variable === undefined ? "http.client, sys" : "http.client, os, sys";
  const where = variable === undefined ? port : `int(os.environ.get('${variable}', ${port}))`;
  return array([
    program,
    "-c",
    `import ${modules}; c = http.client.HTTPConnection('127.0.0.1', ${where}, timeout=2); c.request('GET', '${path}'); sys.exit(c.getresponse().status >= 400)`,
  ]);
}

function rubyProbe(variable: string | undefined, port: string, path: string): string {
  const where = variable === undefined ? port : `ENV.fetch('${variable}', ${port})`;
  return array(["ruby", "-rnet/http", "-e", `exit Net::HTTP.get_response('127.0.0.1', '${path}', ${where}).code.to_i < 400`]);
}

function fetchProbe(
  program: readonly string[],
  environment: string,
  exit: string,
  variable: string | undefined,
  port: string,
  path: string,
): string {
  const where = variable === undefined ? port : `\${${environment}.${variable} || ${port}}`;
  const quote = variable === undefined ? "'" : "`";
  return array([
    ...program,
    `fetch(${quote}http://127.0.0.1:${where}${path}${quote}).then((answer) => ${exit}(answer.ok ? 0 : 1), () => ${exit}(1))`,
  ]);
}

/**
 * `wget` where it is there, which on Alpine is BusyBox's: it takes short options alone. In shell form every failure becomes 1, the only code that
 * Docker gives a meaning; BusyBox knows no other, so there it does without a shell.
 */
function downloadProbe(stage: Stage, variable: string | undefined, port: string, path: string): string | undefined {
  const isBusybox = baseImageOf(stage)?.hasBusybox === true;
  const address = `http://127.0.0.1:${variable === undefined ? port : `\${${variable}:-${port}}`}${path}`;
  const usesWget = hasTool(stage, "wget") === true && (isBusybox || hasTool(stage, "curl") !== true);
  if (usesWget && isBusybox && variable === undefined) return array(["wget", "-q", "-T", "2", "-O", "/dev/null", address]);
  if (shellOf(stage) === "none") return undefined;
  const quoted = variable === undefined ? address : `"${address}"`;
  return usesWget ? `wget -q -T 2 -O /dev/null ${quoted} || exit 1` : `curl -fsS -m 2 -o /dev/null ${quoted} || exit 1`;
}

/** An exec-form array; the marks of placeholders stay as they are. */
function array(words: readonly string[]): string {
  return `[${words.map((word) => `"${word.replace(/[\\"]/g, "\\$&")}"`).join(", ")}]`;
}
