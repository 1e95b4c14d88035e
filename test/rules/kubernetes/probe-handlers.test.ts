// What probes and hooks ask, and how it is written.
import { describe, expect, it } from "vitest";
import execWithoutShell from "../../../server/engine/rules/kubernetes/exec-without-shell.ts";
import heavyExecProbe from "../../../server/engine/rules/kubernetes/heavy-exec-probe.ts";
import invalidLifecycleHandler from "../../../server/engine/rules/kubernetes/invalid-lifecycle-handler.ts";
import livenessOnDependency from "../../../server/engine/rules/kubernetes/liveness-on-dependency.ts";
import malformedHttpProbe from "../../../server/engine/rules/kubernetes/malformed-http-probe.ts";
import namedGrpcPort from "../../../server/engine/rules/kubernetes/named-grpc-port.ts";
import plaintextGrpcProbe from "../../../server/engine/rules/kubernetes/plaintext-grpc-probe.ts";
import probeHandlers from "../../../server/engine/rules/kubernetes/probe-handlers.ts";
import probeHost from "../../../server/engine/rules/kubernetes/probe-host.ts";
import probeOnInitContainer from "../../../server/engine/rules/kubernetes/probe-on-init-container.ts";
import unknownProbePort from "../../../server/engine/rules/kubernetes/unknown-probe-port.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

/** A pod with one container; `more` are its keys, indented by six. */
const pod = (more: string, before = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${before}  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n${more}`;
const ports = (...list: readonly string[]) => `      ports: [${list.join(", ")}]\n`;
const http = "{ name: http, containerPort: 8080 }";
const probe = (kind: string, handler: string) => `      ${kind}Probe:\n        ${handler}\n`;
const patch = (more: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n${more.replaceAll(/^/gm, "    ").trimEnd()}\n`;

const on = (rule: Parameters<typeof run>[0], text: string) => run(rule, text).map((one) => one.on);

describe("kubernetes/probe-handlers", () => {
  it.each([
    ["two handlers", probe("readiness", "{ httpGet: { path: /, port: 80 }, tcpSocket: { port: 80 } }"), ["tcpSocket"]],
    ["a command beside a request", probe("liveness", "{ exec: { command: [true] }, httpGet: { port: 80 } }"), ["exec"]],
    ["numbers alone", probe("liveness", "{ periodSeconds: 5 }"), ["livenessProbe"]],
    ["one", probe("liveness", "{ tcpSocket: { port: 80 } }"), []],
    ["nothing", "      livenessProbe:\n", []],
    ["a misspelt one, which is told of by itself", probe("liveness", "{ httpget: { port: 80 } }"), []],
    ["one taken away by null", probe("liveness", "{ httpGet: null, tcpSocket: { port: 80 } }"), []],
    ["what a template writes", "      livenessProbe:\n        {{- toYaml .Values.livenessProbe | nindent 8 }}\n", []],
    [
      "numbers beside what a template writes",
      "      livenessProbe:\n        periodSeconds: 5\n        {{- toYaml .Values.handler | nindent 8 }}\n",
      [],
    ],
  ])("%s", (_, more, expected) => {
    expect(on(probeHandlers, pod(more))).toEqual(expected);
    expectLawfulFixes(probeHandlers, pod(more));
  });
  it("leaves a patch to its base", () => {
    expect(places(probeHandlers, patch("      livenessProbe:\n        periodSeconds: 5\n"))).toEqual([]);
  });
  it("writes a request to the port that is there", () => {
    const [found] = run(probeHandlers, pod(`${ports(http)}${"      livenessProbe:\n        periodSeconds: 5\n"}`));
    expect(found?.fixed[0]).toContain(
      "      livenessProbe:\n        httpGet:\n          path: /healthz\n          port: http\n        periodSeconds: 5\n",
    );
  });
});

describe("kubernetes/unknown-probe-port", () => {
  it.each([
    ["a slip", `${ports(http)}${probe("readiness", "httpGet: { path: /, port: htpp }")}`, ["htpp"]],
    ["no port of that name", `${ports(http)}${probe("readiness", "tcpSocket: { port: management }")}`, ["management"]],
    ["no ports at all", probe("readiness", "httpGet: { path: /, port: http }"), ["http"]],
    ["a number in quotes, which is a wrong type", `${ports(http)}${probe("readiness", 'httpGet: { path: /, port: "8080" }')}`, []],
    ["another number than those declared", `${ports(http)}${probe("readiness", "httpGet: { path: /, port: 8081 }")}`, ["8081"]],
    ["a hook", `${ports(http)}      lifecycle:\n        preStop:\n          httpGet: { path: /, port: web }\n`, ["web"]],
    ["the declared name", `${ports(http)}${probe("readiness", "httpGet: { path: /, port: http }")}`, []],
    ["the declared number", `${ports(http)}${probe("readiness", "httpGet: { path: /, port: 8080 }")}`, []],
    ["a number without any ports", probe("readiness", "httpGet: { path: /, port: 8080 }"), []],
    ["a port from a template", `${ports(http)}${probe("readiness", "httpGet: { path: /, port: {{ .Values.port }} }")}`, []],
    [
      "ports from a template",
      `      ports:\n        {{- toYaml .Values.ports | nindent 8 }}\n${probe("readiness", "httpGet: { path: /, port: web }")}`,
      [],
    ],
    [
      "a name from a template",
      `${ports("{ name: {{ .Values.portName }}, containerPort: 8080 }")}${probe("readiness", "httpGet: { path: /, port: web }")}`,
      [],
    ],
    ["gRPC, which has a rule of its own", `${ports(http)}${probe("readiness", "grpc: { port: 50051 }")}`, []],
  ])("%s", (_, more, expected) => {
    expect(on(unknownProbePort, pod(more))).toEqual(expected);
    expectLawfulFixes(unknownProbePort, pod(more));
  });
  it("is an information for a number", () => {
    expect(run(unknownProbePort, pod(`${ports(http)}${probe("readiness", "httpGet: { port: 8081 }")}`))).toMatchObject([
      { severity: "info" },
    ]);
  });
  it("tells of the container that has the port", () => {
    const other =
      "    - name: proxy\n      image: registry.example.com/proxy:2.0.1\n      ports:\n        - name: admin\n          containerPort: 9901\n";
    const [found] = run(unknownProbePort, pod(`${ports(http)}${probe("readiness", "tcpSocket: { port: admin }")}${other}`));
    expect(found?.message).toContain("`proxy` does");
    expect(found?.fixed[0]).toContain("tcpSocket: { port: http }");
  });
  it("leaves the ports of a patch to its base", () => {
    expect(places(unknownProbePort, patch(probe("readiness", "httpGet: { path: /, port: http }")))).toEqual([]);
  });
});

describe("kubernetes/named-grpc-port", () => {
  it.each([
    ["a name", `${ports("{ name: grpc, containerPort: 50051 }")}${probe("liveness", "grpc: { port: grpc }")}`, ["grpc"]],
    ["an unknown name", probe("liveness", "grpc: { port: grpc }"), ["grpc"]],
    ["a number", probe("liveness", "grpc: { port: 50051 }"), []],
    ["a template", probe("liveness", "grpc: { port: {{ .Values.port }} }"), []],
    ["a name for HTTP", `${ports(http)}${probe("liveness", "httpGet: { port: http }")}`, []],
  ])("%s", (_, more, expected) => {
    expect(on(namedGrpcPort, pod(more))).toEqual(expected);
    expectLawfulFixes(namedGrpcPort, pod(more));
  });
});

describe("kubernetes/plaintext-grpc-probe", () => {
  it.each([
    ["grpc-tls", [""]],
    ["grpcs", [""]],
    ["grpc", []],
    ["http", []],
  ])("%s", (name, expected) => {
    expect(
      places(plaintextGrpcProbe, pod(`${ports(`{ name: ${name}, containerPort: 50051 }`)}${probe("liveness", "grpc: { port: 50051 }")}`)),
    ).toHaveLength(expected.length);
  });
  it("is silent where the probe says how", () => {
    expect(
      places(
        plaintextGrpcProbe,
        pod(`${ports("{ name: grpcs, containerPort: 50051 }")}${probe("liveness", "grpc: { port: 50051, mode: TLS }")}`),
      ),
    ).toEqual([]);
  });
});

describe("kubernetes/malformed-http-probe", () => {
  it.each([
    [
      "a port called https",
      `${ports("{ name: https, containerPort: 9443 }")}${probe("readiness", "httpGet: { path: /, port: https }")}`,
      ["https"],
    ],
    [
      "the same by its number",
      `${ports("{ name: https, containerPort: 9443 }")}${probe("readiness", "httpGet: { path: /, port: 9443 }")}`,
      ["9443"],
    ],
    ["port 8443 without a name", probe("readiness", "httpGet: { path: /, port: 8443 }"), ["8443"]],
    ["a whole address", probe("readiness", "httpGet: { path: http://localhost:8080/ready, port: 8080 }"), ["http://localhost:8080/ready"]],
    ["an address without a path", probe("readiness", "httpGet: { path: 'https://web', port: 8080 }"), ["'https://web'"]],
    ["no slash", probe("readiness", "httpGet: { path: ready, port: 8080 }"), ["ready"]],
    [
      "HTTPS",
      `${ports("{ name: https, containerPort: 9443 }")}${probe("readiness", "httpGet: { path: /, port: https, scheme: HTTPS }")}`,
      [],
    ],
    [
      "port 8443 that is called http",
      `${ports("{ name: http, containerPort: 8443 }")}${probe("readiness", "httpGet: { path: /, port: 8443 }")}`,
      [],
    ],
    ["a scheme from a template", probe("readiness", "httpGet: { path: /, port: 8443, scheme: {{ .Values.scheme }} }"), []],
    ["a path from a template", probe("readiness", "httpGet: { path: {{ .Values.path }}, port: 8080 }"), []],
    ["no path", probe("readiness", "httpGet: { port: 8080 }"), []],
    ["an address in the query", probe("readiness", "httpGet: { path: '/probe?target=http://web', port: 8080 }"), []],
    ["a TCP probe of port 443", probe("readiness", "tcpSocket: { port: 443 }"), []],
  ])("%s", (_, more, expected) => {
    expect(on(malformedHttpProbe, pod(more))).toEqual(expected);
    expectLawfulFixes(malformedHttpProbe, pod(more));
  });
  it("only informs of a missing slash, which works", () => {
    expect(run(malformedHttpProbe, pod(probe("readiness", "httpGet: { path: ready, port: 8080 }")))).toMatchObject([{ severity: "info" }]);
  });
});

describe("kubernetes/probe-host", () => {
  const asked = (host: string, more = "") => probe("readiness", `httpGet: { path: /, port: 8080, host: ${host}${more} }`);
  it.each([
    ["a name", asked("shop.example.com"), "", ["shop.example.com"]],
    ["an address", asked("10.0.0.7"), "", ["10.0.0.7"]],
    ["the node", asked("localhost"), "", ["localhost"]],
    ["the node, by TCP", probe("liveness", "tcpSocket: { port: 80, host: 127.0.0.1 }"), "", ["127.0.0.1"]],
    [
      "a hook",
      "      lifecycle:\n        preStop:\n          httpGet: { path: /, port: 80, host: drain.example.com }\n",
      "",
      ["drain.example.com"],
    ],
    ["headers that are there", asked("shop.example.com", ", httpHeaders: [{ name: Accept, value: text/plain }]"), "", ["shop.example.com"]],
    ["its own address on the host's network", asked("127.0.0.1"), "  hostNetwork: true\n", []],
    ["the same, where a template decides", asked("127.0.0.1"), "  hostNetwork: {{ .Values.hostNetwork }}\n", []],
    ["no host", probe("readiness", "httpGet: { path: /, port: 8080 }"), "", []],
    ["a host from a template", asked("{{ .Values.host }}"), "", []],
    ["an empty host", asked('""'), "", []],
  ])("%s", (_, more, before, expected) => {
    expect(on(probeHost, pod(more, before))).toEqual(expected);
    expectLawfulFixes(probeHost, pod(more, before));
  });
  it("keeps the name as a header", () => {
    expect(run(probeHost, pod(asked("shop.example.com", ", httpHeaders: [{ name: Accept, value: text/plain }]")))[0]?.fixed[0]).toContain(
      "httpHeaders: [{ name: Accept, value: text/plain }, { name: Host, value: shop.example.com }]",
    );
  });
});

describe("kubernetes/probe-on-init-container", () => {
  const init = (more: string) =>
    pod("", `  initContainers:\n    - name: migrate\n      image: registry.example.com/migrate:1.4.2\n${more}`);
  it.each([
    ["a probe", "      readinessProbe:\n        tcpSocket:\n          port: 80\n", ["readinessProbe"]],
    [
      "a probe and a hook",
      "      livenessProbe: { tcpSocket: { port: 80 } }\n      lifecycle: { preStop: { sleep: { seconds: 1 } } }\n",
      ["livenessProbe"],
    ],
    ["a sidecar", "      restartPolicy: Always\n      livenessProbe: { tcpSocket: { port: 80 } }\n", []],
    ["perhaps a sidecar", "      restartPolicy: {{ .Values.policy }}\n      livenessProbe: { tcpSocket: { port: 80 } }\n", []],
    ["nothing", "      resources: {}\n", []],
    ["an empty key", "      livenessProbe:\n", []],
  ])("%s", (_, more, expected) => {
    expect(on(probeOnInitContainer, init(more))).toEqual(expected);
    expectLawfulFixes(probeOnInitContainer, init(more));
  });
});

describe("kubernetes/liveness-on-dependency", () => {
  const path = (text: string, kind = "liveness") => probe(kind, `httpGet: { path: ${text}, port: 8080 }`);
  const command = (...words: readonly string[]) => probe("liveness", `exec: { command: ${JSON.stringify(words)} }`);
  it.each([
    ["readiness", path("/actuator/health/readiness"), 1],
    ["a deep check", path("/health/deep"), 1],
    ["a check of the database", path("/health-db?x=1"), 1],
    ["everything", path("/healthz/all"), 1],
    ["another host's database", command("pg_isready", "-h", "db", "-U", "app"), 1],
    ["the same, glued", command("pg_isready", "--host=db.shop.svc"), 1],
    ["a cache elsewhere", command("sh", "-c", "redis-cli -h cache ping | grep PONG"), 1],
    ["another service", command("curl", "-f", "http://catalogue:8080/health"), 1],
    ["a port of another host", command("nc", "-z", "-w", "2", "broker", "5672"), 1],
    ["liveness", path("/livez"), 0],
    ["words that only begin so", path("/already/databases-of-one"), 0],
    ["readiness as readiness", path("/ready", "readiness"), 0],
    ["a database that asks itself", command("pg_isready", "-U", "postgres"), 0],
    ["itself by name", command("pg_isready", "-h", "127.0.0.1"), 0],
    ["itself by its address", command("sh", "-c", "redis-cli -h $(hostname -i) ping"), 0],
    ["itself by a variable", command("sh", "-c", 'mysqladmin ping -h "$HOST" -p"$MYSQL_ROOT_PASSWORD"'), 0],
    ["itself by its socket", command("pg_isready", "-h", "/var/run/postgresql"), 0],
    ["itself by curl", command("curl", "-f", "http://localhost:8080/health"), 0],
    ["a word from a template", probe("liveness", "exec: { command: [pg_isready, -h, {{ .Values.host }}] }"), 0],
    ["a path from a template", path("{{ .Values.path }}/ready"), 0],
  ])("%s", (_, more, count) => {
    expect(places(livenessOnDependency, pod(more))).toHaveLength(count);
    expectLawfulFixes(livenessOnDependency, pod(more));
  });
  it("makes it the readiness probe where there is none, else asks what the startup probe asks", () => {
    const patient = (text: string) => `${path(text)}        failureThreshold: 9\n`;
    const both = pod(probe("startup", "httpGet: { path: /healthz, port: 8080 }") + patient("/ready") + path("/ready", "readiness"));
    expect(run(livenessOnDependency, pod(path("/ready")))[0]?.fixed[0]).toBe(pod(path("/ready", "readiness")));
    expect(run(livenessOnDependency, both)[0]?.fixed[0]).toBe(
      pod(probe("startup", "httpGet: { path: /healthz, port: 8080 }") + patient("/healthz") + path("/ready", "readiness")),
    );
  });
});

describe("kubernetes/exec-without-shell", () => {
  const command = (text: string) => probe("liveness", `exec:\n          command: ${text}`);
  it.each([
    ["a line as one word", '["pg_isready -U postgres"]', '["pg_isready", "-U", "postgres"]'],
    ["a line without quotes", "[cat /tmp/healthy]", "[cat, /tmp/healthy]"],
    ["a line for a shell", '["test -f /tmp/healthy && exit 0"]', '["sh", "-c", "test -f /tmp/healthy && exit 0"]'],
    ["an operator", "[redis-cli2, ping, '|', grep, PONG]", "[sh, -c, 'redis-cli2 ping | grep PONG']"],
    ["a variable", '["pg_isready", "-U", "$POSTGRES_USER"]', '["sh", "-c", "pg_isready -U $POSTGRES_USER"]'],
    ["a redirection", '["nc", "-z", "localhost", "80", ">/dev/null"]', '["sh", "-c", "nc -z localhost 80 >/dev/null"]'],
    ["a program and its option in one", '["sh -c", "sleep 10; date"]', '["sh", "-c", "sleep 10; date"]'],
    ["a script in pieces", '["sh", "-c", "cat", "/tmp/healthy"]', '["sh", "-c", "cat /tmp/healthy"]'],
  ])("mends %s", (_, text, fixed) => {
    const [found] = run(execWithoutShell, pod(command(text)));
    const wanted = found?.fixed[0];
    expect(wanted?.replaceAll(/["']/g, "")).toBe(pod(command(fixed)).replaceAll(/["']/g, ""));
    if (text.startsWith('["')) expect(wanted).toBe(pod(command(fixed)));
    expectLawfulFixes(execWithoutShell, pod(command(text)));
  });
  it("keeps a script of several lines", () => {
    const list = pod(
      "      lifecycle:\n        preStop:\n          exec:\n            command:\n              - |\n                touch /tmp/drain\n                sleep 10\n",
    );
    expect(run(execWithoutShell, list)[0]?.fixed[0]).toContain(
      "            command:\n              - sh\n              - -c\n              - |-\n                touch /tmp/drain\n                sleep 10\n",
    );
    expectLawfulFixes(execWithoutShell, list);
  });
  it("keeps a list in lines", () => {
    const list = (comment: string) =>
      pod(`      lifecycle:\n        preStop:\n          exec:\n            command:\n              - sleep 10${comment}\n`);
    expect(run(execWithoutShell, list(""))[0]?.fixed[0]).toContain('            command:\n              - sleep\n              - "10"\n');
    expect(run(execWithoutShell, list(" # drain"))[0]?.fixed).toEqual([]);
  });
  it.each([
    '["cat", "/tmp/healthy"]',
    '["sh", "-c", "redis-cli ping | grep PONG"]',
    '["/bin/bash", "-ec", "exec pg_isready -U $POSTGRES_USER"]',
    '["sh", "-c", "echo $0 $1", "a", "b"]',
    '["sh", "/scripts/check.sh", "--deep"]',
    '["timeout", "5", "sh", "-c", "pg_isready -U $POSTGRES_USER"]',
    '["gosu", "postgres", "/bin/sh", "-c", "psql -U $POSTGRES_USER"]',
    '["bash", "-c", "--", "check"]',
    '["C:\\\\Program Files\\\\app\\\\check.exe", "-v"]',
    '["awk", "{ print $NF }", "/proc/loadavg"]',
    '["test", "1", ">", "0"]',
    '["psql", "-c", "select 1; select 2"]',
    '["pg_isready", "-U", "$(POSTGRES_USER)"]',
    '["/healthcheck"]',
    "[]",
    '["check", "{{ .Values.arguments }}"]',
    "{{ .Values.command }}",
  ])("is silent on %s", (text) => expect(places(execWithoutShell, pod(command(text)))).toEqual([]));
});

describe("kubernetes/heavy-exec-probe", () => {
  const text = (command: readonly string[], more = "") =>
    pod(`${ports(http)}${probe("readiness", `exec:\n          command: ${JSON.stringify(command)}`)}${more}`);
  it.each([
    [["curl", "-f", "http://localhost:8080/health"], "httpGet:\n          path: /health\n          port: http"],
    [
      ["curl", "-fsS", "-m", "2", "-o", "/dev/null", "https://127.0.0.1:8443/"],
      "httpGet:\n          path: /\n          port: 8443\n          scheme: HTTPS",
    ],
    [
      ["curl", "-f", "-H", "Host: shop.example.com", "localhost:8080/x?y=1"],
      "path: /x?y=1\n          port: http\n          httpHeaders:\n            - name: Host\n              value: shop.example.com",
    ],
    [["sh", "-c", "curl --fail --silent http://localhost/ || exit 1"], "httpGet:\n          path: /\n          port: 80"],
    [
      ["wget", "-q", "-T", "2", "-O", "/dev/null", "http://localhost:8080/health"],
      "httpGet:\n          path: /health\n          port: http",
    ],
    [["wget", "--spider", "-q", "http://localhost:8080"], "httpGet:\n          path: /\n          port: http"],
    [["nc", "-z", "localhost", "8080"], "tcpSocket:\n          port: http"],
    [
      ["/bin/grpc_health_probe", "-addr=:50051", "-service=shop.Catalogue"],
      "grpc:\n          port: 50051\n          service: shop.Catalogue",
    ],
    [["grpc-health-probe", "-addr", "localhost:8080"], "grpc:\n          port: 8080"],
  ])("%s", (command, expected) => {
    expect(run(heavyExecProbe, text(command))[0]?.fixed[0]).toContain(expected);
    expectLawfulFixes(heavyExecProbe, text(command));
  });
  it.each([
    [["python", "/check.py"], 1],
    [["sh", "-c", "node healthcheck.js"], 1],
    [["sh", "-c", "cat /tmp/healthy"], 1],
    [["curl", "-X", "POST", "http://localhost:8080/x"], 1],
    [["curl", "-f", "http://other:8080/x"], 1],
    [["grpc_health_probe", "-addr=:50051", "-tls"], 1],
    [["cat", "/tmp/healthy"], 0],
    [["pg_isready"], 0],
    [["sh", "-c", "redis-cli ping | grep PONG"], 0],
    [["sh", "-c", 'pg_isready -U "$POSTGRES_USER"'], 0],
  ])("offers nothing else than asking less often: %s", (command, count) => {
    expect(run(heavyExecProbe, text(command)).map((one) => one.fixed)).toEqual(Array(count).fill([]));
  });
  it("does not mind one that is made seldom, or one that a template completes", () => {
    expect(places(heavyExecProbe, text(["curl", "http://localhost:8080/"], "        periodSeconds: 30\n"))).toEqual([]);
    expect(places(heavyExecProbe, text(["curl", "http://localhost:8080/"], "        periodSeconds: {{ .Values.period }}\n"))).toEqual([]);
    expect(places(heavyExecProbe, pod(probe("liveness", "exec: { command: [curl, {{ .Values.url }}] }")))).toEqual([]);
  });
});

describe("kubernetes/invalid-lifecycle-handler", () => {
  const hook = (handlers: string, name = "preStop") => pod(`      lifecycle:\n        ${name}:\n          ${handlers}\n`);
  it.each([
    [hook("tcpSocket: { port: 80 }"), ["tcpSocket"]],
    [hook("tcpSocket: { port: 80 }", "postStart"), ["tcpSocket"]],
    [hook("{ sleep: { seconds: 5 }, tcpSocket: { port: 80 } }"), ["tcpSocket"]],
    [hook("{ sleep: { seconds: 5 }, exec: { command: [drain] } }"), ["sleep"]],
    [hook("sleep: { seconds: 5 }"), []],
    [hook("{ sleep: null, exec: { command: [drain] } }"), []],
    [hook("{{- toYaml .Values.preStop | nindent 10 }}"), []],
  ])("%#", (text, expected) => {
    expect(on(invalidLifecycleHandler, text)).toEqual(expected);
    expectLawfulFixes(invalidLifecycleHandler, text);
  });
});
