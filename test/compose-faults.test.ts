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

const folder = join(import.meta.dirname, "fixtures/compose/healthy");
const healthy: Record<string, string> = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name.replaceAll("\\", "/"), readFileSync(join(folder, name), "utf8")]),
);

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

interface Fault {
  readonly rule: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
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
    on: '"127.0.0.1:8080:9090"',
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
    title: "a time-out as long as the interval",
    from: "      interval: 10s\n      timeout: 3s\n",
    to: "      interval: 10s\n      timeout: 20s\n",
    on: "20s",
    severity: "warning",
    fixed: null,
  },
];

describe("one fault", () => {
  it.each(faults.map((fault) => [`${fault.rule}: ${fault.title}`, fault] as const))("%s", (_, fault) => {
    const before = healthy["compose.yaml"] as string;
    expect(before.split(fault.from)).toHaveLength(2);
    const broken = before.replace(fault.from, () => fault.to);
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
    expect(after).toBe(fault.fixed === undefined ? before : broken.replace(fault.to, () => fault.fixed as string));
    expect(findings({ ...files, "compose.yaml": after })).toEqual([]);
  });
});
