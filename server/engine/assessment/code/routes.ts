import type { Code } from "./code.ts";
import type { Call } from "./source-file.ts";

/** A path that code answers, as far as one place says it: what stands in front of it may be said elsewhere. */
export interface Route {
  /** With a slash in front, without one at the end; "" for the root of what it is below. */
  readonly path: string;
  readonly call: Call;
}

/** Functions, methods, decorators and annotations whose first text is a path that is answered. */
const routing =
  /^(?:get|head|all|route|use|api_route|add_api_route|add_url_rule|add_get|websocket|path|re_path|url|match|any|Get|GET|Head|HEAD|Any|All|Handle|HandleFunc|HandlerFunc|Route|Path|Group|Mount|Method|GetMapping|RequestMapping|Controller|MapGet|MapHealthChecks|UseHealthChecks|MapGroup|scope|resource|service|nest|register|addRoute|addContentTypeParser)$/;

/** The paths that plain texts of calls name. */
export function routesIn(code: Code): readonly Route[] {
  return code.files.flatMap(({ calls }) =>
    calls.flatMap((call): readonly Route[] => {
      if (!routing.test(call.name)) return [];
      return call.arguments.slice(0, 2).flatMap(({ string, text }) => {
        const written = string ?? /^(?:path|value|prefix|url)\s*[:=]\s*\{?\s*["'`]([^"'`]*)["'`]/.exec(text)?.[1];
        // Go's patterns begin with a method: "GET /healthz"; Django's regular expressions with ^.
        const path = written?.replace(/^[A-Z]{3,7}\s+/, "").replace(/^\^|\$$/g, "");
        return path === undefined || !/^[\w./-]*$/.test(path) ? [] : [{ path: normalized(path), call }];
      });
    }),
  );
}

/** A path as `Route` has it. */
export function normalized(path: string): string {
  const plain = path.replace(/[?#].*$/, "").replace(/^\/+|\/+$/g, "");
  return plain === "" ? "" : `/${plain}`;
}
