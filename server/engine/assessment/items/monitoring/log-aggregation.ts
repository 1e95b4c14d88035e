import { pathsAbout } from "../../about.ts";
import { usesOf } from "../../code/uses.ts";
import { linesOf } from "../../lines.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { targetsOf } from "../../targets.ts";
import { counterEvidence, evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";

export const logAggregation: Assessor = {
  id: "monitoring.log-aggregation",
  looksAt:
    "What collects logs: Fluent Bit, Vector, Promtail, Alloy, Filebeat and their like among the workloads and Compose services, Compose's `logging.driver`, log drivers of ECS, transports that send logs themselves; platforms that collect by themselves. Loggers that write to files in the container speak against it.",
  action: {
    kind: "decide",
    title: "Collect the logs",
    asks: "Name the address of a saved query over the service's logs of the last days.",
  },
  assess(service) {
    if (service.application?.kind.value === "static") return notApplicable("Files alone write no logs; who serves them does.");
    const collected = [...ofCluster(service), ...ofCompose(service), ...ofEcs(service), ...ofTransports(service)];
    const files = ofFiles(service);
    if (collected.length > 0) {
      const note = files.length > 0 ? " Beside that it writes a file, which nobody collects." : "";
      return met(`Its logs are taken to where they can be searched.${note}`, collected.slice(0, 5));
    }
    if (files.length > 0) return open("It writes logs to a file in the container, and nothing here collects that.", files);
    const platforms = ofPlatforms(service);
    if (platforms.length > 0)
      return likely("Its platform collects what it writes to its output; how long it keeps that is not shown.", platforms);
    const [library] = service.dependencies.find(packages);
    if (library)
      return likely("It asks for a library that sends logs; where to is not shown.", [
        evidence(library.from.path, library.from.line, `depends on \`${library.name}\``, "code"),
      ]);
    return manual(
      service.isOnKubernetes
        ? "No manifest here collects logs. Where the cluster does, name the query that shows the service's."
        : "Nothing in this repository collects logs. Where the machine or the platform does, name the query that shows the service's.",
    );
  },
};

/** Programs that take logs from where containers write them. */
const collectors =
  /(?:^|\/)(?:fluent-bit|fluentd[\w-]*|aws-for-fluent-bit|vector|promtail|alloy|filebeat|elastic-agent|logstash[\w-]*|logspout|agent|datadog-agent|otel-collector[\w-]*|opentelemetry-collector[\w-]*|splunk-otel-collector|newrelic-logging|logging-operator|axosyslog)(?:[:@]|$)/;

function isCollector(image: string | undefined): boolean {
  if (image === undefined || !collectors.test(image)) return false;
  // Agents of this name are many; Datadog's and Grafana's collect.
  return !/(?:^|\/)agent(?:[:@]|$)/.test(image) || /(?:datadog|grafana)\/agent/.test(image);
}

/** A collector for every node, or one beside the program. */
function ofCluster({ objects }: Service): readonly Evidence[] {
  return objects.flatMap((object): Evidence[] => {
    const { workload, kind, file } = object;
    if (/^(?:ClusterOutput|ClusterFluentBitConfig|ClusterLogForwarder|Flow|ClusterFlow)$/.test(kind)) {
      const { path, line } = placeIn(file, object.kindField.span ?? object.span);
      return [evidence(path, line, `a ${kind} of the logging operator`)];
    }
    const container = workload?.pod.containers.find(({ image }) => isCollector(image.value));
    if (!workload || !container) return [];
    // One that only receives what is sent reads no container's output.
    const readsFiles = workload.kind === "DaemonSet" || workload.pod.mainContainers.length + workload.pod.sidecars.length > 1;
    if (!readsFiles) return [];
    const { path, line } = placeIn(file, container.image.span ?? container.nameSpan);
    return [evidence(path, line, workload.kind === "DaemonSet" ? "a collector on every node" : "a collector beside the program")];
  });
}

const drivers = /^(?:fluentd|gelf|awslogs|gcplogs|splunk|syslog|loki|journald|etwlogs|grafana\/loki-docker-driver(?::.*)?)$/;

/** https://docs.docker.com/engine/logging/configure/: a driver of its own, or a collector that reads those of all containers. */
function ofCompose({ composeServices, composeFiles }: Service): readonly Evidence[] {
  const own = composeServices.flatMap(({ file, mapping }): Evidence[] => {
    const driver = mapping.mapping("logging").text("driver");
    if (!driver.span || !drivers.test(driver.value ?? "")) return [];
    const { path, line } = placeIn(file, driver.span);
    return [evidence(path, line, `the logging driver \`${driver.value}\``)];
  });
  const beside = composeFiles.flatMap((file) =>
    file.services.flatMap((one): Evidence[] => {
      if (!isCollector(one.likelyImage)) return [];
      const text = file.source.slice(one.entry.span);
      if (!/docker\.sock|\/var\/lib\/docker\/containers|\/var\/log/.test(text)) return [];
      const { path, line } = placeIn(file, one.image.span ?? one.nameSpan);
      return [evidence(path, line, "a collector reads all containers' logs")];
    }),
  );
  return [...own, ...beside];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html, https://kamal-deploy.org/docs/configuration/logging/ */
function ofEcs(service: Service): readonly Evidence[] {
  const paths = pathsAbout(service, /task-?def[\w.-]*\.json$|\.tf$|(?:^|\/)Dockerrun\.aws\.json$|(?:^|\/)config\/deploy[\w.]*\.yml$/i);
  return paths.flatMap((path) =>
    linesOf(
      service.workspace,
      path,
      /["']?\b(?:logDriver|driver)["']?\s*[:=]\s*["']?(awslogs|awsfirelens|splunk|fluentd|gelf|syslog|journald)\b/,
    ).map(({ line, match }) => evidence(path, line, `the log driver \`${match[1]}\``)),
  );
}

/** Transports that send what is logged to where it is searched, by the first page of each. */
const transports =
  /^(?:winston-(?:loki|cloudwatch|elasticsearch|syslog|logstash|transport-sentry-node)|pino-(?:loki|elasticsearch|datadog-transport|syslog|logflare|cloudwatch)|@logtail\/\w+|@google-cloud\/logging(?:-\w+)?|@axiomhq\/\w+|@opentelemetry\/exporter-logs-otlp-\w+|logging_loki|watchtower|google\.cloud\.logging(?:\..+)?|logtail|cmreslogging(?:\..+)?|logstash_async(?:\..+)?|opentelemetry\.exporter\.otlp\.proto\.\w+\._log_exporter|go\.opentelemetry\.io\/otel\/exporters\/otlp\/otlplog\/.+|cloud\.google\.com\/go\/logging|github\.com\/grafana\/loki-client-go\/.+)$/;
const packages =
  /^(?:winston-(?:loki|cloudwatch|elasticsearch)|pino-(?:loki|elasticsearch|datadog-transport)|@logtail\/\w+|@google-cloud\/logging(?:-\w+)?|python-logging-loki|watchtower|google-cloud-logging|logtail-python|go\.opentelemetry\.io\/otel\/exporters\/otlp\/otlplog\/.+|cloud\.google\.com\/go\/logging|.*:logstash-logback-encoder|.*:loki-logback-appender|Serilog\.Sinks\.(?:Seq|Elasticsearch|Grafana\.Loki|Datadog\.Logs|ApplicationInsights)|logstash-logger|lograge-sql)$/;

function ofTransports(service: Service): readonly Evidence[] {
  const { code, workspace } = service;
  const used = usesOf(code, transports)
    .filter(({ module, name }) => !/^@opentelemetry|^opentelemetry|^go\.open/.test(module) || /New|Exporter/.test(name))
    .map(({ path, line, module }) => evidence(path, line, `\`${module}\` sends the logs`));
  // `pino.transport({ target: "pino-loki" })`
  const named = code
    .matchesWithStrings(/\btarget\s*:\s*["'`](pino-(?:loki|elasticsearch|datadog-transport|syslog)|@logtail\/pino|@axiomhq\/pino)["'`]/g)
    .map(({ file, match, line }) => evidence(file.path, line, `\`${match[1]}\` sends the logs`));
  const appenders = pathsAbout(service, /(?:^|\/)log(?:back|4j2?)[\w-]*\.xml$|(?:^|\/)appsettings(?:\.Production)?\.json$/).flatMap(
    (path) =>
      linesOf(
        workspace,
        path,
        /\b(Loki4jAppender|LogstashTcpSocketAppender|SyslogAppender|GelfAppender|<Socket|"(?:Seq|Elasticsearch|GrafanaLoki)")/,
      ).map(({ line, match }) => evidence(path, line, `\`${match[1]?.replace(/[<"]/g, "")}\` sends the logs`)),
  );
  return [...used, ...named, ...appenders];
}

/** Loggers that write to a file which goes with the container. */
function ofFiles(service: Service): readonly Evidence[] {
  const { code, workspace } = service;
  const found: Evidence[] = [];
  const add = (uses: ReturnType<typeof usesOf>) => {
    for (const { path, line, name } of uses) found.push(counterEvidence(path, line, `\`${name}\` writes a file`));
  };
  // Beside the output, which these write by themselves, the file may be one for something else.
  const addMild = (uses: ReturnType<typeof usesOf>) => {
    for (const { path, line, name } of uses) found.push(evidence(path, line, `\`${name}\` writes a file`, "code"));
  };
  add(
    usesOf(code, /^winston$/).filter(({ member, isHandedOver }) => !isHandedOver && /transports\.(?:File|DailyRotateFile)$/.test(member)),
  );
  add(usesOf(code, /^(?:winston-daily-rotate-file|rotating-file-stream)$/).filter(({ isHandedOver }) => !isHandedOver));
  addMild(
    usesOf(code, /^logging(?:\.handlers)?$/).filter(
      ({ member, isHandedOver }) => !isHandedOver && /(?:^|\.)(?:\w*Rotating)?FileHandler$/.test(member),
    ),
  );
  addMild(usesOf(code, /^gopkg\.in\/natefinch\/lumberjack(?:\.v\d)?$/));
  // Where the console is written to as well, the file is a copy.
  const writesConsole = code.matches(/transports\.Console\b|\bStreamHandler\b/g).length > 0;
  const ofLogback = pathsAbout(service, /(?:^|\/)src\/main\/resources\/log(?:back|4j2?)[\w-]*\.xml$/).flatMap((path) => {
    if (/ConsoleAppender|<Console/.test(workspace.read(path) ?? "")) return [];
    return linesOf(workspace, path, /\b(\w*FileAppender|RollingFile)\b/)
      .slice(0, 1)
      .map(({ line, match }) => counterEvidence(path, line, `\`${match[1]}\` writes a file`));
  });
  return [...(writesConsole ? [] : found), ...ofLogback];
}

/** https://cloud.google.com/run/docs/logging, https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html, https://cloud.google.com/appengine/docs/standard/writing-application-logs */
function ofPlatforms(service: Service): readonly Evidence[] {
  return targetsOf(service)
    .platforms.filter(({ title }) => /^(?:Cloud Run|App Engine|App Runner|AWS Lambda|Cloudflare Workers|Vercel)$/.test(title))
    .map(({ title, path, line }) => evidence(path, line, `${title} collects the output`, "code"));
}
