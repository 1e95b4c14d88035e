import { describe, expect, test } from "vitest";
import { tell } from "./support.ts";

const node = (text: string, ...dependencies: string[]) => ({
  "package.json": JSON.stringify({
    name: "web",
    scripts: { start: "node index.js" },
    dependencies: Object.fromEntries(["express", ...dependencies].map((one) => [one, "1"])),
  }),
  "index.js": text,
});
const py = (text: string) => ({ "requirements.txt": "fastapi\ndjango\n", "app.py": text });
const go = (text: string) => ({
  "go.mod": "module a\n\ngo 1.26\n",
  "main.go": `package main\n\nimport (\n\t"net/http"\n\t"github.com/prometheus/client_golang/prometheus"\n\t"github.com/prometheus/client_golang/prometheus/promhttp"\n)\n\nfunc main() {\n\thttp.ListenAndServe(":80", nil)\n${text}\n}\n`,
});
const dependency = (group: string, name: string) => `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId></dependency>`;
const spring = (more: string, properties: string) => ({
  "pom.xml": `<project>\n<dependencies>\n${dependency("org.springframework.boot", "spring-boot-starter-web")}\n${dependency("org.springframework.boot", "spring-boot-starter-actuator")}\n${more}</dependencies></project>`,
  "src/main/java/A.java": "class A {}",
  "src/main/resources/application.properties": properties,
});
const prometheus = `${dependency("io.micrometer", "micrometer-registry-prometheus")}\n`;

describe("monitoring.metrics", () => {
  test.each<[string, Record<string, string>, string]>([
    ["a bundle", node("import bundle from 'express-prom-bundle';\napp.use(bundle({ includeMethod: true }));"), "met index.js:2"],
    ["Fastify", node("import metrics from 'fastify-metrics';\nawait app.register(metrics);"), "met index.js:2"],
    [
      "a histogram and an endpoint",
      node(
        "import client from 'prom-client';\nclient.collectDefaultMetrics();\nconst h = new client.Histogram({ name: 'http_request_duration_seconds' });\napp.get('/metrics', serve);",
      ),
      "met index.js:3 index.js:2 index.js:4",
    ],
    ["default metrics alone", node("import client from 'prom-client';\nclient.collectDefaultMetrics();"), "likely index.js:2"],
    ["a histogram of something else", node("import client from 'prom-client';\nnew client.Histogram({ name: 'queue_size' });"), "open"],
    ["a route", node("app.get('/metrics', serve);"), "likely index.js:1"],
    ["a dependency", node("go();", "prom-client"), "likely package.json:1"],
    ["a word", node("// prom-client /metrics\nlog('metrics');"), "open"],
    [
      "OpenTelemetry",
      node(
        "import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';\nimport { HttpInstrumentation } from '@opentelemetry/instrumentation-http';\nconst e = new PrometheusExporter();\nconst h = new HttpInstrumentation();",
      ),
      "met index.js:4 index.js:3",
    ],
    [
      "FastAPI",
      py("from prometheus_fastapi_instrumentator import Instrumentator\nInstrumentator().instrument(app).expose(app)\n"),
      "met app.py:2",
    ],
    [
      "Python's client",
      py(
        "from prometheus_client import Histogram, make_asgi_app\nH = Histogram('http_request_seconds', 'x')\napp.mount('/metrics', make_asgi_app())\n",
      ),
      "met app.py:2 app.py:3",
    ],
    [
      "Python's client, default metrics",
      py("from prometheus_client import start_http_server\nstart_http_server(9000)\n"),
      "likely app.py:2",
    ],
    [
      "Django",
      py(
        "MIDDLEWARE = [\n  'django_prometheus.middleware.PrometheusBeforeMiddleware',\n]\nurlpatterns = [path('', include('django_prometheus.urls'))]\n",
      ),
      "met app.py:2 app.py:4",
    ],
    [
      "Go",
      go(
        '\thttp.Handle("/metrics", promhttp.Handler())\n\th := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "http_request_duration_seconds"}, nil)',
      ),
      "met main.go:12 main.go:11",
    ],
    ["Go, default metrics", go('\thttp.Handle("/metrics", promhttp.Handler())'), "likely main.go:11"],
    [
      "Spring",
      spring(prometheus, "management.endpoints.web.exposure.include=health,prometheus\n"),
      "met pom.xml:4 src/main/resources/application.properties:1 pom.xml:5",
    ],
    ["Spring, not exposed", spring(prometheus, "management.endpoints.web.exposure.include=health\n"), "likely pom.xml:4 pom.xml:5"],
    ["Spring without a registry", spring("", "management.endpoints.web.exposure.include=*\n"), "likely pom.xml:4"],
    [
      "a ServiceMonitor",
      {
        ...node("go();"),
        "k8s/monitor.yaml":
          "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata:\n  name: web\nspec:\n  endpoints:\n    - port: http\n",
      },
      "likely k8s/monitor.yaml:2",
    ],
    [
      "a site",
      {
        "package.json": '{"name":"a","scripts":{"build":"vite build"},"dependencies":{"react":"19"},"devDependencies":{"vite":"7"}}',
        "vite.config.js": "",
        "index.html": "",
      },
      "not-applicable",
    ],
  ])("%s", (_, files, expected) => expect(tell("monitoring.metrics", files)).toBe(expected));
});

describe("monitoring.error-rate-alert", () => {
  const rule = (expr: string, more = "") => ({
    ...node("go();"),
    "ops/alerts.yml": `groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: ${expr}\n${more}`,
  });
  const ratio = 'sum(rate(http_requests_total{code=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.01';
  test.each<[string, Record<string, string>, string]>([
    ["a ratio that lasts", rule(ratio, "        for: 5m\n"), "met ops/alerts.yml:4"],
    ["a ratio", rule(ratio), "likely ops/alerts.yml:4"],
    ["a count", rule("http_errors_total > 10", "        for: 5m\n"), "likely ops/alerts.yml:4"],
    ["something else", rule("up == 0", "        for: 5m\n"), "open ops/alerts.yml:4"],
    [
      "Terraform",
      {
        ...py("go()\n"),
        "infra/a.tf": 'resource "aws_cloudwatch_metric_alarm" "a" {\n  metric_name = "HTTPCode_Target_5XX_Count"\n  period = 60\n}\n',
      },
      "met infra/a.tf:1",
    ],
    ["Sentry", node("go();", "@sentry/node"), "manual package.json:1"],
    ["nothing", node("go();"), "open"],
    ["a word", { ...node("go();"), "docs/alerts.yml": "alert: error rate 5xx\n" }, "open"],
  ])("%s", (_, files, expected) => expect(tell("monitoring.error-rate-alert", files)).toBe(expected));
});
