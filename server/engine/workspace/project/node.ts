import { inFolder, resolvePath, upwards } from "../paths.ts";
import type { Workspace } from "../workspace.ts";
import { readYaml, type YamlValue } from "../yaml-tree.ts";
import type { Detected, NodePackageManager, NodeProject } from "./model.ts";
import { codeLines, findHealthPath, findHealthPaths, findPort, healthRank, isReadinessPath } from "./source-lines.ts";

const lockFiles: readonly (readonly [string, NodePackageManager])[] = [
  ["pnpm-lock.yaml", "pnpm"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["yarn.lock", "yarn"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
];

/** Frameworks by the exact key of the dependency, those that build upon another before it. */
const frameworks = [
  ...["next", "nuxt", "@nestjs/core", "@remix-run/node", "@react-router/node", "astro", "@sveltejs/kit", "@adonisjs/core", "@angular/core"],
  ...["fastify", "express", "hono", "koa", "@hapi/hapi", "restify", "polka", "react-scripts", "vite"],
] as const;

/** The package in a folder; undefined where there is no `package.json`. */
export function nodeProject(folder: string, workspace: Workspace): NodeProject | undefined {
  const path = inFolder(folder, "package.json");
  const manifest = readManifest(path, workspace);
  if (!manifest) return undefined;
  const root = workspaceRootOf(folder, workspace);
  const folders = root === undefined ? [folder] : [folder, root];
  const pinned = folders.map((at) => pinnedManager(at, workspace)).find((found) => found !== undefined);
  const locks = folders.flatMap((at) =>
    lockFiles.filter(([name]) => workspace.has(inFolder(at, name))).map(([name, manager]) => ({ path: inFolder(at, name), manager })),
  );
  const lock = locks.find(({ manager }) => !pinned || manager === pinned.name);
  const packageManager = pinned?.name ?? lock?.manager ?? engineManager(manifest);
  return {
    manifest: path,
    name: manifest.get("name")?.rawText,
    packageManager,
    packageManagerVersion: pinned?.version,
    isYarnBerry: packageManager === "yarn" ? isBerry(pinned?.version, lock?.path, folders, workspace) : undefined,
    lockFile: lock?.path,
    workspaceRoot: root,
    hasWorkspaces: hasWorkspaces(folder, workspace),
    isModule: manifest.get("type")?.rawText === "module",
    scripts: stringMap(manifest.get("scripts")),
    main: manifest.get("main")?.rawText,
    dependencies: stringMap(manifest.get("dependencies")),
    devDependencies: stringMap(manifest.get("devDependencies")),
    nodeVersion: manifest.get("engines")?.get("node")?.rawText,
  };
}

/** The framework, which some projects list among what is needed for development. */
export function nodeFramework({ dependencies, devDependencies }: NodeProject): string | undefined {
  return frameworks.find((name) => dependencies.has(name)) ?? frameworks.find((name) => devDependencies.has(name));
}

function readManifest(path: string, workspace: Workspace): YamlValue | undefined {
  const text = workspace.read(path);
  const [manifest] = text === undefined ? [] : readYaml(text.replace(/^\uFEFF/, ""));
  return manifest?.isMap ? manifest : undefined;
}

function stringMap(value: YamlValue | undefined): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const { key, value: item } of value?.entries ?? []) if (item?.rawText !== undefined) map.set(key, item.rawText);
  return map;
}

/** The nearest folder above whose manager installs its members' dependencies together. */
function workspaceRootOf(folder: string, workspace: Workspace): string | undefined {
  return upwards(folder)
    .slice(1)
    .find((above) => hasWorkspaces(above, workspace));
}

function hasWorkspaces(folder: string, workspace: Workspace): boolean {
  if (workspace.has(inFolder(folder, "pnpm-workspace.yaml"))) return true;
  return (
    workspace.has(inFolder(folder, "package.json")) === true &&
    readManifest(inFolder(folder, "package.json"), workspace)?.get("workspaces") !== undefined
  );
}

/** The `packageManager` field that Corepack reads, or `devEngines.packageManager`. */
function pinnedManager(folder: string, workspace: Workspace): { name: NodePackageManager; version: string | undefined } | undefined {
  const manifest = readManifest(inFolder(folder, "package.json"), workspace);
  const field = /^(npm|pnpm|yarn|bun)@(\d[^+]*)/.exec(manifest?.get("packageManager")?.rawText ?? "");
  if (field) return { name: field[1] as NodePackageManager, version: field[2] };
  const engine = manifest?.get("devEngines")?.get("packageManager")?.get("name")?.rawText;
  return isManager(engine) ? { name: engine, version: undefined } : undefined;
}

function engineManager(manifest: YamlValue): NodePackageManager | undefined {
  const named = manifest
    .get("engines")
    ?.entries.map(({ key }) => key)
    .filter((key) => key !== "npm" && isManager(key));
  return named?.length === 1 ? (named[0] as NodePackageManager) : undefined;
}

function isManager(name: string | undefined): name is NodePackageManager {
  return name === "npm" || name === "pnpm" || name === "yarn" || name === "bun";
}

/** Yarn 2 and later write `__metadata:` into the lock file and are set up in `.yarnrc.yml`; Yarn 1 names itself in the lock file's head. */
function isBerry(
  version: string | undefined,
  lockFile: string | undefined,
  folders: readonly string[],
  workspace: Workspace,
): boolean | undefined {
  if (version !== undefined) return !/^[01]\./.test(version);
  const head = lockFile === undefined ? undefined : workspace.read(lockFile)?.slice(0, 2000);
  if (head?.includes("__metadata:")) return true;
  if (head?.includes("yarn lockfile v1")) return false;
  if (folders.some((folder) => workspace.has(inFolder(folder, ".yarnrc.yml")))) return true;
  return undefined;
}

const sourceName = "{js,mjs,cjs,ts,mts,cts}";
const entryNames = ["server", "index", "app", "main"].flatMap((name) =>
  sourceName
    .slice(1, -1)
    .split(",")
    .map((ending) => `${name}.${ending}`),
);

/** Files in which the application most likely starts: what `main` and the start scripts name, and the usual ones. */
export function entryFiles(node: NodeProject, folder: string, workspace: Workspace): string[] {
  const files = new Set<string>();
  const add = (written: string | undefined) => {
    const path = written === undefined ? undefined : resolvePath(folder, written);
    if (path !== undefined && /\.[mc]?[jt]s$/.test(path) && workspace.has(path)) files.add(path);
  };
  for (const script of ["start", "start:prod", "serve", "dev"]) {
    for (const word of node.scripts.get(script)?.split(/\s+/) ?? []) if (/^[\w./-]+\.[mc]?[jt]s$/.test(word)) add(word);
  }
  add(node.main);
  for (const sub of ["src", "", "server", "src/server"]) {
    const below = inFolder(folder, sub);
    for (const { name, isFolder } of workspace.list(below) ?? [])
      if (!isFolder && entryNames.includes(name)) files.add(inFolder(below, name));
  }
  return [...files].slice(0, 12);
}

/** `process.env.PORT || 3000` and the like before `listen(3000)`, and that before a `port` of 3000. */
const portPatterns = [
  /\bPORT\b["'\])!]*\s*(?:\|\||\?\?)\s*["'`]?(\d{2,5})\b/,
  /\.listen\(\s*(\d{2,5})\s*[,)]/,
  /\.listen\(\s*\{[^}]*\bport\s*:\s*(\d{2,5})\b/,
  /^\s*(?:export\s+)?(?:const|let|var)\s+(?:port|PORT)\s*(?::\s*number\s*)?=\s*(\d{2,5})\s*;?\s*$/,
];

/** Bun, Deno and Hono are told the port in an object, where `listen` is not called. */
const servePattern = /\bserve\(\s*\{[^}]*\bport\s*:\s*(\d{2,5})\b/;

const routePatterns = [
  /\b(?!\w*[rR]outer\b)\w+\.(?:get|all|head|use)\(\s*["'`](\/[^"'`\s]*)["'`]/,
  // A server on Node's own `http`, which compares: `request.url === "/health"`.
  /\b(?:url|pathname)\s*={2,3}\s*["'`](\/[^"'`\s]*)["'`]/,
];

export function nodePort(node: NodeProject, folder: string, workspace: Workspace): Detected<number> | undefined {
  const entries = entryFiles(node, folder, workspace);
  return findPort({ paths: entries, patterns: [...portPatterns, servePattern] }, workspace) ?? scriptPort(node, workspace);
}

/** `--port 4000`, `-p 4000` or `PORT=4000` in the script that starts it in production. */
function scriptPort(node: NodeProject, workspace: Workspace): Detected<number> | undefined {
  const name = ["start:prod", "start"].find((script) => node.scripts.has(script));
  if (name === undefined) return undefined;
  const port = /(?:--port[ =]|\s-p\s+|\bPORT=)(\d{2,5})\b/.exec(node.scripts.get(name) as string)?.[1];
  if (port === undefined) return undefined;
  const line = (workspace.read(node.manifest) ?? "").split("\n").findIndex((text) => text.includes(`"${name}"`) && text.includes(port));
  return line < 0 ? undefined : { value: Number(port), from: { path: node.manifest, line: line + 1 } };
}

export function nodeHealthPath(node: NodeProject, folder: string, workspace: Workspace): Detected<string> | undefined {
  const entries = entryFiles(node, folder, workspace);
  return (
    findHealthPath({ paths: entries, patterns: routePatterns }, workspace) ??
    nestHealthPath(node, folder, entries, workspace) ??
    nextHealthPath(node, folder, workspace)
  );
}

/** All paths of health endpoints that the code serves where it starts, and in the files named after them, the best first. */
export function nodeHealthPaths(node: NodeProject, folder: string, workspace: Workspace): readonly Detected<string>[] {
  const own = ["", "src", "src/health", "lib", "server", "app"].flatMap((sub) =>
    (workspace.list(inFolder(folder, sub)) ?? [])
      .filter(({ name, isFolder }) => !isFolder && /^health(?:\.\w+)*\.[cm]?[jt]s$/.test(name) && !/\.(?:test|spec)\./.test(name))
      .map(({ name }) => inFolder(folder, inFolder(sub, name))),
  );
  const literal = findHealthPaths({ paths: own, patterns: [/["'`](\/[\w/.-]+)["'`]/] }, workspace);
  const routes = findHealthPaths({ paths: entryFiles(node, folder, workspace), patterns: routePatterns }, workspace);
  const best = nodeHealthPath(node, folder, workspace);
  return [
    ...(best ? [best] : []),
    ...routes,
    ...literal,
    ...nestHandlerPaths(node, folder, workspace),
    ...nextReadyPaths(node, folder, workspace),
  ];
}

/** The path of Nest's health controller under the global prefix; undefined where the prefix is computed or versions are put into paths. */
function nestHealthPath(node: NodeProject, folder: string, entries: readonly string[], workspace: Workspace): Detected<string> | undefined {
  if (!node.dependencies.has("@nestjs/core")) return undefined;
  const source = inFolder(folder, "src");
  const controllers = (workspace.list(source) ?? [])
    .filter(({ isFolder }) => isFolder)
    .map(({ name }) => inFolder(source, `${name}/${name}.controller.ts`))
    .filter((path) => /\/health\w*\.controller\.ts$/.test(path) && workspace.has(path));
  const found = findHealthPath({ paths: controllers, patterns: [/@Controller\(\s*["'`]([^"'`]+)["'`]\s*\)/] }, workspace);
  if (!found) return undefined;
  const handlers = codeLines(workspace, found.from.path).filter((line) => /@Get\(/.test(line));
  if (!handlers.some((line) => /@Get\(\s*\)/.test(line))) return undefined;
  const prefix = nestPrefix(entries, false, workspace);
  return prefix === undefined ? undefined : { value: `${prefix}${found.value}`, from: found.from };
}

/** What stands in front of all paths; undefined where that is computed, has exceptions, or versions are put there that hold for this one. */
function nestPrefix(entries: readonly string[], isNeutral: boolean, workspace: Workspace): string | undefined {
  let prefix = "";
  for (const entry of entries) {
    for (const line of codeLines(workspace, entry)) {
      if (!isNeutral && /enableVersioning\(/.test(line)) return undefined;
      const call = /setGlobalPrefix\(\s*(?:["'`]([\w/-]*)["'`]\s*\))?/.exec(line);
      if (!call) continue;
      if (call[1] === undefined) return undefined;
      prefix = `/${call[1].replace(/^\/|\/$/g, "")}`;
    }
  }
  return prefix === "/" ? "" : prefix;
}

/** The paths of a Nest controller that has none of its own, and names them at its handlers: `@Get("livez")`. */
function nestHandlerPaths(node: NodeProject, folder: string, workspace: Workspace): Detected<string>[] {
  const path = inFolder(folder, "src/health/health.controller.ts");
  const lines = node.dependencies.has("@nestjs/core") ? codeLines(workspace, path) : [];
  const isBare = lines.some((line) => /@Controller\(\s*(?:\)|\{(?!.*\bpath\b))/.test(line));
  const isNeutral = lines.some((line) => /VERSION_NEUTRAL/.test(line));
  const prefix = isBare ? nestPrefix(entryFiles(node, folder, workspace), isNeutral, workspace) : undefined;
  if (prefix === undefined) return [];
  const found = findHealthPaths({ paths: [path], patterns: [/@Get\(\s*["'`]\/?([\w/-]+)["'`]/] }, workspace);
  return found.map(({ value, from }) => ({ value: `${prefix}${value}`, from }));
}

/** Route handlers of Next.js that answer whether requests may come. */
function nextReadyPaths(node: NodeProject, folder: string, workspace: Workspace): Detected<string>[] {
  if (!node.dependencies.has("next") || nextBasePath(folder, workspace)) return [];
  return ["app", "src/app", "app/api", "src/app/api"].flatMap((sub) =>
    (workspace.list(inFolder(folder, sub)) ?? [])
      .filter(({ name, isFolder }) => isFolder && isReadinessPath(name))
      .flatMap(({ name }) => {
        const path = ["ts", "js"].map((ending) => inFolder(folder, `${sub}/${name}/route.${ending}`)).find((route) => workspace.has(route));
        return path === undefined ? [] : [{ value: `${sub.endsWith("/api") ? "/api" : ""}/${name}`, from: { path, line: 1 } }];
      }),
  );
}

/** Whether all paths begin with something that is not read here. */
function nextBasePath(folder: string, workspace: Workspace): boolean {
  const config = (workspace.list(folder) ?? []).find(({ name }) => /^next\.config\.\w+$/.test(name));
  return config !== undefined && /\bbasePath\b/.test(workspace.read(inFolder(folder, config.name)) ?? "");
}

/** A route handler of Next.js: `app/api/health/route.ts`, `pages/api/health.ts`. */
function nextHealthPath(node: NodeProject, folder: string, workspace: Workspace): Detected<string> | undefined {
  if (!node.dependencies.has("next")) return undefined;
  if (nextBasePath(folder, workspace)) return undefined;
  const found: { value: string; path: string; rank: number }[] = [];
  for (const sub of ["app", "src/app", "app/api", "src/app/api"]) {
    for (const { name, isFolder } of workspace.list(inFolder(folder, sub)) ?? []) {
      const rank = isFolder ? healthRank(`/${name}`) : undefined;
      if (rank === undefined) continue;
      const path = ["ts", "js", "tsx"]
        .map((ending) => inFolder(folder, `${sub}/${name}/route.${ending}`))
        .find((route) => workspace.has(route));
      if (path) found.push({ value: `${sub.endsWith("/api") ? "/api" : ""}/${name}`, path, rank });
    }
  }
  for (const sub of ["pages/api", "src/pages/api"]) {
    for (const { name, isFolder } of workspace.list(inFolder(folder, sub)) ?? []) {
      const own = name.replace(/\.[jt]sx?$/, "");
      const rank = isFolder || own === name ? undefined : healthRank(`/${own}`);
      if (rank !== undefined) found.push({ value: `/api/${own}`, path: inFolder(folder, `${sub}/${name}`), rank });
    }
  }
  const [best] = found.sort((a, b) => a.rank - b.rank);
  return best && { value: best.value, from: { path: best.path, line: 1 } };
}
