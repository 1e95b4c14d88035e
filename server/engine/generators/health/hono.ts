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

/** A group of routes with the endpoints, and what takes Node's server through its life. */
export function honoHealth(plan: Plan): Generation {
  const dialect = dialectOf(plan);
  const checks = checksOf(plan);
  const paths = healthPaths(plan);
  return {
    files: [
      healthFile(dialect, checks, paths, plan),
      lifecycleFile(dialect, plan, {
        imports: [{ from: "@hono/node-server", types: ["ServerType"] }],
        parameter: "server",
        type: "ServerType",
        server: "server",
        isUnion: true,
      }),
    ],
    notes: notes(plan, dialect, checks, paths),
  };
}

function healthFile(dialect: Dialect, checks: readonly Check[], { live, ready, details }: HealthPaths, plan: Plan): GeneratedFile {
  const { type, folder, ending } = dialect;
  const hasDetails = plan.answers.details === "token";
  return {
    path: `${folder === "" ? "" : `${folder}/`}health.${ending}`,
    about: "Endpoints for liveness, readiness and monitoring",
    text: codeFile(
      dialect,
      [...readinessImports(checks, hasDetails), { from: "hono", values: ["Hono"] }, ...clientImports(checks)],
      [
        clientsType(dialect, checks),
        phaseCode(dialect),
        `/** Mount it before sign-in, rate limits and the access log: probes come often, and without credentials. */
export function health(${clientsParameter(dialect, checks)})${type(": Hono")} {
${reportStatement(checks)}  const routes = new Hono();

  routes.get("${live}", (context) => context.json({ status: "ok" }, 200, { "Cache-Control": "no-store" }));

  routes.get("${ready}", ${checks.length > 0 ? "async " : ""}(context) => {
    const { status } = ${reportCall(checks)};
    return context.json({ status }, status === "down" ? 503 : 200, { "Cache-Control": "no-store" });
  });
${
  hasDetails
    ? `
  // Without a token there is no such endpoint.
  const token = process.env.HEALTH_TOKEN;
  if (token) {
    routes.get("${details}", ${checks.length > 0 ? "async " : ""}(context) => {
      context.header("Cache-Control", "no-store");
      if (!carries(context.req.header("Authorization"), token)) return context.body(null, 401, { "WWW-Authenticate": "Bearer" });
      const body = ${detailsExpression(checks, "      ")};
      return context.json(body, body.status === "down" ? 503 : 200);
    });
  }
`
    : ""
}
  return routes;
}
`,
        reporterCode(dialect, checks),
        hasDetails ? tokenCode(dialect) : "",
      ],
    ),
  };
}

function notes(plan: Plan, dialect: Dialect, checks: readonly Check[], paths: HealthPaths): readonly string[] {
  const made = findCode(plan, /\b(\w+)\s*=\s*new\s+Hono\b/);
  const served = findCode(plan, /\b(?:(?:const|let)\s+(\w+)\s*=\s*)?serve\(/);
  const server = served?.match[1];
  const call = `manageLifecycle(${server ?? "server"}${closing(checks)});`;
  return [
    `${made ? `Behind ${placeName(made)}` : "Where the application is made"}, add \`${made?.match[1] ?? "app"}.route("/", health(${handedOver(checks)}));\` before any other middleware.`,
    `${served ? `At ${placeName(served)}` : "Where the server is started"}, ${
      server || !served ? `add \`${call}\` behind it.` : `write \`const server = serve(\`, and add \`${call}\` behind it.`
    }`,
    ...servedNotes(plan, dialect, paths),
  ];
}
