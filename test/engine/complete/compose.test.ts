import { describe, expect, test } from "vitest";
import { type Completion, complete } from "../../../server/engine/complete/complete.ts";
import { defaultConfiguration } from "../../../server/engine/config/configuration.ts";
import { schemaProblemsOf } from "../../../server/engine/languages/compose/schema-problems.ts";
import { parse } from "../../../server/engine/languages/parse.ts";
import { check } from "../../../server/engine/lint.ts";
import { rules } from "../../../server/engine/rules/index.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const today = "2026-11-23";
const path = "shop/compose.yaml";

/** Completions at the `|` of a Compose file. */
function ask(marked: string, files: Record<string, string> = {}) {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const workspace = memoryWorkspace({ ...files, [path]: text });
  const items = complete(new SourceText(path, text), "compose", offset, { workspace, today });
  const item = (label: string): Completion => {
    const found = items.find((one) => one.label === label);
    if (!found) throw new Error(`no completion ${label} among ${items.map((one) => one.label).join(", ")}`);
    return found;
  };
  return {
    items,
    labels: items.map(({ label }) => label),
    item,
    take(label: string): string {
      const found = item(label);
      expect(found.span.end).toBe(offset);
      expect(text.slice(found.span.start, offset)).not.toContain("\n");
      return applyEdits(text, [found]);
    },
  };
}

const db = 'services:\n  db:\n    image: postgres:17\n    healthcheck:\n      test: ["CMD", "pg_isready"]\n';
/** A file with `db` and the lines of a service `web`. */
const web = (lines: string, rest = "") => `${db}  web:\n    image: example/web:1.0\n${lines.replace(/^(?=.)/gm, "    ")}${rest}`;
const dockerfile =
  'FROM node:24-alpine AS build\nARG VERSION=1.2\nARG TARGETARCH\nRUN npm ci\nFROM node:24-alpine AS runtime\nENV PORT=3000\nEXPOSE 3000\nCMD ["node", "server.js"]\n';
const built = { "shop/api/Dockerfile": dockerfile, "shop/api/package.json": "{}" };
const build = (lines: string) => `services:\n  api:\n    build:\n      context: ./api\n${lines}`;

describe("keys", () => {
  test("of a service, the frequent ones first, without those that are there, with their text", () => {
    const { labels, item } = ask(web("|\n"));
    const keys = ask(web("|\n")).items.flatMap(({ kind, label }) => (kind === "key" ? [label] : []));
    expect(keys.slice(0, 3)).toEqual(["build", "command", "environment"]);
    expect(labels).not.toContain("image");
    expect(item("restart").about).toBeTruthy();
    expect(item("healthcheck").detail).toBe("mapping");
  });

  test("of a line that is half written, above and below others", () => {
    expect(ask("services:\n  a:\n    ima|\n    ports: []\n").take("image")).toBe("services:\n  a:\n    image: \n    ports: []\n");
    expect(ask("services:\n  a:\n    ports: []\n    ima|").take("image")).toBe("services:\n  a:\n    ports: []\n    image: ");
    expect(ask("serv|").take("services")).toBe("services:\n  ");
    expect(ask("services:\n  a:\n    im|: b\n").take("image")).toBe("services:\n  a:\n    image: b\n");
  });

  test("open lists and mappings in the file's own indent and line breaks", () => {
    expect(ask(web("po|\n")).take("ports")).toBe(web("ports:\n  - \n"));
    const wide = "services:\r\n    a:\r\n        image: b\r\n        dep|\r\n";
    expect(ask(wide).take("deploy")).toBe(wide.replace("dep|", "deploy:\r\n            "));
    const flat = "services:\n  a:\n    ports:\n    - 80:80\n    vol|\n";
    expect(ask(flat).take("volumes")).toBe(flat.replace("vol|", "volumes:\n    - "));
  });

  test("inside of flow maps and lists", () => {
    expect(ask("services: { a: { image: b, | } }\n").labels).not.toContain("image");
    expect(ask("services: { a: { im| } }\n").take("image")).toBe("services: { a: { image:  } }\n");
    expect(ask(web("depends_on: { db: { | } }\n")).labels).toEqual(["condition", "restart", "required"]);
    expect(ask(web("ports: [{ tar| }]\n")).labels).toContain("target");
  });

  test("of items, behind a dash, on the next line, and on a line of its own", () => {
    expect(ask(web("ports:\n  - target: 80\n    |\n")).labels).toContain("published");
    expect(ask(web("ports:\n  - target: 80\n    |\n")).labels).not.toContain("target");
    expect(ask(web("volumes:\n  - ty|\n")).take("type")).toBe(web("volumes:\n  - type: \n"));
    expect(ask(web("develop:\n  watch:\n    |\n")).take("action")).toBe(web("develop:\n  watch:\n    - action: \n"));
  });

  test("of what an extension field keeps for services", () => {
    const text = "x-common: &common\n  |\nservices:\n  a:\n    <<: *common\n    image: b\n";
    expect(ask(text).labels).toContain("restart");
    expect(ask(text.replace("|", "init: true\n  logging:\n    |")).labels).toContain("driver");
    expect(ask("x-other: &other\n  |\nservices:\n  a:\n    image: b\n").items).toEqual([]);
  });

  test("nothing that Compose passes over, nothing in texts, nothing where nothing is known", () => {
    expect(ask("|").labels).not.toContain("version");
    expect(ask(web("command: >\n  echo |\n")).items).toEqual([]);
    expect(ask(web("labels:\n  |\n")).items).toEqual([]);
    expect(ask("services:\n  {{ name }}:\n    |\n").items).toEqual([]);
  });
});

describe("values", () => {
  test("of enumerations, booleans and formats, with what they mean", () => {
    expect(ask(web("restart: |\n")).labels).toEqual(["no", "always", "on-failure", "unless-stopped"]);
    expect(ask(web("restart: |\n")).take("no")).toBe(web('restart: "no"\n'));
    expect(ask(web("restart:|\n")).take("always")).toBe(web("restart: always\n"));
    expect(ask(web("restart: |\n")).item("unless-stopped").about).toContain("unless it was stopped by hand");
    expect(ask(web("init: |\n")).labels).toEqual(["true", "false"]);
    expect(ask(web("pull_policy: |\n")).labels).toContain("missing");
    expect(ask(web("depends_on:\n  db:\n    condition: |\n")).labels).toEqual([
      "service_healthy",
      "service_started",
      "service_completed_successfully",
    ]);
    expect(ask(web("network_mode: ho|\n")).labels).toContain("host");
    expect(ask(`${db}networks:\n  front:\n    driver: |\n`).labels).toContain("overlay");
    expect(ask(web("deploy:\n  update_config:\n    order: |\n")).labels).toEqual(["start-first", "stop-first"]);
  });

  test("that people write where anything may stand", () => {
    expect(ask(web("deploy:\n  resources:\n    limits:\n      memory: |\n")).labels).toContain("512m");
    expect(ask(web("deploy:\n  resources:\n    limits:\n      cpus: |\n")).take("0.5")).toContain('cpus: "0.5"');
    expect(ask(web("healthcheck:\n  interval: |\n")).labels).toContain("10s");
    expect(ask(web("cap_drop:\n  - |\n")).labels[0]).toBe("ALL");
    expect(ask(web("cap_drop:\n  - ALL\n  - |\n")).labels).not.toContain("ALL");
  });

  test("images that are used, known ones with their tag, and tags behind the colon", () => {
    const { labels, item } = ask("services:\n  a:\n    image: acme/app:2.1\n  b:\n    image: |\n");
    expect(labels[0]).toBe("acme/app:2.1");
    expect(item("postgres").text).toMatch(/^postgres:\d+/);
    expect(item("postgres").about).toContain("listens on port 5432");
    const tags = ask("services:\n  a:\n    image: postgres:|\n");
    expect(tags.labels.length).toBeGreaterThan(2);
    expect(tags.take("17")).toBe("services:\n  a:\n    image: postgres:17\n");
    expect(ask("services:\n  a:\n    image: mysql:|\n").labels.some((label) => label.includes("alpine"))).toBe(false);
    expect(ask("services:\n  a:\n    image: postgres@|\n").items).toEqual([]);
  });
});

describe("names", () => {
  test("of services in both forms of depends_on, never its own", () => {
    expect(ask(web("depends_on:\n  - |\n")).labels).toEqual(["db"]);
    expect(ask(web("depends_on: [|]\n")).labels).toEqual(["db"]);
    expect(ask(web("depends_on:\n  |\n")).take("db")).toBe(web("depends_on:\n  db:\n    condition: service_healthy\n"));
    const values = ask(web("depends_on:\n  |\n")).items.filter(({ kind }) => kind === "value");
    expect(values.map(({ text }) => text)).toEqual(["- db"]);
    expect(ask(web("depends_on: { | }\n")).take("db")).toBe(web("depends_on: { db: { condition: service_healthy } }\n"));
    expect(ask(web("depends_on:\n  - db\n  |\n")).items).toEqual([]);
    expect(ask(web("depends_on:\n  db:\n    condition: service_started\n  |\n")).labels).toEqual([]);
  });

  test("while brackets or quotes are open, which take what follows", () => {
    const rest = "\n  db:\n    image: b\nvolumes:\n  data:\n";
    expect(ask(`services:\n  web:\n    image: a\n    depends_on: [x, |${rest}`).labels).toEqual(["db"]);
    expect(ask(`services:\n  web:\n    image: a\n    volumes: ["|${rest}`).labels).toContain("data");
  });

  test("of services with the condition that fits them", () => {
    const text = `${db}  plain:\n    image: postgres:17\n  migrate:\n    image: flyway/flyway:11\n    restart: "no"\n  web:\n    image: a\n    depends_on:\n      |\n`;
    expect(ask(text).item("db").text).toContain("service_healthy");
    expect(ask(text).item("plain").text).toContain("service_started");
    expect(ask(text).item("migrate").text).toContain("service_completed_successfully");
  });

  test("of services elsewhere", () => {
    expect(ask(web("links:\n  - |\n")).labels).toEqual(["db"]);
    expect(ask(web("extends:\n  service: |\n")).labels).toEqual(["db"]);
    expect(ask(web("network_mode: service:|\n")).take("service:db")).toBe(web("network_mode: service:db\n"));
    const common = { "shop/common.yaml": "services:\n  base:\n    image: a\n" };
    expect(ask(web("extends:\n  file: common.yaml\n  service: |\n"), common).labels).toEqual(["base"]);
    expect(ask(web("environment:\n  DB_HOST: |\n")).labels).toContain("db");
  });

  test("of networks, volumes, secrets and configs that are declared", () => {
    const rest =
      "networks:\n  front:\nvolumes:\n  data:\nsecrets:\n  password:\n    file: ./password.txt\nconfigs:\n  settings:\n    file: ./settings\n";
    expect(ask(web("networks:\n  - |\n", rest)).labels).toEqual(["front", "default"]);
    expect(ask(web("networks:\n  |\n", rest)).item("front").text).toBe("front:");
    expect(ask(web("networks:\n  - front\n  - |\n", rest)).labels).toEqual(["default"]);
    expect(ask(web("secrets:\n  - |\n", rest)).labels[0]).toBe("password");
    expect(ask(web("secrets:\n  - source: |\n", rest)).labels).toEqual(["password"]);
    expect(ask(web("configs: [|]\n", rest)).labels).toContain("settings");
    expect(ask(web("volumes:\n  - da|\n", rest)).take("data")).toBe(web("volumes:\n  - data:/data\n", rest));
    expect(ask(web("environment:\n  API_KEY_FILE: |\n", rest)).labels).toEqual(["/run/secrets/password"]);
  });

  test("that are used and not declared, at the top level", () => {
    const text = web("networks: [front]\nvolumes:\n  - data:/data\nsecrets: [password]\n");
    expect(ask(`${text}networks:\n  |\n`).labels).toEqual(["front"]);
    expect(ask(`${text}volumes:\n  |\n`).take("data")).toBe(`${text}volumes:\n  data:\n`);
    expect(ask(`${text}secrets:\n  pass|\n`).take("password")).toBe(`${text}secrets:\n  password:\n    file: ./secrets/password.txt\n`);
    expect(ask(`${text}volumes:\n  data:\n  |\n`).labels).not.toContain("data");
  });

  test("of profiles, anchors, and of the services below an override", () => {
    const text = "services:\n  a:\n    image: b\n    profiles: [night]\n  c:\n    image: d\n    profiles: [|]\n";
    expect(ask(text).labels[0]).toBe("night");
    expect(ask("x-a: &first\n  init: true\nservices:\n  a:\n    <<: *|\n").take("first")).toContain("<<: *first");
    const override = { "shop/compose.yaml": "services:\n  web:\n    image: a\n" };
    const offset = "services:\n  ".length;
    const source = new SourceText("shop/compose.override.yaml", "services:\n  \n");
    const workspace = memoryWorkspace({ ...override, "shop/compose.override.yaml": source.text });
    expect(complete(source, "compose", offset, { workspace, today }).map(({ label }) => label)).toContain("web");
  });
});

describe("variables", () => {
  const files = { "shop/.env": "TAG=17-alpine\nDB_PASSWORD=s3cret\n", "shop/.env.example": "OTHER=1\n" };

  test("of .env and of the file, behind `$` and inside of braces", () => {
    const text = `${db}  web:\n    image: "\${REGISTRY}/web:\${|}"\n`;
    const { labels, item, take } = ask(text, files);
    expect(labels.slice(0, 2)).toEqual(["TAG", "DB_PASSWORD"]);
    expect(labels).toContain("OTHER");
    expect(labels).toContain("REGISTRY");
    expect(item("TAG").detail).toBe("17-alpine · shop/.env");
    expect(item("DB_PASSWORD").detail).toBe("shop/.env");
    expect(take("TAG")).toContain(":${TAG}");
    expect(ask(`${db}secrets:\n  a:\n    environment: |\n`, files).labels).toEqual(["TAG", "DB_PASSWORD", "OTHER"]);
    expect(ask(web("command: echo $|\n"), files).take("TAG")).toBe(web("command: echo ${TAG}\n"));
    expect(ask(web("command: echo ${T|\n"), files).take("TAG")).toBe(web("command: echo ${TAG}\n"));
    expect(ask(web("command: >\n  echo ${|\n"), files).take("TAG")).toBe(web("command: >\n  echo ${TAG}\n"));
    expect(ask(web('command: ["a", "${|"]\n'), files).take("TAG")).toBe(web('command: ["a", "${TAG}"]\n'));
  });

  test("with what holds where they are not set", () => {
    expect(ask(web("command: echo ${TAG|}\n"), files).take("TAG:-…")).toBe(web("command: echo ${TAG:-default}\n"));
    expect(ask(web("command: echo ${TAG:|\n"), files).labels).toEqual(["TAG:-…", "TAG:?…", "TAG:+…", "TAG-…"]);
    expect(ask(web("command: echo ${TAG:?|\n"), files).take("TAG:?…")).toBe(web("command: echo ${TAG:?is not set}\n"));
  });

  test("none for a dollar of the shell, nor in keys", () => {
    expect(ask(web("command: echo $$|\n"), files).items).toEqual([]);
    expect(ask(web("command: echo $${|\n"), files).items).toEqual([]);
    expect(ask(web("command: echo $$${|\n"), files).labels).toContain("TAG");
  });
});

describe("paths and what Dockerfiles tell", () => {
  const files = { ...built, "shop/.env": "A=1\n", "shop/src/a.ts": "", "shop/settings.conf": "" };

  test("build contexts, Dockerfiles, environment files", () => {
    expect(ask("services:\n  api:\n    build: |\n", files).labels[0]).toBe("./api");
    expect(ask("services:\n  api:\n    build:\n      context: ./|\n", files).labels).toEqual(["api/", "src/"]);
    expect(ask(build("      dockerfile: |\n"), files).labels).toEqual(["Dockerfile", "package.json"]);
    expect(ask(web("env_file: |\n"), files).labels[0]).toBe(".env");
    expect(ask(web("env_file:\n  - path: |\n"), files).labels[0]).toBe(".env");
    expect(ask(`${db}secrets:\n  a:\n    file: ./se|\n`, files).take("settings.conf")).toContain("file: ./settings.conf");
    expect(ask("include:\n  - |\n", { ...files, "shop/db/compose.yaml": "services: {}\n" }).take("db/compose.yaml")).toBe(
      "include:\n  - ./db/compose.yaml\n",
    );
  });

  test("sources, targets and options of mounts", () => {
    expect(ask(web("volumes:\n  - |\n"), files).take("src/")).toBe(web("volumes:\n  - ./src/\n"));
    expect(ask(web("volumes:\n  - .|\n"), files).take("src/")).toBe(web("volumes:\n  - ./src/\n"));
    expect(ask(web("volumes:\n  - ./s|\n"), files).take("src/")).toBe(web("volumes:\n  - ./src/\n"));
    const data = "services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:|\n";
    expect(ask(data, files).take("/var/lib/postgresql/data")).toBe(data.replace("|", "/var/lib/postgresql/data"));
    expect(ask(web("volumes:\n  - ./src:/app:|\n"), files).take("ro")).toBe(web("volumes:\n  - ./src:/app:ro\n"));
    expect(ask(web("volumes:\n  - type: bind\n    source: |\n"), files).labels).toContain("src/");
  });

  test("targets and arguments of builds", () => {
    expect(ask(build("      target: |\n"), built).labels).toEqual(["build", "runtime"]);
    expect(ask(build("      args:\n        |\n"), built).take("VERSION")).toBe(build("      args:\n        VERSION: 1.2\n"));
    expect(ask(build("      args:\n        - |\n"), built).take("VERSION")).toBe(build("      args:\n        - VERSION=1.2\n"));
    expect(ask(build("      args:\n        VERSION: 2\n        |\n"), built).items).toEqual([]);
  });

  test("ports of the image, in quotes, those of data on this machine alone", () => {
    expect(ask(build("    ports:\n      - |\n"), built).take("3000:3000")).toBe(build('    ports:\n      - "3000:3000"\n'));
    const ports = "services:\n  db:\n    image: postgres:17\n    ports:\n      - |\n";
    expect(ask(ports).labels[0]).toBe("127.0.0.1:5432:5432");
    expect(ask(build("    expose: [|]\n"), built).take("3000")).toBe(build('    expose: ["3000"]\n'));
  });

  test("variables that the image is set up by, secrets as files first", () => {
    const text = "services:\n  db:\n    image: postgres:17\n    environment:\n      |\nsecrets:\n  db-password:\n    file: ./a\n";
    const { labels, take } = ask(text);
    expect(labels[0]).toBe("POSTGRES_PASSWORD_FILE");
    expect(take("POSTGRES_PASSWORD_FILE")).toContain("POSTGRES_PASSWORD_FILE: /run/secrets/db-password\n");
    const list = text.replace("      |", "      - POSTGRES_PASSWORD_FILE=|");
    expect(ask(list).take("/run/secrets/db-password")).toBe(list.replace("|", "/run/secrets/db-password"));
    expect(ask(build("    environment:\n      - |\n"), built).take("PORT")).toBe(build("    environment:\n      - PORT=3000\n"));
  });
});

describe("patterns", () => {
  test("the health check that fits the image, or the Dockerfile", () => {
    const text = "services:\n  db:\n    image: postgres:17\n    |\n";
    expect(ask(text).take("health check for PostgreSQL")).toContain('test: ["CMD-SHELL", "pg_isready');
    expect(ask("services:\n  db:\n    image: redis:8\n    healthcheck:\n      test: |\n").take("for Redis")).toContain(
      'test: ["CMD", "redis-cli", "ping"]\n',
    );
    expect(ask(build("    |\n"), built).labels).toContain("health check for the Dockerfile");
    expect(ask(web("|\n")).labels).toContain("health check");
    expect(ask(web("healthcheck:\n  disable: true\n|\n")).labels).not.toContain("health check");
  });

  test("are written in the file's style", () => {
    expect(ask(web("|")).take("bounded logs")).toBe(web('logging:\n  driver: local\n  options:\n    max-size: 10m\n    max-file: "3"'));
    const flat = "services:\n    a:\n        image: b\n        ports:\n        - 80:80\n        |\n";
    expect(ask(flat).take("no capabilities, no new privileges")).toBe(
      flat.replace("|", "cap_drop:\n        - ALL\n        security_opt:\n        - no-new-privileges:true"),
    );
  });

  test("whole services and files are valid, and clean under strict", () => {
    const configuration = defaultConfiguration({ preset: "strict" });
    const judge = (text: string, label: string) => {
      const source = new SourceText(path, text);
      const file = parse(source, "compose");
      expect(file.problems, label).toEqual([]);
      expect(schemaProblemsOf(file), `${label}\n${text}`).toEqual([]);
      const workspace = memoryWorkspace({
        [path]: text,
        "shop/Dockerfile": 'FROM node:24-alpine\nUSER node\nEXPOSE 8080\nHEALTHCHECK CMD ["true"]\nCMD ["node", "server.js"]\n',
        "shop/secrets/db-password.txt": "a",
        "shop/secrets/redis-password.txt": "a",
        "shop/src/a.ts": "",
        "shop/package.json": "{}",
      });
      const findings = check(source, "compose", { workspace, configuration, today, rules });
      return findings.map(({ rule, message }) => `${rule}: ${message}`);
    };
    const [application] = ask("|").items;
    expect(application?.label).toBe("application with a database");
    expect(judge(`${application?.text}\n`, "application")).toEqual([]);
    const services = ask("services:\n  |\n").items.filter(({ kind }) => kind === "pattern");
    expect(services.length).toBeGreaterThan(5);
    for (const { label, text } of services) {
      const volume = /- ([\w-]+-data):/.exec(text)?.[1];
      const secret = /\/run\/secrets\/([\w-]+)/.exec(text)?.[1];
      const secrets = secret === undefined ? "" : `secrets:\n  ${secret}:\n    file: ./secrets/${secret}.txt\n`;
      const whole = `services:\n  ${text}\n${volume === undefined ? "" : `volumes:\n  ${volume}:\n`}${secrets}`;
      expect(judge(whole, label), label).toEqual([]);
    }
    const before = "services:\n  a:\n    image: nginx:1.30\n    ";
    for (const { label, text } of ask(`${before}|\n`).items.filter(({ kind }) => kind === "pattern")) {
      const file = parse(new SourceText(path, `${before}${text}\n`), "compose");
      expect(file.problems, label).toEqual([]);
      expect(schemaProblemsOf(file), label).toEqual([]);
    }
  });
});

describe("comments", () => {
  test("silence rules", () => {
    const { labels } = ask("# deployment-patterns-ignore |\nservices: {}\n");
    // Comments without a reason are reported in files of every language.
    expect(labels.filter((label) => !/^(?:compose|yaml)\//.test(label))).toEqual(["dockerfile/unexplained-suppression"]);
    expect(ask("# |\nservices: {}\n").labels).toContain("# deployment-patterns-ignore");
  });
});
