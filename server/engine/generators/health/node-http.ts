import { codeFile, type Dialect, dialectOf, findCode, placeName } from "../code/javascript.ts";
import type { GeneratedFile, Generation, Plan } from "../model.ts";
import { type Check, checksOf } from "./node-checks.ts";
import { lifecycleFile } from "./node-lifecycle.ts";
import { closing, handedOver, servedNotes } from "./node-notes.ts";
import {
  clientImports,
  clientsParameter,
  clientsType,
  detailsExpression,
  phaseCode,
  readinessImports,
  reportCall,
  reporterCode,
  reportStatement,
  tokenCode,
} from "./node-readiness.ts";
import { type HealthPaths, healthPaths } from "./paths.ts";

/** A listener around the program's own that answers the endpoints, and what takes the server through its life. */
export function httpHealth(plan: Plan): Generation {
  const dialect = dialectOf(plan);
  const checks = checksOf(plan);
  const paths = healthPaths(plan);
  return {
    files: [
      healthFile(dialect, checks, paths, plan),
      lifecycleFile(dialect, plan, {
        imports: [{ from: "node:http", types: ["Server"] }],
        parameter: "server",
        type: "Server",
        server: "server",
      }),
    ],
    notes: notes(plan, dialect, checks, paths),
  };
}

function healthFile(dialect: Dialect, checks: readonly Check[], { live, ready, details }: HealthPaths, plan: Plan): GeneratedFile {
  const { type, folder, ending } = dialect;
  const hasDetails = plan.answers.details === "token";
  const clients = clientsParameter(dialect, checks);
  const [crypto = [], timers = []] = [readinessImports([], hasDetails), readinessImports(checks, false)];
  return {
    path: `${folder === "" ? "" : `${folder}/`}health.${ending}`,
    about: "Endpoints for liveness, readiness and monitoring",
    text: codeFile(
      dialect,
      [...crypto, { from: "node:http", types: ["RequestListener"] }, ...timers, ...clientImports(checks)],
      [
        clientsType(dialect, checks),
        phaseCode(dialect),
        `/** Answers the endpoints, and leaves all else to \`listener\`. */
export function withHealth(listener${type(": RequestListener")}${clients && `, ${clients}`})${type(": RequestListener")} {
${reportStatement(checks)}${hasDetails ? `  const token = process.env.HEALTH_TOKEN;\n` : ""}  return ${checks.length > 0 ? "async " : ""}(request, response) => {
    const answer = (code${type(": number")}, body${type("?: object")}, headers${type(": Record<string, string>")} = {}) => {
      response.writeHead(code, { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers });
      response.end(body && JSON.stringify(body));
    };
    if (request.method !== "GET" && request.method !== "HEAD") return listener(request, response);
    switch (request.url) {
      case "${live}":
        return answer(200, { status: "ok" });
      case "${ready}": {
        const { status } = ${reportCall(checks)};
        return answer(status === "down" ? 503 : 200, { status });
      }
${
  hasDetails
    ? `      case "${details}": {
        // Without a token there is no such endpoint.
        if (!token) return listener(request, response);
        if (!carries(request.headers.authorization, token)) return answer(401, undefined, { "WWW-Authenticate": "Bearer" });
        const body = ${detailsExpression(checks, "        ")};
        return answer(body.status === "down" ? 503 : 200, body);
      }
`
    : ""
}      default:
        return listener(request, response);
    }
  };
}
`,
        reporterCode(dialect, checks),
        hasDetails ? tokenCode(dialect) : "",
      ],
    ),
  };
}

function notes(plan: Plan, dialect: Dialect, checks: readonly Check[], paths: HealthPaths): readonly string[] {
  const made = findCode(plan, /\b(?:(?:const|let)\s+(\w+)\s*=\s*)?(?:http\.)?createServer\(/);
  const server = made?.match[1];
  const clients = handedOver(checks);
  return [
    `${made ? `At ${placeName(made)}` : "Where the server is made"}, wrap the listener: \`createServer(withHealth(listener${clients && `, ${clients}`}))\`.`,
    `Behind that, add \`manageLifecycle(${server ?? "server"}${closing(checks)});\`.`,
    ...servedNotes(plan, dialect, paths),
  ];
}
