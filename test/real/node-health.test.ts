// What is generated for Node is laid into a program, compiled, started, asked while its database comes and goes, and stopped under load.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type NodeFramework, type NodeLanguage, program } from "../generators/node-programs.ts";
import { type Files, render, withGenerated } from "../generators/support.ts";
import { installPackages, lay, root, run } from "./node-packages.ts";

const minutes = 60_000;
const drainSeconds = 2;
const shutdownSeconds = 8;
const secret = "kr7Qz2vW9xT4mB8nL1pD6sF3hJ5gY0cA";
const token = "m4Xq8Zt2Kv6Rn1Wp";

/** A pool whose database is up, down, or says nothing. */
const pool = `let mode = "up";
export const setMode = (wanted: string) => {
  mode = wanted;
};
export const pool = {
  async query() {
    if (mode === "hang") await new Promise(() => {});
    if (mode === "down") throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.5:5432"), { code: "ECONNREFUSED" });
  },
  async end() {
    console.log("pool closed");
  },
} as unknown as import("pg").Pool & { end(): Promise<void> };
`;

const imports = `import { setTimeout as sleep } from "node:timers/promises";
import { env } from "./env.js";
import { health } from "./health.js";
import { manageLifecycle } from "./lifecycle.js";
import { pool, setMode } from "./pool.js";
`;

/** Programs as they are once the lines of the notes have been added. \`START_DELAY\` is what start-up takes after the server listens. */
const adopted: Readonly<Record<NodeFramework, string>> = {
  express: `import express from "express";
${imports}
const app = express();
app.use(health({ postgres: pool }));
app.get("/slow", async (_request, response) => {
  await sleep(800);
  response.send("done");
});
app.get("/mode/:mode", (request, response) => {
  setMode(request.params.mode);
  response.send("set");
});
const server = app.listen(env.PORT, "127.0.0.1");
await sleep(env.START_DELAY);
manageLifecycle(server, () => pool.end());
`,
  fastify: `import fastify from "fastify";
${imports}
const app = fastify();
app.register(health, { postgres: pool });
app.get("/slow", async () => {
  await sleep(800);
  return "done";
});
app.get<{ Params: { mode: string } }>("/mode/:mode", async (request) => {
  setMode(request.params.mode);
  return "set";
});
app.addHook("onClose", () => pool.end());
await app.listen({ port: env.PORT, host: "127.0.0.1" });
await sleep(env.START_DELAY);
manageLifecycle(app);
`,
  hono: `import { serve } from "@hono/node-server";
import { Hono } from "hono";
${imports}
const app = new Hono();
app.route("/", health({ postgres: pool }));
app.get("/slow", async (context) => {
  await sleep(800);
  return context.text("done");
});
app.get("/mode/:mode", (context) => {
  setMode(context.req.param("mode"));
  return context.text("set");
});
const server = serve({ fetch: app.fetch, port: env.PORT, hostname: "127.0.0.1" });
await sleep(env.START_DELAY);
manageLifecycle(server, () => pool.end());
`,
  koa: `import Koa from "koa";
${imports}
const app = new Koa();
app.use(health({ postgres: pool }));
app.use(async (context) => {
  if (context.path === "/slow") await sleep(800);
  else if (context.path.startsWith("/mode/")) setMode(context.path.slice(6));
  else return;
  context.body = context.path === "/slow" ? "done" : "set";
});
const server = app.listen(env.PORT, "127.0.0.1");
await sleep(env.START_DELAY);
manageLifecycle(server, () => pool.end());
`,
  none: `import { createServer } from "node:http";
${imports.replace("{ health }", "{ withHealth }")}
const server = createServer(
  withHealth(
    async (request, response) => {
      if (request.url === "/slow") await sleep(800);
      if (request.url?.startsWith("/mode/")) setMode(request.url.slice(6));
      response.end(request.url === "/slow" ? "done" : "set");
    },
    { postgres: pool },
  ),
);
server.listen(env.PORT, "127.0.0.1");
await sleep(env.START_DELAY);
manageLifecycle(server, () => pool.end());
`,
  nestjs: "",
  next: "",
};

const nest: Files = {
  "src/app.module.ts": `import { Controller, Get, Module, type OnApplicationShutdown, Param } from "@nestjs/common";
import { ConfigModule } from "@nestjs/config";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEnv } from "./env.schema.js";
import { HealthModule } from "./health/health.module.js";
import { pool, setMode } from "./pool.js";

@Controller()
class AppController implements OnApplicationShutdown {
  @Get("slow")
  async slow() {
    await sleep(800);
    return "done";
  }
  @Get("mode/:mode")
  mode(@Param("mode") mode: string) {
    setMode(mode);
    return "set";
  }
  async onApplicationShutdown() {
    await pool.end();
  }
}

@Module({
  imports: [ConfigModule.forRoot({ isGlobal: true, validate: parseEnv }), HealthModule.registerAsync({ useFactory: () => ({ postgres: pool }) })],
  controllers: [AppController],
})
export class AppModule {}
`,
  "src/main.ts": `import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module.js";

const app = await NestFactory.create(AppModule);
app.setGlobalPrefix("api", { exclude: ["livez", "readyz", "health/details", "slow", "mode/:mode"] });
app.enableShutdownHooks([], { useProcessExit: true });
await app.listen(Number(process.env.PORT), "127.0.0.1");
`,
};

/** What the code reads, so that the schema knows it. */
const settings = `export const delay = Number(process.env.START_DELAY ?? 0);
export const secret = process.env.SESSION_SECRET;
`;

/** Lays the program with what is generated for it, compiles it where it has to be, and gives its folder and entry. */
function prepare(framework: NodeFramework, language: NodeLanguage): { folder: string; entry: string } {
  const isTypeScript = language === "ts";
  const ending = isTypeScript ? "ts" : "js";
  const { [`src/settings.${ending}`]: _, ...own } = program(framework, language, ["pg"]);
  const before = { ...own, [`src/settings.${ending}`]: plain(settings, language) };
  const answers = { services: "postgres", checks: "postgres", drainSeconds, shutdownSeconds, folder: "" };
  const after = withGenerated(before, render("health", before, answers), render("environment", before, answers));
  const sources = framework === "nestjs" ? nest : { [`src/index.${ending}`]: plain(adopted[framework], language) };
  const folder = lay(`run-${framework}-${language}`, {
    ...after,
    ...sources,
    [`src/pool.${ending}`]: plain(pool, language),
    "tsconfig.json": `${JSON.stringify({
      compilerOptions: {
        ...{ strict: true, skipLibCheck: true, module: "nodenext", target: "es2023", types: ["node"], rootDir: "src", outDir: "dist" },
        ...{ experimentalDecorators: true, emitDecoratorMetadata: true },
      },
      include: ["src"],
    })}\n`,
  });
  if (isTypeScript) run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], folder);
  const name = framework === "nestjs" ? "main.js" : "index.js";
  return { folder, entry: join(folder, isTypeScript ? "dist" : "src", name) };
}

/** The same program without types, and with \`require\` where that is wanted. */
function plain(text: string, language: NodeLanguage): string {
  if (language.startsWith("ts")) return text;
  const untyped = text
    .replaceAll(/ as unknown as .*;/g, ";")
    .replaceAll(": string", "")
    .replaceAll(/<\{ Params.*?\}>/g, "");
  if (language === "esm") return untyped;
  return `${untyped
    .replaceAll(/^import (\w+) from (".*");$/gm, "const $1 = require($2);")
    .replaceAll(
      /^import (\{.*\}) from (".*");$/gm,
      (_match, names: string, from: string) => `const ${names.replaceAll(" as ", ": ")} = require(${from});`,
    )
    .replaceAll(/^export const (\w+) = /gm, "const $1 = exports.$1 = ")
    .replaceAll(/^await sleep\(env\.START_DELAY\);\n([\s\S]*)$/gm, "sleep(env.START_DELAY).then(() => {\n  $1});\n")}`;
}

interface Answer {
  readonly code: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

class Running {
  readonly process: ChildProcess;
  readonly port: number;
  output = "";
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor(entry: string, folder: string, port: number, environment: Readonly<Record<string, string>>) {
    this.port = port;
    const { PATH = "" } = process.env;
    this.process = spawn(process.execPath, [entry], { cwd: folder, env: { PATH, PORT: String(port), ...environment } });
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on("data", (chunk) => (this.output += chunk));
    this.ended = once(this.process, "exit").then(([code, signal]) => ({ code, signal }));
  }

  ask(path: string, options: { method?: string; headers?: Record<string, string>; agent?: Agent } = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port: this.port, path, agent: false, timeout: 10_000, ...options }, (response) => {
        let body = "";
        response.on("data", (chunk) => (body += chunk));
        response.on("end", () => resolve({ code: response.statusCode ?? 0, body, headers: response.headers }));
      });
      sent.on("error", reject);
      sent.end();
    });
  }

  async until(path: string, code: number, seconds = 15): Promise<Answer> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(50)) {
      const answer = await this.ask(path).catch(() => undefined);
      if (answer?.code === code) return answer;
    }
    throw new Error(`${path} did not answer ${code} within ${seconds} s:\n${this.output}`);
  }
}

const started: Running[] = [];

async function start(at: { entry: string; folder: string }, environment: Readonly<Record<string, string>> = {}): Promise<Running> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  const running = new Running(at.entry, at.folder, port, { SESSION_SECRET: secret, ...environment });
  started.push(running);
  return running;
}

beforeAll(() => installPackages(), 10 * minutes);
afterEach(() => {
  for (const { process: child } of started.splice(0)) child.kill("SIGKILL");
});

const programs: readonly (readonly [NodeFramework, NodeLanguage])[] = [
  ["express", "ts"],
  ["express", "cjs"],
  ["fastify", "ts"],
  ["fastify", "esm"],
  ["hono", "ts"],
  ["koa", "ts"],
  ["none", "cjs"],
  ["nestjs", "ts"],
];

describe.each(programs)("%s in %s", (framework, language) => {
  let at: { folder: string; entry: string };
  beforeAll(() => {
    at = prepare(framework, language);
  }, 2 * minutes);

  it("answers by the state of the program and of its database", { timeout: 2 * minutes }, async () => {
    const running = await start(at, { START_DELAY: "1500", HEALTH_TOKEN: token, APP_VERSION: "1.2.3" });
    const live = await running.until("/livez", 200);
    expect(JSON.parse(live.body)).toEqual({ status: "ok" });
    expect(live.headers["cache-control"]).toBe("no-store");
    if (framework !== "nestjs") {
      // It listens, and start-up has not finished.
      const early = await running.ask("/readyz");
      expect([early.code, JSON.parse(early.body)]).toEqual([503, { status: "down" }]);
    }
    const ready = await running.until("/readyz", 200);
    expect(JSON.parse(ready.body)).toEqual({ status: "ok" });
    expect(ready.headers["cache-control"]).toBe("no-store");
    const head = await running.ask("/readyz", { method: "HEAD" });
    expect([head.code, head.body]).toEqual([200, ""]);

    expect((await running.ask("/health/details")).code).toBe(401);
    expect((await running.ask("/health/details", { headers: { Authorization: "Bearer wrong" } })).code).toBe(401);
    const headers = { Authorization: `Bearer ${token}` };
    const details = await running.ask("/health/details", { headers });
    expect(details.code).toBe(200);
    expect(details.headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(details.body)).toMatchObject({ status: "ok", version: "1.2.3", checks: { postgres: { status: "up" } } });

    await running.ask("/mode/down");
    const down = await running.until("/readyz", 503);
    expect(JSON.parse(down.body)).toEqual({ status: "down" });
    const detailed = await running.ask("/health/details", { headers });
    expect([detailed.code, JSON.parse(detailed.body)]).toMatchObject([503, { status: "down", checks: { postgres: { status: "down" } } }]);
    expect(detailed.body).not.toContain("10.0.0.5");
    expect((await running.ask("/livez")).code).toBe(200);

    await running.ask("/mode/up");
    await running.until("/readyz", 200);

    await running.ask("/mode/hang");
    await running.until("/readyz", 503);
    await sleep(3200);
    const before = Date.now();
    expect((await running.ask("/readyz")).code).toBe(503);
    expect(Date.now() - before).toBeGreaterThan(800);
    expect(Date.now() - before).toBeLessThan(2000);
    expect((await running.ask("/livez")).code).toBe(200);
  });

  it("has no details without a token", { timeout: minutes }, async () => {
    const running = await start(at);
    await running.until("/readyz", 200);
    expect((await running.ask("/health/details")).code).toBe(framework === "none" ? 200 : 404);
    if (framework === "none") expect((await running.ask("/health/details")).body).toBe("set");
  });

  it("loses no request when it is stopped", { timeout: minutes }, async () => {
    const running = await start(at);
    await running.until("/readyz", 200);
    const agent = new Agent({ keepAlive: true, maxSockets: 100 });
    let isSending = true;
    const answers: Promise<number>[] = [];
    const send = (options = {}) =>
      answers.push(
        running.ask("/slow", options).then(
          ({ code }) => code,
          () => 0,
        ),
      );
    const sending = (async () => {
      while (isSending) {
        send({ agent });
        await sleep(20);
      }
    })();
    await sleep(1000);
    const signalled = Date.now();
    running.process.kill("SIGTERM");
    const unready = await running.until("/readyz", 503, drainSeconds);
    expect(JSON.parse(unready.body)).toEqual({ status: "down" });
    // It serves all the same until nobody sends any more, on new connections too, and asks for other ones.
    send();
    expect((await running.ask("/livez", { agent })).headers.connection).toBe("close");
    isSending = false;
    await sending;
    // All of that was within the drain.
    expect(Date.now() - signalled).toBeLessThan(drainSeconds * 1000);
    const { code } = await running.ended;
    expect(code, running.output).toBe(0);
    expect(Date.now() - signalled).toBeGreaterThan(drainSeconds * 1000);
    expect(Date.now() - signalled).toBeLessThan(shutdownSeconds * 1000);
    const codes = await Promise.all(answers);
    expect(codes.filter((one) => one !== 200)).toEqual([]);
    expect(codes.length).toBeGreaterThan(20);
    expect(running.output).toContain("pool closed");
    await expect(running.ask("/livez")).rejects.toThrow("ECONNREFUSED");
    agent.destroy();
  });

  // Nest knows a first signal alone.
  if (framework !== "nestjs")
    it("ends at once on a second signal", { timeout: minutes }, async () => {
      const running = await start(at);
      await running.until("/readyz", 200);
      running.process.kill("SIGTERM");
      await running.until("/readyz", 503, drainSeconds);
      const before = Date.now();
      running.process.kill("SIGTERM");
      expect((await running.ended).code).toBe(1);
      expect(Date.now() - before).toBeLessThan(drainSeconds * 1000 - 500);
    });

  it("does not start in an environment that is wrong, and names no value", { timeout: minutes }, async () => {
    const running = await start(at, { PORT: "99999", SESSION_SECRET: "hunter2-too-short", APP_ENV: "", NODE_ENV: "live" });
    const { code } = await running.ended;
    expect(code).not.toBe(0);
    expect(running.output).toMatch(/NODE_ENV: Invalid option: expected one of "development"\|"test"\|"production"/);
    expect(running.output).toMatch(/PORT: Too big/);
    expect(running.output).toMatch(/SESSION_SECRET: Too small: expected string to have >=32 characters/);
    expect(running.output).not.toMatch(/hunter2|99999|live"/);
    expect(running.output).not.toContain("APP_ENV:");

    const missing = await start(at, { SESSION_SECRET: "", APP_ENV: "production" });
    expect((await missing.ended).code).not.toBe(0);
    expect(missing.output).toContain("SESSION_SECRET: Invalid input: expected string, received undefined");
  });
});
