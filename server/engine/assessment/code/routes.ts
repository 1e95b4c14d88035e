import type { Code } from "./code.ts";
import type { Call, SourceFile } from "./source-file.ts";

/** A path that code answers, as far as one place says it: what stands in front of it may be said elsewhere. */
export interface Route {
  /** With a slash in front, without one at the end; "" for the root of what it is below. */
  readonly path: string;
  readonly file: SourceFile;
  /** Offset of what says so. */
  readonly start: number;
}

/** Functions, methods, decorators and annotations whose first text is a path that is answered, whatever else they are given. */
const routing =
  /^(?:route|use|api_route|add_api_route|add_url_rule|path|re_path|url|Handle|HandleFunc|Route|Path|Mount|GetMapping|RequestMapping|Controller|MapGet|MapHealthChecks|UseHealthChecks|scope|resource|service|nest|register)$/;
/** Those that read something as well, but for a handler behind the path: `app.get("/healthz", answer)`. */
const reading = /^(?:get|head|all|add_get|Get|GET|Head|HEAD|Any|All|match|any)$/;
const clients =
  /(?:^|\.)(?:axios|got|ky|requests|session|http|https|httpx|client|\w*[cC]lient|api|fetcher|agent|supertest|request|cache|redis|storage)\.\w+$/;

/** The paths that plain texts of calls name. */
export function routesIn(code: Code): readonly Route[] {
  return code.inEach(routesInFile);
}

const routesInFile = (file: SourceFile): readonly Route[] => [...file.calls.flatMap(routesOf), ...tablesOf(file)];

/** `map[string]http.HandlerFunc{"/livez": livez}` */
function tablesOf(file: SourceFile): readonly Route[] {
  if (file.family !== "go" || !/\bmap\[string\]http\.Handler/.test(file.skeleton)) return [];
  return [...file.code.matchAll(/"(\/[\w./-]+)"\s*:/g)].map((match) => ({ path: normalized(match[1] ?? ""), file, start: match.index }));
}

function routesOf(call: Call): readonly Route[] {
  const { name, callee, isDecorator, file } = call;
  const mayRoute = routing.test(name) || (reading.test(name) && (isDecorator || (call.arguments.length > 1 && !clients.test(callee))));
  if (!mayRoute) return [];
  // Decorators and Django name paths without a slash; elsewhere such a text is a key.
  const needsSlash = !isDecorator && !(file.family === "python" && /^(?:path|re_path|url)$/.test(name)) && name !== "Route";
  return call.arguments.slice(0, 2).flatMap(({ string, text }) => {
    const written = string ?? /^(?:path|value|prefix|url)\s*[:=]\s*\{?\s*["'`]([^"'`]*)["'`]/.exec(text)?.[1];
    // Go's patterns begin with a method: "GET /healthz"; Django's regular expressions with ^.
    const path = written?.replace(/^[A-Z]{3,7}\s+/, "").replace(/^\^|\$$/g, "");
    const isPath = path !== undefined && /^[\w./-]*$/.test(path) && (path.startsWith("/") || !needsSlash);
    return isPath ? [{ path: normalized(path), file, start: call.start }] : [];
  });
}

/** A path as `Route` has it. */
export function normalized(path: string): string {
  const plain = path.replace(/[?#].*$/, "").replace(/^\/+|\/+$/g, "");
  return plain === "" ? "" : `/${plain}`;
}
