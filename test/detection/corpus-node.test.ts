// What is detected in real projects that Node.js runs or builds, read off their files by eye.
import { expect, it } from "vitest";
import { applicationIn, applicationsBelow } from "../../server/engine/detection/detect.ts";
import type { Detected } from "../../server/engine/detection/model.ts";
import { noCorpus } from "../corpus.ts";
import { corpusProject, hasCorpus } from "./corpus.ts";

/** A value with its place: `3000 (Dockerfile:15)`. */
function told(detected: Detected<unknown> | undefined): string {
  if (!detected) return "nothing";
  const value = Array.isArray(detected.value) ? detected.value.join(" ") : String(detected.value);
  return `${value} (${detected.from ? `${detected.from.path}:${detected.from.line}` : "assumed"})`;
}

const keys = ["name", "kind", "framework", "packageManager", "lockFile", "runtimeVersion", "command", "output", "port"] as const;
const taskKeys = ["install", "lint", "typecheck", "unit", "integration", "build", "migrate"] as const;

interface Expected {
  readonly is: Readonly<Record<(typeof keys)[number], string>>;
  readonly context: string;
  /** By the order of the tasks. */
  readonly tasks: readonly string[];
  readonly services: readonly string[];
}

const expected: Readonly<Record<string, Expected>> = {
  "brocoders__nestjs-boilerplate": {
    is: {
      name: "nestjs-boilerplate (package.json:2)",
      kind: "web (package.json:63)",
      framework: "nestjs (package.json:63)",
      packageManager: "npm (package-lock.json:1)",
      lockFile: "package-lock.json (package-lock.json:1)",
      runtimeVersion: "24 (.nvmrc:1)",
      command: "node dist/main.js (package.json:42)",
      output: "dist (tsconfig.json:11)",
      port: "3001 (env-example-document:2)",
    },
    context: "",
    tasks: [
      "npm ci (package-lock.json:1)",
      "npm run lint (package.json:43)",
      "npx tsc --noEmit (tsconfig.json:1)",
      "npm test (package.json:44)",
      "npm run test:e2e (package.json:48)",
      "npm run build (package.json:36)",
      "npm run migration:run (package.json:13)",
    ],
    services: ["postgres (package.json:90)", "mongodb (package.json:65)"],
  },
  "hagopj13__node-express-boilerplate": {
    is: {
      name: "create-nodejs-express-app (package.json:2)",
      kind: "web (package.json:57)",
      framework: "express (package.json:57)",
      packageManager: "yarn (yarn.lock:1)",
      lockFile: "yarn.lock (yarn.lock:1)",
      runtimeVersion: "26 (package.json:11)",
      command: "node src/index.js (ecosystem.config.json:5)",
      output: "nothing",
      port: "3000 (Dockerfile:15)",
    },
    context: "",
    tasks: [
      "yarn install --frozen-lockfile (yarn.lock:1)",
      "yarn run lint (package.json:20)",
      "nothing",
      "yarn run test (package.json:16)",
      ...["nothing", "nothing", "nothing"],
    ],
    services: ["mongodb (package.json:65)"],
  },
  "dockersamples__example-voting-app/result": {
    is: {
      name: "result (result/package.json:2)",
      kind: "web (result/package.json:14)",
      framework: "express (result/package.json:14)",
      packageManager: "npm (result/package-lock.json:1)",
      lockFile: "result/package-lock.json (result/package-lock.json:1)",
      runtimeVersion: "26 (assumed)",
      command: "node server.js (result/Dockerfile:25)",
      output: "nothing",
      port: "80 (result/Dockerfile:22)",
    },
    context: "result",
    // Its one test script is the placeholder of `npm init`.
    tasks: ["npm ci (result/package-lock.json:1)", ...["nothing", "nothing", "nothing", "nothing", "nothing", "nothing"]],
    services: ["postgres (result/package.json:16)"],
  },
  "fastapi__full-stack-fastapi-template/frontend": {
    is: {
      name: "frontend (frontend/package.json:2)",
      kind: "static (frontend/package.json:8)",
      framework: "vite (frontend/package.json:63)",
      packageManager: "bun (bun.lock:1)",
      lockFile: "bun.lock (bun.lock:1)",
      runtimeVersion: "26 (assumed)",
      command: "nothing",
      output: "dist (assumed)",
      port: "8080 (assumed)",
    },
    context: "",
    // Its tests drive a browser against the whole system.
    tasks: [
      "bun install --frozen-lockfile (bun.lock:1)",
      "bun run lint (frontend/package.json:9)",
      "bunx tsc --noEmit (frontend/tsconfig.json:1)",
      "nothing",
      "nothing",
      "bun run build (frontend/package.json:8)",
      "nothing",
    ],
    services: [],
  },
};

if (!hasCorpus()) it("reads no real project", () => expect(noCorpus).not.toBe(""));
else {
  it.each(Object.entries(expected))("%s", (place, { is, context, tasks, services }) => {
    const [project = "", ...folder] = place.split("/");
    const application = applicationIn(corpusProject(project), folder.join("/"));
    expect(Object.fromEntries(keys.map((key) => [key, told(application?.[key])]))).toEqual(is);
    expect(application?.context).toBe(context);
    expect(taskKeys.map((key) => told(application?.tasks[key]))).toEqual(tasks);
    expect(application?.services.map(told)).toEqual(services);
  });

  it.each([
    ["a folder of assets that another program's build makes", "nickjj__docker-django-example", "assets"],
    ["a package of tools without a program of its own", "fastapi__full-stack-fastapi-template", "packages/react-email"],
    ["the root of a monorepo", "fastapi__full-stack-fastapi-template", ""],
  ])("%s is no application", (_what, project, folder) => {
    expect(applicationIn(corpusProject(project), folder)?.ecosystem.value ?? "none").toBe("none");
  });

  it("the port's variable is the one that the project's own files set", () => {
    const variable = (project: string, folder = "") => applicationIn(corpusProject(project), folder)?.node?.portVariable;
    expect(variable("brocoders__nestjs-boilerplate")).toBe("APP_PORT");
    expect(variable("dockersamples__example-voting-app", "result")).toBe("PORT");
  });

  it("all that can be deployed of a monorepo", () => {
    const below = applicationsBelow(corpusProject("fastapi__full-stack-fastapi-template"), "");
    expect(below.map(({ folder, ecosystem }) => `${folder}: ${ecosystem.value}`)).toEqual(["backend: python", "frontend: static"]);
  });
}
