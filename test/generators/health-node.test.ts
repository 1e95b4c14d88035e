import { describe, expect, it } from "vitest";
import { type NodeFramework, type NodeLanguage, nodeFrameworks, nodeLanguages, program } from "./node-programs.ts";
import { combinations, expectLawful, render, textOf } from "./support.ts";

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
