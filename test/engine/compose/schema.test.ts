import { describe, expect, it, test } from "vitest";
import { parseCompose } from "../../../server/engine/languages/compose/file.ts";
import { composeObject, fieldAt, fieldsAt, typeAt, valuesOf } from "../../../server/engine/languages/compose/schema.ts";
import { type SchemaProblem, schemaProblemsOf } from "../../../server/engine/languages/compose/schema-problems.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const problemsOf = (text: string): readonly SchemaProblem[] => schemaProblemsOf(parseCompose(new SourceText("compose.yaml", text)));

/** `code text` of each problem, with the text under its span. */
const told = (text: string) => problemsOf(text).map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`);

const service = (keys: string) => `services:\n  web:\n    image: nginx\n    ${keys}\n`;

describe("What Compose takes is not reported", () => {
  // Each was given to the loader of compose-go 2.16, which took it.
  test.each([
    ...["restart: no", "restart: on-failure:3", "restart: any", "privileged: yes", 'privileged: "true"', "tty: on", "attach: NO"],
    ...['pids_limit: "10"', "pids_limit: 1_000", "cpus: .5", 'cpus: "0.5"', 'scale: "2"', 'deploy: {replicas: "2"}'],
    ...["mem_limit: 512 mb", "mem_limit: 1.5g", "mem_limit: 536870912", "mem_limit: -1", "mem_limit: 0x10", "shm_size: 64m"],
    ...["stop_grace_period: 1m30s", "stop_grace_period: 1.5h", "stop_grace_period: 1w2d"],
    ...["ports: [80:80, 3000-3005, 127.0.0.1::80, '[::1]:80:80', 80:80/TCP]", 'ports: [{target: 80, published: "8080-8090"}]'],
    ...[
      "environment: {A: 1, B: true, C: null, D: 1.5, E: yes, F: }",
      "environment: [A=1, B]",
      "environment: []",
      "labels: {a: 1, b: true}",
    ],
    ...["command:", "entrypoint: []", "deploy:", "develop:", "networks: {a: , b: {}}", "dns: []", "healthcheck: {}"],
    ...["logging: {options: {max-size: 10m, max-file: 3}}", "expose: [3000, 3000/tcp]", "group_add: [1, a]", "extra_hosts: {a: [b, c]}"],
    ...[
      "ulimits: {nofile: 65535, nproc: {soft: 1, hard: 2}}",
      "gpus: all",
      "gpus: [{driver: nvidia, count: ALL}]",
      "pull_policy: every_3d",
    ],
    ...["x-own: {anything: [1]}", "deploy: {x-own: 1, resources: {limits: {x-own: 1}}}", "healthcheck: {test: a, x-own: 1}"],
    ...["command: !!str 10", "image2: !reset null".replace("image2", "ports"), "ports: !reset foo", "healthcheck: !reset 3"],
    ...[
      'ports: !override ["80:80"]',
      "user: 1000:1000",
      "hostname: y",
      "hostname: 12:30:45",
      "build: {context: ., provenance: mode=max, sbom: true}",
    ],
    ...["depends_on: {a: {condition: service_started, required: 'no'}}", "models: {a: {endpoint_var: A}}", "models: [a]"],
    ...["pre_start: [{image: a, command: b, per_replica: yes}]", "provider: {type: a, options: {a: [b], c: 1}}", "cap_add: [A, A]"],
    ...["secrets: [{source: a, mode: 0440}]", 'secrets: [{source: a, mode: "0440"}]', "env_file: [.env, {path: a, required: 'false'}]"],
    ...["storage_opt: {size: 1}", "volumes: [{type: tmpfs, target: /x, tmpfs: {size: 10m, mode: 01777}}]", "umask: 022", "extends: b"],
  ])("%s", (keys) => {
    expect(told(service(keys))).toEqual([]);
  });

  test.each([
    "name: web\nservices: {}\n",
    "services: {web: {image: a}}\nvolumes: {a: }\nnetworks: {a: }\n",
    "services: {web: {image: a}}\nvolumes: {a: {external: yes}, b: {external: {name: x}}}\n",
    "services: {web: {image: a}}\nsecrets: {a: {external: true}}\nconfigs: {a: {content: b}}\nmodels: {a: {model: b}}\n",
    "services: {web: {image: a}}\ninclude: [a, {path: [b, c], env_file: d}]\n",
    "jobs: {a: {image: b, triggers: {manual: true, schedule: ['@daily', {cron: '0 3 * * *', timezone: UTC}]}}}\nservices: {}\n",
    "services: {web: {image: a}}\n---\nvolumes: {a: }\n",
    "",
    "# nothing yet\n",
  ])("%s", (text) => {
    expect(told(text)).toEqual([]);
  });
});

describe("What Compose refuses is reported where it stands", () => {
  // Each was given to the loader of compose-go 2.16, which refused it.
  test.each([
    ["enviroment: {A: b}", "unknown-key enviroment"],
    ["Image: a", "unknown-key Image"],
    ["log_driver: syslog", "unknown-key log_driver"],
    ["logging: {foo: 1}", "unknown-key foo"],
    ["blkio_config: {x-a: 1}", "unknown-key x-a"],
    ["volumes: [{type: bind, source: a, target: /x, foo: 1}]", "unknown-key foo"],
    ["networks: {b: {foo: 1}}", "unknown-key foo"],
    ["user: 1000", "wrong-type 1000"],
    ["hostname: True", "wrong-type True"],
    ["hostname: 07", "wrong-type 07"],
    ["restart: false", "wrong-type false"],
    ["command: [sleep, 10]", "wrong-type 10"],
    ["command: 10", "wrong-type 10"],
    ["environment:", "wrong-type environment"],
    ["ports:", "wrong-type ports"],
    ["build: {context: ., args: }", "wrong-type args"],
    ["healthcheck: {test: ~}", "wrong-type ~"],
    ["depends_on: {a: }", "wrong-type a"],
    ['ports: "80:80"', 'wrong-type "80:80"'],
    ["ports: [true]", "wrong-type true"],
    ["environment: {A: [a]}", "wrong-type [a]"],
    ["environment: [A: 1]", "wrong-type A: 1"],
    ["environment: {1: a}", "wrong-type 1"],
    ["labels: {true: a}", "wrong-type true"],
    ["logging: {options: {compress: true}}", "wrong-type true"],
    ["privileged: maybe", "wrong-type maybe"],
    ["privileged: 1", "wrong-type 1"],
    ["use_api_socket: yes", "wrong-type yes"],
    ["scale: 1.5", "wrong-type 1.5"],
    ["scale: two", "wrong-type two"],
    ["cpus: 500m", "wrong-type 500m"],
    ["stop_grace_period: 10", "wrong-type 10"],
    ["deploy: {resources: {limits: {memory: 512}}}", "wrong-type 512"],
    ["env_file: {path: a}", "wrong-type {path: a}"],
    ['networks: {a: {priority: "1"}}', 'wrong-type "1"'],
    ['stop_grace_period: "10"', 'invalid-value "10"'],
    ["stop_grace_period: 10 s", "invalid-value 10 s"],
    ['stop_grace_period: ""', 'invalid-value ""'],
    ["mem_limit: 512Mi", "invalid-value 512Mi"],
    ["mem_limit: 1gg", "invalid-value 1gg"],
    ["oom_score_adj: 2000", "invalid-value 2000"],
    ["pull_policy: foo", "invalid-value foo"],
    ["cgroup: foo", "invalid-value foo"],
    ["gpus: foo", "invalid-value foo"],
    ["depends_on: {a: {condition: foo}}", "invalid-value foo"],
    ["depends_on: [a, a]", "invalid-value a"],
    ["security_opt: [a, b, a]", "invalid-value a"],
    ['ports: ["99999:80"]', 'invalid-value "99999:80"'],
    ['ports: ["localhost:80:80"]', 'invalid-value "localhost:80:80"'],
    ["ports: [{target: 80, host_ip: foo}]", "invalid-value foo"],
    ['extra_hosts: ["a"]', 'invalid-value "a"'],
    ["ports: [{published: 80}]", "missing-key published"],
    ["volumes: [{source: a, target: /b}]", "missing-key source"],
    ["depends_on: {a: {restart: true}}", "missing-key a"],
    ["ulimits: {nofile: {soft: 1}}", "missing-key nofile"],
    ["develop: {watch: [{action: sync}]}", "missing-key action"],
  ])("%s", (keys, problem) => {
    expect(told(service(keys))).toEqual([problem]);
  });

  test.each([
    ["services:\n", "wrong-type services"],
    ["services: []\n", "wrong-type []"],
    ["services: {web: }\n", "wrong-type web"],
    ["services: {web: foo}\n", "wrong-type foo"],
    ['services: {"a b": {image: a}}\n', 'invalid-value "a b"'],
    ["services: {1: {image: a}}\n", "wrong-type 1"],
    ["services: {x-foo: {foo: a}}\n", "unknown-key foo"],
    ["services: {}\nversion: 3.8\n", "wrong-type 3.8"],
    ["services: {}\nvolumes: {a: {driver_opts: {a: true}}}\n", "wrong-type true"],
    ["services: {}\nnetworks: {a: {ipam: {config: {subnet: 10.0.0.0/8}}}}\n", "wrong-type {subnet: 10.0.0.0/8}"],
    ["services: {}\nsecrets: {a: }\n", "wrong-type a"],
    ["services: {}\nmodels: {a: {}}\n", "missing-key a"],
    ["services: {}\ninclude: a\n", "wrong-type a"],
    ["services: {}\ninclude: [{path: a, foo: b}]\n", "unknown-key foo"],
    ["services: {}\njobs: {a: {image: b}}\n", "missing-key a"],
    ["services: {}\njobs: {a: {image: b, restart: always, triggers: {manual: true}}}\n", "unknown-key restart"],
    ["services: {}\nname: My App\n", "invalid-value My App"],
  ])("%s", (text, problem) => {
    expect(told(text)).toEqual([problem]);
  });
});

describe("What cannot be known is not judged", () => {
  test.each([
    "user: ${UID}",
    "scale: $REPLICAS",
    "restart: ${RESTART:-no}",
    "mem_limit: ${MEM}Mi",
    "privileged: ${X:-maybe}",
    "ports: ['${PORT}:80x']",
  ])("a value with a variable: %s", (keys) => {
    expect(told(service(keys))).toEqual([]);
  });

  it("is silent about what only has the name of a Compose file, and about templates", () => {
    expect(told("command: docker compose\nshort: Docker Compose\noptions: []\n")).toEqual([]);
    expect(told("services:\n{% for name in names %}\n  {{ name }}:\n    imge: a\n{% endfor %}\n")).toEqual([]);
    expect(told("service:\n  web:\n    image: a\n")).toEqual(["unknown-key service"]);
  });
});

describe("Anchors, aliases and merge keys", () => {
  it("judges an extension where it is used, and tells it where it stands", () => {
    const text =
      "x-logging: &logging\n  drivr: local\nx-unused:\n  drivr: local\nservices:\n  a:\n    image: a\n    logging: *logging\n  b:\n    image: a\n    logging: *logging\n";
    expect(told(text)).toEqual(["unknown-key drivr"]);
    expect(problemsOf(text)[0]).toMatchObject({ span: { start: text.indexOf("drivr"), end: text.indexOf("drivr") + 5 }, entry: undefined });
  });

  it("follows `<<`, and lets own keys win", () => {
    const base = "x-base: &base\n  image: a\n  restart: allways\nservices:\n  web:\n    <<: *base\n";
    expect(told(base)).toEqual(["invalid-value allways"]);
    expect(told(`${base}    restart: always\n`)).toEqual([]);
    const required =
      "x-port: &port\n  target: 80\nservices:\n  web:\n    image: a\n    ports:\n      - <<: *port\n        published: 8080\n";
    expect(told(required)).toEqual([]);
  });

  it("tells what is wrong in one place only at the alias, where the anchor stands in another", () => {
    const text = "services:\n  a:\n    image: a\n    environment: &pairs\n      A: 1\n  b:\n    image: a\n    ports: *pairs\n";
    expect(told(text)).toEqual(["wrong-type *pairs"]);
  });

  it("does not follow aliases for ever", () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) =>
        `x-${i}: &a${i} {A: [${Array(9)
          .fill(i === 0 ? "a" : `*a${i - 1}`)
          .join(", ")}]}\n`,
    ).join("");
    const start = performance.now();
    problemsOf(`${levels}services:\n  web:\n    image: a\n    deploy: *a8\n    labels: *a8\n`);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe("What was meant", () => {
  const first = (text: string) => problemsOf(text)[0];

  test.each([
    ["enviroment: {A: b}", "environment"],
    ["healthCheck: {test: a}", "healthcheck"],
    ["depends-on: [a]", "depends_on"],
    ["network: host", "network_mode"],
    ["network: [a]", "networks"],
    ["cmd: a", "command"],
    ["env: {A: b}", "environment"],
    ["memory: 512m", "mem_limit"],
    ["restartPolicy: always", "restart"],
    ["volume: [a]", "volumes"],
    ["restart: allways", "always"],
    ["restart: false", "no"],
    ["mem_limit: 512Mi", "512m"],
    ["mem_limit: 2 Gig", "2g"],
    ["cpus: 500m", "0.5"],
    ["stop_grace_period: 30 sec", "30s"],
    ["stop_grace_period: 30", "30s"],
    ["pull_policy: IfNotPresent", "if_not_present"],
    ["depends_on: {a: {condition: healthy}}", undefined],
    ["depends_on: {a: {condition: service_healty}}", "service_healthy"],
    ["use_api_socket: yes", "true"],
  ])("%s: %s", (keys, suggestion) => {
    expect(first(service(keys))?.suggestion).toBe(suggestion);
  });

  test.each([
    ["replicas: 2", "deploy.replicas"],
    ["log_driver: syslog", "logging.driver"],
    ["limits: {cpus: 1}", "deploy.resources.limits"],
    ["resources: {limits: {cpus: 1}}", "deploy.resources"],
    ["interval: 10s", "healthcheck.interval"],
    ["dockerfile: a", "build.dockerfile"],
    ["health_cmd: a", "healthcheck.test"],
    ["deploy: {limits: {cpus: 1}}", "resources.limits"],
    ["deploy: {resources: {memory: 1g}}", undefined],
    ["healthcheck: {restart: always}", "restart"],
    ["build: {ports: ['80:80']}", "ports"],
  ])("%s belongs to %s", (keys, path) => {
    expect(first(service(keys))).toMatchObject({ code: "unknown-key" });
    expect(first(service(keys))?.home?.path.join(".")).toBe(path);
  });

  it("finds services of version 1, and sections among the services", () => {
    expect(first("web:\n  image: a\n")).toMatchObject({ code: "unknown-key", home: { path: ["services", "web"] } });
    expect(first("services:\n  web:\n    image: a\n  volumes:\n    data:\n")).toMatchObject({
      code: "unknown-key",
      key: "volumes",
      home: { path: ["volumes"] },
    });
    expect(told("services:\n  volumes:\n    image: a\n")).toEqual([]);
  });
});

describe("typeAt, fieldsAt and fieldAt", () => {
  it("lead through lists, mappings and either form of a value", () => {
    expect(fieldsAt([]).map(({ name }) => name)).toContain("services");
    expect(fieldsAt(["services", "web"]).map(({ name }) => name)).toContain("healthcheck");
    expect(fieldsAt(["services", "web", "build"]).map(({ name }) => name)).toContain("context");
    expect(fieldsAt(["services", "web", "ports"]).map(({ name }) => name)).toContain("published");
    expect(fieldsAt(["services", "web", "ports", 0]).map(({ name }) => name)).toContain("published");
    expect(fieldsAt(["services", "web", "depends_on", "db"]).map(({ name }) => name)).toEqual(["restart", "required", "condition"]);
    expect(fieldsAt(["services", "web", "environment"])).toEqual([]);
    expect(typeAt(["services", "web", "nothing"])).toBeUndefined();
    expect(typeAt(["x-own", "a", 0])).toEqual({ is: "any" });
    expect(typeAt(["services", "web", "volumes", 0])?.is).toBe("one-of");
  });

  it("give values and texts", () => {
    expect(valuesOf(typeAt(["services", "web", "restart"]))).toEqual(["no", "always", "on-failure", "unless-stopped"]);
    expect(valuesOf(typeAt(["services", "web", "privileged"]))).toEqual(["true", "false"]);
    expect(valuesOf(typeAt(["services", "web", "logging", "driver"]))).toContain("json-file");
    expect(fieldAt(["services", "web", "healthcheck", "interval"])?.text).toContain("30s");
    expect(fieldAt(["services", "web", "ports", 0, "target"])).toMatchObject({ isRequired: true });
    expect(fieldAt(["jobs", "nightly", "image"])?.text).toBe(fieldAt(["services", "web", "image"])?.text);
  });

  it("have a text for every key of a service and of the root, in one line", () => {
    for (const name of ["root", "service", "build", "healthcheck"])
      for (const field of composeObject(name).fields.values()) expect(field.text, `${name}.${field.name}`).toMatch(/^\S.*[.!?)]$/);
  });
});

test("never throws, whatever is cut off or put in", () => {
  const text = service(
    "ports: [{target: 80, published: foo}]\n    deploy: {resources: {limits: {memory: 1}}}\n    x: &a [*a]\n    environment:\n      - A: 1",
  );
  for (let i = 0; i <= text.length; i++) {
    expect(() => problemsOf(text.slice(0, i))).not.toThrow();
    for (const sign of ["\t", ":", "- ", "&a ", "*a", "!reset ", "<<: "])
      expect(() => problemsOf(text.slice(0, i) + sign + text.slice(i))).not.toThrow();
  }
});

it("lets a slip be read as what was meant, and a section among the services not as a service", () => {
  const file = parseCompose(
    new SourceText(
      "compose.yaml",
      "service:\n  web:\n    imge: nginx\n    heathcheck:\n      test: curl -f localhost\n  volumes:\n    data:\n",
    ),
  );
  expect(file.services.map(({ name, image, healthcheck }) => [name, image.value, healthcheck !== undefined])).toEqual([
    ["web", "nginx", true],
  ]);
});
