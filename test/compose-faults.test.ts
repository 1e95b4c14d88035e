// One fault at a time, put into a Compose application that is fine: all rules of `recommended` together give exactly its finding, and the best fix brings
// back what was there, byte for byte, unless the case says what another good answer is.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultConfiguration } from "../server/engine/config/configuration.ts";
import { detectLanguage } from "../server/engine/languages/parse.ts";
import { check } from "../server/engine/lint.ts";
import { rules } from "../server/engine/rules/index.ts";
import { applyEdits } from "../server/engine/text/edit.ts";
import { SourceText } from "../server/engine/text/source.ts";
import { memoryWorkspace } from "../server/engine/workspace/workspace.ts";

function filesOf(name: string): Readonly<Record<string, string>> {
  const folder = join(import.meta.dirname, "fixtures/compose", name);
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path.replaceAll("\\", "/"), readFileSync(join(folder, path), "utf8")]),
  );
}

const healthy = filesOf("healthy");
const hardened = filesOf("hardened");

function findings(files: Readonly<Record<string, string>>, path = "compose.yaml", preset: "recommended" | "strict" = "recommended") {
  const language = detectLanguage(path);
  if (!language) throw new Error(path);
  return check(new SourceText(path, files[path] ?? ""), language, {
    workspace: memoryWorkspace(files),
    configuration: defaultConfiguration({ preset }),
    today: "2026-11-23",
    rules,
  });
}

describe("the healthy application", () => {
  it.each(Object.keys(healthy).filter((path) => detectLanguage(path)))("%s gives no finding", (path) => {
    expect(findings(healthy, path)).toEqual([]);
  });
});

describe("the hardened application", () => {
  it.each(Object.keys(hardened).filter((path) => detectLanguage(path)))("%s gives no finding, advice included", (path) => {
    expect(findings(hardened, path, "strict")).toEqual([]);
  });
});

interface Fault {
  readonly rule: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  /** A second change that the first needs. */
  readonly and?: readonly [from: string, to: string];
  /** The part that the finding marks. */
  readonly on: string;
  readonly severity: "error" | "warning" | "info" | "hint";
  /** What the best fix makes of `to`, where it is not `from`; `null` where it has none. */
  readonly fixed?: string | null;
  /** Other files that the application has then; undefined for one that it lacks. */
  readonly files?: Readonly<Record<string, string | undefined>>;
}

const dbCheck =
  '    healthcheck:\n      test: ["CMD-SHELL", "pg_isready -U $${POSTGRES_USER} -d $${POSTGRES_DB}"]\n      interval: 10s\n      timeout: 5s\n      retries: 5\n      start_period: 30s\n';

const cacheCheck =
  '    healthcheck:\n      test: ["CMD", "redis-cli", "ping"]\n      interval: 10s\n      timeout: 3s\n      retries: 3\n      start_period: 5s\n';

const faults: readonly Fault[] = [
  {
    rule: "obsolete-version",
    title: "a version",
    from: "name: shop\n",
    to: 'version: "3.9"\nname: shop\n',
    on: "version",
    severity: "warning",
  },
  {
    rule: "unknown-key",
    title: "a misspelt key",
    from: "    restart: unless-stopped\n    stop_grace_period: 30s",
    to: "    restrat: unless-stopped\n    stop_grace_period: 30s",
    on: "restrat",
    severity: "error",
  },
  {
    rule: "wrong-type",
    title: "a text where a map is",
    from: "    volumes:\n      - db-data:/var/lib/postgresql/data\n",
    to: "    volumes: db-data:/var/lib/postgresql/data\n",
    on: "db-data:/var/lib/postgresql/data",
    severity: "error",
  },
  {
    rule: "missing-image-or-build",
    title: "nothing to run",
    from: "    image: redis:8.2\n",
    to: "",
    on: "cache",
    severity: "error",
    fixed: null,
  },
  {
    rule: "unknown-dependency",
    title: "a misspelt service",
    from: "      db:\n        condition",
    to: "      bd:\n        condition",
    on: "bd",
    severity: "error",
  },
  {
    rule: "dependency-without-healthcheck",
    title: "a dependency that is never healthy",
    from: dbCheck,
    to: "",
    on: "service_healthy",
    severity: "error",
    fixed: null,
  },
  {
    rule: "malformed-healthcheck",
    title: "a list without CMD",
    from: '["CMD", "redis-cli", "ping"]',
    to: '["redis-cli", "ping"]',
    on: '"redis-cli"',
    severity: "error",
  },
  {
    rule: "unescaped-dollar",
    title: "a variable of the container",
    from: "pg_isready -U $${POSTGRES_USER} -d",
    to: "pg_isready -U ${POSTGRES_USER} -d",
    on: "${POSTGRES_USER}",
    severity: "warning",
  },
  {
    rule: "missing-restart",
    title: "no restart",
    from: "    restart: unless-stopped\n    stop_grace_period: 30s",
    to: "    stop_grace_period: 30s",
    on: "web",
    severity: "warning",
  },
  { rule: "mutable-image-tag", title: "latest", from: "redis:8.2", to: "redis:latest", on: "latest", severity: "warning", fixed: null },
  {
    rule: "secret-in-environment",
    title: "a password in the open",
    from: "      POSTGRES_PASSWORD_FILE: /run/secrets/db_password\n",
    to: "      POSTGRES_PASSWORD: s3cr3t-Pa55phrase\n",
    on: "s3cr3t-Pa55phrase",
    severity: "warning",
    fixed: null,
  },
  {
    rule: "missing-env-file",
    title: "a file that is not there",
    from: "env_file: web/settings.env",
    to: "env_file: web/setings.env",
    on: "web/setings.env",
    severity: "warning",
  },
  {
    rule: "port-conflict",
    title: "the same port twice",
    from: '      - "127.0.0.1:8080:8080"\n',
    to: '      - "127.0.0.1:8080:8080"\n      - "127.0.0.1:8080:9090"\n',
    on: "8080",
    severity: "error",
    fixed: null,
  },
  {
    rule: "scale-conflict",
    title: "three with one name",
    from: '    deploy:\n      resources:\n        limits:\n          cpus: "0.5"',
    to: '    container_name: cache\n    deploy:\n      replicas: 3\n      resources:\n        limits:\n          cpus: "0.5"',
    on: "cache",
    severity: "error",
    fixed: null,
  },
  {
    rule: "unknown-reference",
    title: "a network that nobody declares",
    from: "    networks:\n      - front\n      - back\n",
    to: "    networks:\n      - front\n      - bakc\n",
    on: "bakc",
    severity: "error",
  },
  {
    rule: "broken-build",
    title: "a stage that is not there",
    from: "target: production",
    to: "target: prodution",
    on: "prodution",
    severity: "error",
  },
  {
    rule: "unfit-healthcheck-times",
    title: "a time-out longer than the interval",
    from: "      interval: 10s\n      timeout: 3s\n",
    to: "      interval: 10s\n      timeout: 20s\n",
    on: "20s",
    severity: "info",
    fixed: "      interval: 10s\n      timeout: 10s\n",
  },
  {
    rule: "invalid-value",
    title: "a size of no unit",
    from: "memory: 1g\n",
    to: "memory: 1gigabyte\n",
    on: "1gigabyte",
    severity: "error",
    fixed: null,
  },
  {
    rule: "missing-healthcheck",
    title: "others wait for its start alone",
    from: `      db:\n        condition: service_healthy\n      cache:\n        condition: service_healthy\n`,
    to: "      db:\n        condition: service_healthy\n      cache:\n        condition: service_started\n",
    and: [cacheCheck, ""],
    on: "cache",
    severity: "warning",
    fixed: null,
  },
  {
    rule: "dependency-without-healthcheck",
    title: "switched off where others ask",
    from: '      test: ["CMD", "redis-cli", "ping"]\n      interval: 10s\n      timeout: 3s\n      retries: 3\n      start_period: 5s\n',
    to: "      disable: true\n",
    on: "service_healthy",
    severity: "error",
    fixed: null,
  },
  {
    rule: "started-not-healthy",
    title: "waits for the start alone",
    from: "      db:\n        condition: service_healthy\n      cache:\n        condition: service_healthy\n",
    to: "      - db\n      - cache\n",
    on: "db",
    severity: "info",
  },
  {
    rule: "dependency-cycle",
    title: "each waits for the other",
    from: '    command: ["redis-server"',
    to: '    depends_on:\n      web:\n        condition: service_healthy\n    command: ["redis-server"',
    on: "cache",
    severity: "error",
    fixed: null,
  },
  {
    rule: "unset-variable",
    title: "a variable that nothing sets",
    from: "${LOG_LEVEL:-info}",
    to: "${LOG_LEVEL}",
    on: "LOG_LEVEL",
    severity: "info",
    fixed: null,
  },
  {
    rule: "missing-resource-limits",
    title: "no limit",
    from: '    deploy:\n      resources:\n        limits:\n          cpus: "0.5"\n          memory: 256m\n',
    to: "",
    on: "cache",
    severity: "warning",
    fixed: null,
  },
  {
    rule: "unexpected-port",
    title: "a port that nothing listens on",
    from: '"127.0.0.1:8080:8080"',
    to: '"127.0.0.1:8080:3000"',
    on: "3000",
    severity: "info",
  },
  {
    rule: "short-stop-grace",
    title: "two seconds for a database",
    from: "stop_grace_period: 1m\n",
    to: "stop_grace_period: 2s\n",
    on: "2s",
    severity: "info",
    fixed: "stop_grace_period: 1m30s\n",
  },
  {
    rule: "missing-update-config",
    title: "replicas that are exchanged one before the other runs",
    from: '    deploy:\n      resources:\n        limits:\n          cpus: "1"\n          memory: 512m\n',
    to: '    deploy:\n      mode: replicated\n      replicas: 3\n      resources:\n        limits:\n          cpus: "1"\n          memory: 512m\n',
    on: "3",
    severity: "info",
    fixed:
      '    deploy:\n      mode: replicated\n      replicas: 3\n      update_config:\n        order: start-first\n        failure_action: rollback\n        monitor: 30s\n      resources:\n        limits:\n          cpus: "1"\n          memory: 512m\n',
  },
  {
    rule: "broken-build",
    title: "a folder that is not there",
    from: "context: ./web\n",
    to: "context: ./wbe\n",
    on: "./wbe",
    severity: "error",
  },
  {
    rule: "broken-build",
    title: "a Dockerfile that is not there",
    from: "      target: production\n",
    to: "      dockerfile: Dokerfile\n      target: production\n",
    on: "Dokerfile",
    severity: "error",
    fixed: "      dockerfile: Dockerfile\n      target: production\n",
  },
  {
    rule: "broken-build",
    title: "an argument that the Dockerfile does not know",
    from: "        NODE_VERSION:",
    to: "        NODE_VERSON:",
    on: "NODE_VERSON",
    severity: "warning",
  },
  {
    rule: "malformed-healthcheck",
    title: "one word with blanks",
    from: '["CMD", "redis-cli", "ping"]',
    to: '["CMD", "redis-cli ping"]',
    on: '"redis-cli ping"',
    severity: "error",
    fixed: '["CMD-SHELL", "redis-cli ping"]',
  },
  {
    rule: "unfit-healthcheck-times",
    title: "no tries",
    from: "      retries: 5\n",
    to: "      retries: 0\n",
    on: "0",
    severity: "warning",
    fixed: "      retries: 3\n",
  },
  {
    rule: "healthcheck-without-tool",
    title: "a program that the image has not",
    from: '["CMD", "redis-cli", "ping"]',
    to: '["CMD", "curl", "-f", "http://localhost:6379"]',
    on: '"curl"',
    severity: "warning",
    fixed: null,
  },
  {
    rule: "endless-completion",
    title: "waits for the end of what never ends",
    from: "      cache:\n        condition: service_healthy\n",
    to: "      cache:\n        condition: service_completed_successfully\n",
    on: "service_completed_successfully",
    severity: "warning",
  },
  {
    rule: "profiled-dependency",
    title: "needs what is not started",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    profiles: [cache]\n",
    on: "cache",
    severity: "error",
    fixed: null,
  },
  {
    rule: "unknown-dependency",
    title: "a link to nothing",
    from: "    image: redis:8.2\n",
    to: '    image: redis:8.2\n    network_mode: "service:bd"\n',
    and: [
      '    networks:\n      - back\n    restart: unless-stopped\n    healthcheck:\n      test: ["CMD", "redis',
      '    restart: unless-stopped\n    healthcheck:\n      test: ["CMD", "redis',
    ],
    on: "bd",
    severity: "error",
    fixed: '    image: redis:8.2\n    network_mode: "service:db"\n',
  },
  {
    rule: "unknown-reference",
    title: "a volume that nobody declares",
    from: "      - db-data:/var",
    to: "      - db-dat:/var",
    on: "db-dat",
    severity: "error",
  },
  {
    rule: "unknown-reference",
    title: "a secret that nobody declares",
    from: "    secrets:\n      - db_password\n    ports",
    to: "    secrets:\n      - db_pasword\n    ports",
    on: "db_pasword",
    severity: "error",
  },
  {
    rule: "exposed-port",
    title: "a database open to everybody",
    from: "    volumes:\n      - db-data",
    to: '    ports:\n      - "5432:5432"\n    volumes:\n      - db-data',
    on: "5432",
    severity: "warning",
    fixed: '    ports:\n      - "127.0.0.1:5432:5432"\n    volumes:\n      - db-data',
  },
  {
    rule: "database-without-volume",
    title: "data in the container",
    from: "    volumes:\n      - db-data:/var/lib/postgresql/data\n",
    to: "",
    on: "db",
    severity: "warning",
    fixed: null,
  },
  {
    rule: "duplicate-variable",
    title: "twice in a list",
    from: '      NODE_ENV: production\n      PORT: "8080"\n      DATABASE_HOST: db\n      DATABASE_PASSWORD_FILE: /run/secrets/db_password\n      REDIS_URL: redis://cache:6379\n      LOG_LEVEL: ${LOG_LEVEL:-info}\n',
    to: "      - NODE_ENV=production\n      - PORT=8080\n      - NODE_ENV=development\n",
    on: "NODE_ENV",
    severity: "warning",
    fixed: null,
  },
  {
    rule: "duplicate-key",
    title: "restart twice",
    from: "    restart: unless-stopped\n    stop_grace_period: 30s\n",
    to: "    restart: unless-stopped\n    restart: unless-stopped\n    stop_grace_period: 30s\n",
    on: "restart",
    severity: "error",
  },
  {
    rule: "conflicting-resources",
    title: "two limits",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    mem_limit: 512m\n",
    on: "mem_limit",
    severity: "warning",
    fixed: null,
  },
  {
    rule: "privileged-service",
    title: "privileged",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    privileged: true\n",
    on: "privileged: true",
    severity: "warning",
  },
  {
    rule: "added-capability",
    title: "a capability",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    cap_add:\n      - SYS_ADMIN\n",
    on: "SYS_ADMIN",
    severity: "warning",
  },
  {
    rule: "docker-socket",
    title: "the engine",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n",
    on: "/var/run/docker.sock",
    severity: "warning",
  },
  {
    rule: "host-namespaces",
    title: "the processes of the host",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    pid: host\n",
    on: "pid: host",
    severity: "warning",
  },
  {
    rule: "sensitive-mount",
    title: "the settings of the host",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    volumes:\n      - /etc:/host/etc\n",
    on: "/etc",
    severity: "warning",
    fixed: null,
  },
  {
    rule: "disabled-seccomp",
    title: "no seccomp",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    security_opt:\n      - seccomp:unconfined\n",
    on: "seccomp:unconfined",
    severity: "warning",
  },
  {
    rule: "deprecated-feature",
    title: "a link",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    links:\n      - db\n",
    on: "links",
    severity: "info",
    fixed: null,
  },
  {
    rule: "unresolved-extends",
    title: "a service that is not there",
    from: "    image: redis:8.2\n",
    to: "    extends:\n      service: bd\n    image: redis:8.2\n",
    on: "bd",
    severity: "error",
    fixed: null,
  },
  {
    rule: "invalid-container-name",
    title: "a name with a blank",
    from: "    image: redis:8.2\n",
    to: "    image: redis:8.2\n    container_name: my cache\n",
    on: "my cache",
    severity: "error",
    fixed: null,
  },
  {
    rule: "unused-suppression",
    title: "a comment that silences nothing",
    from: "    image: redis:8.2\n",
    to: "    # deployment-patterns-ignore compose/missing-restart\n    image: redis:8.2\n",
    on: "# deployment-patterns-ignore compose/missing-restart",
    severity: "hint",
    fixed: null,
  },
];

describe("one fault", () => {
  it.each(faults.map((fault) => [`${fault.rule}: ${fault.title}`, fault] as const))("%s", (_, fault) => {
    const before = healthy["compose.yaml"] as string;
    expect(before.split(fault.from)).toHaveLength(2);
    const [from, to] = fault.and ?? ["", ""];
    const broken = before.replace(fault.from, () => fault.to).replace(from, () => to);
    const files: Record<string, string> = { ...healthy, "compose.yaml": broken };
    const found = findings(files);
    expect(found.map(({ rule, severity, span }) => [rule, severity, broken.slice(span.start, span.end)])).toEqual([
      [`compose/${fault.rule}`, fault.severity, fault.on],
    ]);
    const fix = found[0]?.fixes?.[0];
    if (fault.fixed === null) return;
    const change = fix?.changes[0];
    expect(change?.kind).toBe("edit");
    if (change?.kind !== "edit") return;
    const after = applyEdits(broken, change.edits);
    expect(after).toBe(fault.fixed === undefined && !fault.and ? before : broken.replace(fault.to, () => fault.fixed as string));
    expect(findings({ ...files, "compose.yaml": after })).toEqual([]);
  });
});
