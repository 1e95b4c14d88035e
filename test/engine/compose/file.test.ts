import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isComposePath } from "../../../server/engine/languages/compose/detect.ts";
import { parseCompose } from "../../../server/engine/languages/compose/file.ts";
import type { ComposeFile, Service } from "../../../server/engine/languages/compose/model.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const read = (text: string): ComposeFile => parseCompose(new SourceText("compose.yaml", text));
const only = (body: string): Service => read(`services:\n  web:\n${body.replace(/^/gm, "    ")}\n`).services[0] as Service;
const slice = ({ file }: Service, span: { start: number; end: number } | undefined) => span && file.source.slice(span);

describe("a service", () => {
  it("has both forms of its dependencies", () => {
    const short = only("depends_on: [db, 'cache']");
    expect(short.dependencies.map(({ name, condition, isShort }) => [name, condition, isShort])).toEqual([
      ["db", "service_started", true],
      ["cache", "service_started", true],
    ]);
    expect(short.dependencies.map(({ nameSpan }) => slice(short, nameSpan))).toEqual(["db", "cache"]);
    const long = only(
      "depends_on:\n  db: {condition: service_healthy}\n  cache: {condition: healthy, required: false}\n  web: {condition: $C}",
    );
    expect(long.dependencies.map(({ name, condition, isRequired }) => [name, condition, isRequired])).toEqual([
      ["db", "service_healthy", true],
      ["cache", undefined, false],
      ["web", undefined, true],
    ]);
  });

  it("has its environment in both forms, with exact places", () => {
    const list = only('environment:\n  - A=1\n  - "B=x y"\n  - C\n  - D=$E\n  - F=a$$b');
    expect(list.environment.pairs.map(({ name, value, isPassed, hasVariable }) => [name, value, isPassed, hasVariable])).toEqual([
      ["A", "1", false, false],
      ["B", "x y", false, false],
      ["C", undefined, true, false],
      ["D", undefined, false, true],
      ["F", "a$b", false, false],
    ]);
    expect(list.environment.pairs.map(({ valueSpan }) => slice(list, valueSpan))).toEqual(["1", "x y", undefined, "$E", "a$$b"]);
    const map = only("environment:\n  A: 1\n  B: null\n  C: yes");
    expect(map.environment.pairs.map(({ name, value, isPassed }) => [name, value, isPassed])).toEqual([
      ["A", "1", false],
      ["B", undefined, true],
      ["C", "yes", false],
    ]);
  });

  it("has its ports in both forms", () => {
    const service = only(
      'ports:\n  - "127.0.0.1:8080:80"\n  - 3000\n  - {target: 53, published: "5353", protocol: udp, host_ip: "::1"}\n  - "${PORT}:80"',
    );
    expect(
      service.ports.map(({ hostIp, published, target, protocol }) =>
        [hostIp, published, target, protocol].map((piece) => (piece.state === "known" ? piece.value : piece.state)),
      ),
    ).toEqual([
      ["127.0.0.1", { first: 8080, last: 8080 }, { first: 80, last: 80 }, "absent"],
      ["absent", "absent", { first: 3000, last: 3000 }, "absent"],
      ["::1", { first: 5353, last: 5353 }, { first: 53, last: 53 }, "udp"],
      ["absent", "unknown", { first: 80, last: 80 }, "absent"],
    ]);
    expect(slice(service, service.ports[0]?.published.span)).toBe("8080");
  });

  it("has its mounts in both forms", () => {
    const service = only(
      "volumes:\n  - data:/data:ro\n  - ./src:/src\n  - /cache\n  - {type: volume, source: data, target: /d, read_only: true}\n  - {type: tmpfs, target: /t}",
    );
    expect(
      service.mounts.map(({ type, isReadOnly, source }) => [type, isReadOnly, source.state === "known" ? source.value : source.state]),
    ).toEqual([
      ["volume", true, "data"],
      ["bind", false, "./src"],
      ["anonymous", false, "absent"],
      ["volume", true, "data"],
      ["tmpfs", false, "absent"],
    ]);
  });

  it("has its health check with the script that a shell runs", () => {
    const shell = only('healthcheck:\n  test: ["CMD-SHELL", "pg_isready -U $${POSTGRES_USER} || exit 1"]\n  interval: 5s');
    expect(shell.healthcheck?.testKind).toBe("CMD-SHELL");
    expect(shell.healthcheck?.test?.script?.source.text).toBe("pg_isready -U ${POSTGRES_USER} || exit 1");
    expect(shell.healthcheck?.test?.commands.map(({ name }) => name)).toEqual(["pg_isready", "exit"]);
    expect(shell.healthcheck?.interval.value).toBe(5000);
    expect(shell.healthcheck?.timeout.isAbsent).toBe(true);
    const word = shell.healthcheck?.test?.commands[0]?.args[1]?.span;
    expect(slice(shell, word && shell.healthcheck?.test?.script?.source.spanToSource(word))).toBe("$${POSTGRES_USER}");
    const list = only("healthcheck: {test: [CMD, curl, -f, 'http://localhost'], disable: false}");
    expect([list.healthcheck?.testKind, list.healthcheck?.test?.program, list.healthcheck?.isDisabled]).toEqual(["CMD", "curl", false]);
    expect(only("healthcheck: {test: [NONE]}").healthcheck?.isDisabled).toBe(true);
    expect(only("healthcheck: {test: NONE}").healthcheck?.isDisabled).toBe(false);
    expect(only("healthcheck: {disable: ${OFF}}").healthcheck?.isDisabled).toBeUndefined();
  });

  it("names the other parts that it uses", () => {
    const service = only(
      "network_mode: service:vpn\nlinks: ['db:database']\nvolumes_from: [data:ro, 'container:old']\nnetworks: {back: {aliases: [a]}}\nsecrets: [token, {source: key}]\nvolumes: [store:/s, './a:/b', '${V}:/c']\nextends: base",
    );
    expect(service.references.map(({ kind, name, span }) => [kind, name, slice(service, span)])).toEqual([
      ["services", "vpn", "vpn"],
      ["services", "db", "db"],
      ["services", "data", "data"],
      ["networks", "back", "back"],
      ["secrets", "token", "token"],
      ["secrets", "key", "key"],
      ["volumes", "store", "store"],
      ["services", "base", "base"],
    ]);
  });

  it("is read through anchors, merge keys and fragments", () => {
    const file = read(
      "x-base: &base\n  restart: always\n  environment: &env {A: 1}\nservices:\n  web:\n    <<: *base\n    environment:\n      <<: *env\n      B: 2\n",
    );
    const service = file.service("web") as Service;
    expect(service.restart.value).toBe("always");
    expect(service.environment.pairs.map(({ name }) => name).sort()).toEqual(["A", "B"]);
  });

  it("has what is likely of an image with variables", () => {
    expect(only("image: postgres:${TAG:-16}").likelyImage).toBe("postgres:16");
    expect(only("image: postgres:${TAG:-16}").image.isUnknown).toBe(true);
    expect(only("image: ${IMAGE}").likelyImage).toBeUndefined();
  });
});

describe("a file", () => {
  it("lists every text with a variable once", () => {
    const file = read('x-a: &a ["$A"]\nservices:\n  web:\n    image: "a:${B:-1}"\n    command: *a\n    labels: {x: "$$C"}\n');
    expect(file.interpolated.map(({ interpolations, service }) => [interpolations.names, service?.name])).toEqual([
      [["A"], undefined],
      [["B"], "web"],
    ]);
  });

  it("is not judged where a template engine makes it", () => {
    expect(read("services:\n  {% for s in services %}\n  a: {}\n  {% endfor %}\n").isTemplate).toBe(true);
    expect(read('services:\n  a:\n    hostname: "{{.Node.Hostname}}"\n    labels:\n      - "x={{ .Task.Name }}"\n').isTemplate).toBe(false);
  });

  it("never throws, whatever stands in it", () => {
    const odd = [
      "",
      "services:",
      "services: []",
      "services: {a: }",
      "services: {a: [], b: 1, c: {ports: {}, volumes: 3, environment: 4, depends_on: x}}",
      "- a",
      "services: {a: {build: [], healthcheck: [], extends: [], command: {}}}",
      "include: {a: b}",
      "a: &a [*a]\nservices: *a",
    ];
    for (const text of odd)
      for (const service of read(text).services)
        JSON.stringify([
          service.ports.map((port) => port.target),
          service.mounts.map((mount) => mount.source),
          service.environment.pairs.length,
          service.dependencies.length,
          service.references.length,
          service.healthcheck?.test?.commands,
          service.build?.args.pairs,
          service.command?.program,
          service.envFiles,
          service.extends?.service,
          service.restart.value,
        ]);
  });

  it("reads every real file of the collection, where that is at hand", () => {
    const folder = new URL("../../../../shared/corpus/compose", import.meta.url).pathname;
    let files: string[] = [];
    try {
      files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
        (name) => isComposePath(name) && statSync(join(folder, name)).isFile(),
      );
    } catch {
      console.log("The collection of real Compose files is not here: only the files of this test are read.");
    }
    for (const name of files) {
      const file = parseCompose(new SourceText(name, readFileSync(join(folder, name), "utf8")));
      expect(file.isTemplate || file.services.length > 0 || file.includes.length > 0 || file.root.state !== "known", name).toBe(true);
    }
  });
});
