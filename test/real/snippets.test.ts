// What no parser of ours can tell: snippets of code, read by the compilers of their languages with the libraries that they name.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expansions, snippetsFor } from "../snippets/support.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".vscode-test/real/snippets");
const minutes = 60_000;

/** Runs a program; what it says where it fails. */
function failure(program: string, args: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8", env: { ...process.env, ...environment } });
  return status === 0 ? "" : `${program} ${args.join(" ")}\n${error?.message ?? ""}${stdout}${stderr}`;
}

/** Takes a program from the system, or from Debian's package of it. */
function need(program: string, packages: readonly string[]): void {
  if (!failure(program, [program === "go" ? "version" : "--version"], root)) return;
  const problem = failure("apt-get", ["install", "--yes", "--no-install-recommends", ...packages], root, {
    DEBIAN_FRONTEND: "noninteractive",
  });
  if (problem) throw new Error(`${program} is not installed, and Debian's package of it could not be: ${problem}`);
}

/** Writes the texts of a language's snippets into a folder of their own, and gives their names. */
function write(
  language: string,
  extension: string,
  textOf: (prefix: string, text: string, index: number) => readonly [path: string, text: string],
) {
  return snippetsFor(language).flatMap(({ prefix, body }) =>
    expansions(body).map((text, i) => {
      const [path, whole] = textOf(prefix, text, i);
      const file = join(folder, language, `${path}${extension}`);
      mkdirSync(join(file, ".."), { recursive: true });
      writeFileSync(file, whole);
      return file;
    }),
  );
}

describe("TypeScript", () => {
  const packages = [
    ...["@nestjs/common@12.5.1", "@nestjs/core@12.5.1", "@nestjs/terminus@12.1.0", "@openfeature/server-sdk@1.23.0", "@types/cors@2.8.19"],
    ...["@types/express@5.0.6", "@types/node@24.10.1", "close-with-grace@2.5.0", "cors@2.8.6", "express@5.3.0", "express-rate-limit@8.7.5"],
    ...[
      "fastify@5.12.8",
      "helmet@8.3.0",
      "hono@4.13.19",
      "pino@10.4.0",
      "prom-client@15.1.3",
      "reflect-metadata@0.2.2",
      "rxjs@7.8.2",
      "zod@4.6.7",
    ],
  ];
  const express = 'declare const app: import("express").Express;\n';
  /** What is there where a snippet is written. */
  const around: Readonly<Record<string, string>> = {
    "dp-shutdown-express": `${express}declare const pool: { end(): Promise<void> };\n`,
    "dp-shutdown-fastify": 'declare const app: import("fastify").FastifyInstance;\n',
    "dp-helmet-cors": express,
    "dp-ratelimit": express,
  };

  it("compiles under strict with the libraries' own types", { timeout: 10 * minutes }, () => {
    write("typescript", ".ts", (prefix, text, i) => [`${prefix}-${i}`, `${around[prefix] ?? ""}${text}\nexport {};\n`]);
    const here = join(folder, "typescript");
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noImplicitReturns: true, noUncheckedIndexedAccess: true, noUnusedLocals: true },
      ...{ target: "es2024", module: "nodenext", skipLibCheck: true, types: ["node"], noEmit: true },
      ...{ experimentalDecorators: true, emitDecoratorMetadata: true },
    };
    writeFileSync(join(here, "package.json"), '{ "private": true, "type": "module" }\n');
    writeFileSync(join(here, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    expect(failure("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...packages], here)).toBe("");
    expect(failure(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", here], here)).toBe("");
  });
});

describe("Python", () => {
  const packages = [
    "django==5.2.19",
    "fastapi==0.165.0",
    "flask==3.1.3",
    "prometheus-client==0.26.0",
    "pydantic-settings==2.16.3",
    "structlog==26.1.0",
    "httpx==0.28.1",
  ];
  const app = "from fastapi import FastAPI\n\napp = FastAPI()\n";
  const before: Readonly<Record<string, string>> = { "dp-metrics-prom": app };
  /** What shows that it works: the settings are read and refused, the endpoints answer. */
  const after: Readonly<Record<string, string>> = {
    "dp-env-pydantic": "assert settings.port == 8000 and 'secret' not in repr(settings.session_secret)",
    "dp-health-flask":
      "from flask import Flask\napp = Flask('a')\napp.register_blueprint(health)\nanswer = app.test_client().get('/readyz')\nassert answer.status_code == 200 and answer.headers['Cache-Control'] == 'no-store'",
    "dp-health-fastapi":
      "from fastapi import FastAPI\nfrom fastapi.testclient import TestClient\napp = FastAPI()\napp.include_router(health)\nclient = TestClient(app)\nassert client.get('/livez').status_code == 200\nassert client.get('/readyz').status_code == 503\napp.state.ready = True\nassert client.head('/readyz').status_code == 200",
    "dp-shutdown-lifespan":
      "from fastapi.testclient import TestClient\nwith TestClient(app):\n    assert app.state.ready\nassert not app.state.ready",
    "dp-metrics-prom":
      "from fastapi.testclient import TestClient\nfrom prometheus_client import generate_latest\n\n@app.get('/things/{id}')\ndef thing(id: int):\n    return id\n\nassert TestClient(app).get('/things/1').status_code == 200\nassert b'route=\"/things/{id}\"' in generate_latest()",
    "dp-health-django-mw":
      "import django\nfrom django.conf import settings\nsettings.configure(DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}})\ndjango.setup()\nfrom django.test import RequestFactory\nmiddleware = HealthMiddleware(lambda request: None)\nassert middleware(RequestFactory().get('/livez')).status_code == 200\nassert middleware(RequestFactory().get('/readyz', HTTP_HOST='10.0.0.1')).status_code == 200\nassert middleware(RequestFactory().get('/else')) is None",
    "dp-logger-structlog": "log.info('started', port=8000)",
  };
  const environment = {
    ...{
      DATABASE_URL: "postgres://app@db/app",
      SESSION_SECRET: "secret".repeat(8),
      SECRET_KEY: "a",
      ALLOWED_HOSTS: "a.example.com",
      PORT: "",
    },
  };

  it("runs with the libraries", { timeout: 10 * minutes }, () => {
    need("python3", ["python3", "python3-venv"]);
    const files = write("python", ".py", (prefix, text, i) => [
      `${prefix.replaceAll("-", "_")}_${i}`,
      `${before[prefix] ?? ""}${text}\n${after[prefix] ?? ""}\n`,
    ]);
    const here = join(folder, "python");
    const python = join(here, "venv/bin/python");
    if (!existsSync(python)) expect(failure("python3", ["-m", "venv", join(here, "venv")], here)).toBe("");
    expect(failure(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages], here)).toBe("");
    for (const file of files) {
      expect(failure(python, ["-W", "error::SyntaxWarning", file], here, file.includes("gunicorn") ? { PORT: "8000" } : environment)).toBe(
        "",
      );
    }
  });
});

describe("Go", () => {
  const imports = [
    ...["context", "io", "log/slog", "net/http", "os", "os/signal", "strings", "sync/atomic", "syscall", "time"],
    ...["github.com/caarlos0/env/v11", "github.com/prometheus/client_golang/prometheus"],
    ...["github.com/prometheus/client_golang/prometheus/promauto", "github.com/prometheus/client_golang/prometheus/promhttp"],
  ];
  it("is formatted, compiles and passes vet", { timeout: 10 * minutes }, () => {
    need("go", ["golang-go"]);
    const here = join(folder, "go");
    const files = write("go", ".go", (prefix, text, i) => {
      const code =
        prefix === "dp-server-timeouts"
          ? `func serve(mux http.Handler) error {\n${text.replace(/^(?=.)/gm, "\t")}\n\treturn server.ListenAndServe()\n}`
          : text;
      const used = imports.filter((path) =>
        new RegExp(
          `\\b${path
            .replace(/\/v\d+$/, "")
            .split("/")
            .at(-1)}\\.`,
        ).test(code),
      );
      const listed = `import (\n${used
        .sort()
        .map((path) => `\t"${path}"\n`)
        .join("")})\n`;
      return [`${prefix}-${i}/code`, `package code\n\n${listed}\n${code}\n`];
    });
    writeFileSync(join(here, "go.mod"), "module snippets\n\ngo 1.24\n");
    const modules = ["github.com/caarlos0/env/v11@v11.4.2", "github.com/prometheus/client_golang@v1.25.0"];
    expect(failure("go", ["get", ...modules], here)).toBe("");
    expect(failure("go", ["mod", "tidy"], here)).toBe("");
    expect(failure("go", ["vet", "./..."], here)).toBe("");
    const { stdout } = spawnSync("gofmt", ["-l", ...files], { encoding: "utf8" });
    expect(stdout).toBe("");
  });
});

describe("Bash", () => {
  it("parses, and ShellCheck finds nothing", { timeout: 5 * minutes }, () => {
    need("shellcheck", ["shellcheck"]);
    for (const file of write("shellscript", ".sh", (prefix, text, i) => [
      `${prefix}-${i}`,
      `${text.startsWith("#!") ? "" : "#!/usr/bin/env bash\nset -euo pipefail\n"}${text}\n`,
    ])) {
      expect(failure("bash", ["-n", file], root)).toBe("");
      expect(failure("shellcheck", [file], root)).toBe("");
    }
  });
});
