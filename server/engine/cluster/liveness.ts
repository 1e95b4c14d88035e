import type { Handler, Probe, ProbeNumbers } from "../languages/kubernetes/model.ts";
import type { ShellCommand } from "../languages/shell/model.ts";
import type { Span } from "../text/span.ts";
import { execOf, isOwnHost } from "./exec-command.ts";
import { detection, livenessIsMoreTolerant } from "./probe-timing.ts";
import { isSameHandler } from "./probes.ts";

/** Readiness that asks the same as liveness, which may act before it. */
export interface Rival {
  readonly handler: Handler;
  readonly liveness: ProbeNumbers;
  readonly readiness: ProbeNumbers;
  /** Liveness certainly acts no later; else the two overlap, or only ask whether a port is open. */
  readonly isSure: boolean;
}

/** Readiness of the same container that asks the same as liveness and is no quicker. A liveness probe without any patience has no rival: that is told first. */
export function rivalOf({ kind, handler, timing, container }: Probe): Rival | undefined {
  const readiness = kind === "liveness" ? container.probe("readiness") : undefined;
  if (!handler || !timing || !readiness?.handler || !readiness.timing || !isSameHandler(handler, readiness.handler)) return undefined;
  const kill = detection(timing);
  if (livenessIsMoreTolerant(timing, readiness.timing) || kill.best < leastPatience) return undefined;
  const isSure = kill.worst <= detection(readiness.timing).worst && handler.kind !== "tcpSocket";
  return { handler, liveness: timing, readiness: readiness.timing, isSure };
}

/** The seconds for which liveness has to bear with a container at least. */
export const leastPatience = 10;

/** Words of a path that say that the endpoint also asks what the application depends on. */
const deepWords = new Set([
  "ready",
  "readyz",
  "readiness",
  "deep",
  "dep",
  "deps",
  "dependency",
  "dependencies",
  "db",
  "database",
  "full",
  "all",
]);

/** What a liveness probe asks beside the container itself. */
export interface AskedDependency {
  readonly kind: "path" | "host";
  /** The path, or the program with the host that it asks. */
  readonly text: string;
  readonly span: Span | undefined;
}

/** What else a liveness probe asks: an endpoint that is named for dependencies or for readiness, or another host by a client. */
export function dependencyAskedBy({ handler }: Probe): AskedDependency | undefined {
  if (!handler) return undefined;
  if (handler.kind === "httpGet") {
    const path = handler.path.value;
    return path === undefined || deepWordIn(path) === undefined
      ? undefined
      : { kind: "path", text: path.replace(/[?#].*$/s, ""), span: handler.path.span };
  }
  for (const command of execOf(handler)?.commands ?? []) {
    const host = hostAskedBy(command);
    if (host !== undefined && /[A-Za-z\d]/.test(host) && !/[$`(]|^[./]/.test(host) && !isOwnHost(host))
      return { kind: "host", text: host, span: handler.command.entry?.value?.span };
  }
  return undefined;
}

/** The word of a path that speaks of dependencies or of readiness. */
export function deepWordIn(path: string): string | undefined {
  return path
    .replace(/[?#].*$/s, "")
    .split(/[^A-Za-z\d]+/)
    .find((part) => deepWords.has(part.toLowerCase()));
}

/** By program, the options that name the host. */
const hostOptions: Readonly<Record<string, readonly string[]>> = {
  pg_isready: ["-h", "--host"],
  psql: ["-h", "--host"],
  mysqladmin: ["-h", "--host"],
  mysql: ["-h", "--host"],
  "mariadb-admin": ["-h", "--host"],
  mariadb: ["-h", "--host"],
  "redis-cli": ["-h"],
  "valkey-cli": ["-h"],
  mongo: ["--host"],
  mongosh: ["--host"],
};

function hostAskedBy({ name = "", args }: ShellCommand): string | undefined {
  const words = args.map(({ text }) => text);
  const options = hostOptions[name];
  if (options) {
    for (const [i, word] of words.entries()) {
      if (options.includes(word)) return words[i + 1];
      const option = options.find((one) =>
        one.startsWith("--") ? word.startsWith(`${one}=`) : word.startsWith(one) && !word.startsWith("--"),
      );
      if (option !== undefined) return word.slice(option.length).replace(/^=/, "");
    }
    return undefined;
  }
  if (name === "curl" || name === "wget") {
    const url = words.map((word) => /^(?:https?:)\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]+)/i.exec(word)?.[1]).find(Boolean);
    return url;
  }
  if (name === "nc" || name === "ncat" || name === "netcat") {
    const rest = words.filter((word, i) => !word.startsWith("-") && !/^-[a-z\d]*w$/.test(words[i - 1] ?? ""));
    return rest.length === 2 ? rest[0] : undefined;
  }
  return undefined;
}
