import type { Framework } from "../../detection/names.ts";
import { nodeProject } from "../../workspace/project/node.ts";
import type { Generation, Generator, Plan } from "../model.ts";
import { djangoHealth } from "./django.ts";
import { expressHealth } from "./express.ts";
import { fastapiHealth } from "./fastapi.ts";
import { fastifyHealth } from "./fastify.ts";
import { flaskHealth } from "./flask.ts";
import { goHealth } from "./go.ts";
import { honoHealth } from "./hono.ts";
import { koaHealth } from "./koa.ts";
import { nestHealth } from "./nestjs.ts";
import { nextHealth } from "./next.ts";
import { httpHealth } from "./node-http.ts";

export const health: Generator = {
  id: "health",
  title: "Add health endpoints and graceful shutdown",
  summary: "Endpoints for liveness, readiness and monitoring, and a shutdown that loses no request.",
  patterns: ["H1", "H2"],
  asks: ["framework", "checks", "details"],
  customises: ["livenessPath", "readinessPath", "services", "drainSeconds", "shutdownSeconds"],
  obstacle,
  generate: (plan) => writerFor(plan)?.(plan) ?? { files: [] },
};

type Writer = (plan: Plan) => Generation;

function writerFor({ answers: { ecosystem, framework } }: Plan): Writer | undefined {
  switch (ecosystem) {
    case "node":
      return byNodeFramework[framework];
    case "python":
      return byPythonFramework[framework];
    // All of Go's frameworks serve what `net/http` serves.
    case "go":
      return goHealth;
    default:
      return undefined;
  }
}

const byNodeFramework: Readonly<Record<string, Writer>> = {
  express: expressHealth,
  fastify: fastifyHealth,
  nestjs: nestHealth,
  next: nextHealth,
  hono: honoHealth,
  koa: koaHealth,
  none: httpHealth,
};

const byPythonFramework: Readonly<Record<string, Writer>> = {
  fastapi: fastapiHealth,
  flask: flaskHealth,
  django: djangoHealth,
};

/** Frameworks that bring such endpoints, and how they are switched on: a second one beside would only differ from it. */
const native: Readonly<Partial<Record<Framework, string>>> = {
  "spring-boot":
    "Spring Boot has health endpoints of its own: add `spring-boot-starter-actuator`, set `management.endpoint.health.probes.enabled=true` and `management.endpoint.health.probes.add-additional-paths=true` for `/livez` and `/readyz`, and `server.shutdown=graceful`",
  quarkus:
    "Quarkus has health endpoints of its own: add the extension `quarkus-smallrye-health` for `/q/health/live` and `/q/health/ready`",
  micronaut: "Micronaut has health endpoints of its own: add `micronaut-management` for `/health/liveness` and `/health/readiness`",
  rails: 'Rails answers `/up` by itself: keep `get "up" => "rails/health#show"` in `config/routes.rb`',
  laravel: "Laravel answers `/up` by itself: keep `health: '/up'` in `bootstrap/app.php`",
  aspnetcore:
    'ASP.NET Core has health checks of its own: call `builder.Services.AddHealthChecks()` and `app.MapHealthChecks("/livez")`; with Aspire\'s service defaults, `app.MapDefaultEndpoints()` gives `/alive` and `/health`',
  adonisjs: "AdonisJS has health checks of its own: `node ace configure health_checks` adds them",
};

/** Why nothing is written: what does not answer requests, what brings its own, and what nothing is known for. */
function obstacle(plan: Plan): string | undefined {
  const { ecosystem, framework, port } = plan.answers;
  const { kind } = plan.application;
  if (ecosystem === "static") return "a site of mere files has no code that could answer: its server does, at `/`";
  if (port === undefined && (kind.value === "worker" || kind.value === "job"))
    return "it answers no requests, so nothing can ask it for its health: whoever runs it sees when it ends";
  if (framework === "hono" && !nodeProject(plan.answers.folder, plan.workspace)?.dependencies.has("@hono/node-server"))
    return "Hono runs here without `@hono/node-server`: its platform looks after the process, and takes it out of the way itself";
  if (writerFor(plan)) return undefined;
  return (
    native[framework as Framework] ??
    `there is no template of health endpoints for ${framework === "none" ? `programs in ${ecosystem} without a framework` : `\`${framework}\``} yet`
  );
}
