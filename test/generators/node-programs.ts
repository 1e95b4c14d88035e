// Small servers on each of Node's frameworks, in each of the ways in which projects write their code.
import type { Files } from "./support.ts";

export const nodeFrameworks = ["express", "fastify", "hono", "koa", "none", "nestjs", "next"] as const;
export type NodeFramework = (typeof nodeFrameworks)[number];

/** TypeScript with and without endings in imports, JavaScript with `import`, JavaScript with `require`. */
export const nodeLanguages = ["ts", "ts-bundler", "esm", "cjs"] as const;
export type NodeLanguage = (typeof nodeLanguages)[number];

const dependencies: Readonly<Record<NodeFramework, readonly string[]>> = {
  express: ["express"],
  fastify: ["fastify"],
  hono: ["hono", "@hono/node-server"],
  koa: ["koa"],
  none: [],
  nestjs: ["@nestjs/core", "@nestjs/common", "@nestjs/platform-express", "@nestjs/terminus", "@nestjs/config", "reflect-metadata", "rxjs"],
  next: ["next", "react", "react-dom"],
};

/** Each begins with the imports, which CommonJS writes otherwise, and reads three variables. */
const sources: Readonly<Record<Exclude<NodeFramework, "nestjs" | "next">, string>> = {
  express: `import express from "express";

const app = express();
app.get("/", (_request, response) => {
  response.send(process.env.GREETING ?? "hello");
});
app.listen(Number(process.env.PORT ?? 3000));
`,
  fastify: `import fastify from "fastify";

const app = fastify();
app.get("/", async () => process.env.GREETING ?? "hello");
app.listen({ host: "0.0.0.0", port: Number(process.env.PORT ?? 3000) });
`,
  hono: `import { Hono } from "hono";
import { serve } from "@hono/node-server";

const app = new Hono();
app.get("/", (context) => context.text(process.env.GREETING ?? "hello"));
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });
`,
  koa: `import Koa from "koa";

const app = new Koa();
app.use((context) => {
  context.body = process.env.GREETING ?? "hello";
});
app.listen(Number(process.env.PORT ?? 3000));
`,
  none: `import { createServer } from "node:http";

const server = createServer((_request, response) => {
  response.end(process.env.GREETING ?? "hello");
});
server.listen(Number(process.env.PORT ?? 3000));
`,
};

const secret = "export const secret = process.env.SESSION_SECRET;\nexport const database = process.env.DATABASE_URL;\n";

/** A program's files; `more` are dependencies beside the framework, `extra` go into the manifest. */
export function program(
  framework: NodeFramework,
  language: NodeLanguage,
  more: readonly string[] = [],
  extra: Readonly<Record<string, unknown>> = {},
): Files {
  const isTypeScript = language.startsWith("ts");
  const manifest = {
    name: "orders",
    private: true,
    ...(language === "cjs" ? {} : { type: "module" }),
    scripts: { start: isTypeScript ? "node dist/index.js" : "node src/index.js" },
    dependencies: Object.fromEntries([...dependencies[framework], ...more].map((name) => [name, "*"])),
    ...extra,
  };
  const ending = isTypeScript ? "ts" : "js";
  const settings = language === "ts" ? { module: "nodenext" } : { module: "esnext", moduleResolution: "bundler" };
  const base = {
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "package-lock.json": "{}\n",
    ...(isTypeScript ? { "tsconfig.json": `${JSON.stringify({ compilerOptions: settings }, null, 2)}\n` } : {}),
    [`src/settings.${ending}`]: inLanguage(secret, language),
  };
  if (framework === "next") {
    const page = `export default function Page() {\n  return process.env.NEXT_PUBLIC_TITLE ?? "Orders";\n}\n`;
    return { ...base, [`src/app/page.${isTypeScript ? "tsx" : "jsx"}`]: page };
  }
  if (framework === "nestjs") return { ...base, ...nest };
  return { ...base, [`src/index.${ending}`]: inLanguage(sources[framework], language) };
}

const nest: Files = {
  "src/app.module.ts": `import { Module } from "@nestjs/common";
import { ConfigModule } from "@nestjs/config";

@Module({ imports: [ConfigModule.forRoot({ isGlobal: true })] })
export class AppModule {}
`,
  "src/main.ts": `import "reflect-metadata";
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module.js";

const app = await NestFactory.create(AppModule);
app.setGlobalPrefix("api");
await app.listen(Number(process.env.PORT ?? 3000));
`,
};

function inLanguage(text: string, language: NodeLanguage): string {
  if (language !== "cjs") return text;
  return text
    .replaceAll(/^import (\w+) from (".*");$/gm, "const $1 = require($2);")
    .replaceAll(/^import (\{.*\}) from (".*");$/gm, "const $1 = require($2);")
    .replaceAll(/^export const (\w+) = /gm, "exports.$1 = ");
}
