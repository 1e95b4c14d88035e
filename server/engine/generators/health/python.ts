import { type EnvironmentVariable, environmentOf } from "../../detection/environment.ts";
import type { BackingService } from "../../detection/names.ts";
import { folderOf, inFolder } from "../../workspace/paths.ts";
import { pythonProject } from "../../workspace/project/python.ts";
import type { Plan } from "../model.ts";
import { cacheSeconds, checkSeconds } from "./contract.ts";

/** A service that is asked, in Python: the imports that it needs, and the function that asks. */
export interface PythonCheck {
  readonly service: BackingService;
  /** Whole lines. */
  readonly imports: readonly string[];
  /** The function's name. */
  readonly name: string;
  readonly code: string;
  /** The package that it calls, where no manifest names one that could be called. */
  readonly missing: string | undefined;
}

export type CheckStyle = "async" | "sync" | "django";

/** How the answers' checks are asked, with the drivers that the project has. */
export function pythonChecks(plan: Plan, style: CheckStyle): PythonCheck[] {
  const { checks, folder } = plan.answers;
  const dependencies = pythonProject(folder, plan.workspace)?.dependencies ?? new Set<string>();
  const variables = environmentOf(plan.workspace, folder);
  return checks.map((service) => {
    if (style === "django" && isDatabase(service))
      return { service, name: `check_${service}`, missing: undefined, ...djangoDatabase(`check_${service}`) };
    const usable = drivers[kindOf(service)].filter((driver) => style === "async" || !driver.isAsync);
    const driver = usable.find(({ names }) => names.some((name) => dependencies.has(name)));
    const { names, imports, body, isAsync } = driver ?? (usable.find((one) => !one.isAsync) as Driver);
    const variable = urlVariable(service, variables);
    const lines = indented(body(variable));
    const name = `check_${service}`;
    const isThreaded = style === "async" && !isAsync;
    return {
      service,
      name,
      imports: [...new Set([...imports, "import os", ...(isThreaded ? ["import asyncio"] : [])])],
      code: isThreaded
        ? `async def ${name}() -> None:\n    def ask() -> None:\n${indented(lines.split("\n"))}\n\n    await asyncio.to_thread(ask)`
        : `${isAsync ? "async " : ""}def ${name}() -> None:\n${lines}`,
      missing: driver ? undefined : names[0],
    };
  });
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => (line === "" ? "" : `    ${line}`)).join("\n");
}

function isDatabase(service: BackingService): boolean {
  return service === "postgres" || service === "mysql" || service === "mariadb";
}

function kindOf(service: BackingService): keyof typeof drivers {
  return service === "mariadb" ? "mysql" : service;
}

/** The variable that holds the service's address: as the code reads it, else as it is usual. */
function urlVariable(service: BackingService, variables: readonly EnvironmentVariable[]): string {
  const [usual, pattern] = addresses[kindOf(service)];
  const names = variables.map(({ name }) => name);
  return names.includes(usual) ? usual : (names.find((name) => pattern.test(name)) ?? usual);
}

const addresses = {
  postgres: ["DATABASE_URL", /^(?:DB|DATABASE|POSTGRES\w*|PG)_?(?:URL|URI|DSN)$/],
  mysql: ["DATABASE_URL", /^(?:DB|DATABASE|MYSQL|MARIADB)_?(?:URL|URI|DSN)$/],
  mongodb: ["MONGODB_URL", /^MONGO(?:DB)?_?(?:URL|URI|DSN)$/],
  redis: ["REDIS_URL", /^(?:REDIS|VALKEY|CACHE)_?(?:URL|URI|DSN)$/],
  rabbitmq: ["RABBITMQ_URL", /^(?:RABBIT(?:MQ)?|AMQP|BROKER|CELERY_BROKER)_?(?:URL|URI|DSN)$/],
} as const satisfies Record<string, readonly [string, RegExp]>;

interface Driver {
  /** Packages, by their normalised names, that bring it. */
  readonly names: readonly string[];
  readonly isAsync: boolean;
  readonly imports: readonly string[];
  /** @param variable the variable with the service's address */
  readonly body: (variable: string) => readonly string[];
}

/** SQLAlchemy's addresses name the driver, which the driver itself does not know: `postgresql+asyncpg:`. */
const plainAddress = (variable: string) => `re.sub(r"^(\\w+)\\+\\w+:", r"\\1:", os.environ["${variable}"])`;

function mysqlDriver(name: string, module: string, timeout: string, isAsync = false): Driver {
  const wait = isAsync ? "await " : "";
  return {
    names: [name],
    isAsync,
    imports: [`import ${module}`, "from urllib.parse import unquote, urlsplit"],
    body: (variable) => [
      `address = urlsplit(os.environ["${variable}"])`,
      `connection = ${wait}${module}.connect(`,
      '    host=address.hostname or "",',
      "    port=address.port or 3306,",
      '    user=unquote(address.username or ""),',
      '    password=unquote(address.password or ""),',
      `    ${timeout},`,
      ")",
      "try:",
      `    ${wait}connection.ping()`,
      "finally:",
      "    connection.close()",
    ],
  };
}

/** By service, the preferred first. */
const drivers = {
  postgres: [
    {
      names: ["asyncpg"],
      isAsync: true,
      imports: ["import asyncpg", "import re"],
      body: (variable) => [
        `address = ${plainAddress(variable)}`,
        "connection = await asyncpg.connect(address, timeout=TIMEOUT)",
        "try:",
        '    await connection.execute("SELECT 1")',
        "finally:",
        "    await connection.close()",
      ],
    },
    {
      names: ["psycopg"],
      isAsync: true,
      imports: ["import psycopg", "import re"],
      body: (variable) => [
        `address = ${plainAddress(variable)}`,
        "async with await psycopg.AsyncConnection.connect(address) as connection:",
        '    await connection.execute("SELECT 1")',
      ],
    },
    {
      names: ["psycopg"],
      isAsync: false,
      imports: ["import psycopg", "import re"],
      body: (variable) => [
        `address = ${plainAddress(variable)}`,
        "with psycopg.connect(address, connect_timeout=2) as connection:",
        '    connection.execute("SELECT 1")',
      ],
    },
    {
      names: ["psycopg2", "psycopg2-binary"],
      isAsync: false,
      imports: ["import psycopg2", "import re", "from contextlib import closing"],
      body: (variable) => [
        `address = ${plainAddress(variable)}`,
        "with closing(psycopg2.connect(address, connect_timeout=2)) as connection:",
        "    with connection.cursor() as cursor:",
        '        cursor.execute("SELECT 1")',
      ],
    },
  ],
  mysql: [
    mysqlDriver("aiomysql", "aiomysql", "connect_timeout=1", true),
    mysqlDriver("asyncmy", "asyncmy", "connect_timeout=1", true),
    mysqlDriver("pymysql", "pymysql", "connect_timeout=1"),
    mysqlDriver("mysqlclient", "MySQLdb", "connect_timeout=1"),
    mysqlDriver("mysql-connector-python", "mysql.connector", "connection_timeout=1"),
  ],
  mongodb: [
    {
      names: ["pymongo", "motor"],
      isAsync: false,
      imports: ["from pymongo import MongoClient"],
      body: (variable) => [
        `address = os.environ["${variable}"]`,
        "client: MongoClient[dict[str, object]] = MongoClient(",
        "    address, serverSelectionTimeoutMS=1000",
        ")",
        "with client:",
        '    client.admin.command("ping")',
      ],
    },
  ],
  redis: [
    {
      names: ["redis"],
      isAsync: true,
      imports: ["import redis.asyncio"],
      body: (variable) => [`async with redis.asyncio.from_url(os.environ["${variable}"]) as client:`, "    await client.ping()"],
    },
    {
      names: ["redis"],
      isAsync: false,
      imports: ["import redis"],
      body: (variable) => [
        `address = os.environ["${variable}"]`,
        "with redis.Redis.from_url(address, socket_connect_timeout=1) as client:",
        "    client.ping()",
      ],
    },
  ],
  rabbitmq: [
    {
      names: ["aio-pika"],
      isAsync: true,
      imports: ["import aio_pika"],
      body: (variable) => [`connection = await aio_pika.connect(os.environ["${variable}"])`, "await connection.close()"],
    },
    {
      names: ["pika"],
      isAsync: false,
      imports: ["import pika"],
      body: (variable) => [`parameters = pika.URLParameters(os.environ["${variable}"])`, "pika.BlockingConnection(parameters).close()"],
    },
    {
      names: ["kombu", "celery"],
      isAsync: false,
      imports: ["from kombu.connection import Connection"],
      body: (variable) => [
        `address = os.environ["${variable}"]`,
        "with Connection(address, connect_timeout=1) as connection:",
        "    connection.ensure_connection(max_retries=1)",
      ],
    },
  ],
} as const satisfies Record<string, readonly Driver[]> as Record<keyof typeof addresses, readonly Driver[]>;

function djangoDatabase(name: string): Pick<PythonCheck, "imports" | "code"> {
  return {
    imports: ["from django.db import connection"],
    code: `def ${name}() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        # It belongs to this check's own thread, which ends here.
        connection.close()`,
  };
}

/** Imports in the usual order: the language's own, then the packages', each sorted as formatters sort them. */
export function importLines(lines: readonly string[]): string {
  const name = (line: string) => /^(?:import|from) ([\w.]+)/.exec(line)?.[1] ?? "";
  const order = (a: string, b: string) =>
    Number(a.startsWith("from")) - Number(b.startsWith("from")) || (name(a).toLowerCase() < name(b).toLowerCase() ? -1 : 1);
  // What comes from one module stands in one line.
  const byModule = new Map<string, string[]>();
  for (const line of new Set(lines)) {
    const from = /^(from [\w.]+) import ([\w, ]+)$/.exec(line);
    const [key, names] = from ? [from[1] as string, (from[2] as string).split(", ")] : [line, []];
    byModule.set(key, [...new Set([...(byModule.get(key) ?? []), ...names])]);
  }
  const unique = [...byModule].map(([key, names]) => (names.length === 0 ? key : `${key} import ${names.sort(byKind).join(", ")}`));
  const isOwn = (line: string) => standardLibrary.has(name(line).split(".")[0] as string);
  return [unique.filter(isOwn), unique.filter((line) => !isOwn(line))]
    .filter((group) => group.length > 0)
    .map((group) => group.sort(order).join("\n"))
    .join("\n\n");
}

/** Constants, then classes, then functions, as formatters sort them. */
function byKind(a: string, b: string): number {
  const kind = (name: string) => (/^[A-Z][A-Z\d_]*$/.test(name) && name.length > 1 ? 0 : /^[A-Z]/.test(name) ? 1 : 2);
  return kind(a) - kind(b) || (a < b ? -1 : 1);
}

const standardLibrary = new Set([
  ..."asyncio collections concurrent contextlib dataclasses datetime enum hmac http logging mmap os re signal sys threading time types typing urllib".split(
    " ",
  ),
]);

/** How long checks may take, and how long they hold. */
export const checkConstants = `TIMEOUT = ${checkSeconds}.0  # seconds that a check may take: less than a probe waits
CACHE = ${cacheSeconds}.0  # seconds that the results of the checks hold`;

/** The list of checks, to which more may be added. */
export function checkList(checks: readonly PythonCheck[]): string {
  const functions = checks.map(({ code }) => `${code}\n\n\n`).join("");
  const items = checks.map(({ service, name }) => `Check("${service}", ${name})`);
  const oneLine = `CHECKS: list[Check] = [${items.join(", ")}]`;
  const list = oneLine.length <= 88 ? oneLine : `CHECKS: list[Check] = [\n${items.map((item) => `    ${item},\n`).join("")}]`;
  return `${functions}# A shared service that stumbles makes every replica unready at once: critical is only\n# what no request can be answered without.\n${list}`;
}

/** Where the application object is, and what its module is called. */
export interface PythonEntry {
  /** The folder of the module, relative to the workspace. */
  readonly folder: string;
  /** The packages above the module, with a dot behind: `shop.`; empty at the top. */
  readonly prefix: string;
  /** The file that makes the application object, where it is known. */
  readonly path: string | undefined;
  readonly line: number;
  /** The name of the application object. */
  readonly object: string;
}

/** The entry of an ASGI or WSGI application: as the start command has it, or the code. */
export function pythonEntry(plan: Plan): PythonEntry {
  const { folder, command = "" } = plan.answers;
  const { workspace, application } = plan;
  const spoken = /(?:^|[\s'"])([A-Za-z_][\w.]*):(\w+)/.exec(command);
  // `fastapi run app/main.py`
  const file = /(?:^|\s)([\w/]+)\.py\b/.exec(command)?.[1]?.replaceAll("/", ".");
  const detected = application.python?.application?.value ?? pythonProject(folder, workspace)?.application?.value;
  const [module, object = "app"] = spoken ? [spoken[1], spoken[2]] : (detected?.split(":") ?? [file]);
  if (module === undefined) return { folder, prefix: "", path: undefined, line: 1, object };
  const parts = module.split(".");
  for (const base of ["", "src"]) {
    const plain = inFolder(folder, inFolder(base, `${parts.join("/")}.py`));
    const inside = inFolder(folder, inFolder(base, `${parts.join("/")}/__init__.py`));
    const path = [plain, inside].find((one) => workspace.has(one));
    if (path === undefined) continue;
    const above = path === inside ? parts : parts.slice(0, -1);
    const at = (workspace.read(path) ?? "").split("\n").findIndex((line) => new RegExp(`^\\s*(?:def\\s+)?${object}\\b`).test(line));
    return { folder: folderOf(path), prefix: above.map((name) => `${name}.`).join(""), path, line: at + 1 || 1, object };
  }
  // Its sources are not to be seen here: the name of the module tells where they are.
  const above = parts.slice(0, -1);
  const home = inFolder(application.python?.importFolder ?? "", above.join("/"));
  return {
    folder: inFolder(folder, home).replace(/\/$/, ""),
    prefix: above.map((name) => `${name}.`).join(""),
    path: undefined,
    line: 1,
    object,
  };
}

/** `from shop import health`, or `import health` at the top. */
export function importOf(prefix: string, module: string): string {
  return prefix === "" ? `import ${module}` : `from ${prefix.slice(0, -1)} import ${module}`;
}

/** What the detailed endpoint tells beside the status, as arguments of a call. */
export function detailArguments(checks: readonly PythonCheck[]): string {
  const facts = `        version=os.environ.get("APP_VERSION"),
        uptimeSeconds=round(time.monotonic() - _started),
        timestamp=datetime.now(UTC).isoformat(timespec="seconds"),
`;
  const outcomes = `        checks={
            result.check.name: {
                "status": "up" if result.up else "down",
                "isCritical": result.check.critical,
                "milliseconds": result.milliseconds,
            }
            for result in results
        },
`;
  return checks.length === 0 ? facts : `${facts}${outcomes}`;
}

/** Where a line is to be added, for a note. */
export function placeOf({ path, line }: PythonEntry): string {
  return path === undefined ? "where the application object is made" : `in \`${path}:${line}\``;
}

/** What is to be installed for the checks, as a note. */
export function missingDrivers(checks: readonly PythonCheck[]): string[] {
  const missing = [...new Set(checks.flatMap(({ missing: name }) => name ?? []))];
  return missing.length === 0
    ? []
    : [`The checks call ${missing.map((name) => `\`${name}\``).join(" and ")}, which no manifest names: add it.`];
}
