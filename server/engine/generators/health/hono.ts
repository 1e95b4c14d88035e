import { findCode, placeName } from "../code/javascript.ts";
import type { Generation, Plan } from "../model.ts";
import { closing, handedOver } from "./node-notes.ts";
import { detailsExpression, reportCall, reportStatement } from "./node-readiness.ts";
import { type Endpoints, serverHealth } from "./node-server.ts";

/** A group of routes with the endpoints, for Hono on Node's own server. */
export function honoHealth(plan: Plan): Generation {
  return serverHealth(plan, {
    imports: [{ from: "hono", values: ["Hono"] }],
    endpoints: routes,
    lifecycle: {
      imports: [{ from: "@hono/node-server", types: ["ServerType"] }],
      parameter: "server",
      type: "ServerType",
      server: "server",
      isUnion: true,
    },
    notes(_plan, checks) {
      const made = findCode(plan, /\b(\w+)\s*=\s*new\s+Hono\b/);
      const served = findCode(plan, /\b(?:(?:const|let)\s+(\w+)\s*=\s*)?serve\(/);
      const server = served?.match[1];
      const call = `manageLifecycle(${server ?? "server"}${closing(checks)});`;
      return [
        `${made ? `Behind ${placeName(made)}` : "Where the application is made"}, add \`${made?.match[1] ?? "app"}.route("/", health(${handedOver(checks)}));\` before any other middleware.`,
        `${served ? `At ${placeName(served)}` : "Where the server is started"}, ${
          server || !served ? `add \`${call}\` behind it.` : `write \`const server = serve(\`, and add \`${call}\` behind it.`
        }`,
      ];
    },
  });
}

function routes({ dialect: { type }, checks, paths: { live, ready, details }, hasDetails, clients, asking }: Endpoints): string {
  return `/** Mount it before sign-in, rate limits and the access log: probes come often, and without credentials. */
export function health(${clients})${type(": Hono")} {
${reportStatement(checks)}  const routes = new Hono();

  routes.get("${live}", (context) => context.json({ status: "ok" }, 200, { "Cache-Control": "no-store" }));

  routes.get("${ready}", ${asking}(context) => {
    const { status } = ${reportCall(checks)};
    return context.json({ status }, status === "down" ? 503 : 200, { "Cache-Control": "no-store" });
  });
${
  hasDetails
    ? `
  // Without a token there is no such endpoint.
  const token = process.env.HEALTH_TOKEN;
  if (token) {
    routes.get("${details}", ${asking}(context) => {
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
`;
}
