import type { RuleId } from "../../../rule.ts";
import { familyOf } from "../../code/lexer.ts";
import { normalized, type Route, routesIn } from "../../code/routes.ts";
import type { Action, Assessor, Evidence } from "../../model.ts";
import type { Service } from "../../service.ts";
import { evidence, likely, met, notApplicable, open } from "../../verdict.ts";
import { type HealthCheck, healthChecks } from "./health-checks.ts";
import { looseSources } from "./loose.ts";
import { actionOf, against, called, few, findingsInside, ownPaths, written } from "./signs.ts";
import { ownStages } from "./started.ts";

const rules: readonly RuleId[] = [
  "kubernetes/liveness-on-dependency",
  "kubernetes/malformed-http-probe",
  "kubernetes/unknown-probe-port",
  "dockerfile/missing-healthcheck",
  "compose/missing-healthcheck",
];

export const healthEndpoint: Assessor = {
  id: "application.health-endpoint",
  looksAt:
    "Routes of health endpoints in the code and those that frameworks bring, probes, `HEALTHCHECK`s and checks of platforms that ask them, and whether the answer can be no.",
  rules,
  action: { kind: "generate", generator: "health", title: "Generate health endpoints" },
  assess(service) {
    const checks = healthChecks(service);
    if (!service.answersRequests && checks.length === 0)
      return notApplicable(
        service.application?.kind.value === "static" ? "It only serves files; no code of its own answers." : "It answers no requests.",
      );
    const faults = findingsInside(
      service,
      service.workloads.map(({ object }) => object),
      "kubernetes/liveness-on-dependency",
      "kubernetes/malformed-http-probe",
      "kubernetes/unknown-probe-port",
    ).filter(({ severity }) => severity === "error" || severity === "warning");
    if (faults.length > 0)
      return open("What asks the endpoint does not ask what it should.", few(faults.map(against)), actionOf(faults, "Mend the probe"));
    const answers = answersOf(service);
    const isLoose = looseSources(service);
    const elsewhere = checks.filter((check) => asksAnotherPort(check, service));
    const asking = checks.filter(({ path, isGrpc }) => isGrpc || (path !== undefined && path !== ""));
    if (asking.length === 0) return unasked(service, checks, answers, isLoose);
    const pairs = asking.map((check) => ({ check, answer: answers.find((one) => isAnswered(check, one)) }));
    if (elsewhere.length > 0)
      return likely("The endpoint is asked at a port that the service does not open, as far as its files show.", [
        ...few(
          pairs.flatMap(({ answer }) => answer?.shown ?? []),
          2,
        ),
        ...elsewhere.map((check) => ({ ...asked(check), note: `\`${check.what}\` asks port ${check.port}`, isAgainst: true })),
      ]);
    const missing = pairs.filter(({ answer }) => !answer);
    const shown = pairs.flatMap(({ check, answer }) => [...(answer ? [answer.shown] : []), asked(check)]);
    const [loose] = pairs.flatMap(({ answer }) => (answer && isLoose(answer.shown.path) ? [answer.shown] : []));
    if (loose) return open(...unimported(loose, few(shown)));
    if (missing.length > 0) {
      const seen = service.code.isSeen ? "no route by that name is seen in the sources" : "its sources cannot be seen here";
      return likely(`\`${missing[0]?.check.path ?? "grpc.health"}\` is asked; ${seen}.`, few(shown));
    }
    if (
      !canSayNo(
        service,
        pairs.flatMap(({ answer }) => answer ?? []),
      )
    )
      return likely(
        "The endpoint is there and is asked. Nothing shows that it ever says no, though the service needs others to work.",
        few(shown),
      );
    return met("The endpoint is there, and what asks it asks the right place.", few(shown));
  },
};

/** Something that answers on a path. */
interface Answer {
  /** As `Route` has it; what stands in front may be said elsewhere. Undefined for the health service of gRPC. */
  readonly path: string | undefined;
  readonly shown: Evidence;
  /** It looks at what the service needs, by itself. */
  readonly looksDeeper: boolean;
  readonly route: Route | undefined;
}

function answersOf(service: Service): readonly Answer[] {
  const { application, code } = service;
  const detected = [application?.livenessPath, application?.readinessPath].flatMap((one): Answer[] => {
    // What a probe asks is no proof that anybody answers.
    if (!one?.from || isDeploymentFile(one.from.path)) return [];
    const looksDeeper = familyOf(one.from.path) === undefined;
    return [
      {
        path: normalized(one.value),
        shown: evidence(one.from.path, one.from.line, `\`${one.value}\` is answered`),
        looksDeeper,
        route: undefined,
      },
    ];
  });
  const routes = routesIn(code).flatMap((route): Answer[] =>
    route.path === ""
      ? []
      : [
          {
            path: route.path,
            shown: evidence(route.file.path, route.file.lineOf(route.start), `answers \`${route.path}\``),
            looksDeeper: false,
            route,
          },
        ],
  );
  const grpc = code
    .callsFrom(/^(?:google\.golang\.org\/grpc\/health(?:\/grpc_health_v1)?|grpc_health\.v1(?:\..+)?|grpc-health-check)$/)
    .map(
      ({ call }): Answer => ({ path: undefined, shown: called(call, "answers gRPC's health checks"), looksDeeper: true, route: undefined }),
    );
  return [...detected, ...actuator(service), ...routes, ...grpc];
}

/** Actuator answers on the main port as well, where it is told to. https://docs.spring.io/spring-boot/reference/actuator/endpoints.html#actuator.endpoints.kubernetes-probes */
function actuator(service: Service): readonly Answer[] {
  const { dependencies, application } = service;
  const [one] = dependencies.find(/^(?:org\.springframework\.boot:spring-boot-starter-actuator|libs\..*actuator)$/);
  if (!one || application?.framework.value !== "spring-boot") return [];
  const shown = evidence(one.from.path, one.from.line, "Actuator answers");
  const isToldTo = [...ownPaths(service, /(?:^|\/)application[\w-]*\.(?:properties|ya?ml)$/), ...service.files.manifests].some((path) =>
    service.workspace.read(path)?.includes("add-additional-paths"),
  );
  const paths = ["/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness", ...(isToldTo ? ["/livez", "/readyz"] : [])];
  return paths.map((path) => ({
    path,
    shown,
    looksDeeper: true,
    route: undefined,
  }));
}

function isDeploymentFile(path: string): boolean {
  return /(?:^|\/)(?:Dockerfile|Containerfile)[^/]*$|\.ya?ml$/.test(path) && !/(?:^|\/)(?:application|bootstrap)[\w-]*\.ya?ml$/.test(path);
}

/** A route's prefix may stand where it is mounted, so that the end of the path has to do. */
function isAnswered({ path, isGrpc }: HealthCheck, answer: Answer): boolean {
  if (isGrpc) return answer.path === undefined;
  return (
    path !== undefined && answer.path !== undefined && (path === answer.path || (answer.route !== undefined && path.endsWith(answer.path)))
  );
}

/** Whether a check asks a port that neither the code, nor the image, nor the pod opens; false where that cannot be told. */
function asksAnotherPort({ port }: HealthCheck, service: Service): boolean {
  const own = service.application?.port;
  if (port === undefined || own?.from === undefined || own.confidence !== "certain" || familyOf(own.from.path) === undefined) return false;
  const exposed = ownStages(service).flatMap((stage) => [
    ...stage.chainInstructions.flatMap((one) =>
      one.keyword === "EXPOSE" ? one.ports.map(({ value }) => Number.parseInt(value ?? `${port}`, 10)) : [],
    ),
    Number(stage.variable("PORT")),
  ]);
  const variables = [
    ...service.composeServices.map(({ environment }) => environment.pair("PORT")),
    ...service.workloads.flatMap(({ pod }) => pod.mainContainers.flatMap(({ ports, env }) => [...ports, ...env])),
  ];
  return own.value !== port && !exposed.includes(port) && variables.every((one) => one === undefined);
}

const saysNo =
  /\b503\b|SERVICE_UNAVAILABLE|ServiceUnavailable|HealthCheckService\b|HealthCheckError\b|\b500\b|raise\s+\w*HTTPException|:service_unavailable/g;

/** Whether an answer can be no: it does by itself, the code beside it has such an answer, or there is nothing that it could miss. */
function canSayNo(service: Service, answers: readonly Answer[]): boolean {
  if ((service.application?.services.length ?? 0) === 0 || answers.some(({ looksDeeper }) => looksDeeper)) return true;
  const paths = new Set(answers.map(({ shown }) => shown.path));
  return written(service, saysNo).some(({ path }) => paths.has(path) || /health|ready|readiness|probe/i.test(path));
}

function asked({ what, path, place }: HealthCheck): Evidence {
  return evidence(place.path, place.line, path === undefined ? `\`${what}\`` : `\`${what}\` asks \`${path === "" ? "/" : path}\``);
}

function unimported({ path, line }: Evidence, shown: readonly Evidence[]): [string, readonly Evidence[], Action] {
  return [
    `\`${path}\` answers, and no other file of the service imports it.`,
    shown,
    { kind: "open", path, line, title: "Import it where the service starts" },
  ];
}

const healthName = /\/(?:healthz?|livez?|liveness|readyz?|readiness|health[-_]?check|up|heartbeat|ping)$/i;

function unasked(service: Service, checks: readonly HealthCheck[], answers: readonly Answer[], isLoose: (path: string) => boolean) {
  const findings = service.findings("dockerfile/missing-healthcheck", "compose/missing-healthcheck").filter(({ isFixable }) => isFixable);
  const endpoints = answers.filter(({ path }) => path === undefined || healthName.test(path));
  const [loose] = endpoints.filter(({ shown }) => isLoose(shown.path));
  if (loose) return open(...unimported(loose.shown, few(endpoints.map(({ shown }) => shown))));
  if (endpoints.length > 0)
    return likely(
      "The endpoint is there. No probe or check of this repository asks it.",
      few([...endpoints.map(({ shown }) => shown), ...checks.map(asked)]),
      actionOf(findings, "Let somebody ask it"),
    );
  const [front] = checks.filter(({ path }) => path === "");
  if (front) return open("What asks it asks for the front page, which says little of whether it is well.", few(checks.map(asked)));
  if (checks.length > 0)
    return open("What asks it only sees whether a port is open or a command runs. No health endpoint is seen.", few(checks.map(asked)));
  return open(
    service.code.isSeen
      ? "No health endpoint is seen, and nothing asks for one."
      : "No probe or health check asks it, outside of development.",
  );
}
