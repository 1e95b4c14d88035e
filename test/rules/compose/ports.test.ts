// Ports that services publish: who may reach them, who else has them, and what is behind them.
import { describe, expect, it } from "vitest";
import exposed from "../../../server/engine/rules/compose/exposed-port.ts";
import conflict from "../../../server/engine/rules/compose/port-conflict.ts";
import unexpected from "../../../server/engine/rules/compose/unexpected-port.ts";
import unquoted from "../../../server/engine/rules/compose/unquoted-port.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const service = (name: string, ports: readonly string[], more = "") =>
  `  ${name}:\n    image: ghcr.io/example/${name}:1.4.2\n${more}    ports:\n${ports.map((port) => `      - ${port}\n`).join("")}`;
const two = (a: string, b: string, more = "") => `services:\n${service("web", [a])}${service("api", [b], more)}`;

describe("compose/port-conflict", () => {
  it.each([
    ["the same port", '"8080:80"', '"8080:8080"'],
    ["all addresses and one of them", '"8080:80"', '"127.0.0.1:8080:80"'],
    ["all of IPv4 and one of it", '"0.0.0.0:8080:80"', '"10.0.0.1:8080:80"'],
    ["all addresses and one of IPv6", '"8080:80"', '"[::1]:8080:80"'],
    ["ranges that meet", '"8000-8005:8000-8005"', '"8005-8009:9005-9009"'],
    ["a range and a port of it", '"8000-8005:8000-8005"', '"8003:80"'],
    ["the long form", "{target: 80, published: 8080}", '"8080:81"'],
    ["the long form as a text", '{target: 80, published: "8080"}', '{target: 81, published: "8080"}'],
    ["a protocol that is said", '"8080:80/tcp"', '"8080:80"'],
    ["upper case", '"5353:53/UDP"', '"5353:53/udp"'],
  ])("reports %s", (_, a, b) => {
    expect(run(conflict, two(a, b))).toMatchObject([{ message: expect.stringContaining("`web`") }]);
  });

  it("tells where the other one is", () => {
    const text = two('"8080:80"', '"8080:8080"');
    const [problem] = run(conflict, text);
    expect(problem).toMatchObject({ on: "8080", at: "9:10" });
    expect(problem?.related).toMatchObject([{ path: "compose.yaml" }]);
    expect(text.slice(problem?.related?.[0]?.span.start, problem?.related?.[0]?.span.end)).toBe("8080");
  });

  it.each([
    ["other ports", '"8080:80"', '"8081:80"'],
    ["other protocols", '"53:53/tcp"', '"53:53/udp"'],
    ["other addresses", '"127.0.0.1:8080:80"', '"127.0.0.2:8080:80"'],
    ["other families", '"127.0.0.1:8080:80"', '"[::1]:8080:80"'],
    ["a variable", '"${PORT}:80"', '"8080:80"'],
    ["a default that somebody may change", '"${PORT:-8080}:80"', '"8080:80"'],
    ["a variable for the address", '"${BIND}:8080:80"', '"8080:80"'],
    ["a variable for the address alone", '"${BIND:-127.0.0.1}:8080:80"', '"8080:80"'],
    ["ports that the engine chooses", '"80"', '"80"'],
    ["a range of which the engine takes a free one", '"8000-8010:80"', '"8000-8010:80"'],
    ["port 0", '"0:80"', '"0:80"'],
    ["something that is no port", '"web:80"', '"web:80"'],
  ])("is silent on %s", (_, a, b) => expect(places(conflict, two(a, b))).toEqual([]));

  it.each([
    [
      "another profile",
      "services:\n  web:\n    image: a/b:1\n    profiles: [dev]\n    ports: ['80:80']\n  api:\n    image: a/b:1\n    profiles: [prod]\n    ports: ['80:80']\n",
    ],
    [
      "a profile beside none",
      "services:\n  web:\n    image: a/b:1\n    ports: ['80:80']\n  api:\n    image: a/b:1\n    profiles: [debug]\n    ports: ['80:80']\n",
    ],
    [
      "a profile that is not known",
      "services:\n  web:\n    image: a/b:1\n    profiles: ['${A}']\n    ports: ['80:80']\n  api:\n    image: a/b:1\n    profiles: ['${A}']\n    ports: ['80:80']\n",
    ],
    ["the host's network", two('"8080:80"', '"8080:80"', "    network_mode: host\n")],
    ["a service without containers", two('"8080:80"', '"8080:80"', "    scale: 0\n")],
    ["a service of no replicas", two('"8080:80"', '"8080:80"', "    deploy: {replicas: 0}\n")],
    ["a provider", two('"8080:80"', '"8080:80"', "    provider: {type: compute}\n")],
  ])("is silent on %s", (_, text) => expect(places(conflict, text)).toEqual([]));

  it("is silent on ports that Swarm publishes on single nodes", () => {
    const port = "{target: 80, published: 8080, mode: host}";
    const placed = "    deploy: {placement: {constraints: [node.role == worker]}}\n";
    expect(places(conflict, two(port, port))).toEqual(["9:33"]);
    expect(places(conflict, two(port, port, placed))).toEqual([]);
  });

  it("reports services that share a profile", () => {
    const text =
      "services:\n  web:\n    image: a/b:1\n    profiles: [dev, all]\n    ports: ['80:80']\n  api:\n    image: a/b:1\n    profiles: [all]\n    ports: ['80:80']\n";
    expect(places(conflict, text)).toEqual(["9:14"]);
  });

  it("reports one service that wants a port twice, and notes the same entry twice", () => {
    expect(run(conflict, `services:\n${service("web", ['"8080:80"', '"8080:81"'])}`)).toMatchObject([{ at: "6:10" }]);
    const repeated = `services:\n${service("web", ['"8080:80" # the first', '"0.0.0.0:8080:80/tcp"'])}`;
    expect(run(conflict, repeated)).toMatchObject([
      { severity: "info", fixed: [`services:\n${service("web", ['"8080:80" # the first'])}`] },
    ]);
    expectLawfulFixes(conflict, repeated);
  });

  it("leaves the same text twice to the schema", () => {
    expect(places(conflict, `services:\n${service("web", ['"8080:80"', '"8080:80"'])}`)).toEqual([]);
  });

  it("reports at the service what comes from an anchor or another service, as a warning", () => {
    const anchor = "x-web: &web\n  ports: ['80:80']\nservices:\n  a: {<<: *web, image: a/b:1}\n  b: {<<: *web, image: a/b:1}\n";
    expect(run(conflict, anchor)).toMatchObject([{ on: "b", severity: "warning" }]);
    const extended = `services:\n${service("base", ['"80:80"'])}  web:\n    extends: base\n`;
    expect(run(conflict, extended)).toMatchObject([{ on: "web", severity: "warning" }]);
  });

  it("sees the other files of the application", () => {
    const main = `services:\n${service("web", ['"8080:80"'])}`;
    const override = `services:\n${service("mail", ['"8080:1080"'])}`;
    expect(places(conflict, override, { path: "compose.override.yaml", files: { "compose.yaml": main } })).toEqual(["5:10"]);
    // The same port again is the same port.
    expect(
      places(conflict, `services:\n${service("web", ['"8080:80"'])}`, { path: "compose.override.yaml", files: { "compose.yaml": main } }),
    ).toEqual([]);
    // A file that is used instead of the main one.
    expect(places(conflict, override, { path: "compose.other.yaml", files: { "compose.yaml": main } })).toEqual([]);
    const replaced = 'services:\n  web:\n    ports: !override\n      - "9090:80"\n  api:\n    image: a/b:1\n    ports: ["8080:80"]\n';
    expect(places(conflict, replaced, { path: "compose.override.yaml", files: { "compose.yaml": main } })).toEqual([]);
    const taken = 'services:\n  web:\n    ports: !reset []\n  api:\n    image: a/b:1\n    ports: ["8080:80"]\n';
    expect(places(conflict, taken, { path: "compose.override.yaml", files: { "compose.yaml": main } })).toEqual([]);
    const including = `include:\n  - db/compose.yaml\nservices:\n${service("web", ['"5432:80"'])}`;
    expect(places(conflict, including, { files: { "db/compose.yaml": `services:\n${service("db", ['"5432:5432"'])}` } })).toEqual(["7:10"]);
  });
});

describe("compose/unquoted-port", () => {
  it("reports mappings without quotes, those of base 60 as an info", () => {
    const text = `services:\n${service("git", ["22:22", "8080:80", '"443:443"', "'444:444'", "9000", "127.0.0.1:90:90"])}`;
    expect(run(unquoted, text)).toMatchObject([
      { on: "22:22" },
      { on: "8080:80", severity: "hint" },
      { on: "127.0.0.1:90:90", severity: "hint" },
    ]);
    expect(run(unquoted, text)[0]?.severity).toBeUndefined();
    expectLawfulFixes(unquoted, text);
  });

  it("uses the quotes of the file, variables and lists in brackets included", () => {
    const text = "services:\n  web:\n    image: 'a/b:1'\n    hostname: 'web'\n    ports: [8080:80, \"${PORT:-81}:81\"]\n";
    expect(run(unquoted, text)[0]?.fixed).toEqual([
      "services:\n  web:\n    image: 'a/b:1'\n    hostname: 'web'\n    ports: ['8080:80', \"${PORT:-81}:81\"]\n",
    ]);
    const variable = `services:\n${service("web", ["${PORT:-80}:80"])}`;
    expect(run(unquoted, variable)).toMatchObject([{ on: "${PORT:-80}:80" }]);
    expectLawfulFixes(unquoted, variable);
  });

  it("says once what several services have from one anchor", () => {
    const text = "x-ports: &ports\n  - 80:80\nservices:\n  a: {image: a/b:1, ports: *ports}\n  b: {image: a/b:1, ports: *ports}\n";
    expect(places(unquoted, text)).toEqual(["2:5"]);
  });

  it("leaves the long form and other places alone", () => {
    expect(
      places(unquoted, "services:\n  web:\n    image: a/b:1\n    expose: [80]\n    ports:\n      - target: 80\n        published: 8080\n"),
    ).toEqual([]);
  });
});

describe("compose/exposed-port", () => {
  const database = (port: string, more = "    restart: unless-stopped\n", image = "postgres:18.1") =>
    `services:\n  db:\n    image: ${image}\n${more}    ports:\n      - ${port}\n`;

  it.each([
    ['"5432:5432"', "5432", '"127.0.0.1:5432:5432"'],
    ["5432:5432", "5432", "127.0.0.1:5432:5432"],
    ['"0.0.0.0:5432:5432"', "0.0.0.0", '"127.0.0.1:5432:5432"'],
    ['"[::]:5432:5432"', "[::]", '"127.0.0.1:5432:5432"'],
    ['"15432:5432/tcp"', "15432", '"127.0.0.1:15432:5432/tcp"'],
    ['"${DB_PORT:-5432}:5432"', "${DB_PORT:-5432}", '"127.0.0.1:${DB_PORT:-5432}:5432"'],
    ['"${DB_PORT}:5432"', "${DB_PORT}", '"127.0.0.1:${DB_PORT}:5432"'],
    ["{target: 5432, published: 5432}", "5432", "{target: 5432, published: 5432, host_ip: 127.0.0.1}"],
    ["{host_ip: 0.0.0.0, target: 5432, published: 5432}", "0.0.0.0", "{host_ip: 127.0.0.1, target: 5432, published: 5432}"],
  ])("reports %s", (port, on, fixed) => {
    const [problem, ...others] = run(exposed, database(port));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ on, fixed: [database(fixed)] });
    expect(problem?.severity).toBeUndefined();
    expectLawfulFixes(exposed, database(port));
  });

  it("notes a port that the engine chooses", () => {
    expect(run(exposed, database('"5432"'))).toMatchObject([{ severity: "info", fixed: [database('"127.0.0.1::5432"')] }]);
    expectLawfulFixes(exposed, database('"5432"'));
    expect(run(exposed, database("5432"))).toMatchObject([{ on: "5432", fixed: [database('"127.0.0.1::5432"')] }]);
    expect(run(exposed, database("5432/tcp"))).toMatchObject([{ on: "5432", fixed: [database('"127.0.0.1::5432/tcp"')] }]);
  });

  it.each([
    ["the loopback address", '"127.0.0.1:5432:5432"'],
    ["an address of one's own", '"10.0.0.5:5432:5432"'],
    ["an address of IPv6", '"[::1]:5432:5432"'],
    ["a variable for the address", '"${BIND}:5432:5432"'],
    ["two variables", '"${BIND}:${PORT}:5432"'],
    ["a default for the address", '"${BIND:-0.0.0.0}:5432:5432"'],
    ["all in a variable", '"${DATABASE}:5432"'],
    ["a port that is not the database's", '"8080:8080"'],
    ["another protocol", '"5432:5432/udp"'],
    ["the long form with an address", "{host_ip: 127.0.0.1, target: 5432, published: 5432}"],
  ])("is silent on %s", (_, port) => expect(places(exposed, database(port))).toEqual([]));

  it("is silent for who has no ports of the host, and for what is meant for everybody", () => {
    expect(places(exposed, database('"5432:5432"', "    restart: always\n    network_mode: host\n"))).toEqual([]);
    expect(places(exposed, database('"80:80"', "    restart: always\n", "nginx:1.30"))).toEqual([]);
    expect(places(exposed, database('"443:443"', "    restart: always\n", "traefik:v3.6"))).toEqual([]);
    expect(places(exposed, database('"8080:80"', "    restart: always\n", "ghcr.io/example/web:1.4.2"))).toEqual([]);
    expect(places(exposed, database('"5432:5432"', "    restart: always\n", "${DB_IMAGE}"))).toEqual([]);
  });

  it("is a note where nothing says that the service runs on a server, and silent in files for development", () => {
    expect(run(exposed, database('"5432:5432"', ""))).toMatchObject([{ severity: "info" }]);
    expect(run(exposed, database('"9000:9000"', "    restart: always\n", "portainer/portainer-ce:2.33"))).toMatchObject([
      { severity: "info" },
    ]);
    for (const path of ["compose.override.yaml", "docker-compose.dev.yml", ".devcontainer/compose.yaml"])
      expect(places(exposed, database('"5432:5432"'), { path, files: {} })).toEqual([]);
    const withSources = `${database('"5432:5432"')}  web:\n    build: .\n    volumes:\n      - ./:/app\n`;
    expect(run(exposed, withSources)).toMatchObject([{ severity: "info" }]);
  });

  it("tells the console from the service, and offers no address in a file for Swarm", () => {
    const queue = database(
      '"15672:15672"',
      "    deploy:\n      resources:\n        limits:\n          memory: 1g\n",
      "rabbitmq:4.2-management",
    );
    expect(run(exposed, queue)).toMatchObject([{ message: expect.stringContaining("the console of RabbitMQ") }]);
    expect(run(exposed, database('"5432:5432"', "    deploy:\n      placement: {max_replicas_per_node: 1}\n"))).toMatchObject([
      { fixed: [] },
    ]);
  });

  it("notes every port where that is asked for", () => {
    const text = `services:\n${service("web", ['"8080:80"', '"127.0.0.1:81:81"', '"${BIND}:82:82"'])}`;
    expect(places(exposed, text)).toEqual([]);
    expect(run(exposed, text, { options: { everyPort: true } })).toMatchObject([{ on: "8080", severity: "info" }]);
  });
});

describe("compose/unexpected-port", () => {
  const web = (ports: readonly string[], more = "    build: .\n") =>
    `services:\n  web:\n${more}    ports:\n${ports.map((port) => `      - ${port}\n`).join("")}`;
  const Dockerfile = 'FROM node:24-alpine\nEXPOSE 3000\nCMD ["node", "server.js"]\n';
  const files = { Dockerfile };

  it("reports what the Dockerfile does not expose", () => {
    const [problem] = run(unexpected, web(['"8080:80"']), { files });
    expect(problem).toMatchObject({ on: "80", fixed: [web(['"8080:3000"'])] });
    expect(run(unexpected, web(["{target: 80, published: 8080}"]), { files })).toMatchObject([
      { fixed: [web(["{target: 3000, published: 8080}"])] },
    ]);
    expectLawfulFixes(unexpected, web(['"8080:80"']), { files });
  });

  it("reports what the variable says otherwise", () => {
    const more = "    build: .\n    environment:\n      PORT: 4000\n";
    expect(run(unexpected, web(['"8080:80"'], more), { files })).toMatchObject([{ fixed: [web(['"8080:4000"'], more)] }]);
    const known = "    image: ghcr.io/example/api:1.4.2\n    environment:\n      ASPNETCORE_HTTP_PORTS: 5000\n";
    expect(places(unexpected, web(['"8080:80"'], known))).toEqual(["7:15"]);
  });

  it("reports the port of the host on both sides of a database's", () => {
    expect(run(unexpected, web(['"127.0.0.1:15432:15432"'], "    image: postgres:18.1\n"))).toMatchObject([{ on: "15432" }]);
  });

  it.each([
    ["the exposed port", web(['"8080:3000"'])],
    ["a debugger beside it", web(['"8080:3000"', '"9229:9229"'])],
    ["a target that is not known", web(['"8080:80"', '"${DEBUG}:${DEBUG}"'])],
    ["a default for the target", web(['"8080:${PORT:-80}"'])],
    ["a range", web(['"8080-8081:80-81"'])],
    ["another protocol", web(['"8080:80/udp"'])],
    ["a command of its own", web(['"8080:80"'], "    build: .\n    command: npm run dev\n")],
    ["a variable that speaks of it", web(['"8080:80"'], "    build: .\n    environment:\n      LISTEN: :80\n")],
    [
      "a label that speaks of it",
      web(['"8080:80"'], "    build: .\n    labels:\n      - traefik.http.services.web.loadbalancer.server.port=80\n"),
    ],
    ["a variable for PORT", web(['"8080:80"'], "    build: .\n    environment:\n      PORT: ${PORT}\n    command: [node, server.js]\n")],
    ["a file of variables that is not there", web(['"8080:80"'], "    build: .\n    env_file: .env.web\n")],
    ["the host's network", web(['"8080:80"'], "    build: .\n    network_mode: host\n")],
    ["an image that nobody knows", web(['"8080:80"'], "    image: ghcr.io/example/web:1.4.2\n")],
    ["a web server, whose settings say it", web(['"8080:8080"'], "    image: nginx:1.30\n")],
    ["a database that is told another port", web(['"5433:5433"'], "    image: postgres:18.1\n    environment:\n      PGPORT: 5433\n")],
    ["a database with a command", web(['"5433:5433"'], "    image: postgres:18.1\n    command: -p ${PGPORT}\n")],
    [
      "a database with settings of its own",
      web(['"7000:7000"'], "    image: redis:8.6\n    volumes:\n      - ./redis.conf:/usr/local/etc/redis/redis.conf\n"),
    ],
    ["PORT of an image that others make", web(['"8080:3306"'], "    image: mysql:8.4\n    environment:\n      PORT: 80\n")],
  ])("is silent on %s", (_, text) => expect(places(unexpected, text, { files })).toEqual([]));

  it.each([
    ["no EXPOSE", 'FROM node:24-alpine\nCMD ["node", "server.js"]\n'],
    ["a variable in EXPOSE", 'FROM node:24-alpine\nARG PORT\nEXPOSE ${PORT}\nCMD ["node", "server.js"]\n'],
    ["a command that speaks of it", 'FROM node:24-alpine\nEXPOSE 3000\nCMD ["node", "server.js", "--port=80"]\n'],
    ["the base image's port", "FROM nginx:1.30\nEXPOSE 443\n"],
  ])("is silent on a Dockerfile with %s", (_, text) =>
    expect(places(unexpected, web(['"8080:80"']), { files: { Dockerfile: text } })).toEqual([]),
  );

  it("reads the file of variables and the stage that is built", () => {
    const more = "    build:\n      context: .\n      target: dev\n    env_file: web.env\n";
    const stages = "FROM node:24-alpine AS dev\nEXPOSE 5000\nFROM node:24-alpine\nEXPOSE 3000\n";
    const all = (env: string) => ({ Dockerfile: stages, "web.env": env });
    expect(places(unexpected, web(['"8080:80"'], more), { files: all("LISTEN=0.0.0.0:80\n") })).toEqual([]);
    expect(run(unexpected, web(['"8080:80"'], more), { files: all("A=b\n") })).toMatchObject([{ fixed: [web(['"8080:5000"'], more)] }]);
  });
});
