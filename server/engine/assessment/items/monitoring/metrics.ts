import { pathsAbout } from "../../about.ts";
import { mayRunInProduction, usesOf } from "../../code/uses.ts";
import { linesOf } from "../../lines.ts";
import type { Assessor, Evidence, Proof } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { targetsOf } from "../../targets.ts";
import { evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";

/** `requests`: rate, latency and errors are counted; `exported`: somebody can fetch what is counted, or it is sent. */
type Part = "requests" | "exported";

interface Sign {
  readonly evidence: Evidence;
  readonly parts: readonly Part[];
}

const both: readonly Part[] = ["requests", "exported"];
const requests: readonly Part[] = ["requests"];
const exported: readonly Part[] = ["exported"];

export const metrics: Assessor = {
  id: "monitoring.metrics",
  looksAt:
    "Metrics libraries at work in the sources (`prom-client`, `express-prom-bundle`, `prometheus_client`, `prometheus-fastapi-instrumentator`, `promhttp`, Micrometer with Actuator, `prometheus-net`, OpenTelemetry's metrics and others): whether requests are counted with their duration, and whether that is exported. ServiceMonitors, scrape annotations, and meshes and platforms that count by themselves.",
  action: {
    kind: "decide",
    title: "Export metrics",
    asks: "Count requests with their duration and status by a library such as `prom-client`, `prometheus_client` or Micrometer, and serve that at `/metrics`.",
  },
  assess(service) {
    const kind = service.application?.kind.value;
    if (kind === "static") return notApplicable("Files alone count nothing; who serves them does.");
    if (kind === "job") return notApplicable("It runs to an end, and what it has done stands in its logs.");
    const signs = [...ofLibraries(service), ...ofForms(service), ...ofSpring(service), ...ofCluster(service), ...ofPlatforms(service)];
    const shown = (part: Part) => signs.some((sign) => sign.parts.includes(part) && sign.evidence.proof === "structure");
    const library = ofDependencies(service);
    const places = [...chosen(signs), ...(signs.some(({ evidence: { proof } }) => proof === "code") ? [] : library.slice(0, 1))].slice(
      0,
      5,
    );
    if (shown("requests") && shown("exported"))
      return met("Requests are counted with their duration, and the numbers are exported.", places);
    if (shown("requests")) return likely("Requests are counted; that anybody gets the numbers is not shown.", places);
    if (shown("exported"))
      return likely("Metrics are exported; that rate, latency and errors of requests are among them is not shown.", places);
    if (signs.length > 0)
      return likely("There is what usually brings metrics; that it counts requests and exports the numbers is not shown.", places);
    if (library.length > 0) return likely("A library for metrics is asked for; what it counts and exports is not shown.", library);
    return service.code.isSeen
      ? open(
          `Nothing counts ${service.answersRequests ? "requests" : "what it does"}: there is no metrics library, no endpoint for metrics, and nothing that scrapes one.`,
        )
      : manual(
          "Its sources cannot be read here, and its manifests ask for no metrics library. Name the endpoint or the dashboard that shows rate, latency and errors.",
        );
  },
};

/** The best place for each part first, five in all. */
function chosen(signs: readonly Sign[]): readonly Evidence[] {
  const sorted = [...signs].sort((a, b) => Number(a.evidence.proof !== "structure") - Number(b.evidence.proof !== "structure"));
  const firsts = both.flatMap((part) => sorted.find(({ parts }) => parts.includes(part)) ?? []);
  const all = [...new Set([...firsts, ...sorted])].map((sign) => sign.evidence);
  const isFirst = ({ path, line }: Evidence, at: number) => all.findIndex((one) => one.path === path && one.line === line) === at;
  // Of many manifests that say the same, two are enough.
  const isTelling = ({ note }: Evidence, at: number) => all.slice(0, at).filter((one) => one.note === note).length < 2;
  return all.filter((one, at) => isFirst(one, at) && isTelling(one, at)).slice(0, 4);
}

interface Library {
  readonly module: RegExp;
  readonly member?: RegExp;
  readonly parts: readonly Part[];
  /** What the options have to name. */
  readonly options?: RegExp;
}

const aboutRequests = /duration|latency|request|http|seconds|_ms\b/i;

/** Each by its own documentation; the functions are those that its first page shows. */
const libraries: readonly Library[] = [
  { module: /^(?:express-prom-bundle|fastify-metrics|@hono\/prometheus|express-prometheus-middleware|koa-prom-bundle)$/, parts: both },
  { module: /^prom-client$/, member: /(?:^|\.)(?:Histogram|Summary)$/, options: aboutRequests, parts: requests },
  { module: /^prom-client$/, member: /collectDefaultMetrics$|register\.metrics$/, parts: exported },
  { module: /^@willsoto\/nestjs-prometheus$/, member: /^PrometheusModule\./, parts: exported },
  { module: /^@willsoto\/nestjs-prometheus$/, member: /^make(?:Histogram|Summary)Provider$/, parts: requests },
  { module: /^@opentelemetry\/exporter-(?:prometheus|metrics-otlp-\w+)$/, parts: exported },
  { module: /^@opentelemetry\/(?:auto-instrumentations-node|instrumentation-http)$/, parts: requests },
  { module: /^prometheus_fastapi_instrumentator$/, member: /^Instrumentator$/, parts: both },
  { module: /^(?:starlette_exporter|starlette_prometheus|starlette_prometheus\.\w+)$/, member: /^PrometheusMiddleware$/, parts: requests },
  { module: /^(?:starlette_exporter|starlette_prometheus)$/, member: /metrics$/, parts: exported },
  { module: /^prometheus_flask_exporter(?:\..+)?$/, member: /PrometheusMetrics/, parts: both },
  { module: /^prometheus_client(?:\..+)?$/, member: /(?:^|\.)(?:Histogram|Summary)$/, options: aboutRequests, parts: requests },
  {
    module: /^prometheus_client(?:\..+)?$/,
    member: /(?:make_[aw]sgi_app|start_http_server|start_wsgi_server|generate_latest)$/,
    parts: exported,
  },
  { module: /^opentelemetry\.instrumentation\..+$/, member: /Instrumentor/, parts: requests },
  {
    module: /^opentelemetry\.(?:sdk\.metrics|exporter\.(?:prometheus|otlp\..+metric_exporter))(?:\..+)?$/,
    member: /(?:Exporter|MetricReader)$/,
    parts: exported,
  },
  { module: /^github\.com\/prometheus\/client_golang\/prometheus\/promhttp$/, member: /^Handler/, parts: exported },
  {
    module: /^github\.com\/prometheus\/client_golang\/prometheus\/promhttp$/,
    member: /^InstrumentHandler(?:Duration|Counter)/,
    parts: requests,
  },
  {
    module: /^github\.com\/prometheus\/client_golang\/prometheus(?:\/promauto)?$/,
    member: /New(?:Histogram|Summary)(?:Vec)?$/,
    options: aboutRequests,
    parts: requests,
  },
  {
    module:
      /^github\.com\/(?:zsais\/go-gin-prometheus|penglongli\/gin-metrics\/.+|labstack\/echo-contrib\/(?:echoprometheus|prometheus)|ansrivas\/fiberprometheus(?:\/v\d)?)$/,
    parts: both,
  },
  {
    module: /^github\.com\/(?:slok\/go-http-metrics\/.+|grpc-ecosystem\/go-grpc-(?:prometheus|middleware\/providers\/prometheus))$/,
    parts: requests,
  },
  {
    module: /^go\.opentelemetry\.io\/contrib\/instrumentation\/.+$/,
    member: /^(?:NewHandler|NewMiddleware|Middleware|NewServerHandler)$/,
    parts: requests,
  },
  { module: /^go\.opentelemetry\.io\/otel\/exporters\/(?:prometheus|otlp\/otlpmetric\/.+)$/, member: /^New/, parts: exported },
  { module: /^(?:axum_prometheus|actix_web_prom)(?:::.*)?$/, parts: both },
  { module: /^metrics_exporter_prometheus(?:::.*)?$/, parts: exported },
];

function ofLibraries({ code }: Service): readonly Sign[] {
  return libraries.flatMap(({ module, member, options, parts }) =>
    usesOf(code, module)
      .filter((use) => member?.test(use.member) !== false && (options?.test(use.options.map(({ text }) => text).join(" ")) ?? true))
      .map((use) => ({ evidence: evidence(use.path, use.line, `\`${use.name}\` of \`${use.module}\``), parts })),
  );
}

/** Settings and calls that are known by their form: frameworks in which nothing is imported where it is used. */
const forms: readonly (readonly [file: RegExp, pattern: RegExp, parts: readonly Part[], proof: Proof])[] = [
  // https://github.com/korfuri/django-prometheus
  [/\.py$/, /["'](django_prometheus\.middleware\.PrometheusBeforeMiddleware)["']/g, requests, "structure"],
  [/\.py$/, /\binclude\(\s*["'](django_prometheus\.urls)["']/g, exported, "structure"],
  // https://github.com/prometheus-net/prometheus-net, https://opentelemetry.io/docs/languages/dotnet/
  [/\.cs$/, /\.(UseHttpMetrics|AddAspNetCoreInstrumentation)\(/g, requests, "structure"],
  [
    /\.cs$/,
    /\.(MapMetrics|UseMetricServer|AddPrometheusExporter|MapPrometheusScrapingEndpoint|UseOpenTelemetryPrometheusScrapingEndpoint)\(/g,
    exported,
    "structure",
  ],
  // https://github.com/yabeda-rb/yabeda-prometheus, https://github.com/discourse/prometheus_exporter
  [/\.(?:rb|ru)$/, /\b(Yabeda::Prometheus::Exporter|PrometheusExporter::Server)\b/g, exported, "structure"],
  [/\.(?:rb|ru)$/, /\b(PrometheusExporter::Middleware|Yabeda::Rails)\b/g, requests, "structure"],
  // A route of that name; what stands behind it is not read.
  [
    /./,
    /\.(?:get|GET|Get|Handle|HandleFunc|HandlerFunc|route|add_url_rule|mount|use)\(\s*(?:["'`]GET["'`]\s*,\s*)?["'`](\/metrics)\/?["'`]/g,
    exported,
    "code",
  ],
  [/\.ts$/, /@(?:Get|Controller)\(\s*["'`]\/?(metrics)["'`]\s*\)/g, exported, "code"],
];

function ofForms({ code }: Service): readonly Sign[] {
  return forms.flatMap(([files, pattern, parts, proof]) =>
    code.files
      .filter(({ path }) => files.test(path) && mayRunInProduction(path))
      .flatMap((file) =>
        [...file.code.matchAll(pattern)].slice(0, 2).map((match) => {
          const { path, line } = file.placeOf(match.index + match[0].indexOf(match[1] ?? ""));
          return { evidence: evidence(path, line, `\`${match[1]}\``, proof), parts };
        }),
      ),
  );
}

/** Actuator counts requests by itself, and serves what its exposure names; by default that is no more than `health`. https://docs.spring.io/spring-boot/reference/actuator/endpoints.html#actuator.endpoints.exposing */
function ofSpring(service: Service): readonly Sign[] {
  const { dependencies, workspace } = service;
  const [actuator] = dependencies.find(/spring[-.]boot[-.]starter[-.]actuator$/);
  if (!actuator) return [];
  const [registry] = dependencies.find(/micrometer[-.]registry[-.][\w-]+$/);
  const actuates: Sign = {
    evidence: evidence(actuator.from.path, actuator.from.line, "Actuator counts requests", registry ? "structure" : "code"),
    parts: requests,
  };
  if (!registry) return [actuates];
  const own = evidence(
    registry.from.path,
    registry.from.line,
    `depends on \`${registry.name}\``,
    /prometheus$/.test(registry.name) ? "code" : "structure",
  );
  const exposure = pathsAbout(service, /(?:^|\/)application(?:-(?!dev|local|test)[\w-]+)?\.(?:properties|ya?ml)$/).flatMap((path) =>
    linesOf(workspace, path, /(?:exposure\.include|include)\s*[:=]\s*(?:.*\bprometheus\b|["']?\*)/),
  );
  const exposed = exposure.map(({ path, line }) => ({ evidence: evidence(path, line, "the endpoint is exposed"), parts: exported }));
  return [actuates, ...exposed, { evidence: own, parts: exported }];
}

const annotations: readonly (readonly [RegExp, parts: readonly Part[], note: string, proof: Proof])[] = [
  [/^prometheus\.io\/scrape$/, exported, "asks to be scraped", "structure"],
  [/^instrumentation\.opentelemetry\.io\/inject-/, both, "OpenTelemetry's operator instruments it", "code"],
  [/^linkerd\.io\/inject$|^sidecar\.istio\.io\/inject$/, both, "the mesh counts its requests", "code"],
];

/** What scrapes, and what counts beside the program. */
function ofCluster({ objects, workloads, isAlone, name }: Service): readonly Sign[] {
  const found: Sign[] = [];
  for (const object of objects) {
    const { kind, file, document } = object;
    if (!/^(?:ServiceMonitor|PodMonitor|PodMonitoring|VMServiceScrape|VMPodScrape)$/.test(kind)) continue;
    if (!isAlone && !file.source.slice(document.span).includes(name)) continue;
    const { path, line } = placeIn(file, object.kindField.span ?? object.span);
    found.push({ evidence: evidence(path, line, `a ${kind} scrapes it`), parts: exported });
  }
  const all = [
    ...workloads.map(({ object, templateAnnotations }) => ({ object, mapping: templateAnnotations })),
    ...workloads.map(({ object, templateLabels }) => ({ object, mapping: templateLabels })),
    ...objects
      .filter(({ kind, file, document }) => kind === "Service" && (isAlone || file.source.slice(document.span).includes(name)))
      .map((object) => ({ object, mapping: object.annotations })),
  ];
  for (const { object, mapping } of all) {
    for (const entry of mapping.entries) {
      const value = entry.value?.kind === "scalar" ? entry.value.text : "";
      const one = annotations.find(([key]) => key.test(entry.key));
      if (!one || /^(?:false|disabled)$/.test(value)) continue;
      const { path, line } = placeIn(object.file, entry.keySpan);
      found.push({ evidence: evidence(path, line, one[2], one[3]), parts: one[1] });
    }
  }
  return found;
}

/** https://cloud.google.com/run/docs/monitoring, https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html, https://fly.io/docs/monitoring/metrics/ */
function ofPlatforms(service: Service): readonly Sign[] {
  return targetsOf(service)
    .platforms.filter(({ title }) => /^(?:Cloud Run|App Engine|App Runner|Azure Container Apps|AWS Lambda|Fly\.io)$/.test(title))
    .map(({ title, path, line }) => ({ evidence: evidence(path, line, `${title} counts requests by itself`, "code"), parts: both }));
}

const packages =
  /^(?:prom-client|express-prom-bundle|fastify-metrics|@willsoto\/nestjs-prometheus|@opentelemetry\/(?:sdk-node|sdk-metrics|exporter-prometheus)|dd-trace|newrelic|elastic-apm-node|@appsignal\/nodejs|applicationinsights|prometheus-client|prometheus-fastapi-instrumentator|starlette-exporter|django-prometheus|prometheus-flask-exporter|ddtrace|elastic-apm|opentelemetry-(?:sdk|distro)|github\.com\/prometheus\/client_golang|go\.opentelemetry\.io\/otel\/(?:sdk\/metric|exporters\/prometheus)|.*micrometer-registry-[\w-]+|.*quarkus-micrometer(?:-registry-prometheus)?|.*quarkus-opentelemetry|.*quarkus-smallrye-metrics|prometheus-net(?:\.AspNetCore)?|OpenTelemetry\.(?:Exporter|Instrumentation)\..+|yabeda-(?:prometheus|rails)|prometheus_exporter|prometheus-client-mmap|promphp\/prometheus_client_php|prometheus(?:-client)?|axum-prometheus|actix-web-prom|metrics-exporter-prometheus)$/;

function ofDependencies({ dependencies }: Service): readonly Evidence[] {
  return dependencies
    .find(packages)
    .slice(0, 3)
    .map(({ name, from }) => evidence(from.path, from.line, `depends on \`${name}\``, "code"));
}
