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
const py = (text: string) => ({ "requirements.txt": "fastapi\n", "app.py": text });
const go = {
  "go.mod": "module a\n\ngo 1.26\n",
  "main.go": 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":80", nil) }\n',
};
const web = node("go();");
const ci = ".github/workflows/ci.yml";
const workflow = (on: string, ...steps: string[]) => ({
  [ci]: `on: ${on}\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`,
});
const worker = {
  "package.json": '{"name":"jobs","scripts":{"start":"node worker.js"},"dependencies":{"bullmq":"5"}}',
  "worker.js": "run();",
};

const daemonSet = (kind: string, image: string) =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: logs\nspec:\n  selector: { matchLabels: { app: logs } }\n  template:\n    metadata: { labels: { app: logs } }\n    spec:\n      containers:\n        - name: logs\n          image: ${image}\n`;

describe("monitoring.log-aggregation", () => {
  test.each<[string, Record<string, string>, string]>([
    [
      "a collector on every node",
      { ...web, "k8s/logs.yaml": daemonSet("DaemonSet", "cr.fluentbit.io/fluent/fluent-bit:4.2") },
      "met k8s/logs.yaml:12",
    ],
    ["another agent", { ...web, "k8s/logs.yaml": daemonSet("DaemonSet", "acme/agent:1") }, "manual"],
    ["a receiver alone", { ...web, "k8s/logs.yaml": daemonSet("Deployment", "otel/opentelemetry-collector:0.140.0") }, "manual"],
    ["a driver", { ...web, "compose.yaml": "services:\n  web:\n    build: .\n    logging:\n      driver: gelf\n" }, "met compose.yaml:5"],
    ["the usual driver", { ...web, "compose.yaml": "services:\n  web:\n    build: .\n    logging:\n      driver: json-file\n" }, "manual"],
    [
      "Promtail",
      {
        ...web,
        "compose.yaml":
          "services:\n  web:\n    build: .\n  logs:\n    image: grafana/promtail:3.6.0\n    volumes:\n      - /var/lib/docker/containers:/containers:ro\n",
      },
      "met compose.yaml:5",
    ],
    [
      "ECS",
      { ...py("go()\n"), "task-definition.json": '{\n  "logConfiguration": {\n    "logDriver": "awslogs"\n} }' },
      "met task-definition.json:3",
    ],
    ["a transport", node("import Loki from 'winston-loki';\nlogger.add(new Loki({ host }));"), "met index.js:2"],
    ["a target", node("const t = pino.transport({ target: 'pino-loki' });"), "met index.js:1"],
    ["a file", node("import winston from 'winston';\nconst t = new winston.transports.File({ filename: 'a.log' });"), "open !index.js:2"],
    [
      "a file beside the console",
      node("import winston from 'winston';\nconst t = [new winston.transports.File({}), new winston.transports.Console()];"),
      "manual",
    ],
    ["a file of Python", py("import logging\nh = logging.FileHandler('a.log')\n"), "open app.py:2"],
    [
      "a file of Go",
      {
        "go.mod": "module a\n\ngo 1.26\n",
        "main.go":
          'package main\n\nimport (\n\t"net/http"\n\t"gopkg.in/natefinch/lumberjack.v2"\n)\n\nfunc main() {\n\thttp.ListenAndServe(":80", nil)\n\tx(lumberjack.Roll())\n}\n',
      },
      "open main.go:10",
    ],
    [
      "a file of Java",
      {
        "pom.xml": "<project/>",
        "src/main/resources/logback.xml":
          '<configuration>\n<appender name="f" class="ch.qos.logback.core.rolling.RollingFileAppender">\n</configuration>',
      },
      "open !src/main/resources/logback.xml:2",
    ],
    ["a platform", { ...web, "serverless.yml": "service: a\nfunctions:\n  a:\n    handler: index.a\n" }, "likely serverless.yml:1"],
    ["nothing", web, "manual"],
  ])("%s", (_, files, expected) => expect(tell("monitoring.log-aggregation", files)).toBe(expected));
});

describe("monitoring.uptime", () => {
  const schedule = '\n  schedule:\n    - cron: "*/10 * * * *"';
  test.each<[string, Record<string, string>, string]>([
    [
      "a Probe",
      {
        ...web,
        "k8s/probe.yaml":
          "apiVersion: monitoring.coreos.com/v1\nkind: Probe\nmetadata:\n  name: web\nspec:\n  targets:\n    staticConfig:\n      static: [https://acme.dev/health]\n",
      },
      "met k8s/probe.yaml:2",
    ],
    [
      "a liveness probe",
      { ...web, "k8s/web.yaml": `${daemonSet("Deployment", "web:1")}          livenessProbe: { httpGet: { path: /, port: 80 } }\n` },
      "manual",
    ],
    [
      "blackbox",
      {
        ...go,
        "prometheus.yml":
          "scrape_configs:\n  - job_name: a\n    metrics_path: /probe\n    static_configs:\n      - targets: [https://acme.dev/health]\n",
      },
      "met prometheus.yml:2",
    ],
    [
      "blackbox of itself",
      {
        ...go,
        "prometheus.yml":
          "scrape_configs:\n  - job_name: a\n    metrics_path: /metrics\n    static_configs:\n      - targets: [https://acme.dev/health]\n",
      },
      "manual",
    ],
    ["Terraform", { ...py("go()\n"), "infra/a.tf": 'resource "google_monitoring_uptime_check_config" "a" {\n}\n' }, "met infra/a.tf:1"],
    ["Upptime", { ...web, ".upptimerc.yml": "sites:\n  - name: a\n    url: https://acme.dev\n" }, "met .upptimerc.yml:2"],
    ["a schedule", { ...web, ...workflow(schedule, "run: curl -fsS https://acme.dev/health") }, `met ${ci}:8`],
    ["a schedule that goes on", { ...web, ...workflow(schedule, "run: curl -s https://acme.dev/health") }, `likely ${ci}:8`],
    ["a schedule that swallows", { ...web, ...workflow(schedule, "run: curl -f https://acme.dev/health || true") }, `likely ${ci}:8`],
    ["a download on a schedule", { ...web, ...workflow(schedule, "run: curl -fsSL https://get.acme.dev/install.sh | sh") }, "manual"],
    ["on a push", { ...web, ...workflow("push", "run: curl -fsS https://acme.dev/health") }, "manual"],
    ["a worker", worker, "not-applicable"],
    ["nothing", web, "manual"],
  ])("%s", (_, files, expected) => expect(tell("monitoring.uptime", files)).toBe(expected));
});

describe("monitoring.objectives", () => {
  const slo = { "slo.yaml": "apiVersion: openslo/v1\nkind: SLO\nspec:\n  objectives:\n    - target: 0.99\n" };
  const dashboard = { "grafana/web.json": '{ "panels": [], "schemaVersion": 41 }' };
  test.each<[string, Record<string, string>, string]>([
    ["both", { ...web, ...slo, ...dashboard }, "met slo.yaml:5 grafana/web.json:1"],
    ["objectives", { ...web, ...slo }, "likely slo.yaml:5"],
    ["a dashboard", { ...go, ...dashboard }, "likely grafana/web.json:1"],
    ["another file of that name", { ...go, "grafana/web.json": '{ "panels": [] }' }, "manual"],
    [
      "Terraform",
      { ...py("go()\n"), "a.tf": 'resource "google_monitoring_slo" "a" {\n}\nresource "google_monitoring_dashboard" "b" {\n}\n' },
      "met a.tf:1 a.tf:3",
    ],
    ["a document", { ...web, "README.md": "# Web\n\nOur SLO is 99.9 % a month.\n" }, "likely README.md:3"],
    ["a word", { ...web, "README.md": "# Web\n\nslow, 99 % of the time in tests\n" }, "manual"],
    ["nothing", web, "manual"],
  ])("%s", (_, files, expected) => expect(tell("monitoring.objectives", files)).toBe(expected));
});

describe("monitoring.load-test", () => {
  const k6 = { "load/a.js": "import http from 'k6/http';\nexport default () => http.get(__ENV.URL);\n" };
  test.each<[string, Record<string, string>, string]>([
    ["k6 in the pipeline", { ...web, ...k6, ...workflow("push", "run: k6 run load/a.js") }, `met ${ci}:6 load/a.js:1`],
    ["k6's action", { ...web, ...workflow("push", "uses: grafana/run-k6-action@v1") }, `met ${ci}:6`],
    ["k6 that nobody runs", { ...web, ...k6 }, "likely load/a.js:1"],
    [
      "k6 in a comment",
      { ...web, ...k6, ...workflow("push", "run: |\n          # k6 run load/a.js\n          make") },
      "likely load/a.js:1",
    ],
    ["another script of that name", { ...web, "load/a.js": "// k6/http\nimport fs from 'fs';\n" }, "manual"],
    ["Locust", { ...py("go()\n"), "locustfile.py": "from locust import HttpUser\n" }, "likely locustfile.py:1"],
    [
      "Locust in the pipeline",
      { ...py("go()\n"), ...workflow("push", "run: locust --headless -u 10 --host https://acme.dev") },
      `met ${ci}:6`,
    ],
    ["Artillery", { ...web, "perf/a.yml": "config:\n  phases: []\nscenarios: []\n" }, "likely perf/a.yml:1"],
    [
      "Gatling",
      { ...go, "src/gatling/java/LoadSimulation.java": "import io.gatling.javaapi.core.*;\n" },
      "likely src/gatling/java/LoadSimulation.java:1",
    ],
    ["vegeta", { ...go, ...workflow("push", "run: vegeta attack -targets a.txt") }, `met ${ci}:6`],
    ["a worker", { ...worker, ...k6 }, "not-applicable"],
    ["nothing", web, "manual"],
  ])("%s", (_, files, expected) => expect(tell("monitoring.load-test", files)).toBe(expected));
});
