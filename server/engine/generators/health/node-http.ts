import { findCode, placeName } from "../code/javascript.ts";
import type { Generation, Plan } from "../model.ts";
import { httpServer } from "./node-lifecycle.ts";
import { closing, handedOver } from "./node-notes.ts";
import { detailsExpression, reportCall, reportStatement } from "./node-readiness.ts";
import { type Endpoints, serverHealth } from "./node-server.ts";

/** A listener around the program's own that answers the endpoints. */
export function httpHealth(plan: Plan): Generation {
  return serverHealth(plan, {
    imports: [{ from: "node:http", types: ["RequestListener"] }],
    endpoints: wrapper,
    lifecycle: httpServer,
    notes(_plan, checks) {
      const made = findCode(plan, /\b(?:(?:const|let)\s+(\w+)\s*=\s*)?(?:http\.)?createServer\(/);
      const server = made?.match[1];
      const clients = handedOver(checks);
      return [
        `${made ? `At ${placeName(made)}` : "Where the server is made"}, wrap the listener: \`createServer(withHealth(listener${clients && `, ${clients}`}))\`.`,
        `Behind that, add \`manageLifecycle(${server ?? "server"}${closing(checks)});\`.`,
      ];
    },
  });
}

function wrapper({ dialect: { type }, checks, paths: { live, ready, details }, hasDetails, clients, asking }: Endpoints): string {
  return `/** Answers the endpoints, and leaves all else to \`listener\`. */
export function withHealth(listener${type(": RequestListener")}${clients && `, ${clients}`})${type(": RequestListener")} {
${reportStatement(checks)}${hasDetails ? "  const token = process.env.HEALTH_TOKEN;\n" : ""}  return ${asking}(request, response) => {
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
`;
}
