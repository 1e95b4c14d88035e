import { folderOf, inFolder, nameOf } from "../workspace/paths.ts";
import type { NodeProject } from "../workspace/project/model.ts";
import { nodeFramework, nodeHealthPaths, nodePort, nodeProject } from "../workspace/project/node.ts";
import { isReadinessPath } from "../workspace/project/source-lines.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { containerFileIn } from "./container-file.ts";
import { assumed, found, lineOf } from "./detected.ts";
import { nameFrom } from "./label.ts";
import { type Manifest, manifestAt } from "./manifest.ts";
import type { Application, Detected } from "./model.ts";
import type { BackingService, Framework, PackageManager } from "./names.ts";
import { examplePort, firstPlace, nodeFacts, prismaSchema, sourcesOf } from "./node-facts.ts";
import { compilationOf, isStandalone, type NodePackage, nextConfig, startOf } from "./node-start.ts";
import { installCall, tasksOf } from "./node-tasks.ts";
import { nodeVersion } from "./node-version.ts";
import { servicesBy } from "./services.ts";

/** What is true of every package, be it a server or a site. */
export type PackageBasics = Pick<
  Application,
  "folder" | "context" | "name" | "packageManager" | "packageManagerVersion" | "lockFile" | "runtimeVersion" | "tasks" | "services" | "node"
>;

/** The server, worker or command of a package; undefined where the folder has no `package.json`, or one that starts nothing. */
export function nodeApplication(folder: string, workspace: Workspace): Application | undefined {
  const one = packageIn(folder, workspace);
  if (!one || isSite(one) || isLibrary(one)) return undefined;
  const { manifest, framework } = one;
  const basics = basicsOf(one);
  const command = startOf(one, basics.tasks.build?.value);
  if (!command) return undefined;
  const kind = kindOf(one);
  const port = kind.value === "web" ? portOf(one) : undefined;
  const paths = port ? nodeHealthPaths(one.node, folder, workspace) : [];
  const path = (isReady: boolean) => {
    const first = paths.find(({ value }) => isReadinessPath(value) === isReady);
    return first && found(first.value, first.from.path, first.from.line, "a route of the code");
  };
  return {
    ...basics,
    ecosystem: found("node", manifest.path, 1, "`package.json`"),
    kind,
    framework: frameworkOf(one, framework),
    command,
    output: outputOf(one, basics.tasks.build !== undefined),
    port,
    livenessPath: path(false),
    readinessPath: path(true),
  };
}

/** The package in a folder with its framework; undefined where there is none. */
export function packageIn(folder: string, workspace: Workspace): NodePackage | undefined {
  const node = nodeProject(folder, workspace);
  const manifest = node && manifestAt(workspace, node.manifest);
  return node && manifest && { folder, workspace, node, manifest, framework: frameworkNames[nodeFramework(node) ?? ""] ?? "none" };
}

/** Our names of frameworks by the dependency that tells. */
const frameworkNames: Readonly<Record<string, Framework>> = {
  next: "next",
  nuxt: "nuxt",
  "@nestjs/core": "nestjs",
  "@remix-run/node": "remix",
  "@react-router/node": "react-router",
  astro: "astro",
  "@sveltejs/kit": "sveltekit",
  "@adonisjs/core": "adonisjs",
  fastify: "fastify",
  express: "express",
  hono: "hono",
  koa: "koa",
};

function frameworkOf({ node, manifest }: NodePackage, framework: Framework): Detected<Framework> {
  const name = nodeFramework(node);
  const line = name === undefined ? undefined : dependencyLine(manifest, name);
  if (name === undefined || line === undefined || framework === "none") return assumed(framework, "no dependency is one that we know");
  return found(framework, manifest.path, line, `the dependency \`${name}\``);
}

function dependencyLine(manifest: Manifest, name: string): number | undefined {
  return (manifest.get("dependencies", name) ?? manifest.get("devDependencies", name))?.line;
}

/** Whether a build makes files of it that a web server hands out, and nothing is started. */
export function isSite(one: NodePackage): boolean {
  const { node, framework, folder, workspace } = one;
  const has = (name: string) => node.dependencies.has(name) || node.devDependencies.has(name);
  switch (framework) {
    case "next": {
      const config = nextConfig(folder, workspace);
      return config !== undefined && /\boutput\s*:\s*["'`]export["'`]/.test(workspace.read(config) ?? "");
    }
    case "astro":
      return !has("@astrojs/node");
    case "sveltekit":
      return has("@sveltejs/adapter-static");
    case "nuxt":
      return /\b(?:nuxi|nuxt) generate\b/.test(node.scripts.get("build") ?? "");
    case "none":
      return has("@angular/core")
        ? !has("@angular/ssr")
        : node.scripts.has("build") && (has("react-scripts") || (has("vite") && !startsServer(node)));
    default:
      return false;
  }
}

/** A package with Vite may serve what that builds by a program of its own. */
function startsServer(node: NodeProject): boolean {
  return ["start", "start:prod"].some((name) => /\b(?:node|bun|tsx)\s+[\w./-]/.test(node.scripts.get(name) ?? ""));
}

/** A package for others to use, or one of tools and assets: nothing in it is started. */
function isLibrary({ node, manifest, framework, folder, workspace }: NodePackage): boolean {
  if (["start", "start:prod", "start:production"].some((name) => node.scripts.has(name))) return false;
  if (workspace.has(inFolder(folder, "Procfile")) || containerFileIn(folder, workspace)?.command) return false;
  if (["next", "nuxt", "nestjs", "sveltekit", "remix", "react-router", "adonisjs", "astro"].includes(framework)) return false;
  if (manifest.has("exports") || manifest.has("types") || manifest.has("typings") || manifest.has("publishConfig")) return true;
  const serves = firstPlace(sourcesOf({ node, manifest, framework, folder, workspace }), listening, workspace) !== undefined;
  return !serves && (framework === "none" || !manifest.has("main"));
}

/** The code that opens a port. */
const listening = /\.listen\s*\(|\bcreateServer\s*\(|\bserve\s*\(|\bBun\.serve\b/;
/** Libraries that take work from queues, schedules or chats. */
const workLibraries = [
  "bullmq",
  "bull",
  "bee-queue",
  "amqplib",
  "kafkajs",
  "agenda",
  "@temporalio/worker",
  "graphile-worker",
  "pg-boss",
  "node-cron",
  "cron",
  "discord.js",
  "telegraf",
  "@aws-sdk/client-sqs",
  "sqs-consumer",
];

function kindOf(one: NodePackage): Application["kind"] {
  const { node, manifest, framework, workspace } = one;
  if (framework !== "none") {
    const line = dependencyLine(manifest, nodeFramework(node) ?? "") ?? 1;
    return found("web", manifest.path, line, `the dependency \`${nodeFramework(node)}\``, "likely");
  }
  const sources = sourcesOf(one);
  const place = firstPlace(sources, listening, workspace);
  if (place) return found("web", place.path, place.line, "the code that opens a port", "likely");
  const library = workLibraries.find((name) => node.dependencies.has(name));
  if (library) return found("worker", manifest.path, dependencyLine(manifest, library) ?? 1, `the dependency \`${library}\``, "likely");
  const [entry] = sources;
  return entry === undefined
    ? assumed("web", "its sources cannot be seen")
    : found("worker", entry, 1, "nothing in it opens a port", "likely");
}

/** Everything about a package that does not hang on what it starts. */
export function basicsOf(one: NodePackage): PackageBasics & { readonly packageManager: Detected<PackageManager> } {
  const { folder, workspace, node, manifest } = one;
  const lock = node.lockFile;
  // The lock file of the root holds for its members; one of their own makes them stand alone.
  const context = lock !== undefined && folderOf(lock) !== folder ? folderOf(lock) : folder;
  const folders = context === folder ? [folder] : [folder, context];
  const manager = managerOf(one, folders);
  const facts = nodeFacts(one, context);
  const install = installCall(manager.value, facts.isYarnBerry, lock !== undefined);
  const declared = manifest.get("name");
  return {
    folder,
    context,
    name: nameFrom(declared && found(declared.text, manifest.path, declared.line, "the field `name`"), folder, workspace),
    packageManager: manager,
    packageManagerVersion: managerVersion(manager.value, folders, workspace),
    lockFile: lock === undefined ? undefined : found(lock, lock, 1, "the lock file"),
    runtimeVersion: nodeVersion(folders, workspace),
    tasks: tasksOf(
      one,
      manager.value,
      lock === undefined ? found(install, manifest.path, 1, "there is no lock file", "likely") : found(install, lock, 1, "the lock file"),
    ),
    services: servicesOf(one),
    node: facts,
  };
}

function managerOf({ node, workspace, manifest }: NodePackage, folders: readonly string[]): Detected<PackageManager> {
  for (const folder of folders) {
    const at = manifestAt(workspace, inFolder(folder, "package.json"));
    const field = at?.get("packageManager");
    if (at && field?.text.startsWith(`${node.packageManager}@`))
      return found(node.packageManager as PackageManager, at.path, field.line, "the field `packageManager`");
    const engine = at?.get("devEngines", "packageManager", "name");
    if (at && engine && engine.text === node.packageManager)
      return found(node.packageManager as PackageManager, at.path, engine.line, "the field `devEngines.packageManager`");
  }
  if (node.packageManager === undefined) return assumed("npm", "no lock file and no field names another");
  if (node.lockFile !== undefined) return found(node.packageManager, node.lockFile, 1, `\`${nameOf(node.lockFile)}\``);
  return found(
    node.packageManager,
    manifest.path,
    manifest.get("engines", node.packageManager)?.line ?? 1,
    "the field `engines`",
    "likely",
  );
}

function managerVersion(manager: PackageManager, folders: readonly string[], workspace: Workspace): Detected<string> | undefined {
  for (const folder of folders) {
    const at = manifestAt(workspace, inFolder(folder, "package.json"));
    if (!at) continue;
    const field = at.get("packageManager");
    const pinned = field && new RegExp(`^${manager}@(\\d+\\.\\d+\\.\\d+[\\w.-]*)`).exec(field.text)?.[1];
    if (pinned) return found(pinned, at.path, field.line, "the field `packageManager`");
    for (const keys of [
      ["devEngines", "packageManager", "version"],
      ["volta", manager],
      ["engines", manager],
    ]) {
      if (keys[0] === "devEngines" && at.get("devEngines", "packageManager", "name")?.text !== manager) continue;
      const version = at.get(...keys);
      if (version && /^\d+\.\d+\.\d+$/.test(version.text))
        return found(version.text, at.path, version.line, `the field \`${keys.slice(0, 2).join(".")}\``);
    }
  }
  return undefined;
}

/** Clients of services, by the whole name of the dependency. */
const clients: readonly (readonly [BackingService, RegExp])[] = [
  [
    "postgres",
    /^(?:pg|pg-promise|pg-native|postgres|slonik|pg-boss|graphile-worker|@neondatabase\/serverless|@mikro-orm\/postgresql|@fastify\/postgres)$/,
  ],
  ["mysql", /^(?:mysql|mysql2|@mikro-orm\/mysql|@fastify\/mysql)$/],
  ["mariadb", /^(?:mariadb|@mikro-orm\/mariadb)$/],
  ["mongodb", /^(?:mongodb|mongoose|@nestjs\/mongoose|@mikro-orm\/mongodb|@fastify\/mongodb|@typegoose\/typegoose)$/],
  [
    "redis",
    /^(?:redis|ioredis|@redis\/client|bull|bullmq|bee-queue|connect-redis|rate-limit-redis|@keyv\/redis|@fastify\/redis|@socket\.io\/redis-adapter)$/,
  ],
  ["rabbitmq", /^(?:amqplib|amqp-connection-manager|rascal|@golevelup\/nestjs-rabbitmq|@cloudamqp\/amqp-client)$/],
];

/** Prisma's names of databases. */
const prismaProviders: Readonly<Record<string, BackingService>> = {
  postgresql: "postgres",
  postgres: "postgres",
  mysql: "mysql",
  mongodb: "mongodb",
};

function servicesOf({ manifest, node, folder, workspace }: NodePackage): readonly Detected<BackingService>[] {
  const named = manifest.all("dependencies").map(({ key, line }) => ({ text: key, from: { path: manifest.path, line } }));
  const services = [...servicesBy(clients, named)];
  if (node.dependencies.has("@prisma/client")) {
    const path = ["prisma/schema.prisma", "schema.prisma", "prisma/schema"]
      .map((name) => inFolder(folder, name))
      .find((name) => workspace.has(name));
    const text = path === undefined ? "" : prismaSchema(path, workspace);
    const pattern = /datasource\s+\w+\s*\{[^}]*?\bprovider\s*=\s*"(\w+)"/;
    const service = prismaProviders[pattern.exec(text)?.[1] ?? ""];
    if (service && path !== undefined && !services.some(({ value }) => value === service))
      services.push(found(service, path, lineOf(text, /\bprovider\s*=\s*"(?:postgres|postgresql|mysql|mongodb)"/), "Prisma's data source"));
  }
  return services;
}

/** What frameworks listen on where nobody says otherwise. */
const usualPorts: Partial<Record<Framework, number>> = { astro: 4321, adonisjs: 3333 };

function portOf(one: NodePackage): Detected<number> {
  const { folder, workspace, node, framework } = one;
  const exposed = containerFileIn(folder, workspace)?.port;
  if (exposed) return exposed;
  const coded = nodePort(node, folder, workspace);
  if (coded)
    return found(
      coded.value,
      coded.from.path,
      coded.from.line,
      coded.from.path === one.manifest.path ? "the start script" : "the code that opens it",
    );
  return (
    examplePort(folder, workspace)?.port ??
    assumed(usualPorts[framework] ?? 3000, framework === "none" ? "usual for Node.js" : "usual for the framework")
  );
}

/** The folder that the build writes; undefined where nothing is built. */
function outputOf(one: NodePackage, hasBuild: boolean): Detected<string> | undefined {
  if (!hasBuild) return undefined;
  const { framework, folder, workspace } = one;
  switch (framework) {
    case "next": {
      const config = nextConfig(folder, workspace);
      const text = config === undefined ? "" : (workspace.read(config) ?? "");
      const folderName = /\bdistDir\s*:\s*["'`]([\w./-]+)["'`]/.exec(text)?.[1];
      return config !== undefined && folderName !== undefined
        ? found(folderName, config, lineOf(text, /\bdistDir\s*:/), "`distDir` of Next.js' settings")
        : assumed(".next", isStandalone(folder, workspace) ? "usual for Next.js with `output: 'standalone'`" : "usual for Next.js");
    }
    case "nuxt":
      return assumed(".output", "usual for Nuxt");
    case "sveltekit":
    case "remix":
    case "react-router":
    case "adonisjs":
      return assumed("build", "usual for the framework");
    default:
      return compilationOf(one)?.output ?? assumed("dist", "usual where no setting says otherwise");
  }
}
