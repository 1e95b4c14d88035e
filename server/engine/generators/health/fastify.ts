import { codeFile, type Dialect, dialectOf, findCode, placeName } from "../code/javascript.ts";
import type { GeneratedFile, Generation, Plan } from "../model.ts";
import { type Check, checksOf } from "./node-checks.ts";
import { lifecycleFile } from "./node-lifecycle.ts";
import { handedOver, servedNotes } from "./node-notes.ts";
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

/** A plugin with the endpoints, and what takes the server through its life. */
export function fastifyHealth(plan: Plan): Generation {
  const dialect = dialectOf(plan);
  const checks = checksOf(plan);
  const paths = healthPaths(plan);
  return {
    files: [
      healthFile(dialect, checks, paths, plan),
      lifecycleFile(dialect, plan, {
        imports: [{ from: "fastify", types: ["FastifyInstance"] }],
        parameter: "app",
        type: "FastifyInstance",
        server: "app.server",
        closesItself: true,
      }),
    ],
    notes: notes(plan, dialect, checks, paths),
  };
}

function healthFile(dialect: Dialect, checks: readonly Check[], { live, ready, details }: HealthPaths, plan: Plan): GeneratedFile {
  const { type, folder, ending } = dialect;
  const hasDetails = plan.answers.details === "token";
  const clients = clientsParameter(dialect, checks);
  return {
    path: `${folder === "" ? "" : `${folder}/`}health.${ending}`,
    about: "Endpoints for liveness, readiness and monitoring",
    text: codeFile(
      dialect,
      [...readinessImports(checks, hasDetails), { from: "fastify", types: ["FastifyInstance"] }, ...clientImports(checks)],
      [
        clientsType(dialect, checks),
        phaseCode(dialect),
        `/** Register it outside what asks for sign-in or limits rates: probes come often, and without credentials. */
export async function health(app${type(": FastifyInstance")}${clients && `, ${clients}`})${type(": Promise<void>")} {
${reportStatement(checks)}  const quiet = { logLevel: "silent" }${type(" as const")};
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("Cache-Control", "no-store");
  });

  app.get("${live}", quiet, async () => ({ status: "ok" }));

  app.get("${ready}", quiet, async (_request, reply) => {
    const { status } = ${reportCall(checks)};
    return reply.code(status === "down" ? 503 : 200).send({ status });
  });
${
  hasDetails
    ? `
  // Without a token there is no such endpoint.
  const token = process.env.HEALTH_TOKEN;
  if (token) {
    app.get("${details}", quiet, async (request, reply) => {
      if (!carries(request.headers.authorization, token)) return reply.code(401).header("WWW-Authenticate", "Bearer").send();
      const body = ${detailsExpression(checks, "      ")};
      return reply.code(body.status === "down" ? 503 : 200).send(body);
    });
  }
`
    : ""
}}
`,
        reporterCode(dialect, checks),
        hasDetails ? tokenCode(dialect) : "",
      ],
    ),
  };
}

function notes(plan: Plan, dialect: Dialect, checks: readonly Check[], paths: HealthPaths): readonly string[] {
  const made = findCode(plan, /\b(?:const|let)\s+(\w+)\s*(?::\s*[\w.]+\s*)?=\s*(?:[fF]astify|require\(["']fastify["']\))\(/);
  const app = made?.match[1] ?? "app";
  const listens = findCode(plan, /\b(\w+)\.listen\(/);
  const clients = handedOver(checks);
  return [
    `${made ? `Behind ${placeName(made)}` : "Where the application is made"}, add \`${app}.register(health${clients && `, ${clients}`});\`.`,
    `${listens ? `Before ${placeName(listens)}` : "Before it listens"}, add \`manageLifecycle(${app});\`${
      checks.some(({ close }) => close)
        ? `, and close clients in a hook: \`${app}.addHook("onClose", () => ${checks.find(({ close }) => close)?.close});\``
        : ""
    }.`,
    ...servedNotes(plan, dialect, paths),
  ];
}
