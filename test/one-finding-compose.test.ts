// One slip is one finding: an application that is fine, each time with one slip of somebody typing in it, gives under `recommended` exactly the finding
// that is meant, at the slip, and its best fix leaves none.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { defaultConfiguration } from "../server/engine/config/configuration.ts";
import { applyEdits, check, memoryWorkspace, SourceText } from "../server/engine/index.ts";

const path = "compose.yaml";
const folder = join(import.meta.dirname, "fixtures/compose/healthy");
const files: Record<string, string> = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name.replaceAll("\\", "/"), readFileSync(join(folder, name), "utf8")]),
);

/** What the healthy application has not: a proxy with the long forms, a worker that extends it all, a task, a profile, configs. */
const more = `
  proxy:
    image: nginx:1.29.3
    depends_on:
      web:
        condition: service_healthy
        restart: true
    ports:
      - target: 80
        published: "8000"
        host_ip: 127.0.0.1
        protocol: tcp
    volumes:
      - type: volume
        source: pages
        target: /usr/share/nginx/html
        read_only: true
      - ./web/settings.env:/etc/settings.env:ro
    configs:
      - source: nginx
        target: /etc/nginx/conf.d/default.conf
    networks:
      front:
        aliases:
          - www
    restart: always
    healthcheck:
      test: ["CMD-SHELL", "curl -f http://localhost/ || exit 1"]
      interval: 15s
      timeout: 5s
    init: true
    labels:
      com.example.team: shop
    ulimits:
      nofile:
        soft: 1024
        hard: 2048
    deploy:
      resources:
        limits:
          memory: 64m
        reservations:
          memory: 32m
    logging: *logging

  worker:
    extends:
      service: web
    command: ["node", "worker.js"]
    ports: !reset []
    healthcheck:
      disable: true
    environment:
      QUEUE: orders

  migrate:
    image: registry.example.com/shop/migrate:2.4.1
    depends_on:
      - worker
    restart: "no"
    profiles:
      - tools
    networks: [back]
    deploy:
      resources:
        limits:
          memory: 64m

configs:
  nginx:
    content: |
      server { listen 80; }
`;

const application = (files[path] as string)
  .replace("\nnetworks:\n", () => `${more}\nnetworks:\n`)
  .replace("volumes:\n  db-data:\n", "volumes:\n  db-data:\n  pages:\n");

function findings(text: string) {
  return check(new SourceText(path, text), "compose", {
    workspace: memoryWorkspace({ ...files, [path]: text }),
    configuration: defaultConfiguration({ preset: "recommended" }),
    today: "2026-11-23",
  });
}

interface Slip {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  /** The text under the finding. */
  readonly on?: string;
  /** Why no fix can be right. */
  readonly unfixed?: string;
}

const slips: readonly Slip[] = [
  // Keys.
  { what: "a misspelt `services`", from: "\nservices:", to: "\nservcies:", rule: "unknown-key", on: "servcies" },
  { what: "a misspelt `networks` at the top", from: "\nnetworks:\n", to: "\nnetwork:\n", rule: "unknown-key", on: "network" },
  { what: "a misspelt `volumes` at the top", from: "\nvolumes:\n", to: "\nvolume:\n", rule: "unknown-key", on: "volume" },
  { what: "a misspelt `secrets` at the top", from: "\nsecrets:\n", to: "\nsecret:\n", rule: "unknown-key", on: "secret" },
  { what: "a misspelt `configs` at the top", from: "\nconfigs:\n", to: "\nconfig:\n", rule: "unknown-key", on: "config" },
  { what: "a misspelt `image`", from: "    image: redis:8.2", to: "    imgae: redis:8.2", rule: "unknown-key", on: "imgae" },
  { what: "a misspelt `build`", from: "    build:\n", to: "    biuld:\n", rule: "unknown-key", on: "biuld" },
  { what: "a misspelt `context`", from: "context: ./web", to: "contxt: ./web", rule: "unknown-key", on: "contxt" },
  { what: "a misspelt `target`", from: "target: production", to: "tarjet: production", rule: "unknown-key", on: "tarjet" },
  {
    what: "a misspelt `depends_on`",
    from: "    depends_on:\n      db:",
    to: "    depend_on:\n      db:",
    rule: "unknown-key",
    on: "depend_on",
  },
  { what: "`dependsOn`", from: "    depends_on:\n      db:", to: "    dependsOn:\n      db:", rule: "unknown-key", on: "dependsOn" },
  {
    what: "a misspelt `condition`",
    from: "      db:\n        condition:",
    to: "      db:\n        conditon:",
    rule: "unknown-key",
    on: "conditon",
  },
  {
    what: "a misspelt `environment`",
    from: "    environment:\n      POSTGRES_USER",
    to: "    enviroment:\n      POSTGRES_USER",
    rule: "unknown-key",
    on: "enviroment",
  },
  { what: "`env`", from: "    environment:\n      NODE_ENV", to: "    env:\n      NODE_ENV", rule: "unknown-key", on: "env" },
  { what: "a misspelt `env_file`", from: "env_file:", to: "envfile:", rule: "unknown-key", on: "envfile" },
  { what: "a misspelt `ports`", from: '    ports:\n      - "127', to: '    port:\n      - "127', rule: "unknown-key", on: "port" },
  {
    what: "a misspelt `volumes` of a service",
    from: "    volumes:\n      - db",
    to: "    volume:\n      - db",
    rule: "unknown-key",
    on: "volume",
  },
  {
    what: "a misspelt `healthcheck`",
    from: '    healthcheck:\n      test: ["CMD-SHELL", "pg',
    to: '    healthchek:\n      test: ["CMD-SHELL", "pg',
    rule: "unknown-key",
    on: "healthchek",
  },
  { what: "a misspelt `test`", from: 'test: ["CMD", "redis-cli"', to: 'tset: ["CMD", "redis-cli"', rule: "unknown-key", on: "tset" },
  { what: "a misspelt `interval`", from: "interval: 15s", to: "intervall: 15s", rule: "unknown-key", on: "intervall" },
  { what: "`startPeriod`", from: "start_period: 30s", to: "startPeriod: 30s", rule: "unknown-key", on: "startPeriod" },
  { what: "a misspelt `restart`", from: "    restart: always", to: "    restrat: always", rule: "unknown-key", on: "restrat" },
  {
    what: "a misspelt `stop_grace_period`",
    from: "stop_grace_period: 1m",
    to: "stop_grace_perod: 1m",
    rule: "unknown-key",
    on: "stop_grace_perod",
  },
  {
    what: "a misspelt `deploy`",
    from: "    deploy:\n      resources:\n        limits:\n          memory: 64m\n        reserv",
    to: "    depoly:\n      resources:\n        limits:\n          memory: 64m\n        reserv",
    rule: "unknown-key",
    on: "depoly",
  },
  {
    what: "a misspelt `resources`",
    from: '      resources:\n        limits:\n          cpus: "0.5"',
    to: '      resource:\n        limits:\n          cpus: "0.5"',
    rule: "unknown-key",
    on: "resource",
  },
  {
    what: "a misspelt `limits`",
    from: '        limits:\n          cpus: "0.5"',
    to: '        limit:\n          cpus: "0.5"',
    rule: "unknown-key",
    on: "limit",
  },
  { what: "a misspelt `memory`", from: "memory: 256m", to: "memry: 256m", rule: "unknown-key", on: "memry" },
  { what: "a misspelt `published`", from: 'published: "8000"', to: 'publishd: "8000"', rule: "unknown-key", on: "publishd" },
  { what: "a misspelt `target` of a port", from: "      - target: 80", to: "      - traget: 80", rule: "unknown-key", on: "traget" },
  { what: "a misspelt `source` of a mount", from: "        source: pages", to: "        suorce: pages", rule: "unknown-key", on: "suorce" },
  { what: "a misspelt `extends`", from: "    extends:\n", to: "    extend:\n", rule: "unknown-key", on: "extend" },
  {
    what: "a misspelt `service` of `extends`",
    from: "      service: web\n",
    to: "      servcie: web\n",
    rule: "unknown-key",
    on: "servcie",
  },
  { what: "a misspelt `profiles`", from: "    profiles:\n", to: "    profile:\n", rule: "unknown-key", on: "profile" },
  {
    what: "a misspelt `logging` of its place",
    from: '    command: ["redis-server"',
    to: '    comand: ["redis-server"',
    rule: "unknown-key",
    on: "comand",
  },
  // Names.
  {
    what: "a misspelt service that is waited for",
    from: "      db:\n        condition",
    to: "      bd:\n        condition",
    rule: "unknown-dependency",
    on: "bd",
  },
  {
    what: "a misspelt service in a list",
    from: "      - worker\n    restart",
    to: "      - wroker\n    restart",
    rule: "unknown-dependency",
    on: "wroker",
  },
  {
    what: "a misspelt service that is extended",
    from: "      service: web\n",
    to: "      service: wbe\n",
    rule: "unresolved-extends",
    on: "wbe",
  },
  {
    what: "a misspelt network",
    from: "      - front\n      - back\n",
    to: "      - front\n      - bakc\n",
    rule: "unknown-reference",
    on: "bakc",
  },
  {
    what: "a misspelt network in a map",
    from: "      front:\n        aliases",
    to: "      frnot:\n        aliases",
    rule: "unknown-reference",
    on: "frnot",
  },
  {
    what: "a misspelt network where it is declared",
    from: "networks:\n  front:\n",
    to: "networks:\n  frnot:\n",
    rule: "unknown-reference",
    on: "front",
    unfixed: "either end may be the slip",
  },
  { what: "a misspelt volume", from: "- db-data:/var", to: "- db-dat:/var", rule: "unknown-reference", on: "db-dat" },
  { what: "a misspelt volume in the long form", from: "source: pages", to: "source: pagse", rule: "unknown-reference", on: "pagse" },
  {
    what: "a misspelt secret",
    from: "    secrets:\n      - db_password\n    ports",
    to: "    secrets:\n      - db_pasword\n    ports",
    rule: "unknown-reference",
    on: "db_pasword",
  },
  { what: "a misspelt config", from: "source: nginx", to: "source: ngnix", rule: "unknown-reference", on: "ngnix" },
  { what: "a misspelt stage", from: "target: production", to: "target: prodution", rule: "broken-build", on: "prodution" },
  { what: "a misspelt folder", from: "context: ./web", to: "context: ./wbe", rule: "broken-build", on: "./wbe" },
  { what: "a misspelt argument", from: "NODE_VERSION:", to: "NODE_VERSON:", rule: "broken-build", on: "NODE_VERSON" },
  {
    what: "a misspelt environment file",
    from: "web/settings.env\n    secrets",
    to: "web/setings.env\n    secrets",
    rule: "missing-env-file",
    on: "web/setings.env",
  },
  {
    what: "a misspelt alias",
    from: "    init: true\n",
    to: "    init: true\n    sysctls: *loging\n",
    rule: "syntax",
    on: "*loging",
    unfixed: "an anchor may be missing",
  },
  // Values.
  {
    what: "a misspelt condition",
    from: "      cache:\n        condition: service_healthy",
    to: "      cache:\n        condition: service_helthy",
    rule: "invalid-value",
    on: "service_helthy",
  },
  { what: "a misspelt restart policy", from: "restart: always", to: "restart: alway", rule: "invalid-value", on: "alway" },
  { what: "a misspelt protocol", from: "protocol: tcp", to: "protocol: tpc", rule: "invalid-value", on: "tpc" },
  { what: "a misspelt kind of mount", from: "type: volume", to: "type: volum", rule: "invalid-value", on: "volum" },
  { what: "a duration without a unit", from: "interval: 15s", to: "interval: 15", rule: "wrong-type", on: "15" },
  { what: "a duration with a blank", from: "interval: 15s", to: "interval: 15 s", rule: "invalid-value", on: "15 s" },
  {
    what: "a size with a wrong unit",
    from: "memory: 1g\n",
    to: "memory: 1x\n",
    rule: "invalid-value",
    on: "1x",
    unfixed: "nobody knows which unit is meant",
  },
  { what: "retries in words", from: "retries: 5", to: "retries: five", rule: "wrong-type", on: "five", unfixed: "no number" },
  {
    what: "a port without a number",
    from: '"127.0.0.1:8080:8080"',
    to: '"127.0.0.1:8080:http"',
    rule: "invalid-value",
    on: "http",
    unfixed: "nobody knows the number",
  },
  {
    what: "a port too large",
    from: '"127.0.0.1:8080:8080"',
    to: '"127.0.0.1:80800:8080"',
    rule: "invalid-value",
    unfixed: "nobody knows the number",
  },
  // Shapes.
  {
    what: "a map instead of a list of ports",
    from: '      - "127.0.0.1:8080:8080"\n',
    to: '      "8080": "8080"\n',
    rule: "wrong-type",
    unfixed: "the order is not known",
  },
  {
    what: "a text instead of a list of ports",
    from: 'ports:\n      - "127.0.0.1:8080:8080"\n',
    to: 'ports: "127.0.0.1:8080:8080"\n',
    rule: "wrong-type",
    on: '"127.0.0.1:8080:8080"',
  },
  {
    what: "a text instead of a list of volumes",
    from: "    volumes:\n      - db-data:/var/lib/postgresql/data\n",
    to: "    volumes: db-data:/var/lib/postgresql/data\n",
    rule: "wrong-type",
    on: "db-data:/var/lib/postgresql/data",
  },
  {
    what: "a text instead of a list of secrets",
    from: "    secrets:\n      - db_password\n    ports",
    to: "    secrets: db_password\n    ports",
    rule: "wrong-type",
    on: "db_password",
  },
  {
    what: "a text instead of `depends_on`",
    from: "    depends_on:\n      - worker\n    restart",
    to: "    depends_on: worker\n    restart",
    rule: "wrong-type",
    on: "worker",
  },
  {
    what: "a text instead of a list of networks",
    from: "    networks: [back]\n",
    to: "    networks: back\n",
    rule: "wrong-type",
    on: "back",
  },
  {
    what: "a list of services",
    from: "\nservices:\n  web:\n",
    to: "\nservices:\n  - web:\n",
    rule: "syntax",
    unfixed: "more than one place is wrong",
  },
  {
    what: "items with a blank for `=`",
    from: "      QUEUE: orders\n",
    to: "      - QUEUE: orders\n",
    rule: "wrong-type",
    unfixed: "a map or a list may be meant",
  },
  {
    what: "a test that is a map",
    from: 'test: ["CMD", "redis-cli", "ping"]',
    to: "test: { CMD: redis-cli }",
    rule: "wrong-type",
    unfixed: "nobody knows the test",
  },
  {
    what: "limits beside `resources`",
    from: '        limits:\n          cpus: "0.5"\n          memory: 256m\n',
    to: '      limits:\n          cpus: "0.5"\n          memory: 256m\n',
    rule: "unknown-key",
    on: "limits",
    unfixed: "it has to move",
  },
  {
    what: "a service among the top keys",
    from: "\n  cache:\n    image: redis:8.2\n",
    to: "\ncache:\n    image: redis:8.2\n",
    rule: "syntax",
    unfixed: "which lines are wrong",
  },
  {
    what: "no value for `restart`",
    from: "restart: always",
    to: "restart:",
    rule: "wrong-type",
    on: "restart",
    unfixed: "what remains is a service without it",
  },
  // YAML.
  { what: "a missing colon", from: "    restart: always\n", to: "    restart always\n", rule: "syntax", unfixed: "whether it is a key" },
  {
    what: "a missing colon of a map",
    from: "  cache:\n    image",
    to: "  cache\n    image",
    rule: "syntax",
    unfixed: "whether it is a key",
  },
  { what: "no blank behind a colon", from: "    restart: always\n", to: "    restart:always\n", rule: "syntax" },
  {
    what: "one blank too many",
    from: "    restart: always\n",
    to: "     restart: always\n",
    rule: "syntax",
    unfixed: "which line is right",
  },
  { what: "one blank too few", from: "    restart: always\n", to: "   restart: always\n", rule: "syntax", unfixed: "which line is right" },
  { what: "a tab", from: "    restart: always\n", to: "\trestart: always\n", rule: "syntax" },
  { what: "a tab behind blanks", from: "      interval: 15s\n", to: "    \tinterval: 15s\n", rule: "syntax" },
  {
    what: "a quote that is not closed",
    from: 'published: "8000"',
    to: 'published: "8000',
    rule: "syntax",
    unfixed: "nobody knows where it ends",
  },
  {
    what: "a bracket that is not closed",
    from: '["node", "worker.js"]',
    to: '["node", "worker.js"',
    rule: "syntax",
    unfixed: "where it ends",
  },
  { what: "no comma in a list", from: '["node", "worker.js"]', to: '["node" "worker.js"]', rule: "syntax", unfixed: "it may be one text" },
  {
    what: "a key twice",
    from: "    restart: always\n",
    to: "    restart: always\n    restart: always\n",
    rule: "duplicate-key",
    on: "restart",
  },
  {
    what: "a service twice",
    from: "\n  migrate:\n",
    to: "\n  worker:\n",
    rule: "duplicate-key",
    on: "worker",
    unfixed: "one has to get another name",
  },
  { what: "an old version", from: "name: shop\n", to: 'version: "3.8"\nname: shop\n', rule: "obsolete-version", on: "version" },
  // Variables.
  {
    what: "one dollar sign for a variable of the container",
    from: "-U $${POSTGRES_USER} -d",
    to: "-U ${POSTGRES_USER} -d",
    rule: "unescaped-dollar",
    on: "${POSTGRES_USER}",
  },
  { what: "a variable whose brace is not closed", from: "${LOG_LEVEL:-info}", to: "${LOG_LEVEL:-info", rule: "invalid-value" },
  {
    what: "a test without its kind",
    from: '["CMD", "redis-cli", "ping"]',
    to: '["redis-cli", "ping"]',
    rule: "malformed-healthcheck",
    on: '"redis-cli"',
  },
  {
    what: "an address that is an image of another tag",
    from: "image: redis:8.2",
    to: "image: redis",
    rule: "mutable-image-tag",
    on: "redis",
    unfixed: "nobody knows which version runs",
  },
  { what: "no image", from: "    image: redis:8.2\n", to: "", rule: "missing-image-or-build", on: "cache", unfixed: "nobody knows which" },
  // Indentation that is forgotten.
  {
    what: "the parts of a health check beside it",
    from: '    healthcheck:\n      test: ["CMD", "redis-cli", "ping"]\n      interval: 10s\n      timeout: 3s\n      retries: 3\n      start_period: 5s\n',
    to: '    healthcheck:\n    test: ["CMD", "redis-cli", "ping"]\n    interval: 10s\n    timeout: 3s\n    retries: 3\n    start_period: 5s\n',
    rule: "unknown-key",
    on: "test",
  },
  {
    what: "a condition beside its service",
    from: "      db:\n        condition: service_healthy\n",
    to: "      db:\n      condition: service_healthy\n",
    rule: "wrong-type",
    on: "condition",
  },
  {
    what: "networks at the top level",
    from: "\nnetworks:\n  front:\n  back:\n",
    to: "\nnetworks:\nfront:\nback:\n",
    rule: "unknown-key",
    on: "front",
  },
  {
    what: "limits in the service",
    from: '    deploy:\n      resources:\n        limits:\n          cpus: "0.5"\n          memory: 256m\n',
    to: '    resources:\n      limits:\n        cpus: "0.5"\n        memory: 256m\n',
    rule: "unknown-key",
    on: "resources",
  },
  {
    what: "limits in `deploy`",
    from: '    deploy:\n      resources:\n        limits:\n          cpus: "0.5"\n          memory: 256m\n',
    to: '    deploy:\n      limits:\n        cpus: "0.5"\n        memory: 256m\n',
    rule: "unknown-key",
    on: "limits",
  },
  // One form for the other.
  {
    what: "colons in a list of variables",
    from: "      POSTGRES_USER: shop\n      POSTGRES_DB: shop\n      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n",
    to: "      - POSTGRES_USER: shop\n      - POSTGRES_DB: shop\n      - POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n",
    rule: "wrong-type",
    on: "POSTGRES_USER",
  },
  {
    what: "conditions in a list",
    from: "      db:\n        condition: service_healthy\n      cache:\n        condition: service_healthy\n",
    to: "      - db:\n          condition: service_healthy\n      - cache:\n          condition: service_healthy\n",
    rule: "wrong-type",
    on: "db",
    unfixed: "either form may be meant",
  },
  {
    what: "a list of networks at the top level",
    from: "\nnetworks:\n  front:\n  back:\n",
    to: "\nnetworks:\n  - front\n  - back\n",
    rule: "wrong-type",
    unfixed: "what they are to be",
  },
  // Half written.
  {
    what: "a service with a name alone",
    from: "\n  migrate:\n",
    to: "\n  next:\n\n  migrate:\n",
    rule: "wrong-type",
    on: "next",
    unfixed: "it is not written yet",
  },
  {
    what: "the start of a key",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    por\n",
    rule: "syntax",
    on: "por",
    unfixed: "it is not written yet",
  },
  {
    what: "an image that is not there yet",
    from: "    image: redis:8.2\n",
    to: "    image:\n",
    rule: "wrong-type",
    on: "image",
    unfixed: "it is not written yet",
  },
  {
    what: "a dash alone",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    ports:\n      -\n",
    rule: "wrong-type",
    unfixed: "it is not written yet",
  },
  {
    what: "an old condition",
    from: "condition: service_healthy\n        restart: true",
    to: "condition: healthy\n        restart: true",
    rule: "invalid-value",
    on: "healthy",
    unfixed: "either condition may be meant",
  },
];

it("is fine without a slip", () => expect(findings(application).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]));

it.each(slips)("with $what", ({ from, to, rule, on, unfixed }) => {
  expect(application.split(from)).toHaveLength(2);
  const broken = application.replace(from, () => to);
  const found = findings(broken);
  const texts = found.map((one) => `${one.rule}: ${broken.slice(one.span.start, one.span.end)}`);
  expect(texts).toEqual(on === undefined ? [expect.stringMatching(`^compose/${rule}: `)] : [`compose/${rule}: ${on}`]);
  if (unfixed !== undefined) return;
  const [change] = found[0]?.fixes?.[0]?.changes ?? [];
  if (change?.kind !== "edit") throw new Error(`no fix: ${found[0]?.message}`);
  expect(findings(applyEdits(broken, change.edits)).map((one) => `${one.rule}: ${one.message}`)).toEqual([]);
});
