import type { Workspace } from "../workspace.ts";
import type { Detected } from "./model.ts";

/** Where a value stands with this certainty: the first pattern that finds any decides, and only if it finds no two different ones. */
export interface Search {
  readonly paths: readonly string[];
  /** Each with one group that is the value; matched against one line of code at a time. */
  readonly patterns: readonly RegExp[];
}

const maximumSize = 200 * 1024;
const maximumLine = 400;

/** The port that source files name, where they name one alone. */
export function findPort({ paths, patterns }: Search, workspace: Workspace): Detected<number> | undefined {
  const found = findAll(paths, patterns, workspace).filter(({ value }) => {
    const port = Number(value);
    return Number.isInteger(port) && port > 0 && port < 65536;
  });
  const [first] = found;
  if (!first || found.some(({ value }) => Number(value) !== Number(first.value))) return undefined;
  return { value: Number(first.value), from: first.from };
}

/** Last parts of paths that answer whether the application lives, the best first; those that ask whether it is ready come last. */
const healthNames = [
  "healthz",
  "livez",
  "health",
  "live",
  "liveness",
  "healthcheck",
  "health-check",
  "health_check",
  "_health",
  "up",
  "heartbeat",
  "ping",
];
const readyNames = ["readyz", "ready", "readiness"];

/** How well a path suits a health check; undefined where it is none. */
export function healthRank(path: string): number | undefined {
  const parts = path.replace(/\/$/, "").split("/");
  const rank = [...healthNames, ...readyNames].indexOf((parts.at(-1) ?? "").toLowerCase());
  if (rank < 0) return undefined;
  return ["live", "liveness", "ready", "readiness"].includes(parts.at(-1) as string) || parts.length <= 4 ? rank : undefined;
}

/** Whether a path answers if requests may come, rather than if the process lives. */
export function isReadinessPath(path: string): boolean {
  return readyNames.includes((path.replace(/\/$/, "").split("/").at(-1) ?? "").toLowerCase());
}

/** The path of the health endpoint that source files serve; the best of several. */
export function findHealthPath(search: Search, workspace: Workspace): Detected<string> | undefined {
  return findHealthPaths(search, workspace)[0];
}

/** The paths of all health endpoints that source files serve, the best first. */
export function findHealthPaths({ paths, patterns }: Search, workspace: Workspace): Detected<string>[] {
  return findAll(paths, patterns, workspace, true)
    .map(({ value, from }) => ({ value: value.startsWith("/") ? value : `/${value}`, from }))
    .flatMap((route) => {
      const rank = /^[/\w.-]+$/.test(route.value) ? healthRank(route.value) : undefined;
      return rank === undefined ? [] : [{ ...route, rank }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ value, from }) => ({ value, from }));
}

/** What the first pattern that finds anything finds; with `inAll`, what all of them find. */
function findAll(paths: readonly string[], patterns: readonly RegExp[], workspace: Workspace, inAll = false): Detected<string>[] {
  const found: Detected<string>[] = [];
  const files = paths.map((path) => ({ path, lines: codeLines(workspace, path) }));
  for (const pattern of patterns) {
    for (const { path, lines } of files) {
      lines.forEach((line, index) => {
        for (const match of line.matchAll(new RegExp(pattern.source, pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`))) {
          const value = match.slice(1).find((group) => group !== undefined);
          if (value !== undefined) found.push({ value, from: { path, line: index + 1 } });
        }
      });
    }
    if (found.length > 0 && !inAll) break;
  }
  return found;
}

/** The lines of a source file; comments are blank, so that the numbers stay. */
export function codeLines(workspace: Workspace, path: string): readonly string[] {
  const text = workspace.read(path);
  if (text === undefined || text.length > maximumSize) return [];
  let inComment = false;
  return text.split(/\r\n|\n|\r/).map((line) => {
    const trimmed = line.trimStart();
    if (inComment) {
      if (trimmed.includes("*/")) inComment = false;
      return "";
    }
    if (trimmed.startsWith("/*")) {
      inComment = !trimmed.includes("*/");
      return "";
    }
    if (/^(?:\/\/|#(?!\[)|\*|--|;)/.test(trimmed) || line.length > maximumLine) return "";
    return line;
  });
}
