import { describe, expect, test } from "vitest";
import { alertsOf } from "../../server/engine/assessment/alerts.ts";
import { Service } from "../../server/engine/assessment/service.ts";
import { memoryWorkspace } from "../../server/engine/workspace/workspace.ts";
import { today } from "./support.ts";

function alerts(files: Readonly<Record<string, string>>, folder = "", isAlone = true) {
  return alertsOf(new Service(folder, memoryWorkspace(files), today, isAlone, () => []));
}

/** `line name [errors] [rate] [lasting] windows severity`. */
function told(files: Readonly<Record<string, string>>, folder?: string, isAlone?: boolean): readonly string[] {
  return alerts(files, folder, isAlone).map((one) =>
    [
      `${one.line} ${one.name}`,
      ...(one.isOnErrors ? ["errors"] : []),
      ...(one.isRate ? ["rate"] : []),
      ...(one.isLasting ? ["lasting"] : []),
      ...one.windows,
      ...(one.severity ? [one.severity] : []),
      ...(one.runbook ? [one.runbook] : []),
    ].join(" "),
  );
}

const rule = (expr: string, more = "") => `groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: ${expr}\n${more}`;

test("a file of rules and an object hold the same", () => {
  const more =
    "        for: 10m\n        labels: { severity: page }\n        annotations: { runbook_url: https://example.com/r, summary: '{{ $value }} fail' }\n";
  const text = rule('sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.01', more);
  const expected = "4 A errors rate lasting 300 page https://example.com/r";
  expect(told({ "ops/alerts.yml": text })).toEqual([expected]);
  const object = `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: { name: web }\nspec:\n${text.replace(/^/gm, "  ")}`;
  expect(told({ "k8s/rules.yaml": object })).toEqual([expected.replace("4 A", "8 A")]);
  expect(told({ "charts/web/templates/rules.yaml": `{{- if .Values.alerts }}\n${object}\n{{- end }}\n` })).toEqual([
    expected.replace("4 A", "9 A"),
  ]);
});

describe("what is about errors, and over time", () => {
  test.each([
    ['rate(http_requests_total{status="500"}[5m]) > 1', "errors rate 300"],
    ['rate(grpc_server_handled_total{grpc_code!="OK"}[5m]) > 1', "errors rate 300"],
    ['rate(http_server_requests_seconds_count{outcome="SERVER_ERROR"}[1m]) > 0', "errors rate 60"],
    ["job:http_errors:ratio_rate5m > 0.1", "errors rate 300"],
    ["http_server_errors_total > 10", "errors"],
    ['rate(istio_requests_total{response_code!~"[23].."}[2m]) > 1', "errors rate 120"],
    ["a:errors:ratio_rate5m > 0.1 and a:errors:ratio_rate1h > 0.1", "errors rate lasting 300 3600"],
    ["rate(node_network_receive_errors_total[2m]) > 10", "rate 120"],
    ['rate(prometheus_rule_evaluation_failures_total{job="errors"}[5m]) > 0', "rate 300"],
    ['rate(http_requests_total{handler="/error"}[5m]) > 0', "rate 300"],
    ["up == 0", ""],
    ["kube_job_status_failed > 0", ""],
  ])("%s", (expr, expected) => expect(told({ "a.yml": rule(`'${expr}'`) })).toEqual([`4 A ${expected}`.trim()]));
});

test("what is no rule is none, and neither is one for tests", () => {
  expect(told({ "a.yml": "groups:\n  - rules:\n      - record: a:errors\n        expr: sum(b)\n# alert: me\n" })).toEqual([]);
  expect(told({ "tests/a.yml": rule("up == 0") })).toEqual([]);
  expect(told({ "vendor/github.com/a/b/a.yml": rule("up == 0") })).toEqual([]);
  expect(told({ "a.yml": "alert: [" })).toEqual([]);
});

test("Grafana, Sloth, Pyrra, CloudFormation", () => {
  const grafana =
    "apiVersion: 1\ngroups:\n  - name: a\n    rules:\n      - uid: x\n        title: Errors\n        condition: C\n        for: 5m\n        data:\n          - refId: A\n            model: { expr: 'sum(rate(http_requests_total{status=~\"5..\"}[5m]))' }\n";
  expect(told({ "grafana/alerting/a.yml": grafana })).toEqual(["5 Errors errors rate lasting 300"]);
  const sloth =
    'version: prometheus/v1\nservice: web\nslos:\n  - name: availability\n    objective: 99.9\n    sli:\n      events:\n        error_query: sum(rate(http_requests_total{code=~"5.."}[{{.window}}]))\n        total_query: sum(rate(http_requests_total[{{.window}}]))\n    alerting:\n      name: WebErrors\n      page_alert: { labels: { severity: page } }\n';
  expect(told({ "slo.yml": sloth })).toEqual(["4 WebErrors errors rate lasting 300 3600 page"]);
  expect(told({ "slo.yml": sloth.replace("{ labels: { severity: page } }", "{ disable: true }") })).toEqual([
    "4 WebErrors rate lasting 300 3600",
  ]);
  const pyrra =
    'apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\nmetadata: { name: web }\nspec:\n  target: "99"\n  indicator:\n    ratio:\n      errors: { metric: \'http_requests_total{code=~"5.."}\' }\n      total: { metric: http_requests_total }\n';
  expect(told({ "k8s/slo.yaml": pyrra })).toEqual(["5 objective errors rate lasting 300 3600"]);
  const formation =
    "Resources:\n  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      AlarmName: Fives\n      MetricName: HTTPCode_Target_5XX_Count\n      Period: 60\n      EvaluationPeriods: 3\n      AlarmActions: [!Ref Topic]\n";
  expect(told({ "template.yaml": formation })).toEqual(["3 Fives errors rate lasting 60"]);
  expect(told({ "template.yaml": formation.replace("HTTPCode_Target_5XX_Count", "CPUUtilization") })).toEqual(["3 Fives rate lasting 60"]);
});

test("monitors of Terraform", () => {
  const terraform = [
    'resource "datadog_monitor" "errors" {',
    '  name  = "Web"',
    '  query = "sum(last_5m):sum:trace.express.request.errors{service:web}.as_rate() > 5"',
    "}",
    'resource "aws_cloudwatch_metric_alarm" "cpu" {',
    '  alarm_name  = "errors of the cpu"',
    '  metric_name = "CPUUtilization"',
    "  period      = 60",
    "}",
    'resource "google_monitoring_alert_policy" "fives" {',
    '  display_name = "Fives"',
    "  conditions {",
    "    condition_threshold {",
    '      filter   = "metric.labels.response_code_class=\\"500\\""',
    '      duration = "300s"',
    "    }",
    "  }",
    "}",
  ].join("\n");
  expect(told({ "infra/main.tf": terraform })).toEqual([
    "1 errors errors rate lasting 300",
    "5 errors of the cpu rate lasting 60",
    "10 Fives errors rate lasting",
  ]);
  expect(alerts({ "infra/main.tf": terraform }).map(({ forSeconds }) => forSeconds)).toEqual([0, 60, 300]);
});

test("in a monorepo, those of another service are left out", () => {
  const files = {
    "web/package.json": '{"name":"web","scripts":{"start":"node ."},"dependencies":{"express":"5"}}',
    "web/index.js": "",
    "jobs/package.json": '{"name":"jobs","scripts":{"start":"node ."},"dependencies":{"express":"5"}}',
    "jobs/index.js": "",
    "jobs/alerts.yml": rule("up == 0"),
    "ops/alerts.yml": `${rule("'rate(errors_total{job=\"jobs\"}[5m]) > 0'")}      - alert: B\n        expr: rate(errors_total[5m]) > 0\n`,
  };
  expect(alerts(files, "web", false).map(({ path, name }) => `${path} ${name}`)).toEqual(["ops/alerts.yml B"]);
  expect(alerts(files, "jobs", false).map(({ path, name }) => `${path} ${name}`)).toEqual([
    "jobs/alerts.yml A",
    "ops/alerts.yml A",
    "ops/alerts.yml B",
  ]);
});
