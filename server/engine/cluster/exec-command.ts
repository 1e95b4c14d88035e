import type { Container, Handler } from "../languages/kubernetes/model.ts";
import type { ShellCommand } from "../languages/shell/model.ts";
import { parseShell } from "../languages/shell/parse.ts";
import { MappedText } from "../text/mapped.ts";
import { remember } from "../text/remember.ts";
import type { YamlInput } from "./edit.ts";

/** What `exec` of a probe or a hook runs. */
export interface ExecCommand {
  readonly words: readonly string[];
  /** Every command, those in the script of a shell included, without the shells themselves. */
  readonly commands: readonly ShellCommand[];
  /** The shell that reads a script of its own: `sh`; undefined where the words are run as they are. */
  readonly shell: string | undefined;
  /** The script of that shell. */
  readonly script: string | undefined;
}

export const shellNames: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash", "zsh", "ksh"]);

/** What a handler runs; undefined where it runs nothing or one of the words is not known. */
export function execOf(handler: Handler): ExecCommand | undefined {
  if (handler.kind !== "exec") return undefined;
  const words = handler.command.known;
  return words && words.length > 0 ? read(words) : undefined;
}

function read(words: readonly string[]): ExecCommand {
  const { commands, shell, script } = readQuoted(words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" "));
  return { words, commands, shell, script };
}

const readQuoted = remember((text: string): Omit<ExecCommand, "words"> => {
  const { commands } = parseShell(new MappedText(text, 0));
  const outer = commands[0];
  const isShell = outer?.name !== undefined && shellNames.has(outer.name);
  const script = isShell ? scriptIn(outer.args.map((word) => word.text)) : undefined;
  return {
    commands: commands.filter(({ name }) => name === undefined || !shellNames.has(name)),
    shell: script === undefined ? undefined : outer?.name,
    script,
  };
}, 500);

/** The word behind `-c`. */
function scriptIn(args: readonly string[]): string | undefined {
  const option = args.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
  return option < 0 ? undefined : args[option + 1];
}

/** Commands that only tell how another one ended, or say something. */
const silent = new Set(["exit", "true", "false", "echo", ":", "set", "printf"]);

/** The one command that counts, where nothing else is done: no pipe, no loop, no second one but `exit`. */
export function soleCommand({ commands }: ExecCommand): ShellCommand | undefined {
  const [command, ...others] = commands.filter(({ name, operator }) => !(name !== undefined && silent.has(name) && operator !== "&"));
  return command && others.length === 0 && !command.pipe && !command.isConditional && !command.inSubstitution ? command : undefined;
}

/** The seconds that a handler waits before it is done, as far as it says so: the `sleep` action, or `sleep` in a command. Undefined where it does not wait, or nobody can know how long. */
export function sleepOf(handler: Handler): number | undefined {
  if (handler.kind === "sleep") return handler.mapping.integer("seconds").value;
  const exec = execOf(handler);
  if (!exec) return undefined;
  const sleeps = exec.commands.filter(
    ({ name, isConditional, operator, inSubstitution }) => name === "sleep" && !isConditional && operator !== "&" && !inSubstitution,
  );
  if (sleeps.length === 0) return undefined;
  let seconds = 0;
  for (const { args } of sleeps) {
    for (const { value } of args) {
      const [, number, unit = "s"] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(value ?? "") ?? [];
      if (number === undefined) return undefined;
      seconds += Number(number) * ({ s: 1, m: 60, h: 3600 }[unit || "s"] as number);
    }
  }
  return seconds;
}

/** Another handler that does what a command does. */
export interface Translation {
  readonly kind: "httpGet" | "tcpSocket" | "grpc" | "sleep";
  readonly value: YamlInput;
  /** The program that is no longer started. */
  readonly program: string;
}

/** The handler that asks the same as a probe's command; undefined where there is none. */
export function translate(handler: Handler, container: Container): Translation | undefined {
  const exec = execOf(handler);
  const command = exec && soleCommand(exec);
  if (!command?.name) return undefined;
  const args = command.args.map(({ value, text }) => value ?? text);
  // What the shell expands is not known, but for the pod's own address.
  if (args.some((word) => /[$`]/.test(word.replaceAll(/\$[({]?(?:POD_IP|HOSTNAME|POD_NAME)[)}]?/g, "")))) return undefined;
  const { name } = command;
  if (command.redirects.some(({ operator }) => operator.startsWith("<"))) return undefined;
  if (name === "curl" || name === "wget") {
    const asked = name === "curl" ? curl(args) : wget(args);
    return asked && { kind: "httpGet", value: httpGet(asked, container), program: name };
  }
  if (name === "nc" || name === "ncat" || name === "netcat") {
    const port = connection(args);
    return port === undefined ? undefined : { kind: "tcpSocket", value: { port: portName(port, container) }, program: name };
  }
  if (name === "grpc_health_probe" || name === "grpc-health-probe") {
    const value = grpc(args);
    return value === undefined ? undefined : { kind: "grpc", value, program: name };
  }
  return undefined;
}

/** The `sleep` action that waits as long as a hook's command, where that does nothing else. */
export function sleepAction(handler: Handler): Translation | undefined {
  const exec = execOf(handler);
  const seconds = exec && soleCommand(exec)?.name === "sleep" ? sleepOf(handler) : undefined;
  return seconds !== undefined && Number.isInteger(seconds) && seconds > 0
    ? { kind: "sleep", value: { seconds }, program: "sleep" }
    : undefined;
}

interface Request {
  readonly scheme: "http" | "https";
  readonly port: number;
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** Whether an address is the container's own. */
export function isOwnHost(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|0\.0\.0\.0|\[?::1?\]?|ip6-localhost|\$[({]?(?:POD_IP|HOSTNAME|POD_NAME)[)}]?|)$/i.test(host);
}

function requestOf(url: string | undefined, headers: Request["headers"]): Request | undefined {
  const match = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^/:?#@]*)(?::(\d{1,5}))?([/?][^#]*)?$/i.exec(url ?? "");
  if (!match || url === "") return undefined;
  const [, scheme = "http", host = "", port, path = "/"] = match;
  if (!isOwnHost(host) || host === "") return undefined;
  const isTls = scheme.toLowerCase() === "https";
  return {
    scheme: isTls ? "https" : "http",
    port: port === undefined ? (isTls ? 443 : 80) : Number(port),
    path: path.startsWith("/") ? path : `/${path}`,
    headers,
  };
}

/** Options of curl that change nothing of what is asked; those of the second pattern take a value. */
const curlOptions =
  /^(?:-[fsSkvLqgN0]+|--(?:fail|silent|show-error|insecure|verbose|location|fail-with-body|no-progress-meter|ipv4|http1\.[01])|-4)$/;
const curlWithValue = /^(?:-[fsSkvL]*[om]|--(?:output|max-time|connect-timeout|retry|retry-delay|write-out)|-w)$/;

function curl(args: readonly string[]): Request | undefined {
  const headers: { name: string; value: string }[] = [];
  let url: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string;
    if (curlOptions.test(word) || /^(?:-o|-m|--(?:output|max-time|connect-timeout|retry)=)\S+$/.test(word)) continue;
    if (curlWithValue.test(word)) i++;
    else if (word === "-H" || word === "--header") {
      const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(args[++i] ?? "") ?? [];
      if (name === undefined || value === undefined) return undefined;
      headers.push({ name, value });
    } else if (word.startsWith("-") || url !== undefined) return undefined;
    else url = word;
  }
  return requestOf(url, headers);
}

const wgetOptions =
  /^(?:-q|-nv|-O-|-qO-|-O\/dev\/null|-qO\/dev\/null|-S|-T\d+|-t\d+|--(?:quiet|spider|no-verbose|no-check-certificate|server-response|(?:timeout|tries|output-document)=\S+))$/;

function wget(args: readonly string[]): Request | undefined {
  let url: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string;
    if (wgetOptions.test(word)) continue;
    if (/^(?:-q?O|-T|-t|--timeout|--tries|--output-document)$/.test(word)) i++;
    else if (word.startsWith("-") || url !== undefined) return undefined;
    else url = word;
  }
  return requestOf(url, []);
}

function connection(args: readonly string[]): number | undefined {
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i] as string;
    if (/^-[zvn46]*w$/.test(word)) i++;
    else if (!/^-[zvn46]*(?:w\d+)?$/.test(word)) rest.push(word);
  }
  const [host = "", port = ""] = rest;
  const scans = args.some((word) => /^-[a-z\d]*z/.test(word));
  return scans && rest.length === 2 && isOwnHost(host) && /^\d{1,5}$/.test(port) ? Number(port) : undefined;
}

function grpc(args: readonly string[]): YamlInput | undefined {
  let port: number | undefined;
  let service: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const [, name, glued] = /^--?([\w-]+)(?:=(.*))?$/.exec(args[i] as string) ?? [];
    if (name === undefined) return undefined;
    if (name === "v") continue;
    const value = glued ?? args[++i] ?? "";
    if (name === "addr") {
      const [, host = "", number] = /^(.*):(\d{1,5})$/.exec(value) ?? [];
      if (number === undefined || !isOwnHost(host)) return undefined;
      port = Number(number);
    } else if (name === "service") service = value;
    else if (name !== "connect-timeout" && name !== "rpc-timeout") return undefined;
  }
  if (port === undefined) return undefined;
  return service ? { port, service } : { port };
}

/** A port by the name that the container gives it, else its number. */
export function portName(port: number, { ports }: Container): string | number {
  return ports.find(({ containerPort, protocol }) => containerPort.value === port && protocol.or("TCP") === "TCP")?.name.value ?? port;
}

function httpGet({ scheme, port, path, headers }: Request, container: Container): YamlInput {
  return {
    path,
    port: portName(port, container),
    ...(scheme === "https" && { scheme: "HTTPS" }),
    ...(headers.length > 0 && { httpHeaders: headers.map(({ name, value }) => ({ name, value })) }),
  };
}
