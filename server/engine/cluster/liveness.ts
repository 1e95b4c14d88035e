import type { Probe } from "../languages/kubernetes/model.ts";
import type { ShellCommand } from "../languages/shell/model.ts";
import type { Span } from "../text/span.ts";
import { execOf, isOwnHost } from "./exec-command.ts";

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
    if (host !== undefined && /[A-Za-z\d]/.test(host) && !/[$`(]/.test(host) && !isOwnHost(host))
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
