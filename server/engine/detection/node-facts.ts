import { folderOf, inFolder, nameOf } from "../workspace/paths.ts";
import { entryFiles } from "../workspace/project/node.ts";
import { codeLines } from "../workspace/project/source-lines.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { containerFileIn } from "./container-file.ts";
import { found, lineOf } from "./detected.ts";
import { type Manifest, manifestAt } from "./manifest.ts";
import type { Detected, LinkedPackage, NodeFacts, PrismaFacts } from "./model.ts";
import { nodeMembers } from "./monorepo.ts";
import { compilationOf, inside, isStandalone, type NodePackage } from "./node-start.ts";

/**
 * Packages that compile or fetch a program in a script of theirs when they are installed, which npm 12 and pnpm 10 do only where the project allows it.
 * From their manifests in the npm registry (2026-11).
 */
const nativePackages = new Set([
  ...[
    "bcrypt",
    "argon2",
    "better-sqlite3",
    "sqlite3",
    "canvas",
    "node-sass",
    "re2",
    "node-rdkafka",
    "couchbase",
    "cpu-features",
    "ssh2",
    "zeromq",
  ],
  ...[
    "kerberos",
    "mongodb-client-encryption",
    "snappy",
    "leveldown",
    "bufferutil",
    "utf-8-validate",
    "usb",
    "serialport",
    "node-pty",
    "isolated-vm",
  ],
  ...["puppeteer", "playwright", "cypress", "electron", "esbuild", "@swc/core", "@prisma/client", "sharp", "grpc"],
  ...[
    "libxmljs",
    "libxmljs2",
    "oracledb",
    "odbc",
    "ibm_db",
    "farmhash",
    "hiredis",
    "lmdb",
    "protobufjs",
    "core-js",
    "nodemon",
    "msgpackr-extract",
  ],
]);
/** Of those, the ones that work as they are unpacked: their script reports, or fetches what an optional dependency brings as well. */
const worksWithoutScript = new Set([
  "esbuild",
  "@swc/core",
  "protobufjs",
  "core-js",
  "nodemon",
  "msgpackr-extract",
  "cpu-features",
  "ssh2",
  "sharp",
]);

/** What templates need of a package beside what all applications have. @param context the folder that the lock file holds for */
export function nodeFacts(one: NodePackage, context: string): NodeFacts {
  const { node, folder, workspace, manifest } = one;
  const registry = registrySettings(folder, context, node.isYarnBerry === true, workspace);
  return {
    packageName: node.name,
    isModule: node.isModule,
    isTypeScript: workspace.has(inFolder(folder, "tsconfig.json")) === true,
    dependencies: node.dependencies,
    devDependencies: node.devDependencies,
    isYarnBerry: node.isYarnBerry === true,
    usesPlugAndPlay: node.isYarnBerry === true && usesPlugAndPlay(context, workspace),
    installFiles: [...registry.files, ...installFiles(folder, context, workspace)].filter((path) => path !== registry.secret),
    registryTokens: registry.tokens,
    secretSettings: registry.secret,
    installScripts: installScripts(manifest),
    rootInstallScripts: folder === context ? new Map() : installScripts(manifestAt(workspace, inFolder(context, "package.json"))),
    nativeDependencies: manifest
      .all("dependencies")
      .filter(({ key }) => nativePackages.has(key) && !worksWithoutScript.has(key))
      .map(({ key, line }): Detected<string> => found(key, manifest.path, line, `the dependency \`${key}\``)),
    prisma: prismaFacts(one),
    linked: linkedPackages(one, context),
    members: nodeMembers(workspace, context),
    runtimeFolders: ["public", "views", "templates", "static", "locales", ...(node.dependencies.has("config") ? ["config"] : [])].filter(
      (name) => workspace.list(inFolder(folder, name)) !== undefined,
    ),
    portVariable: portVariable(one),
    handlesTermination: handlesTermination(one),
    isStandalone: one.framework === "next" && isStandalone(folder, workspace),
  };
}

function installScripts(manifest: Manifest | undefined): ReadonlyMap<string, string> {
  const names = ["preinstall", "install", "postinstall", "preprepare", "prepare", "postprepare"];
  return new Map((manifest?.all("scripts") ?? []).filter(({ key }) => names.includes(key)).map(({ key, text }) => [key, text]));
}

function below(context: string, path: string): string {
  return context === "" ? path : path.slice(context.length + 1);
}

/** What the settings of registries say, as far as the install needs it. Other lines than those about logins hold no secret. */
function registrySettings(folder: string, context: string, isBerry: boolean, workspace: Workspace) {
  const files: string[] = [];
  const tokens = new Set<string>();
  let secret: string | undefined;
  // Yarn 2 and later read settings of their own, which are copied anyhow.
  for (const path of isBerry ? [inFolder(context, ".yarnrc.yml")] : new Set([inFolder(context, ".npmrc"), inFolder(folder, ".npmrc")])) {
    const text = workspace.read(path);
    if (text === undefined) continue;
    const logins = text
      .split(/\r?\n/)
      .filter((line) => /^[^#;]*(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent)\s*[=:]/.test(line));
    for (const login of logins) for (const [, name = ""] of login.matchAll(/\$\{(\w+)[^}]*\}/g)) tokens.add(name);
    if (logins.some((login) => !/[=:]\s*["']?\$\{\w+/.test(login))) secret = below(context, path);
    else if (!isBerry) files.push(below(context, path));
  }
  return { files, tokens: [...tokens].sort(), secret };
}

/** What package managers read of the context before they install. */
function installFiles(folder: string, context: string, workspace: Workspace): string[] {
  const files = [
    "pnpm-workspace.yaml",
    ".pnpmfile.cjs",
    ".pnpmfile.mjs",
    "patches",
    ".yarnrc.yml",
    ".yarn/releases",
    ".yarn/plugins",
    ".yarn/patches",
    "bunfig.toml",
  ]
    .filter((name) => workspace.has(inFolder(context, name)))
    .filter((name) => !name.startsWith(".yarn/") || workspace.has(inFolder(context, ".yarn")) === true);
  const own = folder !== context && workspace.has(inFolder(folder, "patches")) ? [below(context, inFolder(folder, "patches"))] : [];
  return [...files, ...own];
}

function usesPlugAndPlay(context: string, workspace: Workspace): boolean {
  const linker = manifestAt(workspace, inFolder(context, ".yarnrc.yml"))?.get("nodeLinker")?.text;
  return linker === undefined || linker === "pnp";
}

function prismaFacts({ folder, workspace, node, manifest }: NodePackage): PrismaFacts | undefined {
  if (!node.dependencies.has("@prisma/client")) return undefined;
  const named = manifest.get("prisma", "schema")?.text;
  const candidates = [...(named === undefined ? [] : [inside(named) ?? named]), "prisma/schema.prisma", "prisma/schema", "schema.prisma"];
  const schema = candidates.find((path) => workspace.has(inFolder(folder, path)));
  if (schema === undefined) return undefined;
  const text = prismaSchema(inFolder(folder, schema), workspace);
  const major = Number(/\d+/.exec(node.dependencies.get("@prisma/client") ?? "")?.[0] ?? 7);
  return {
    schema,
    isUsual: named === undefined,
    version: /\d+(?:\.\d+)*/.exec(node.dependencies.get("@prisma/client") ?? "")?.[0],
    needsOpenSsl: major < 7,
    generatesIntoModules: /provider\s*=\s*"prisma-client-js"/.test(text) && !/^\s*output\s*=/m.test(text),
  };
}

/** The text of a schema, be it one file or a folder of them. */
export function prismaSchema(path: string, workspace: Workspace): string {
  const parts = workspace.list(path);
  return parts
    ? parts
        .filter(({ name }) => name.endsWith(".prisma"))
        .map(({ name }) => workspace.read(inFolder(path, name)) ?? "")
        .join("\n")
    : (workspace.read(path) ?? "");
}

/** The packages of the monorepo that a package stands on, those first that others of them stand on. */
function linkedPackages({ folder, workspace, manifest: own }: NodePackage, context: string): readonly LinkedPackage[] {
  const packages = new Map(
    nodeMembers(workspace, context).flatMap((member) => {
      const manifest = manifestAt(workspace, inFolder(context, `${member}/package.json`));
      const name = manifest?.get("name")?.text;
      return manifest && name !== undefined && inFolder(context, member) !== folder ? [[name, { member, manifest }] as const] : [];
    }),
  );
  const linked: LinkedPackage[] = [];
  const seen = new Set<string>();
  const visit = (manifest: Manifest) => {
    const named = ["dependencies", "optionalDependencies", "peerDependencies", "devDependencies"].flatMap((kind) => manifest.all(kind));
    for (const { key: name } of named) {
      const one = packages.get(name);
      if (!one || seen.has(name)) continue;
      seen.add(name);
      visit(one.manifest);
      const hasBuild = one.manifest.get("scripts", "build") !== undefined;
      linked.push({
        folder: one.member,
        name,
        hasBuild,
        output: hasBuild ? outputOfPackage(inFolder(context, one.member), workspace) : undefined,
      });
    }
  };
  visit(own);
  return linked;
}

/** Where a package's build writes: TypeScript's setting, else the folder that its `main` is in. */
function outputOfPackage(folder: string, workspace: Workspace): string {
  const written = compilationOf({ folder, workspace })?.output.value;
  if (written !== undefined) return written;
  const main = manifestAt(workspace, inFolder(folder, "package.json"))?.get("main")?.text;
  const [first, ...rest] = main === undefined ? [] : (inside(main) ?? "").split("/");
  return first !== undefined && rest.length > 0 && first !== "src" ? first : "dist";
}

/** Frameworks whose servers read `PORT` by themselves. */
const readsPort = new Set(["next", "nuxt", "sveltekit", "astro", "remix", "react-router", "adonisjs"]);

/** The variable that the port is read from: where the application starts, in Nest's settings, or by the framework. */
function portVariable(one: NodePackage): string | undefined {
  if (readsPort.has(one.framework)) return "PORT";
  const names = sourcesOf(one).flatMap((path) =>
    codeLines(one.workspace, path).flatMap(
      (line) =>
        /\b(?:process\.env(?:\.|\[["'])|env\.|Bun\.env\.|config\.get(?:OrThrow)?(?:<\w+>)?\(\s*["'])(\w*PORT)\b/.exec(line)?.[1] ?? [],
    ),
  );
  const read = names.includes("PORT") ? "PORT" : names.find((name) => /^(?:APP|SERVER|HTTP|API|WEB)_PORT$/.test(name));
  return read ?? containerFileIn(one.folder, one.workspace)?.portVariable ?? examplePort(one.folder, one.workspace)?.name;
}

/** The port in the example of the environment that developers copy, with its variable. */
export function examplePort(folder: string, workspace: Workspace): { readonly name: string; readonly port: Detected<number> } | undefined {
  const files = (workspace.list(folder) ?? []).filter(
    ({ name, isFolder }) => !isFolder && /^\.?env[.-](?:example|sample|template|dist)(?:[.-]\w+)*$/.test(name),
  );
  for (const { name: file } of files) {
    const path = inFolder(folder, file);
    const lines = workspace.read(path)?.split(/\r?\n/) ?? [];
    for (const name of ["PORT", "APP_PORT", "SERVER_PORT", "HTTP_PORT", "API_PORT"]) {
      const pattern = new RegExp(`^(?:export\\s+)?${name}\\s*=\\s*["']?(\\d{2,5})["']?\\s*(?:#.*)?$`);
      const at = lines.findIndex((line) => pattern.test(line));
      if (at < 0) continue;
      const port = Number(pattern.exec(lines[at] as string)?.[1]);
      return { name, port: found(port, path, at + 1, `\`${name}\` of the example environment`, "likely") };
    }
  }
  return undefined;
}

/** Whether the code ends when it is asked to; undefined where its sources cannot be read. */
function handlesTermination(one: NodePackage): boolean | undefined {
  if (readsPort.has(one.framework)) return true;
  const texts = sourcesOf(one).flatMap((path) => one.workspace.read(path) ?? []);
  if (texts.length === 0) return undefined;
  return texts.some((text) =>
    /\bSIGTERM\b|enableShutdownHooks|close-with-grace|closeWithGrace|createTerminus|gracefulShutdown|http-graceful-shutdown/.test(text),
  );
}

/** The files in which the application starts, and those beside them that they import. */
export function sourcesOf({ node, folder, workspace }: NodePackage): readonly string[] {
  const entries = entryFiles(node, folder, workspace);
  const files = new Set(entries);
  for (const entry of entries) {
    for (const [, written = ""] of (workspace.read(entry) ?? "").matchAll(
      /(?:from\s+|require\(\s*|import\s*\(?\s*)["'](\.{1,2}\/[^"']+)["']/g,
    )) {
      const path = resolveImport(folderOf(entry), written, workspace);
      if (path !== undefined && files.size < 60) files.add(path);
    }
  }
  return [...files];
}

function resolveImport(from: string, written: string, workspace: Workspace): string | undefined {
  const parts = from === "" ? [] : from.split("/");
  for (const part of written.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  const path = parts.join("/");
  const stem = path.replace(/\.[cm]?js$/, "");
  const endings = ["ts", "js", "mts", "mjs", "cjs"];
  return [path, ...endings.map((ending) => `${stem}.${ending}`), ...endings.map((ending) => `${path}/index.${ending}`)].find(
    (candidate) => /\.[cm]?[jt]s$/.test(nameOf(candidate)) && workspace.has(candidate) === true,
  );
}

/** The line of the first place in the sources where a pattern is found. */
export function firstPlace(paths: readonly string[], pattern: RegExp, workspace: Workspace): { path: string; line: number } | undefined {
  for (const path of paths) {
    const text = workspace.read(path) ?? "";
    if (pattern.test(text)) return { path, line: lineOf(text, pattern) };
  }
  return undefined;
}
