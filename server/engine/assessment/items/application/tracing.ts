import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";
import { called, dependedOn, few, ownPaths, stands, written } from "./signs.ts";
import { ownStages, startedPrograms } from "./started.ts";

/** Calls that start tracing. https://opentelemetry.io/docs/languages/, https://docs.datadoghq.com/tracing/trace_collection/ */
const starts: readonly { readonly modules: RegExp; readonly member: RegExp; readonly with?: RegExp; readonly proof?: "code" }[] = [
  { modules: /^@opentelemetry\/sdk-node$/, member: /(?:^|\.)NodeSDK$/ },
  { modules: /^@opentelemetry\/sdk-trace-node$/, member: /(?:^|\.)NodeTracerProvider$/ },
  { modules: /^@vercel\/otel$/, member: /^registerOTel$/ },
  { modules: /^dd-trace$/, member: /(?:^|\.)init$/ },
  {
    modules: /^(?:@sentry\/.+|sentry_sdk)$/,
    member: /(?:^|\.)init$/,
    with: /\b(?:tracesSampleRate|tracesSampler|traces_sample_rate|traces_sampler)\b/,
  },
  { modules: /^opentelemetry(?:\..+)?$/, member: /(?:^|\.)set_tracer_provider$|Instrumentor(?:\(\))?(?:\.instrument(?:_app)?)?$/ },
  { modules: /^logfire$/, member: /^(?:configure|instrument_\w+)$/ },
  { modules: /^go\.opentelemetry\.io\/otel$/, member: /^SetTracerProvider$/ },
  { modules: /^go\.opentelemetry\.io\/contrib\/.+$/, member: /./, proof: "code" },
  {
    modules: /^gopkg\.in\/DataDog\/dd-trace-go\.v1\/.+$|^github\.com\/DataDog\/dd-trace-go\/.+$/,
    member: /^(?:Start|Middleware|NewServeMux)$/,
  },
];

const libraries =
  /^(?:@opentelemetry\/(?:sdk-node|sdk-trace-node|auto-instrumentations-node|instrumentation-.+)|@vercel\/otel|dd-trace|ddtrace|elastic-apm-node|newrelic|opentelemetry-(?:sdk|distro|instrumentation(?:-.+)?)|logfire|go\.opentelemetry\.io\/otel(?:\/.+)?|io\.micrometer:micrometer-tracing-bridge-.+|org\.springframework\.boot:spring-boot-starter-opentelemetry|io\.quarkus:quarkus-opentelemetry|io\.opentelemetry(?:\..+)?:.+|OpenTelemetry(?:\..+)?|opentelemetry-(?:sdk|instrumentation-all)|opentelemetry(?:-otlp)?|tracing-opentelemetry|open-telemetry\/.+|keepsuit\/laravel-opentelemetry)$/;

/** They trace as soon as they are on the class path. https://docs.spring.io/spring-boot/reference/actuator/tracing.html, https://quarkus.io/guides/opentelemetry-tracing */
const byThemselves =
  /^(?:io\.micrometer:micrometer-tracing-bridge-.+|org\.springframework\.boot:spring-boot-starter-opentelemetry|io\.quarkus:quarkus-opentelemetry)$/;

/** An id of each request, that logs of several services have in common. */
const requestIds =
  /^(?:express-request-id|cls-rtracer|express-correlation-id|nestjs-cls|asgi-correlation-id|django-request-id|django-log-request-id|flask-log-request-id|github\.com\/gin-contrib\/requestid)$/;

export const tracing: Assessor = {
  id: "application.tracing",
  looksAt:
    "Calls that start OpenTelemetry or another tracer, agents in commands and environments (`opentelemetry-instrument`, `-javaagent`, `OTEL_EXPORTER_OTLP_ENDPOINT`), annotations that inject one, and ids of requests.",
  action: {
    kind: "decide",
    title: "Trace requests",
    asks: "Show one trace that goes through this service and one behind it, and the line that starts the tracer.",
  },
  assess(service) {
    const { code, application } = service;
    if (application?.kind.value === "static") return notApplicable("It only serves files; there is nothing to follow.");
    const started = [...startCalls(service), ...agents(service), ...injected(service)];
    const exported = exports(service);
    if (started.length > 0) return met("A tracer is started with the service.", [...few(started, 3), ...few(exported, 2)]);
    if (application?.kind.value === "job") return notApplicable("It runs to an end by itself, and takes no requests.");
    const packages = dependedOn(service, libraries);
    const ids = [...dependedOn(service, requestIds), ...requestIdCalls(service)];
    if (packages.length > 0)
      return likely("Libraries for traces are among the dependencies. What starts them is not shown.", few([...packages, ...exported]));
    if (exported.length > 0) return likely("It is told where to send traces. What starts the tracer is not shown.", few(exported));
    if (ids.length > 0) return likely("Requests have an id; no traces are seen that show how they went.", few(ids));
    return code.isSeen
      ? open("No tracer is seen, and no id of requests.")
      : manual("Its sources cannot be seen here, and none of its dependencies traces.");
  },
};

function startCalls({ code, dependencies }: Service): readonly Evidence[] {
  return [
    ...starts.flatMap(({ modules, member, with: wanted, proof }) =>
      code
        .callsFrom(modules)
        .filter(
          (one) => member.test(one.member) && (wanted === undefined || one.call.arguments.some(({ skeleton }) => wanted.test(skeleton))),
        )
        .map(({ call, from }) => called(call, `\`${call.callee}()\` of \`${from.module}\``, proof)),
    ),
    ...dependencies.find(byThemselves).map(({ name, from }) => evidence(from.path, from.line, `\`${name}\` traces by itself`)),
    ...code
      .calls(
        /(?:^|\.)(?:AddOpenTelemetry|WithTracing)$|^OpenTelemetry::SDK\.configure$|(?:^|::)OpenTelemetryLayer::new$|^tracing_opentelemetry::layer$/,
      )
      .map((call) => called(call, `\`${call.callee}()\``)),
  ];
}

const agentWord =
  /(?:^|\s|[/=])(?:opentelemetry-instrument|ddtrace-run|newrelic-admin|@opentelemetry\/auto-instrumentations-node\/register|dd-trace\/init|-javaagent:\S*(?:opentelemetry|dd-java-agent|elastic-apm|newrelic|applicationinsights)\S*)/;

/** Agents that are put in front of the program, or into the variables that its runtime reads. */
function agents(service: Service): readonly Evidence[] {
  const commands = startedPrograms(service).flatMap(({ words, path, line }) => {
    const agent = agentWord.exec(words.join(" "))?.[0].trim();
    return agent === undefined ? [] : [evidence(path, line, `\`${agent}\``)];
  });
  const variables = variablesOf(service).flatMap(({ name, value, path, line }) =>
    /^(?:NODE_OPTIONS|JAVA_TOOL_OPTIONS|JAVA_OPTS|JDK_JAVA_OPTIONS|CORECLR_ENABLE_PROFILING)$/.test(name) &&
    (agentWord.test(value) || name === "CORECLR_ENABLE_PROFILING")
      ? [evidence(path, line, `\`${name}\` loads an agent`)]
      : [],
  );
  return [
    ...commands,
    ...variables,
    ...stands(
      service,
      ownPaths(service, /^package\.json$/),
      /"start(?::prod(?:uction)?)?"\s*:\s*"[^"]*(?:auto-instrumentations-node\/register|dd-trace\/init)[^"]*"/g,
    ),
  ];
}

/** Where traces are sent. */
function exports(service: Service): readonly Evidence[] {
  return variablesOf(service).flatMap(({ name, value, path, line }) =>
    /^(?:OTEL_EXPORTER_OTLP(?:_TRACES)?_ENDPOINT|OTEL_TRACES_EXPORTER|DD_AGENT_HOST|DD_TRACE_AGENT_URL)$/.test(name) &&
    value !== "" &&
    value !== "none"
      ? [evidence(path, line, `\`${name}\` is set`, "code")]
      : [],
  );
}

interface Variable {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly line: number;
}

/** The environment of its containers, by image, manifests and Compose files. */
function variablesOf(service: Service): readonly Variable[] {
  const images = ownStages(service).flatMap((stage) =>
    stage.chainInstructions.flatMap((one) =>
      one.keyword === "ENV"
        ? one.assignments.map(({ name, value, span }) => ({ name, value: value?.text ?? "", ...placeIn(stage.file, span) }))
        : [],
    ),
  );
  const pods = service.workloads.flatMap(({ pod, object }) =>
    pod.mainContainers.flatMap(({ env }) =>
      env.map(({ name, value, mapping }) => ({
        name: name.value ?? "",
        value: value.value ?? "from elsewhere",
        ...placeIn(object.file, (mapping.entryOf("name") ?? { keySpan: object.nameSpan }).keySpan),
      })),
    ),
  );
  const composed = service.composeServices.flatMap(({ environment, file }) =>
    environment.pairs.map(({ name, value, span }) => ({ name, value: value ?? "from elsewhere", ...placeIn(file, span) })),
  );
  return [...images, ...pods, ...composed];
}

/** The operator puts an agent into pods that ask for one. https://opentelemetry.io/docs/platforms/kubernetes/operator/automatic/ */
function injected({ workloads }: Service): readonly Evidence[] {
  return workloads.flatMap(({ templateAnnotations, object }) =>
    templateAnnotations.entries.flatMap(({ key, keySpan }) => {
      const { path, line } = placeIn(object.file, keySpan);
      return /^instrumentation\.opentelemetry\.io\/inject-/.test(key) ? [evidence(path, line, "an agent is injected")] : [];
    }),
  );
}

function requestIdCalls(service: Service): readonly Evidence[] {
  const { code } = service;
  return [
    ...written(service, /\bmiddleware\.RequestID\b|\brequestIdHeader\s*:|\bgenReqId\s*:/g, undefined, "code"),
    ...code
      .matchesWithStrings(/["'`](?:x-request-id|x-correlation-id|traceparent)["'`]/gi)
      .map(({ file, line }) => evidence(file.path, line, "an id of the request", "code")),
  ];
}
