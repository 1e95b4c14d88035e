import { describe, expect, it } from "vitest";
import { applicationIn } from "../../server/engine/detection/detect.ts";
import type { Application } from "../../server/engine/detection/model.ts";
import { memoryWorkspace } from "../../server/engine/workspace/workspace.ts";

type Files = Readonly<Record<string, string>>;

function applicationOf(files: Files, folder = ""): Application | undefined {
  return applicationIn(memoryWorkspace({ ...files }), folder);
}

/** A package that starts `server.js`, with further fields. */
function manifest(fields: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ name: "shop", private: true, scripts: { start: "node server.js" }, ...fields }, undefined, 2);
}

const express = { dependencies: { express: "5.1.0" } };

describe("the version of Node.js", () => {
  it.each<[string, Files, string, string]>([
    ["`.nvmrc` before all else", { ".nvmrc": "v24.1.0\n", "package.json": manifest({ engines: { node: "22" } }) }, "24", "certain"],
    [".node-version", { ".node-version": "22\n", "package.json": manifest() }, "22", "certain"],
    ["a code name", { ".nvmrc": "lts/krypton\n", "package.json": manifest() }, "24", "certain"],
    ["the newest one of long-term support, by name", { ".nvmrc": "lts/*\n", "package.json": manifest() }, "26", "assumed"],
    [
      "devEngines before engines",
      { "package.json": manifest({ devEngines: { runtime: { name: "node", version: "^24.4.0" } }, engines: { node: ">=20" } }) },
      "24",
      "likely",
    ],
    ["a lower bound lets the newest in", { "package.json": manifest({ engines: { node: ">=18.17" } }) }, "26", "likely"],
    ["an upper bound", { "package.json": manifest({ engines: { node: ">=18 <25" } }) }, "24", "likely"],
    ["a choice", { "package.json": manifest({ engines: { node: "^20.19.0 || ^22.12.0" } }) }, "22", "likely"],
    ["a range with a hyphen", { "package.json": manifest({ engines: { node: "18 - 24" } }) }, "24", "likely"],
    [
      "one that has ended gives way to the next with a year left",
      { "package.json": manifest({ engines: { node: "18.x" } }) },
      "24",
      "likely",
    ],
    ["asdf", { ".tool-versions": "python 3.14.0\nnodejs 24.2.0\n", "package.json": manifest() }, "24", "certain"],
    ["mise", { "mise.toml": '[tools]\nnode = "22"\n', "package.json": manifest() }, "22", "certain"],
    ["Volta", { "package.json": manifest({ volta: { node: "24.3.0" } }) }, "24", "certain"],
    ["nothing", { "package.json": manifest() }, "26", "assumed"],
  ])("%s", (_what, files, version, confidence) => {
    expect(applicationOf(files)?.runtimeVersion).toMatchObject({ value: version, confidence });
  });

  it("says where one has ended", () => {
    const detected = applicationOf({ ".nvmrc": "18\n", "package.json": manifest() })?.runtimeVersion;
    expect(detected).toMatchObject({ from: { path: ".nvmrc", line: 1 }, because: "`.nvmrc` says 18, which gets no more updates" });
  });
});

describe("what starts it", () => {
  const typescript = { "tsconfig.json": '{\n  // where it goes\n  "compilerOptions": { "rootDir": "./src", "outDir": "./out/" },\n}\n' };
  const built = (start: string, fields: Readonly<Record<string, unknown>> = {}) => ({
    ...typescript,
    "src/main.ts": "app.listen(3000);\n",
    "package.json": manifest({ ...express, scripts: { build: "tsc", start }, ...fields }),
  });
  it.each<[string, Files, string | undefined]>([
    ["a plain call", { "package.json": manifest(express) }, "node server.js"],
    ["a file without its ending", built("node out/main"), "node out/main.js"],
    [
      "options of Node.js stay",
      built("NODE_ENV=production node --enable-source-maps out/main.js"),
      "node --enable-source-maps out/main.js",
    ],
    ["a launcher is left out", built("cross-env NODE_ENV=production node out/main.js"), "node out/main.js"],
    ["a migration before it is another task", built("prisma migrate deploy && node out/main.js"), "node out/main.js"],
    [
      "a script that calls another",
      built("npm run serve", { scripts: { build: "tsc", start: "npm run serve", serve: "node out/main.js" } }),
      "node out/main.js",
    ],
    ["a runner of TypeScript gives way to what is built", built("ts-node src/main.ts"), "node out/main.js"],
    ["a compiler loaded into Node.js does as well", built("node -r ts-node/register src/main.ts"), "node out/main.js"],
    ["a watcher", built("nodemon src/main.ts"), "node out/main.js"],
    [
      "what is never built is loaded by a production dependency",
      {
        "src/main.ts": "\n",
        "package.json": manifest({ dependencies: { express: "5", tsx: "4" }, scripts: { start: "tsx src/main.ts" } }),
      },
      "node --import tsx src/main.ts",
    ],
    ["Bun", { "package.json": manifest({ scripts: { start: "bun run src/index.ts" }, dependencies: { hono: "4" } }) }, "bun src/index.ts"],
    [
      "start:prod before start",
      {
        "package.json": manifest({
          scripts: { start: "nest start", "start:prod": "node dist/main" },
          dependencies: { "@nestjs/core": "11" },
        }),
      },
      "node dist/main.js",
    ],
    [
      "Nest's own command",
      { "package.json": manifest({ scripts: { start: "nest start" }, dependencies: { "@nestjs/core": "11" } }) },
      "node dist/main.js",
    ],
    [
      "the Dockerfile that is there",
      { Dockerfile: 'FROM node:24\nCMD ["node", "bin/www.js"]\n', "package.json": manifest({ ...express, scripts: {} }) },
      "node bin/www.js",
    ],
    ["the Procfile", { Procfile: "web: node web.js\n", "package.json": manifest({ ...express, scripts: {} }) }, "node web.js"],
    ["main", { "app.js": "app.listen(80);\n", "package.json": manifest({ ...express, scripts: {}, main: "./app.js" }) }, "node app.js"],
    [
      "the usual file",
      { "src/server.js": "app.listen(80);\n", "package.json": manifest({ ...express, scripts: {} }) },
      "node src/server.js",
    ],
    [
      "nothing in a library",
      {
        "src/index.ts": "export {};\n",
        "package.json": manifest({ scripts: { build: "tsc" }, types: "./out/index.d.ts", main: "./out/index.js" }),
      },
      undefined,
    ],
    [
      "nothing in a monorepo's root",
      { "package.json": manifest({ scripts: { build: "turbo build" }, workspaces: ["apps/*"] }) },
      undefined,
    ],
  ])("%s", (_what, files, command) => {
    expect(applicationOf(files)?.command?.value.join(" ")).toBe(command);
  });
});

describe("the port", () => {
  const at = (files: Files) => {
    const port = applicationOf({ "package.json": manifest(express), ...files })?.port;
    return port && `${port.value} ${port.from ? `${port.from.path}:${port.from.line}` : port.confidence}`;
  };
  it.each<[string, Files, string]>([
    ["EXPOSE of the Dockerfile", { Dockerfile: "FROM node:24\nEXPOSE 8080\n", "server.js": "app.listen(3000);\n" }, "8080 Dockerfile:2"],
    ["the code", { "server.js": "\napp.listen(process.env.PORT || 5000);\n" }, "5000 server.js:2"],
    [
      "the start script",
      { "package.json": manifest({ ...express, scripts: { start: "PORT=4100 node server.js" } }) },
      "4100 package.json:5",
    ],
    ["the example of the environment", { ".env.example": "# shop\nPORT=7000 # http\n" }, "7000 .env.example:2"],
    ["the usual one", {}, "3000 assumed"],
  ])("%s", (_what, files, expected) => expect(at(files)).toBe(expected));

  it("workers have none", () => {
    const worker = applicationOf({
      "server.js": "new Worker('mails', send);\n",
      "package.json": manifest({ dependencies: { bullmq: "5.0.0" } }),
    });
    expect(worker).toMatchObject({ kind: { value: "worker" }, port: undefined, services: [{ value: "redis" }] });
  });
});

describe("the package manager", () => {
  const yarn = { "yarn.lock": "__metadata:\n  version: 8\n" };
  it.each<[string, Files, Readonly<Record<string, unknown>>]>([
    [
      "the field with its version",
      { "package.json": manifest({ packageManager: "pnpm@10.4.1+sha512.abc" }), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" },
      { manager: "pnpm", version: "10.4.1", install: "pnpm install --frozen-lockfile" },
    ],
    [
      "devEngines with its version",
      { "package.json": manifest({ devEngines: { packageManager: { name: "npm", version: "11.2.0" } } }), "package-lock.json": "{}" },
      { manager: "npm", version: "11.2.0", install: "npm ci" },
    ],
    [
      "Yarn 2 and later by its lock file",
      { "package.json": manifest(), ...yarn },
      { manager: "yarn", version: undefined, install: "yarn install --immutable" },
    ],
    [
      "Bun",
      { "package.json": manifest(), "bun.lock": "{}" },
      { manager: "bun", version: undefined, install: "bun install --frozen-lockfile" },
    ],
    ["none", { "package.json": manifest() }, { manager: "npm", version: undefined, install: "npm install" }],
  ])("%s", (_what, files, expected) => {
    const application = applicationOf(files);
    const { packageManager, packageManagerVersion, tasks } = application ?? {};
    expect({ manager: packageManager?.value, version: packageManagerVersion?.value, install: tasks?.install?.value }).toEqual(expected);
  });

  it("a member of a monorepo has the root's, and is built from the root", () => {
    const files = {
      "package.json": JSON.stringify({ packageManager: "yarn@4.9.1", workspaces: ["apps/*", "lib"] }),
      ...yarn,
      ".yarnrc.yml": "nodeLinker: node-modules\n",
      "apps/api/package.json": manifest({ name: "@acme/api", dependencies: { express: "5.1.0", "@acme/lib": "workspace:*" } }),
      "lib/package.json": JSON.stringify({ name: "@acme/lib", main: "build/index.js", scripts: { build: "tsc" } }),
    };
    const application = applicationOf(files, "apps/api");
    expect(application).toMatchObject({
      context: "",
      name: { value: "api" },
      packageManager: { value: "yarn", from: { path: "package.json", line: 1 } },
      packageManagerVersion: { value: "4.9.1" },
      node: {
        usesPlugAndPlay: false,
        members: ["apps/api", "lib"],
        linked: [{ folder: "lib", name: "@acme/lib", hasBuild: true, output: "build" }],
      },
    });
  });

  it("a lock file of its own makes a member stand alone", () => {
    const files = {
      "package.json": JSON.stringify({ workspaces: ["apps/*"] }),
      "package-lock.json": "{}",
      "apps/api/package.json": manifest(express),
      "apps/api/package-lock.json": "{}",
    };
    expect(applicationOf(files, "apps/api")).toMatchObject({ context: "apps/api", lockFile: { value: "apps/api/package-lock.json" } });
  });
});

describe("tasks", () => {
  it("are the project's own scripts, without those that wait for somebody", () => {
    const scripts = {
      start: "node server.js",
      lint: "eslint .",
      "test:unit": "vitest run",
      "test:integration": "vitest run --dir integration",
      test: "vitest --watch",
      "db:migrate": "knex migrate:latest",
    };
    const tasks = applicationOf({ "package.json": manifest({ scripts }), "pnpm-lock.yaml": "", "server.js": "\n" })?.tasks;
    expect(Object.fromEntries(Object.entries(tasks ?? {}).map(([name, task]) => [name, task?.value]))).toEqual({
      install: "pnpm install --frozen-lockfile",
      lint: "pnpm run lint",
      typecheck: undefined,
      unit: "pnpm run test:unit",
      integration: "pnpm run test:integration",
      build: undefined,
      migrate: "pnpm run db:migrate",
    });
  });

  it("Prisma's migrations and database", () => {
    const application = applicationOf({
      "package.json": manifest({ dependencies: { express: "5", "@prisma/client": "6.19.0" }, devDependencies: { prisma: "6.19.0" } }),
      "package-lock.json": "{}",
      "prisma/schema.prisma": 'datasource db {\n  provider = "mysql"\n}\n',
      "prisma/migrations/1/migration.sql": "\n",
    });
    expect(application?.tasks.migrate).toMatchObject({ value: "npx prisma migrate deploy", confidence: "likely" });
    expect(application?.services).toMatchObject([{ value: "mysql", from: { path: "prisma/schema.prisma", line: 2 } }]);
  });
});

it("health paths are told apart by what they answer", () => {
  const files = { "package.json": manifest(express), "server.js": 'app.get("/readyz", ready);\napp.get("/livez", live);\n' };
  expect(applicationOf(files)).toMatchObject({
    livenessPath: { value: "/livez", from: { path: "server.js", line: 2 } },
    readinessPath: { value: "/readyz", from: { path: "server.js", line: 1 } },
  });
});

const controller =
  '@Controller({ version: VERSION_NEUTRAL })\nexport class HealthController {\n  @Get("livez")\n  live() {}\n  @Get("readyz")\n  ready() {}\n}\n';
const nest = { "package.json": manifest({ dependencies: { "@nestjs/core": "11" } }), "src/health/health.controller.ts": controller };

it.each<[string, Files, string | undefined, string | undefined]>([
  ["Nest's controller", { ...nest, "src/main.ts": "await app.listen(3000);\n" }, "/livez", "/readyz"],
  ["below a prefix", { ...nest, "src/main.ts": 'app.setGlobalPrefix("api");\napp.enableVersioning();\n' }, "/api/livez", "/api/readyz"],
  ["below one that is computed", { ...nest, "src/main.ts": "app.setGlobalPrefix(prefix);\n" }, undefined, undefined],
  [
    "routes of Next.js",
    { "package.json": manifest({ dependencies: { next: "16" } }), "app/livez/route.ts": "\n", "app/readyz/route.ts": "\n" },
    "/livez",
    "/readyz",
  ],
  [
    "a file of its own",
    { "package.json": manifest(express), "src/health.js": 'if (path === "/livez") live();\nif (path === "/readyz") ready();\n' },
    "/livez",
    "/readyz",
  ],
])("health paths of %s", (_what, files, live, ready) => {
  const application = applicationOf(files);
  expect([application?.livenessPath?.value, application?.readinessPath?.value]).toEqual([live, ready]);
});

it("what an install needs is told from what must not get into the image", () => {
  const files = {
    "package.json": manifest({
      ...express,
      scripts: { start: "node server.js", prepare: "husky" },
      dependencies: { bcrypt: "5.1.1", express: "5" },
    }),
    "package-lock.json": "{}",
    ".npmrc": "//npm.acme.example/:_authToken=abc\n",
    "patches/express.patch": "\n",
  };
  expect(applicationOf(files)?.node).toMatchObject({
    installFiles: ["patches"],
    secretSettings: ".npmrc",
    installScripts: new Map([["prepare", "husky"]]),
    nativeDependencies: [{ value: "bcrypt" }],
  });
});
