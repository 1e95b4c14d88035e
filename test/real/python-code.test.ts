// Python that is generated compiles, and pleases the formatter, the linter and the type checker, whatever was answered.
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { combinations, type Files, project, render, withGenerated } from "../generators/support.ts";
import { bin, installPackages, lay, run } from "./python-packages.ts";

const minutes = 60_000;
const services = ["postgres", "mysql", "mongodb", "redis", "rabbitmq"];

/** Drivers of each service, so that each way of asking is checked. */
const drivers: Readonly<Record<string, readonly string[]>> = {
  first: ["asyncpg", "aiomysql", "pymongo", "redis", "aio-pika"],
  second: ["psycopg", "pymysql", "motor", "redis", "pika"],
  third: ["psycopg2", "mysqlclient", "pymongo", "redis", "celery"],
};

const reads = `import os

host = os.environ["ALLOWED_HOSTS"].split(",")
origins = os.environ.get("CORS_ORIGINS", "https://shop.example.com").split(",")
database = os.environ["DATABASE_URL"]
cache = os.environ.get("REDIS_URL", "redis://localhost:6379")
socket = os.environ.get("SOCKET_URL", "wss://socket.example.com")
api = os.environ.get("API_URL", "https://api.example.com")
key = os.environ["SECRET_KEY"]
password = os.environ["DB_PASSWORD"]
stripe = os.environ.get("STRIPE_API_KEY") or None
level = os.environ.get("LOG_LEVEL", "INFO")
port = int(os.environ.get("PORT", "8000"))
share = float(os.environ.get("SHARE", "0.5"))
debug = os.environ.get("DEBUG", "false")
kind = os.environ.get("CLASS", "a")
`;

beforeAll(installPackages, 10 * minutes);

describe.each(["fastapi", "flask", "django"])("code for %s", (framework) => {
  it(
    "compiles, and pleases formatter, linter and type checker",
    () => {
      const fixture = project(`code-${framework}`);
      const cases: [string, Files][] = [];
      for (const [name, names] of Object.entries(drivers)) {
        const pyproject = `[project]\nname = "shop"\ndependencies = [\n${[framework, "gunicorn", ...names].map((one) => `    "${one}",\n`).join("")}]\n`;
        for (const answers of combinations({ details: ["token", "none"], checks: ["", services.join(",")] }))
          cases.push([
            `${name}_${answers.details}_${answers.checks === "" ? "alone" : "all"}`,
            laidOut({ ...fixture, "pyproject.toml": pyproject }, answers),
          ]);
      }
      const environment = {
        ...fixture,
        [framework === "fastapi" ? "app/reads.py" : framework === "flask" ? "shop/reads.py" : "config/reads.py"]: reads,
      };
      cases.push(["environment", withGenerated(environment, render("environment", environment, { services: "postgres" }))]);
      cases.push(["bare", withGenerated(fixture, render("environment", fixture, { services: "" }))]);
      const files = Object.fromEntries(
        cases.flatMap(([name, all]) =>
          Object.entries(all)
            .filter(([path]) => isGenerated(path))
            .map(([path, text]) => [`${name}/${path}`, text]),
        ),
      );
      const folder = lay(`code-${framework}`, files);
      run(join(bin, "python"), ["-W", "error", "-m", "compileall", "-q", "."], folder);
      run(join(bin, "ruff"), ["format", "--isolated", "--diff", "."], folder);
      run(join(bin, "ruff"), ["check", "--isolated", "--select", "E,F,I,UP,B,W,RUF,ASYNC", "."], folder);
      for (const [name] of cases) {
        const own = Object.keys(files).filter((path) => path.startsWith(`${name}/`) && !path.endsWith("gunicorn.conf.py"));
        const paths = own.map((path) => path.slice(name.length + 1));
        // The drivers have no types of their own.
        run(
          join(bin, "mypy"),
          ["--strict", "--ignore-missing-imports", "--disable-error-code=no-untyped-call", "--cache-dir=../../mypy", ...paths],
          join(folder, name),
        );
      }
      expect(cases).toHaveLength(14);
    },
    9 * minutes,
  );
});

function laidOut(files: Files, answers: Readonly<Record<string, unknown>>): Files {
  return withGenerated(files, render("health", files, answers));
}

function isGenerated(path: string): boolean {
  return /(?:^|\/)(?:health|env|gunicorn\.conf)\.py$/.test(path);
}
