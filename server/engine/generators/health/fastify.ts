import { type CodePlace, findCode, placeName } from "../code/javascript.ts";
import type { Generation, Plan } from "../model.ts";
import { handedOver } from "./node-notes.ts";
import { detailsExpression, reportCall, reportStatement } from "./node-readiness.ts";
import { type Endpoints, serverHealth } from "./node-server.ts";

/** A plugin with the endpoints. */
export function fastifyHealth(plan: Plan): Generation {
  return serverHealth(plan, {
    imports: [{ from: "fastify", types: ["FastifyInstance"] }],
    endpoints: plugin,
    lifecycle: {
      imports: [{ from: "fastify", types: ["FastifyInstance"] }],
      parameter: "app",
      type: "FastifyInstance",
      server: "app.server",
      closesItself: true,
    },
    notes(_plan, checks) {
      const made = findCode(plan, /\b(?:const|let)\s+(\w+)\s*(?::\s*[\w.]+\s*)?=\s*(?:[fF]astify|require\(["']fastify["']\))\(/);
      const app = made?.match[1] ?? "app";
      const listens = findCode(plan, /\b(\w+)\.listen\(/);
      const clients = handedOver(checks);
      const closes = [...new Set(checks.flatMap(({ close }) => close ?? []))].map(
        (close) => `\`${app}.addHook("onClose", () => ${close});\``,
      );
      return [
        `${made ? `Behind ${placeName(made)}` : "Where the application is made"}, add \`${app}.register(health${clients && `, ${clients}`});\`.`,
        `${listens ? `Before ${placeName(listens)}` : "Before it listens"}, add ${[`\`manageLifecycle(${app});\``, ...closes].join(" and ")}.`,
        ...(listens && !namesHost(plan, listens)
          ? [
              `At ${placeName(listens)}, give \`host: "0.0.0.0"\`: Fastify listens on the loopback address alone, where no probe reaches it.`,
            ]
          : []),
      ];
    },
  });
}

/** The call says on which address to listen, or takes its options from elsewhere. */
function namesHost({ workspace }: Plan, { path, line }: CodePlace): boolean {
  const call = (workspace.read(path) ?? "")
    .split("\n")
    .slice(line - 1, line + 5)
    .join("\n");
  return /\bhost\b|\.\.\.|\.listen\(\s*\w+\s*[,)]/.test(call.slice(0, call.indexOf(")", call.indexOf(".listen(")) + 200));
}

function plugin({ dialect: { type }, checks, paths: { live, ready, details }, hasDetails, clients }: Endpoints): string {
  return `/** Register it outside what asks for sign-in or limits rates: probes come often, and without credentials. */
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
`;
}
