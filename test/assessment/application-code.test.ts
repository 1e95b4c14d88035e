// Items of the application that are judged by its code: errors, logs, shutdown, calls of others, traces.
import { describe, expect, test } from "vitest";
import { tell } from "./support.ts";

const node = (dependencies: Record<string, string>, files: Record<string, string>) => ({
  "package.json": JSON.stringify({ name: "shop", scripts: { start: "node src/app.js" }, dependencies }, null, 1),
  ...files,
});
const go = (text: string) => ({ "go.mod": "module example.com/shop\n\ngo 1.27\n", "main.go": text });
const python = (dependencies: string, files: Record<string, string>) => ({
  "pyproject.toml": `[project]\nname = "shop"\nversion = "1"\ndependencies = [${dependencies}]\n`,
  ...files,
});
const java = (files: Record<string, string>, version = "3.5.0", dependencies = "") => ({
  "pom.xml": `<project>
  <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>${version}</version></parent>
  <groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>${dependencies}
  </dependencies>
  <build><plugins><plugin><groupId>org.springframework.boot</groupId><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build>
</project>\n`,
  ...files,
});
const ginApp = (body: string) =>
  go(`package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

func main() {
${body}
}
`);

describe("errors at the edges", () => {
  const id = "application.error-handling";
  const express = (body: string) =>
    node({ express: "^5.0.0" }, { "src/app.js": `import express from "express";\nconst app = express();\n${body}\napp.listen(3000);\n` });
  test.each([
    [
      "Express: middleware with four parameters",
      express("app.use((error, request, response, next) => response.sendStatus(500));"),
      "met src/app.js:3",
    ],
    [
      "Express: a function of its own",
      express("function failed(err, req, res, _next) { res.sendStatus(500) }\napp.use(failed);"),
      "met src/app.js:4",
    ],
    [
      "Express: a function of another file",
      { ...express("app.use(errors.failed);"), "src/errors.js": "export const failed = (err, req, res, next) => {\n  res.end();\n};\n" },
      "met src/app.js:3",
    ],
    [
      "the same name elsewhere",
      node({ "vscode-jsonrpc": "8" }, { "src/app.js": "connection.onError(failed);\nparser.setErrorHandler(failed);\n" }),
      "open",
    ],
    ["Express: middleware for requests is none", express("app.use((request, response, next) => next());"), "open"],
    [
      "Express: an error tracker",
      node(
        { express: "5.0.0", "@sentry/node": "10" },
        { "src/app.js": 'import * as Sentry from "@sentry/node";\nSentry.init({ dsn: process.env.DSN });\n' },
      ),
      "likely src/app.js:2 package.json:8",
    ],
    [
      "what is thrown is thrown away",
      express('process.on("uncaughtException", () => {});\napp.use((e, q, s, n) => s.end());'),
      "open !src/app.js:3 src/app.js:4",
    ],
    [
      "a catch that does nothing",
      express("app.use((e, q, s, n) => s.end());\ntry { f() } catch (error) {}"),
      "likely src/app.js:3 !src/app.js:4",
    ],
    [
      "one that says why",
      express("app.use((e, q, s, n) => s.end());\ntry { f() } catch { /* the cache is optional */ }"),
      "met src/app.js:3",
    ],
    [
      "Fastify by itself",
      node({ fastify: "^5.0.0" }, { "src/app.js": 'import fastify from "fastify";\nfastify().listen({ port: 3000 });\n' }),
      "likely package.json:7",
    ],
    [
      "FastAPI",
      python('"fastapi"', {
        "main.py":
          "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.exception_handler(Exception)\nasync def failed(request, error):\n    return 1\n",
      }),
      "met main.py:6",
    ],
    [
      "Python: all is caught, nothing done",
      python('"fastapi"', { "main.py": "from fastapi import FastAPI\n\napp = FastAPI()\ntry:\n    f()\nexcept Exception:\n    pass\n" }),
      "likely pyproject.toml:4 !main.py:6",
    ],
    ["Gin with recovery", ginApp("\tr := gin.Default()\n\tr.Run()"), "met main.go:10"],
    ["Go: net/http recovers by itself", ginApp('\tr := gin.New()\n\thttp.ListenAndServe(":80", r)'), "likely main.go:11"],
    [
      "Spring's advice",
      java({ "src/main/java/shop/Errors.java": "package shop;\n\n@RestControllerAdvice\npublic class Errors {}\n" }),
      "met src/main/java/shop/Errors.java:3",
    ],
    [
      "FastAPI: one kind of errors",
      python('"fastapi"', {
        "main.py":
          "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.exception_handler(NotPaid)\nasync def failed(request, error):\n    return 1\n",
      }),
      "likely main.py:6",
    ],
    ["nothing to be seen", { Dockerfile: "FROM scratch\n" }, "manual"],
  ] as const)("%s", (_, files, expected) => expect(tell(id, files)).toBe(expected));
});

describe("structured logs", () => {
  const id = "application.structured-logs";
  const app = (text: string) => node({ express: "5" }, { "src/app.js": text });
  test.each([
    [
      "pino with redaction",
      app('import pino from "pino";\nexport const log = pino({ redact: ["req.headers.authorization"] });\n'),
      "met src/app.js:2",
    ],
    [
      "pino with settings of its own",
      app('import pino from "pino";\nconst options = {\n  redact: ["password"],\n};\nexport const log = pino(options);\n'),
      "met src/app.js:5",
    ],
    ["pino without", app('import pino from "pino";\nexport const log = pino();\n'), "likely src/app.js:2"],
    [
      "Fastify's logger",
      node({ fastify: "5" }, { "src/app.js": 'import Fastify from "fastify";\nconst app = Fastify({ logger: true });\n' }),
      "likely src/app.js:2",
    ],
    [
      "Fastify's logger is off",
      node({ fastify: "5" }, { "src/app.js": 'import Fastify from "fastify";\nconst app = Fastify({ logger: false });\n' }),
      "open",
    ],
    [
      "winston for eyes",
      app('import winston from "winston";\nconst log = winston.createLogger({ format: winston.format.simple() });\n'),
      "open",
    ],
    [
      "winston for machines",
      app('import winston from "winston";\nconst log = winston.createLogger({ format: winston.format.json() });\n'),
      "likely src/app.js:2",
    ],
    ["a dependency alone", node({ winston: "3" }, { "src/app.js": "start();\n" }), "likely package.json:7"],
    [
      "what users send is logged",
      app('import pino from "pino";\nconst logger = pino({ redact: ["a"] });\nlogger.info("got", req.body);\n'),
      "open !src/app.js:3 src/app.js:2",
    ],
    ["a password is logged", app("console.log({ user, password });\n"), "open !src/app.js:1"],
    ["a word about passwords is none", app('console.log("password changed", { passwordChanged: true }, hash(password));\n'), "open"],
    [
      "lines of text",
      app(Array.from({ length: 6 }, (_, i) => `console.log("${i}");\n`).join("")),
      "open !src/app.js:1 !src/app.js:2 !src/app.js:3",
    ],
    [
      "Go: slog for machines, with what to replace",
      go(
        'package main\n\nimport (\n\t"log/slog"\n\t"os"\n)\n\nfunc main() {\n\tslog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: hide}))\n}\n',
      ),
      "met main.go:9",
    ],
    ["Go: slog for eyes", go('package main\n\nimport "log/slog"\n\nfunc main() {\n\tslog.New(slog.NewTextHandler(nil, nil))\n}\n'), "open"],
    [
      "Python: structlog",
      python('"structlog"', {
        "log.py": "import structlog\n\nstructlog.configure(processors=[redact, structlog.processors.JSONRenderer()])\n",
      }),
      "met log.py:3",
    ],
    [
      "Python: a formatter of logging",
      python('"flask", "python-json-logger"', {
        "log.py": 'LOGGING = {"formatters": {"json": {"()": "pythonjsonlogger.json.JsonFormatter"}}}\n',
      }),
      "likely log.py:1",
    ],
    [
      "Spring's setting",
      java({ "src/main/resources/application.properties": "server.port=8080\nlogging.structured.format.console=ecs\n" }),
      "likely src/main/resources/application.properties:2",
    ],
    [
      "Logback's encoder",
      java({
        "src/main/resources/logback-spring.xml":
          '<configuration>\n <encoder class="net.logstash.logback.encoder.LogstashEncoder"/>\n</configuration>\n',
      }),
      "likely src/main/resources/logback-spring.xml:2",
    ],
  ] as const)("%s", (_, files, expected) => expect(tell(id, files)).toBe(expected));
});

describe("graceful shutdown", () => {
  const id = "application.graceful-shutdown";
  const image = (cmd: string) => `FROM node:24-slim\nWORKDIR /app\nCOPY . .\nUSER node\n${cmd}\n`;
  const app = (text: string, cmd = 'CMD ["node", "src/app.js"]') => node({ express: "5" }, { "src/app.js": text, Dockerfile: image(cmd) });
  const closing = 'process.on("SIGTERM", () => { server.close(() => process.exit(0)); });\n';
  const pod = (more: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: { app: shop }
  template:
    metadata:
      labels: { app: shop }
    spec:
${more}
      containers:
        - name: shop
          image: ghcr.io/acme/shop:1
          lifecycle:
            preStop:
              sleep:
                seconds: 5
`;
  test.each([
    ["a handler that closes", app(closing), "met src/app.js:1"],
    [
      "one for each of several signals",
      app('for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop());\n'),
      "met src/app.js:1",
    ],
    ["one in a file that nobody imports", { ...app("app.listen(3000);\n"), "src/closing.js": closing }, "open src/closing.js:1"],
    [
      "one in the file that the manifest starts",
      {
        "package.json": JSON.stringify({ name: "shop", scripts: { start: "node src/shop.js" }, dependencies: { express: "5" } }),
        "src/shop.js": closing,
        "src/other.js": "f();\n",
      },
      "met src/shop.js:1",
    ],
    [
      "one in a file of a file",
      { ...app('import "./b.js";\n'), "src/b.js": 'import { a } from "./closing.js";\n', "src/closing.js": closing },
      "met src/closing.js:1",
    ],
    ["one that ends at once", app('process.on("SIGTERM", () => process.exit(0));\n'), "open !src/app.js:1"],
    ["none", app("app.listen(3000);\n"), "open"],
    ["a shell between", app(closing, "CMD node src/app.js"), "open !Dockerfile:5 src/app.js:1"],
    ["a launcher between", app(closing, 'CMD ["npm", "start"]'), "likely src/app.js:1"],
    [
      "a script that keeps its place",
      { ...app(closing, 'ENTRYPOINT ["/app/start.sh"]'), "start.sh": "#!/bin/sh\nnode src/app.js\n" },
      "likely src/app.js:1",
    ],
    [
      "a script that hands over",
      { ...app(closing, 'ENTRYPOINT ["/app/start.sh"]'), "start.sh": "#!/bin/sh\nexec node src/app.js\n" },
      "met src/app.js:1",
    ],
    [
      "Nest's hooks",
      node(
        { "@nestjs/core": "11" },
        {
          "src/main.ts":
            'import { NestFactory } from "@nestjs/core";\nconst app = await NestFactory.create(M);\napp.enableShutdownHooks();\n',
        },
      ),
      "met src/main.ts:3",
    ],
    [
      "a library that is called",
      node(
        { fastify: "5", "close-with-grace": "2" },
        { "src/app.js": 'import closeWithGrace from "close-with-grace";\ncloseWithGrace({ delay: 10000 }, () => app.close());\n' },
      ),
      "met src/app.js:2",
    ],
    [
      "gunicorn",
      python('"flask", "gunicorn"', {
        "app.py": "from flask import Flask\n\napp = Flask(__name__)\n",
        Dockerfile: 'FROM python:3.14-slim\nCMD ["gunicorn", "app:app"]\n',
      }),
      "met Dockerfile:2",
    ],
    [
      "uvicorn by uv",
      python('"fastapi", "uvicorn"', {
        "app.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
        Dockerfile: 'FROM python:3.14-slim\nCMD ["uv", "run", "uvicorn", "app:app"]\n',
      }),
      "met Dockerfile:2",
    ],
    [
      "a server of Python among the dependencies alone",
      python('"fastapi", "uvicorn"', { "app.py": "from fastapi import FastAPI\n\napp = FastAPI()\n" }),
      "likely pyproject.toml:4",
    ],
    [
      "Go: nobody can shut it down",
      go('package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n'),
      "open !main.go:6",
    ],
    [
      "Go: signals and Shutdown",
      go(
        'package main\n\nimport (\n\t"net/http"\n\t"os/signal"\n\t"syscall"\n)\n\nfunc main() {\n\tctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)\n\tserver.Shutdown(ctx)\n}\n',
      ),
      "met main.go:10",
    ],
    [
      "Go: for the keyboard alone",
      go(
        'package main\n\nimport (\n\t"net/http"\n\t"os"\n\t"os/signal"\n)\n\nfunc main() {\n\tsignal.Notify(c, os.Interrupt)\n\thttp.ListenAndServe(":80", nil)\n}\n',
      ),
      "open",
    ],
    ["Spring Boot by default", java({}), "met pom.xml:2"],
    ["Spring Boot before that", java({ "src/main/java/shop/App.java": "package shop;\n\nclass App {}\n" }, "3.3.1"), "open"],
    [
      "told to",
      java({ "src/main/resources/application.yml": "server:\n  shutdown: graceful\n" }, "3.3.1"),
      "met src/main/resources/application.yml:2",
    ],
    [
      "told not to",
      java({ "src/main/resources/application.yml": "server:\n  shutdown: immediate\n" }),
      "open !src/main/resources/application.yml:2 pom.xml:2",
    ],
    [
      ".NET's host",
      {
        "Shop.csproj":
          '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>\n',
        "Program.cs": "var builder = WebApplication.CreateBuilder(args);\n",
      },
      "met Program.cs:1",
    ],
    [
      "a hook, and no time for it",
      { ...app(closing), "k8s/shop.yaml": pod("      terminationGracePeriodSeconds: 5") },
      "open !k8s/shop.yaml:19 src/app.js:1",
    ],
    [
      "a hook with time",
      { ...app(closing), "k8s/shop.yaml": pod("      terminationGracePeriodSeconds: 30") },
      "met src/app.js:1 k8s/shop.yaml:18",
    ],
    [
      "a site of files",
      {
        "package.json": '{ "name": "site", "scripts": { "build": "vite build" }, "devDependencies": { "vite": "7" } }',
        "index.html": "<html></html>",
      },
      "not-applicable",
    ],
    ["nothing to be seen", { Dockerfile: 'FROM scratch\nCMD ["/server"]\n' }, "manual"],
  ] as const)("%s", (_, files, expected) => expect(tell(id, files)).toBe(expected));
});

describe("time-outs", () => {
  const id = "application.outbound-timeouts";
  const app = (text: string, dependencies: Record<string, string> = { axios: "1" }) =>
    node({ express: "5", ...dependencies }, { "src/app.js": text });
  test.each([
    [
      "axios with one",
      app('import axios from "axios";\nexport const api = axios.create({ baseURL: url, timeout: 2000 });\n'),
      "met src/app.js:2",
    ],
    ["axios without", app('import axios from "axios";\nawait axios.get(`${url}/prices`);\n'), "open !src/app.js:2"],
    [
      "settings that stand elsewhere",
      app('import axios from "axios";\nexport const api = axios.create(options);\n'),
      "open package.json:8",
    ],
    ["one for all", app('import axios from "axios";\naxios.defaults.timeout = 2000;\nawait axios.get(url);\n'), "met src/app.js:2"],
    ["fetch with a signal", app("await fetch(url, { signal: AbortSignal.timeout(2000) });\n", {}), "met src/app.js:1"],
    ["fetch without", app("await fetch(url, { method: 'POST' });\n", {}), "open src/app.js:1"],
    ["a method of that name is another", app('import axios from "./axios.js";\nawait axios.get(url);\n', {}), "not-applicable"],
    [
      "a circuit breaker",
      app('import CircuitBreaker from "opossum";\nnew CircuitBreaker(call, { timeout: 3000 });\n', { opossum: "9" }),
      "likely src/app.js:2 package.json:8",
    ],
    ["requests without", python('"flask", "requests"', { "app.py": "import requests\n\nrequests.get(url, params=p)\n" }), "open !app.py:3"],
    [
      "requests with",
      python('"flask", "requests"', { "app.py": "import requests\n\nrequests.get(url, timeout=(3, 10))\n" }),
      "met app.py:3",
    ],
    [
      "requests with what is handed on",
      python('"flask", "requests"', { "app.py": "import requests\n\nrequests.request(*args, **kwargs)\n" }),
      "met app.py:3",
    ],
    ["httpx has one of its own", python('"fastapi", "httpx"', { "app.py": "import httpx\n\nhttpx.get(url)\n" }), "likely pyproject.toml:4"],
    [
      "Go's default client",
      go('package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.Get("https://example.com")\n}\n'),
      "open !main.go:6",
    ],
    [
      "a client of its own",
      go('package main\n\nimport "net/http"\n\nvar client = &http.Client{Timeout: 3 * time.Second}\n'),
      "met main.go:5",
    ],
    [
      "Spring's setting",
      java({ "src/main/resources/application.properties": "spring.http.client.read-timeout=2s\n" }),
      "met src/main/resources/application.properties:1",
    ],
    [
      "Resilience4j",
      java({
        "src/main/java/shop/Prices.java":
          'package shop;\n\nclass Prices {\n  @CircuitBreaker(name = "prices")\n  Price of(String id) { return null; }\n}\n',
      }),
      "likely src/main/java/shop/Prices.java:4",
    ],
    ["nobody is called", app("app.listen(3000);\n", {}), "not-applicable"],
    ["nobody but a database", app("app.listen(3000);\n", { pg: "8" }), "manual package.json:8"],
  ] as const)("%s", (_, files, expected) => expect(tell(id, files)).toBe(expected));
});

describe("traces", () => {
  const id = "application.tracing";
  const app = (text: string, dependencies: Record<string, string> = {}, more: Record<string, string> = {}) => ({
    ...node({ express: "5", ...dependencies }, { "src/app.js": text }),
    ...more,
  });
  test.each([
    [
      "the SDK is started",
      app('import { NodeSDK } from "@opentelemetry/sdk-node";\nnew NodeSDK({}).start();\n', { "@opentelemetry/sdk-node": "0.2" }),
      "met src/app.js:2",
    ],
    ["a dependency alone", app("start();\n", { "@opentelemetry/sdk-node": "0.2" }), "likely package.json:8"],
    ["Sentry without traces", app('import * as Sentry from "@sentry/node";\nSentry.init({ dsn });\n'), "open"],
    ["Sentry with", app('import * as Sentry from "@sentry/node";\nSentry.init({ dsn, tracesSampleRate: 0.1 });\n'), "met src/app.js:2"],
    [
      "an agent in the command",
      python('"flask"', {
        "app.py": "import flask\n",
        Dockerfile: 'FROM python:3.14-slim\nCMD ["opentelemetry-instrument", "gunicorn", "app:app"]\n',
      }),
      "met Dockerfile:2",
    ],
    [
      "an agent in the environment",
      java({
        Dockerfile:
          'FROM eclipse-temurin:25-jre\nENV JAVA_TOOL_OPTIONS="-javaagent:/app/opentelemetry-javaagent.jar"\nCMD ["java", "-jar", "app.jar"]\n',
      }),
      "met Dockerfile:2",
    ],
    [
      "another agent",
      java({
        Dockerfile: 'FROM eclipse-temurin:25-jre\nENV JAVA_TOOL_OPTIONS="-javaagent:/app/jacoco.jar"\nCMD ["java", "-jar", "app.jar"]\n',
      }),
      "manual",
    ],
    [
      "by the class path",
      java(
        {},
        "3.5.0",
        "\n    <dependency><groupId>io.micrometer</groupId><artifactId>micrometer-tracing-bridge-otel</artifactId></dependency>",
      ),
      "met pom.xml:6",
    ],
    [
      "Go: a provider is set",
      go('package main\n\nimport "go.opentelemetry.io/otel"\n\nfunc main() {\n\totel.SetTracerProvider(tp)\n}\n'),
      "met main.go:6",
    ],
    ["an id of requests", app('app.use((req, res, next) => { res.set("X-Request-Id", id()); next(); });\n'), "likely src/app.js:1"],
    [
      "where traces go",
      app(
        "start();\n",
        {},
        { Dockerfile: 'FROM node:24\nENV OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318\nCMD ["node", "src/app.js"]\n' },
      ),
      "likely Dockerfile:2",
    ],
    ["nothing", app("start();\n"), "open"],
  ] as const)("%s", (_, files, expected) => expect(tell(id, files)).toBe(expected));

  test("an operator injects an agent", () => {
    const files = {
      ...node({ express: "5" }, { "src/app.js": "start();\n" }),
      "k8s/shop.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: { app: shop }
  template:
    metadata:
      labels: { app: shop }
      annotations:
        instrumentation.opentelemetry.io/inject-nodejs: "true"
    spec:
      containers:
        - name: shop
          image: ghcr.io/acme/shop:1
`,
    };
    expect(tell(id, files)).toBe("met k8s/shop.yaml:12");
  });
});
