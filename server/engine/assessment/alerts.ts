import type { ManifestFile } from "../languages/kubernetes/model.ts";
import { parse } from "../languages/parse.ts";
import type { YamlMap, YamlNode } from "../languages/yaml/model.ts";
import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { pathsAbout } from "./about.ts";
import type { Service } from "./service.ts";
import { type TerraformResource, terraformResources } from "./terraform.ts";

/** A rule by which somebody is told that something is wrong. */
export interface Alert {
  readonly path: string;
  /** Of the rule; counts from 1. */
  readonly line: number;
  readonly name: string;
  /** What it looks at, in the language of whoever watches. */
  readonly expr: string;
  /** How long it has to be so before anybody is told, as written: `10m`. */
  readonly for: string | undefined;
  /** The same in seconds; 0 where nothing is written. */
  readonly forSeconds: number;
  readonly severity: string | undefined;
  /** The address or path of what to do about it. */
  readonly runbook: string | undefined;
  /** It looks at answers or calls that failed. */
  readonly isOnErrors: boolean;
  /** At how many in a time, not at a count since the start. */
  readonly isRate: boolean;
  /** It cannot be set off by a single bad moment: `for`, several windows, or whoever watches looks at windows by itself. */
  readonly isLasting: boolean;
  /** The stretches of time that it looks back over, in seconds, ascending. */
  readonly windows: readonly number[];
}

/**
 * The alerts of a service: rules of Prometheus in files and objects (PrometheusRule, VMRule, GKE's Rules), of Grafana's provisioning, objectives of Sloth and
 * Pyrra, from which both make alerts, alarms of CloudFormation, and Terraform's monitors. Those that name another service are left out.
 */
export function alertsOf(service: Service): readonly Alert[] {
  const inYaml = pathsAbout(service, /\.ya?ml$/i).flatMap((path) => alertsIn(service.workspace, path));
  const all = [...inYaml, ...terraformResources(service, monitor).map(ofTerraform)];
  return service.isAlone ? all : all.filter((alert) => isAbout(alert, service));
}

/** An expression that names a service by a label is about that one. */
function isAbout({ expr }: Alert, { name }: Service): boolean {
  const named = [
    ...expr.matchAll(/\b(?:job|service|service_name|app|app_kubernetes_io_name|deployment|container|workload)\s*=~?\s*"([^"]+)"/g),
  ];
  return named.length === 0 || named.some(([, one = ""]) => one.includes(name) || /[.*$]/.test(one));
}

const alertsIn = keyedFact("alerts in", (workspace, path): readonly Alert[] => {
  const text = workspace.read(path);
  // Whatever is told of by a rule has one of these words in it; all other files are not worth the reading.
  if (text === undefined || !(telling.test(text) || (/\bcondition\s*:/.test(text) && /\btitle\s*:/.test(text)))) return [];
  const file = parse(new SourceText(path, text), "kubernetes");
  const found: Alert[] = [];
  for (const { yaml } of file.documents) visit(new Place(file, path), yaml.root, found, 0);
  return found;
});

const telling = /(?:^|[\s{-])alert["']?\s*:|error_?query\s*:|\bindicator\s*:|AWS::CloudWatch::Alarm/im;

/** Reads the values of a file, in which templates may have filled something in. */
class Place {
  readonly #file: ManifestFile;
  readonly path: string;

  constructor(file: ManifestFile, path: string) {
    this.#file = file;
    this.path = path;
  }

  text(node: YamlNode | undefined): string | undefined {
    if (node?.kind !== "scalar") return undefined;
    return this.#file.isMasked(node.span) ? this.#file.source.slice(node.span) : node.text;
  }

  line(map: YamlMap): number {
    return this.#file.source.lineOf(map.span.start) + 1;
  }
}

const deepest = 14;

function visit(place: Place, node: YamlNode | undefined, found: Alert[], depth: number): void {
  if (node === undefined || depth > deepest || node.alias) return;
  if (node.kind === "sequence") for (const { value } of node.items) visit(place, value, found, depth + 1);
  if (node.kind !== "map") return;
  const alert = ofPrometheus(place, node) ?? ofGrafana(place, node) ?? ofObjective(place, node) ?? ofCloudFormation(place, node);
  if (alert) found.push(alert);
  else for (const { value } of node.entries) visit(place, value, found, depth + 1);
}

function below(node: YamlNode | undefined, ...keys: readonly string[]): YamlNode | undefined {
  return keys.reduce<YamlNode | undefined>((at, key) => (at?.kind === "map" ? at.get(key) : undefined), node);
}

/** https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/ */
function ofPrometheus(place: Place, map: YamlMap): Alert | undefined {
  const name = place.text(map.get("alert"));
  const expr = place.text(map.get("expr"));
  return name === undefined || expr === undefined ? undefined : ruleOf(place, map, name, expr);
}

function ruleOf(place: Place, map: YamlMap, name: string, expr: string): Alert {
  const lasts = place.text(map.get("for"));
  const annotations = map.get("annotations");
  const forSeconds = secondsOf(lasts ?? "");
  const windows = windowsIn(expr);
  return {
    path: place.path,
    line: place.line(map),
    name,
    expr,
    for: lasts,
    forSeconds,
    severity: place.text(below(map, "labels", "severity")) ?? place.text(below(map, "labels", "priority")),
    runbook: ["runbook_url", "runbook", "runbook_link", "runbookUrl", "playbook"]
      .map((key) => place.text(below(annotations, key)))
      .find((one) => one !== undefined && one !== ""),
    isOnErrors: isAboutErrors(expr),
    isRate: isOverTime(expr),
    isLasting: forSeconds > 0 || windows.length > 1,
    windows,
  };
}

/** A rule of Grafana's provisioning has queries instead of an expression. https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/ */
function ofGrafana(place: Place, map: YamlMap): Alert | undefined {
  const name = place.text(map.get("title"));
  const data = map.get("data");
  if (name === undefined || data?.kind !== "sequence" || map.get("condition") === undefined) return undefined;
  const queries = data.items.flatMap(
    ({ value }) => place.text(below(value, "model", "expr")) ?? place.text(below(value, "model", "query")) ?? [],
  );
  return queries.length === 0 ? undefined : ruleOf(place, map, name, queries.join("\n"));
}

/** Both tools make alerts on several windows from an objective, of which the shortest are 5 minutes and an hour. https://sloth.dev, https://github.com/pyrra-dev/pyrra */
function ofObjective(place: Place, map: YamlMap): Alert | undefined {
  const events = below(map, "sli", "events");
  const expr = [...["error_query", "errorQuery"].map((key) => below(events, key)), below(map, "indicator", "ratio", "errors", "metric")]
    .map((node) => place.text(node))
    .find((one) => one !== undefined);
  if (expr === undefined) return undefined;
  const page = below(map, "alerting", "page_alert") ?? below(map, "alerting", "pageAlert");
  const isOff = place.text(below(page, "disable")) === "true" || place.text(below(map, "alerting", "disabled")) === "true";
  return {
    path: place.path,
    line: place.line(map),
    name: place.text(below(map, "alerting", "name")) ?? place.text(map.get("name")) ?? "objective",
    expr,
    for: undefined,
    forSeconds: 0,
    severity: place.text(below(page, "labels", "severity")),
    runbook:
      place.text(below(map, "alerting", "annotations", "runbook")) ?? place.text(below(map, "alerting", "annotations", "runbook_url")),
    isOnErrors: !isOff && isAboutErrors(expr),
    isRate: true,
    isLasting: true,
    windows: [300, 3600],
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
function ofCloudFormation(place: Place, map: YamlMap): Alert | undefined {
  if (place.text(map.get("Type")) !== "AWS::CloudWatch::Alarm") return undefined;
  const properties = map.get("Properties");
  const text = (...keys: readonly string[]) => place.text(below(properties, ...keys));
  const metrics = below(properties, "Metrics");
  const expressions = (metrics?.kind === "sequence" ? metrics.items : []).flatMap(({ value }) =>
    [place.text(below(value, "Expression")), place.text(below(value, "MetricStat", "Metric", "MetricName"))].filter(isText),
  );
  const period = Number(text("Period") ?? 0);
  return {
    path: place.path,
    line: place.line(map),
    name: text("AlarmName") ?? "alarm",
    ...ofWatcher([text("MetricName"), ...expressions].filter(isText).join("\n")),
    for: undefined,
    forSeconds: period * Number(text("EvaluationPeriods") ?? 1) || 0,
    severity: undefined,
    runbook: undefined,
    windows: period > 0 ? [period] : [],
  };
}

const isText = (text: string | undefined): text is string => text !== undefined;

const monitor =
  /^(?:datadog_monitor|aws_cloudwatch_metric_alarm|google_monitoring_alert_policy|azurerm_monitor_(?:metric_alert|scheduled_query_rules_alert(?:_v2)?)|newrelic_nrql_alert_condition|grafana_rule_group|honeycombio_trigger|sentry_metric_alert)$/;

/** What a resource asks whoever watches; names and descriptions are mere words. */
const asked =
  /^(?:query|metric_name|expression|filter|condition_prometheus_query_language|condition_monitoring_query_language|expr|metric|nrql|aggregate)$/;

function ofTerraform(resource: TerraformResource): Alert {
  const { path, line, type, name, body } = resource;
  const number = (key: string) => Number(resource.values(new RegExp(`^${key}$`))[0]?.replace(/[^\d.]/g, "") ?? Number.NaN) || 0;
  const expr = resource.values(asked).join("\n");
  const lasts = resource.values(/^(?:duration|for)$/)[0];
  const period = number("period");
  const lastsSeconds = secondsOf(lasts ?? "") || number("threshold_duration") || period * (number("evaluation_periods") || 1);
  const recent = [...expr.matchAll(/\blast_(\d+[smhd])\b/g)].map(([, one = ""]) => secondsOf(one));
  return {
    path,
    line,
    name: resource.values(/^(?:alarm_name|display_name)$/)[0] ?? name,
    ...(type === "grafana_rule_group"
      ? { expr, isOnErrors: isAboutErrors(expr), isRate: isOverTime(expr), isLasting: true }
      : ofWatcher(expr)),
    for: lasts,
    forSeconds: lastsSeconds,
    severity: resource.values(/^(?:severity|priority)$/)[0],
    runbook: /https?:\/\/[^\s"')>\\]*run-?book[^\s"')>\\]*/i.exec(body)?.[0] ?? resource.values(/^runbook_url$/)[0],
    windows: ascending([...recent, ...windowsIn(expr), ...(period > 0 ? [period] : [])]),
  };
}

/** Services that watch count within windows by themselves. */
function ofWatcher(expr: string): Pick<Alert, "expr" | "isOnErrors" | "isRate" | "isLasting"> {
  return {
    expr,
    isOnErrors:
      isAboutErrors(expr) ||
      /5xx|\berrors?\b|(?:server|system|target|backend)_?errors?|\bfaults?\b|is_error|status:(?:error|5)/i.test(expr),
    isRate: true,
    isLasting: true,
  };
}

/** A label by which answers that failed are told: a status of 5xx, an outcome; or all that did not end well. */
const failedLabel =
  /\b(?!(?:handler|path|route|ur[il]|topic|queue|job|namespace|device|instance|pod|container|service|app)\s*=)\w+\s*=~?\s*"[^"]*(?:5\.\.|5xx|5\[|5\\+d|5\.[*+]|50\d|error|fail|exception)[^"]*"|\b\w*(?:code|status|outcome|exception|result|error)\w*\s*![=~]\s*"(?:\(?\^?[1-4[]|ok|success|none|0")/i;
/** Metrics whose name says that they count failures. */
const failedMetric = /(?<![\w:])[a-z_:][\w:]*(?:errors?|exceptions?|failures?|failed|5xx)(?![a-z])[\w:]*/gi;
/** Those of the machinery below a service say nothing of its answers. */
const machinery =
  /^(?:node|kube|kubelet|prometheus|alertmanager|container|etcd|apiserver|coredns|kubeproxy|workqueue|rest_client|go|process|pg|redis|mysql|mongodb|cert|certmanager|loki|thanos|cortex|argocd|velero|up|scrape|machine|windows|smartmon)_/i;

/** As many characters of an expression are looked at. */
const longest = 4_000;

function isAboutErrors(written: string): boolean {
  const expr = written.slice(0, longest);
  // Of labels whose key is the machinery's, such as `job="prometheus"`, nothing is told.
  const plain = expr.replace(/"[^"]*"/g, '""');
  const names = [...plain.matchAll(failedMetric)].map(([name]) => name);
  if (names.some((name) => !machinery.test(name))) return true;
  const metrics = [...plain.matchAll(/(?<![\w:])([a-z_:][\w:]*)\s*\{/gi)].map(([, name = ""]) => name);
  const isMachinery = metrics.length > 0 && metrics.every((name) => machinery.test(name));
  return !isMachinery && failedLabel.test(expr);
}

function isOverTime(expr: string): boolean {
  const plain = expr.slice(0, longest).replace(/"[^"]*"/g, '""');
  return (
    /\b(?:rate|irate|increase|delta|\w+_over_time)\s*\(/i.test(plain) || /(?<=[\w:])[:_](?:rate|irate|ratio|increase)(?![a-z])/i.test(plain)
  );
}

/** `[5m]`, `[1h:5m]`, and those that names of recorded rules have behind their `rate`: `job:errors:ratio_rate5m`. */
function windowsIn(expr: string): readonly number[] {
  return ascending(
    [...expr.matchAll(/\[(\d+[\da-z]*)(?::[^\]]*)?\]|(?:rate|increase|ratio_rate|ratio)_?(\d+[smhd])\b/g)].map(([, range, recorded]) =>
      secondsOf(range ?? recorded ?? ""),
    ),
  );
}

function ascending(all: readonly number[]): readonly number[] {
  return [...new Set(all.filter((one) => one > 0))].sort((a, b) => a - b);
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/** `1h30m`, `5m`, `60s`; 0 for what is none. https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations */
function secondsOf(text: string): number {
  const written = text.trim().replace(/^["']|["']$/g, "");
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(written)) return 0;
  return [...written.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce((sum, [, count, unit = ""]) => sum + Number(count) * (units[unit] ?? 0), 0);
}
