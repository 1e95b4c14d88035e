// What a service lacks: a user of its own, and the settings that keep an intruder small.
import { describe, expect, it } from "vitest";
import type { Rule } from "../../../server/engine/rule.ts";
import keptCapabilities from "../../../server/engine/rules/compose/kept-capabilities.ts";
import missingPidsLimit from "../../../server/engine/rules/compose/missing-pids-limit.ts";
import newPrivileges from "../../../server/engine/rules/compose/new-privileges.ts";
import rootUser from "../../../server/engine/rules/compose/root-user.ts";
import writableRootFilesystem from "../../../server/engine/rules/compose/writable-root-filesystem.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const service = (lines = "", image = "registry.example.com/web:1.4.2") =>
  `services:\n  web:\n    image: ${image}\n${lines.replace(/^(?=.)/gm, "    ")}`;

const hardened = "cap_drop: [ALL]\nsecurity_opt: [no-new-privileges]\nread_only: true\npids_limit: 100\nuser: 10001:10001\n";

const all: readonly (readonly [id: string, rule: Rule])[] = [keptCapabilities, missingPidsLimit, newPrivileges, writableRootFilesystem].map(
  (rule) => [rule.id, rule as unknown as Rule],
);

describe.each(all)("%s", (_, rule) => {
  it("is on the name of the service, with a lawful fix", () => {
    const text = service("restart: always\n");
    expect(run(rule, text).map(({ on }) => on)).toEqual(["web"]);
    expectLawfulFixes(rule, text);
    expectLawfulFixes(rule, "services:\r\n  web: { image: registry.example.com/web:1 }\r\n");
  });

  it.each([
    ["a hardened service", service(hardened)],
    ["a privileged one", service("privileged: true\n")],
    ["one that is run by another program", "services:\n  web:\n    provider:\n      type: awesomecloud\n"],
    ["an unknown parent", "services:\n  web:\n    image: a:1\n    extends:\n      file: base.yaml\n      service: web\n"],
    ["what cannot be read", `services:\n  web:\n    image: a:1\n   ports: [\n`],
    ["nothing but a name", "services:\n  web:\n"],
  ])("is silent: %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([
    ["an alias", `x-hard: &hard\n${hardened.replace(/^(?=.)/gm, "  ")}services:\n  web:\n    <<: *hard\n    image: a:1\n`],
    ["extends", `services:\n  base:\n    image: a:1\n${hardened.replace(/^(?=.)/gm, "    ")}  web:\n    extends: base\n`],
  ])("follows %s", (_, text) => {
    expect(places(rule, text)).toEqual([]);
  });

  it.each([["compose.override.yaml"], ["docker-compose.test.yml"], [".devcontainer/compose.yaml"], ["examples/a/compose.yaml"]])(
    "is silent in %s",
    (path) => {
      expect(places(rule, service(), { path })).toEqual([]);
    },
  );

  it("is silent where another file of the folder may bring it", () => {
    const other = `services:\n  web:\n${hardened.replace(/^(?=.)/gm, "    ")}`;
    expect(places(rule, service(), { files: { "compose.prod.yaml": other } })).toEqual([]);
    expect(places(rule, service(), { files: { "compose.prod.yaml": "services:\n  db:\n    image: db:1\n" } })).toEqual(["2:3"]);
  });

  it("is silent where sources are mounted for developing", () => {
    const text = "services:\n  web:\n    build: .\n    volumes:\n      - .:/app\n";
    expect(places(rule, text, { files: { Dockerfile: "FROM node:24\nCMD node server.js\n" } })).toEqual([]);
  });
});

describe("compose/kept-capabilities", () => {
  it.each([
    ["a database", service("", "postgres:18")],
    ["a proxy with an unknown tag", service("", `nginx:\${TAG}`)],
    ["another user", service('user: "1000"\n')],
    ["an image that is not root", service("", "gcr.io/distroless/static-debian12:nonroot")],
    ["capabilities in any spelling", service("cap_drop: [all]\n")],
    ["a variable", service(`cap_drop:\n  - \${DROP}\n`)],
    ["a build that is not seen", "services:\n  web:\n    build: ./web\n"],
  ])("is silent: %s", (_, text) => {
    expect(places(keptCapabilities, text)).toEqual([]);
  });

  it("adds to what is dropped already", () => {
    expect(run(keptCapabilities, service("cap_drop:\n  - NET_RAW # unused\n"))[0]?.fixed).toEqual([
      service("cap_drop:\n  - ALL\n  - NET_RAW # unused\n"),
    ]);
  });

  it("looks into the Dockerfile", () => {
    const files = (dockerfile: string) => ({ files: { Dockerfile: dockerfile } });
    const text = "services:\n  web:\n    build: .\n";
    expect(places(keptCapabilities, text, files("FROM node:24\nCMD node server.js\n"))).toEqual(["2:3"]);
    expect(places(keptCapabilities, text, files("FROM node:24\nUSER 1000\nCMD node server.js\n"))).toEqual([]);
    expect(places(keptCapabilities, text, files("FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n"))).toEqual([]);
  });
});

describe("compose/new-privileges", () => {
  it.each([["no-new-privileges"], ["no-new-privileges:true"], ["no-new-privileges=true"], ["no-new-privileges:false"], [`\${OPTION}`]])(
    "is silent with %s",
    (item) => {
      expect(places(newPrivileges, service(`security_opt:\n  - ${item}\n`))).toEqual([]);
    },
  );

  it("adds to other options", () => {
    const text = service("security_opt:\n  - apparmor:web\n");
    expect(run(newPrivileges, text)[0]?.fixed).toEqual([service("security_opt:\n  - apparmor:web\n  - no-new-privileges:true\n")]);
  });
});

describe("compose/writable-root-filesystem", () => {
  it("is on `read_only: false` where that is said", () => {
    const text = service("read_only: false\ntmpfs: /run\n");
    expect(run(writableRootFilesystem, text).map(({ on }) => on)).toEqual(["read_only: false"]);
    expectLawfulFixes(writableRootFilesystem, text);
  });

  it.each([
    ["a database", service("", "mariadb:11.8")],
    ["a variable", service(`read_only: \${READ_ONLY}\n`)],
  ])("is silent: %s", (_, text) => {
    expect(places(writableRootFilesystem, text)).toEqual([]);
  });

  it("mounts `/tmp` where nothing is there yet", () => {
    const fixed = (lines: string) => run(writableRootFilesystem, service(lines))[0]?.fixed[0];
    expect(fixed("tmpfs:\n  - /run\n")).toBe(service("tmpfs:\n  - /run\n  - /tmp\nread_only: true\n"));
    expect(fixed("tmpfs:\n  - /tmp:size=1m\n")).toBe(service("tmpfs:\n  - /tmp:size=1m\nread_only: true\n"));
    expect(fixed("volumes:\n  - tmp:/tmp\n")).toBe(service("volumes:\n  - tmp:/tmp\nread_only: true\n"));
  });
});

describe("compose/missing-pids-limit", () => {
  const limits = (more: string) => service(`deploy:\n  resources:\n    limits:\n      memory: 256M\n${more}`);

  it("writes where the other limits are", () => {
    expect(run(missingPidsLimit, limits(""))[0]?.fixed).toEqual([limits("      pids: 200\n")]);
    expect(places(missingPidsLimit, limits("      pids: 100\n"))).toEqual([]);
  });
});

describe("compose/root-user", () => {
  it.each([["root"], ["0"], ["0:0"], ['"0"'], ["root:root"], ['"0:1000"']])("user: %s", (user) => {
    const text = service(`user: ${user}\n`);
    expect(run(rootUser, text).map(({ on, severity }) => [on, severity])).toEqual([[user, undefined]]);
    expectLawfulFixes(rootUser, text);
  });

  it.each([
    ["another user", service("user: node\n")],
    ["a number that begins with 0", service('user: "1000:0"\n')],
    ["a variable", service(`user: \${UID:-0}\n`)],
    ["an image that nobody knows", service()],
    ["a database, which gives root up", service("", "postgres:18")],
    ["a proxy, which does so too", service("", "nginx:1.29")],
    ["a build that is not seen", "services:\n  web:\n    build: ./web\n"],
  ])("is silent: %s", (_, text) => {
    expect(places(rootUser, text)).toEqual([]);
  });

  it("is a hint for agents and in files for developing", () => {
    expect(run(rootUser, service("user: root\n", "otel/opentelemetry-collector-contrib:0.140.0"))[0]?.severity).toBe("hint");
    expect(run(rootUser, service("user: root\n"), { path: "compose.dev.yaml" })[0]?.severity).toBe("hint");
  });

  it("takes the image's user where it has one", () => {
    expect(run(rootUser, service("user: root\n", "node:24"))[0]?.fixed).toEqual([service("user: 1000:1000\n", "node:24")]);
    const image = "gcr.io/distroless/static-debian12:nonroot";
    expect(run(rootUser, service("user: root\n", image))[0]?.fixed).toEqual([service("", image)]);
  });

  it("asks the Dockerfile", () => {
    const text = "services:\n  web:\n    build: .\n";
    const of = (dockerfile: string, lines = "") => run(rootUser, `${text}${lines}`, { files: { Dockerfile: dockerfile } });
    const [problem] = of("FROM node:24\nCMD node server.js\n");
    expect([problem?.on, problem?.severity]).toEqual(["web", "hint"]);
    expect(problem?.message).toContain("`Dockerfile`");
    expect(of("FROM node:24\nUSER node\nCMD node server.js\n")).toEqual([]);
    expect(of("FROM node:24\nCMD node server.js\n", "    user: node\n")).toEqual([]);
    expect(of("FROM registry.example.com/base:1\nCMD server\n")).toEqual([]);
    expect(of('FROM debian:13\nRUN apt-get install -y gosu\nENTRYPOINT ["gosu", "app", "server"]\n')).toEqual([]);
    expect(of("FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n")).toEqual([]);
  });

  it("asks the stage that is built", () => {
    const dockerfile = "FROM node:24 AS debug\nFROM node:24\nUSER node\nCMD node server.js\n";
    const text = (target: string) => `services:\n  web:\n    build:\n      context: .\n      target: ${target}\n`;
    expect(places(rootUser, text("debug"), { files: { Dockerfile: dockerfile } })).toEqual(["2:3"]);
    expect(places(rootUser, text(`\${TARGET}`), { files: { Dockerfile: dockerfile } })).toEqual([]);
  });
});
