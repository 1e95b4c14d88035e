import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { type NodeFramework, type NodeLanguage, nodeFrameworks, nodeLanguages, program } from "./node-programs.ts";
import { combinations, expectLawful, render, textOf, withGenerated } from "./support.ts";

const database = "export const pool = new Pool();\nexport const redis = new Redis();\n";

describe.each(nodeFrameworks)("health endpoints for %s", (framework: NodeFramework) => {
  const languages = framework === "nestjs" ? nodeLanguages.filter((name) => name.startsWith("ts")) : nodeLanguages;

  it.each(languages)("in %s keep the laws, with and without checks and details", (language: NodeLanguage) => {
    for (const answers of combinations({
      services: ["", "postgres,redis"],
      checks: ["", "postgres"],
      details: ["token", "none"],
    })) {
      const files = {
        ...program(framework, language, ["pg", "ioredis"]),
        [`src/db.${language.startsWith("ts") ? "ts" : "js"}`]:
          language === "cjs" && framework !== "next" ? database.replaceAll("export const ", "exports.") : database,
      };
      const { files: written, notes } = expectLawful("health", files, answers);
      for (const { path, text } of written) {
        const isScript = language === "cjs" && framework !== "next";
        // Both take what is written as they would run it; a script has neither `import` nor `await` of its own.
        if (path.endsWith(".js"))
          transformSync(text, { loader: "js", ...(isScript ? { format: "cjs", supported: { "top-level-await": false } } : {}) });
        else transformSync(text, { loader: "ts", tsconfigRaw: { compilerOptions: { experimentalDecorators: true } } });
      }
      const all = written.map(({ text }) => text).join("");
      expect(written.every(({ action }) => action === "create")).toBe(true);
      expect(all.includes("HEALTH_TOKEN")).toBe(answers.details === "token");
      expect(all.includes("SELECT 1")).toBe(answers.checks !== "" || (answers.details === "token" && answers.services !== ""));
      expect(all.includes(".ping()")).toBe(answers.details === "token" && answers.services !== "");
      expect(/\brequire\(|module\.exports/.test(all)).toBe(language === "cjs" && framework !== "next");
      if (!language.startsWith("ts") && framework !== "nestjs") expect(all).not.toMatch(/\binterface\b|import type|: string|: void/);
      for (const note of notes) expect(note).toMatch(/^[A-Z`].*[.\w`]$/);
    }
  });
});

const typescript = (name: NodeFramework) => program(name, "ts", ["pg"]);

describe("what is written", () => {
  it("says which lines to add, and where", () => {
    const { notes } = render("health", typescript("express"), { checks: "postgres", services: "postgres" });
    expect(notes).toEqual([
      "Behind `src/index.ts:3`, add `app.use(health({ postgres: pool }));` before any other middleware.",
      "At `src/index.ts:7`, write `const server = app.listen(`, and add `manageLifecycle(server, () => pool.end());` behind it.",
      "Import what these lines need from `./health.js` and `./lifecycle.js` in `src`.",
      "`/health/details` is there only where `HEALTH_TOKEN` is set; monitoring sends it as `Authorization: Bearer`.",
    ]);
  });

  it("takes the paths that were answered", () => {
    const text = textOf(render("health", typescript("express"), { livenessPath: "/alive", readinessPath: "/ready" }), "src/health.ts");
    expect(text).toContain('router.get("/alive"');
    expect(text).toContain('router.get("/ready"');
    expect(text).not.toContain("/livez");
  });

  it("leaves an endpoint that is there already alone", () => {
    const files = {
      ...typescript("express"),
      "src/index.ts": 'import express from "express";\nconst app = express();\napp.get("/health", ok);\napp.listen(3000);\n',
    };
    const result = render("health", files);
    expect(textOf(result, "src/health.ts")).toContain('router.get("/livez"');
    expect(result.notes.join(" ")).toContain("`/health` (`src/index.ts:3`) stays");
  });

  it("drains nothing where nobody has to be waited for", () => {
    const text = textOf(render("health", typescript("express"), { drainSeconds: 0 }), "src/lifecycle.ts");
    expect(text).not.toMatch(/drain|sleep|signal:/);
  });

  it("says where Fastify listens on the loopback address alone", () => {
    const notes = (options: string) => {
      const files = { ...typescript("fastify"), "src/index.ts": `const app = fastify();\napp.listen(${options});\n` };
      return render("health", files).notes.join(" ");
    };
    expect(notes("{ port: 3000 }")).toContain('At `src/index.ts:2`, give `host: "0.0.0.0"`');
    expect(notes("{\n  port: 3000,\n  host,\n}")).not.toContain("0.0.0.0");
    expect(notes("options")).not.toContain("0.0.0.0");
  });

  it("fits the drain into the time that a shutdown may take", () => {
    const text = textOf(render("health", typescript("fastify"), { drainSeconds: 30, shutdownSeconds: 20 }), "src/lifecycle.ts");
    expect(text).toContain("drainMilliseconds = 10_000;");
    expect(text).toContain("deadlineMilliseconds = 20_000;");
  });

  it("imports as the project's sources do", () => {
    const lifecycle = (language: NodeLanguage) =>
      textOf(render("health", program("express", language)), `src/lifecycle.${language.startsWith("ts") ? "ts" : "js"}`);
    expect(lifecycle("ts")).toContain('from "./health.js";');
    expect(lifecycle("ts-bundler")).toContain('from "./health";');
    expect(lifecycle("esm")).toContain('from "./health.js";');
    expect(lifecycle("cjs")).toContain('require("./health.js");');
    const written = { ...program("express", "ts"), "src/other.ts": 'import { a } from "./a.ts";\n' };
    expect(textOf(render("health", written), "src/lifecycle.ts")).toContain('from "./health.ts";');
  });

  it.each([
    ["postgres", "@prisma/client", "postgres.$queryRaw`SELECT 1`"],
    ["postgres", "postgres", "postgres`SELECT 1`"],
    ["postgres", "knex", 'postgres.raw("SELECT 1")'],
    ["mysql", "mysql2", 'from "mysql2/promise"'],
    ["mongodb", "mongoose", "mongodb.getClient().db().command({ ping: 1 })"],
    ["redis", "redis", "redis.ping()"],
    ["rabbitmq", "amqplib", "rabbitmq.createChannel()"],
    ["mysql", "tedious", "mysql: { query(text: string): Promise<unknown> };"],
  ])("asks %s through %s", (service, library, expected) => {
    const result = expectLawful("health", program("express", "ts", [library]), { checks: service, services: service });
    expect(textOf(result, "src/health.ts")).toContain(expected);
  });

  it("asks through the clients that a Next.js project exports, and tells of those that it does not", () => {
    const files = { ...program("next", "ts", ["pg", "ioredis"]), "src/server/db.ts": "export const pool = new Pool();\n" };
    const result = expectLawful("health", files, { checks: "postgres,redis", services: "postgres,redis" });
    expect(textOf(result, "src/lib/readiness.ts")).toContain('import { pool } from "../server/db";');
    expect(textOf(result, "src/app/readyz/route.ts")).toContain('import { report } from "../../lib/readiness";');
    expect(result.notes[0]).toMatch(/^`redis` is not asked/);
  });

  it("keeps the endpoints of Nest out of the prefix", () => {
    const { notes } = render("health", program("nestjs", "ts"), { services: "" });
    expect(notes.join(" ")).toContain('`setGlobalPrefix("api", { exclude: ["livez", "readyz", "health/details"] })`');
  });

  it("leaves files alone that are none of its own", () => {
    const files = { ...program("express", "ts"), "src/health.ts": "export const isHealthy = true;\n", "src/lifecycle.ts": "export {};\n" };
    const result = render("health", files);
    expect(result.files.map(({ path, action }) => `${path} ${action}`)).toEqual([
      "src/health-endpoints.ts create",
      "src/server-lifecycle.ts create",
    ]);
    expect(textOf(result, "src/server-lifecycle.ts")).toContain('from "./health-endpoints.js";');
    const own = withGenerated(program("express", "ts"), render("health", program("express", "ts")));
    expect(render("health", own).files.map(({ action }) => action)).toEqual(["unchanged", "unchanged"]);
  });

  it("is written for the Terminus that the project has", () => {
    const manifest = (range: string) => ({
      ...program("nestjs", "ts"),
      "package.json": JSON.stringify({ dependencies: { "@nestjs/core": "*", "@nestjs/terminus": range } }),
    });
    const controller = (range: string) =>
      textOf(render("health", manifest(range), { services: "postgres,redis", checks: "postgres" }), "src/health/health.controller.ts");
    expect(controller("^12.1.0")).toContain(".attempt(");
    expect(controller("^12.1.0")).toContain('"redis", false');
    expect(controller("^11.0.0")).not.toContain(".attempt(");
    expect(controller("^11.0.0")).not.toContain("redis");
  });

  it("writes nothing for what answers no requests, and for platforms that keep their own processes", () => {
    const worker = { "package.json": '{ "dependencies": { "bullmq": "5" }, "scripts": { "start": "node worker.js" } }', "worker.js": "" };
    expect(() => render("health", worker)).toThrow("answers no requests");
    const edge = { ...program("hono", "ts"), "package.json": '{ "dependencies": { "hono": "4" } }' };
    expect(() => render("health", edge, { framework: "hono", port: 3000 })).toThrow("@hono/node-server");
  });

  it("leaves frameworks alone that bring their own, or that it does not know", () => {
    const problem = (framework: string, ecosystem: string) => () => render("health", typescript("express"), { framework, ecosystem });
    expect(problem("spring-boot", "java")).toThrow("spring-boot-starter-actuator");
    expect(problem("rails", "ruby")).toThrow("/up");
    expect(problem("laravel", "php")).toThrow("/up");
    expect(problem("aspnetcore", "dotnet")).toThrow("MapHealthChecks");
    expect(problem("axum", "rust")).toThrow("no template of health endpoints for `axum`");
    expect(problem("none", "static")).toThrow("a site of mere files");
  });
});
