import { type CodePlace, codeFile, type Dialect, dialectOf, findCode, placeName } from "../code/javascript.ts";
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

/** A router with the endpoints, and what takes the server through its life. */
export function expressHealth(plan: Plan): Generation {
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
  return {
    path: `${folder === "" ? "" : `${folder}/`}health.${ending}`,
    about: "Endpoints for liveness, readiness and monitoring",
    text: codeFile(
      dialect,
      [...readinessImports(checks, hasDetails), { from: "express", values: ["Router"] }, ...clientImports(checks)],
      [
        clientsType(dialect, checks),
        phaseCode(dialect),
        `/** Mount it before sign-in, rate limits and the access log: probes come often, and without credentials. */
export function health(${clientsParameter(dialect, checks)})${type(": Router")} {
${reportStatement(checks)}  const router = Router();

  router.get("${live}", (_request, response) => {
    response.set("Cache-Control", "no-store").json({ status: "ok" });
  });

  router.get("${ready}", ${checks.length > 0 ? "async " : ""}(_request, response) => {
    const { status } = ${reportCall(checks)};
    response
      .status(status === "down" ? 503 : 200)
      .set("Cache-Control", "no-store")
      .json({ status });
  });
${
  hasDetails
    ? `
  // Without a token there is no such endpoint.
  const token = process.env.HEALTH_TOKEN;
  if (token) {
    router.get("${details}", ${checks.length > 0 ? "async " : ""}(request, response) => {
      response.set("Cache-Control", "no-store");
      if (!carries(request.get("Authorization"), token)) {
        response.status(401).set("WWW-Authenticate", "Bearer").end();
        return;
      }
      const body = ${detailsExpression(checks, "      ")};
      response.status(body.status === "down" ? 503 : 200).json(body);
    });
  }
`
    : ""
}
  return router;
}
`,
        reporterCode(dialect, checks),
        hasDetails ? tokenCode(dialect) : "",
      ],
    ),
  };
}

function notes(plan: Plan, dialect: Dialect, checks: readonly Check[], paths: HealthPaths): readonly string[] {
  const made = findCode(plan, /\b(\w+)\s*(?::\s*[\w.]+\s*)?=\s*express\(\)/);
  const app = made?.match[1] ?? "app";
  const listens: CodePlace | undefined = findCode(plan, /\b(?:(?:const|let)\s+(\w+)\s*=\s*|(\w+)\s*=\s*)?(\w+)\.listen\(/);
  const server = listens?.match[1] ?? listens?.match[2];
  const call = `manageLifecycle(${server ?? "server"}${closing(checks)});`;
  return [
    `${made ? `Behind ${placeName(made)}` : "Where the application is made"}, add \`${app}.use(health(${handedOver(checks)}));\` before any other middleware.`,
    `${listens ? `At ${placeName(listens)}` : "Where the server is started"}, ${
      server || !listens
        ? `add \`${call}\` behind it.`
        : `write \`const server = ${listens.match[3]}.listen(\`, and add \`${call}\` behind it.`
    }`,
    ...servedNotes(plan, dialect, paths),
  ];
}
