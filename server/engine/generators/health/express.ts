import { findCode, placeName } from "../code/javascript.ts";
import type { Generation, Plan } from "../model.ts";
import { httpServer } from "./node-lifecycle.ts";
import { closing, handedOver, listenNote } from "./node-notes.ts";
import { detailsExpression, reportCall, reportStatement } from "./node-readiness.ts";
import { type Endpoints, serverHealth } from "./node-server.ts";

/** A router with the endpoints. */
export function expressHealth(plan: Plan): Generation {
  return serverHealth(plan, {
    imports: [{ from: "express", values: ["Router"] }],
    endpoints: router,
    lifecycle: httpServer,
    notes(_plan, checks) {
      const made = findCode(plan, /\b(\w+)\s*(?::\s*[\w.]+\s*)?=\s*express\(\)/);
      const app = made?.match[1] ?? "app";
      return [
        `${made ? `Behind ${placeName(made)}` : "Where the application is made"}, add \`${app}.use(health(${handedOver(checks)}));\` before any other middleware.`,
        listenNote(plan, closing(checks)),
      ];
    },
  });
}

function router({ dialect: { type }, checks, paths: { live, ready, details }, hasDetails, clients, asking }: Endpoints): string {
  return `/** Mount it before sign-in, rate limits and the access log: probes come often, and without credentials. */
export function health(${clients})${type(": Router")} {
${reportStatement(checks)}  const router = Router();

  router.get("${live}", (_request, response) => {
    response.set("Cache-Control", "no-store").json({ status: "ok" });
  });

  router.get("${ready}", ${asking}(_request, response) => {
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
    router.get("${details}", ${asking}(request, response) => {
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
`;
}
