import { findCode, placeName } from "../code/javascript.ts";
import type { Generation, Plan } from "../model.ts";
import { httpServer } from "./node-lifecycle.ts";
import { closing, handedOver, listenNote } from "./node-notes.ts";
import { detailsExpression, reportCall, reportStatement } from "./node-readiness.ts";
import { type Endpoints, serverHealth } from "./node-server.ts";

/** A middleware that answers the endpoints. */
export function koaHealth(plan: Plan): Generation {
  return serverHealth(plan, {
    imports: [{ from: "koa", types: ["Middleware"] }],
    endpoints: middleware,
    lifecycle: httpServer,
    notes(_plan, checks) {
      const made = findCode(plan, /\b(\w+)\s*=\s*new\s+(?:Koa|Application)\b/);
      return [
        `${made ? `Behind ${placeName(made)}` : "Where the application is made"}, add \`${made?.match[1] ?? "app"}.use(health(${handedOver(checks)}));\` before any other middleware.`,
        listenNote(plan, closing(checks)),
      ];
    },
  });
}

function middleware({ dialect: { type }, checks, paths: { live, ready, details }, hasDetails, clients }: Endpoints): string {
  return `/** Use it before sign-in, rate limits and the access log: probes come often, and without credentials. */
export function health(${clients})${type(": Middleware")} {
${reportStatement(checks)}${hasDetails ? "  const token = process.env.HEALTH_TOKEN;\n" : ""}  return async (context, next) => {
    const answer = (status${type(": number")}, body${type("?: object")}) => {
      context.set("Cache-Control", "no-store");
      context.body = body;
      // In this order: a body that is missing makes it 204.
      context.status = status;
    };
    if (context.method !== "GET" && context.method !== "HEAD") return next();
    switch (context.path) {
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
        if (!token) return next();
        if (!carries(context.get("Authorization"), token)) {
          context.set("WWW-Authenticate", "Bearer");
          return answer(401);
        }
        const body = ${detailsExpression(checks, "        ")};
        return answer(body.status === "down" ? 503 : 200, body);
      }
`
    : ""
}      default:
        return next();
    }
  };
}
`;
}
