import { inFolder, nameOf, resolvePath, upwards } from "../workspace/paths.ts";
import { rustHealthPath, rustPort, rustProject } from "../workspace/project/others.ts";
import { codeLines } from "../workspace/project/source-lines.ts";
import { readToml } from "../workspace/toml.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { recommendedCycle } from "./cycles.ts";
import { deployedIn } from "./deployed.ts";
import { assumed, found, lineOf } from "./detected.ts";
import { nameFrom } from "./label.ts";
import type { Application, Detected, RustFacts } from "./model.ts";
import type { BackingService, Framework } from "./names.ts";
import { servicesBy } from "./services.ts";

const frameworkCrates: readonly (readonly [string, Framework])[] = [
  ["axum", "axum"],
  ["actix-web", "actix-web"],
  ["rocket", "rocket"],
  ["warp", "warp"],
];
/** Web servers that make no difference to the image. */
const otherServers = ["poem", "salvo", "hyper", "tide", "tonic", "ntex"];

const services: readonly (readonly [BackingService, RegExp])[] = [
  [
    "postgres",
    /^(?:tokio-postgres|postgres|deadpool-postgres|sqlx\/postgres|diesel\/postgres|diesel-async\/postgres|sea-orm\/sqlx-postgres)$/,
  ],
  ["mysql", /^(?:mysql|mysql_async|sqlx\/mysql|diesel\/mysql|sea-orm\/sqlx-mysql)$/],
  ["mongodb", /^mongodb$/],
  ["redis", /^(?:redis|fred|deadpool-redis|bb8-redis)$/],
  ["rabbitmq", /^(?:lapin|amqprs)$/],
];

/** The crate in a folder that makes a program; a library, and the root of a workspace that is no crate itself, is none. */
export function rustApplication(folder: string, workspace: Workspace): Application | undefined {
  const project = rustProject(folder, workspace);
  const crate = project?.name;
  if (!project || crate === undefined) return undefined;
  const { manifest } = project;
  const text = workspace.read(manifest) ?? "";
  const toml = readToml(text);
  const binary = binaryOf(folder, crate, text, workspace);
  if (!binary) return undefined;
  const root = rootOf(folder, workspace);
  const lock = inFolder(root, "Cargo.lock");
  const locked = new Set([...(workspace.read(lock) ?? "").matchAll(/^name = "([\w-]+)"$/gm)].map(([, name = ""]) => name));
  const hasLock = workspace.has(lock) === true;
  const named = dependenciesOf(manifest, workspace);
  const dependency = (name: string) => named.find((one) => one.text === name);
  const known = frameworkCrates.flatMap(([name, framework]) => {
    const at = dependency(name);
    return at ? [found(framework, at.from.path, at.from.line, `the dependency \`${name}\``)] : [];
  });
  const framework: Detected<Framework> = known[0] ?? assumed<Framework>("none", "no framework is among its dependencies");
  const server =
    known[0] ??
    otherServers
      .flatMap((name) => dependency(name) ?? [])
      .map((at) => found(at.text, at.from.path, at.from.line, `the dependency \`${at.text}\``))[0];
  const deployed = deployedIn(workspace, folder);
  const port = rustPort(folder, workspace);
  const health = rustHealthPath(folder, workspace);
  const isMember = root !== folder;
  const flags = `${hasLock ? " --locked" : ""}`;
  const only = isMember ? ` --package ${crate}` : "";
  const task = (command: string) => found(command, manifest, 1, `\`${nameOf(manifest)}\``, "likely");
  const hasTests = workspace.list(inFolder(folder, "tests"))?.some(({ name }) => name.endsWith(".rs") || name === "main.rs") === true;
  // Cargo takes it for a mistake to ask for a library that is not there.
  const hasLibrary = toml.hasTable("lib") || workspace.has(inFolder(folder, "src/lib.rs")) === true;
  const migrate = migrationOf(folder, dependency, workspace);
  const facts: RustFacts = {
    crate,
    binary: binary.value,
    toolchain: toolchainOf(folder, root, workspace),
    libraries: ["openssl-sys", "pq-sys", "mysqlclient-sys", "rdkafka-sys", "prost-build", "tonic-build", "openssl-src"].filter(
      (name) => locked.has(name) || dependency(name) !== undefined,
    ),
    isOffline: [folder, root].some((at) => workspace.has(inFolder(at, ".sqlx")) === true),
    portVariable: portVariable(folder, framework.value, workspace),
  };
  return {
    folder,
    context: root,
    ecosystem: found("rust", manifest, 1, `\`${nameOf(manifest)}\``),
    name: nameFrom(found(crate, manifest, lineOf(text, /^[ \t]*name\s*=/m), "the field `package.name`"), folder, workspace),
    kind: server ? { ...server, value: "web" } : assumed("worker", "no web server is among its dependencies"),
    framework,
    packageManager: found("cargo", manifest, 1, `\`${nameOf(manifest)}\``),
    packageManagerVersion: undefined,
    lockFile: hasLock ? found(lock, lock, 1, "the lock file") : undefined,
    runtimeVersion: versionOf(facts.toolchain, toml.string("package", "rust-version"), manifest, text),
    command: { ...binary, value: [binary.value] },
    output: assumed("target/release", "usual for Cargo"),
    port: !server
      ? undefined
      : (deployed.port ??
        (port ? found(port.value, port.from.path, port.from.line, "the address that it listens on") : undefined) ??
        assumed(framework.value === "rocket" ? 8000 : 8080, framework.value === "rocket" ? "usual for Rocket" : "usual")),
    livenessPath: deployed.livenessPath ?? (health && found(health.value, health.from.path, health.from.line, "the route in the code")),
    readinessPath: deployed.readinessPath ?? readyPath(folder, workspace),
    tasks: {
      install: hasLock ? task("cargo fetch --locked") : undefined,
      lint: task(`cargo clippy${flags} --all-targets -- -D warnings`),
      typecheck: undefined,
      unit: task(`cargo test${flags}${only}${hasTests ? `${hasLibrary ? " --lib" : ""} --bins` : ""}`),
      integration: hasTests ? task(`cargo test${flags}${only} --test '*'`) : undefined,
      build: task(`cargo build${flags} --release${only} --bin ${binary.value}`),
      migrate,
    },
    services: servicesBy(services, named),
    rust: facts,
  };
}

/** The folder of the workspace that a crate is a member of, or its own. */
function rootOf(folder: string, workspace: Workspace): string {
  return (
    upwards(folder).find((at) => {
      const text = workspace.read(inFolder(at, "Cargo.toml"));
      return text !== undefined && /^\[workspace[\].]/m.test(text);
    }) ?? folder
  );
}

/** The program that is run: what the crate says, else the only one, else the one with the crate's name. */
function binaryOf(folder: string, crate: string, text: string, workspace: Workspace): Detected<string> | undefined {
  const manifest = inFolder(folder, "Cargo.toml");
  const preferred = readToml(text).string("package", "default-run");
  if (preferred !== undefined) return found(preferred, manifest, lineOf(text, /^[ \t]*default-run\s*=/m), "the field `default-run`");
  const tables = binariesIn(text);
  const declared = tables.map(({ name, line }) => found(name, manifest, line, "the table `[[bin]]`"));
  const main = inFolder(folder, "src/main.rs");
  const own = workspace.has(main) ? [found(crate, main, 1, "`src/main.rs`")] : [];
  const others = (workspace.list(inFolder(folder, "src/bin")) ?? []).flatMap(({ name, isFolder }) =>
    isFolder || name.endsWith(".rs") ? [found(name.replace(/\.rs$/, ""), inFolder(folder, `src/bin/${name}`), 1, "`src/bin`")] : [],
  );
  // A declared program that starts in `src/main.rs` takes the place of the crate's own.
  const inMain = tables.find(({ path }) => path === "src/main.rs");
  const all = [...declared, ...(inMain ? [] : own), ...others].filter(
    (one, at, list) => list.findIndex(({ value }) => value === one.value) === at,
  );
  if (all.length <= 1) return all[0];
  const chosen = all.find(({ value }) => value === crate) ?? all.find(({ value }) => value === inMain?.name) ?? all[0];
  return chosen && { ...chosen, because: `${chosen.because}, one of ${all.length} programs`, confidence: "likely" };
}

/** The programs that a manifest declares. */
function binariesIn(text: string): readonly { readonly name: string; readonly path: string | undefined; readonly line: number }[] {
  const all: { name: string; path: string | undefined; line: number }[] = [];
  let table: { path: string | undefined; named: { name: string; line: number } | undefined } | undefined;
  const finish = () => {
    if (table?.named) all.push({ ...table.named, path: table.path });
  };
  text.split("\n").forEach((line, at) => {
    if (line.startsWith("[")) {
      finish();
      table = line.startsWith("[[bin]]") ? { path: undefined, named: undefined } : undefined;
    }
    const [, key, value = ""] = /^[ \t]*(name|path)\s*=\s*"([^"]+)"/.exec(line) ?? [];
    if (table && key === "name") table.named = { name: value, line: at + 1 };
    else if (table && key === "path") table.path = value;
  });
  finish();
  return all;
}

/** The crates that a manifest needs and, as `crate/feature`, the features it asks for; those of crates beside it too, which hold the rest of the program. */
function dependenciesOf(
  manifest: string,
  workspace: Workspace,
  seen = new Set<string>(),
): readonly { text: string; from: { path: string; line: number } }[] {
  const text = workspace.read(manifest);
  if (text === undefined || seen.has(manifest) || seen.size > 30) return [];
  seen.add(manifest);
  const lines = text.split(/\r?\n/);
  const all: { text: string; from: { path: string; line: number } }[] = [];
  const beside: string[] = [];
  let table = "";
  let crate = "";
  const add = (name: string, line: number) => all.push({ text: name, from: { path: manifest, line } });
  lines.forEach((line, at) => {
    const header = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line)?.[1];
    if (header !== undefined) {
      table = header;
      crate = /(?:^|\.)dependencies\.["']?([\w-]+)["']?$/.exec(header)?.[1] ?? "";
      if (crate !== "" && !/(?:dev|build)-dependencies/.test(header)) add(crate, at + 1);
      return;
    }
    if (/^\s*#/.test(line) || /(?:dev|build)-dependencies/.test(table)) return;
    const isList = /(?:^|\.)dependencies$/.test(table) && !table.startsWith("workspace");
    const own = isList ? /^\s*["']?([\w-]+)["']?(?:\.[\w-]+)?\s*=/.exec(line)?.[1] : undefined;
    if (own !== undefined) {
      crate = own;
      add(own, at + 1);
    }
    if (crate === "" || (!isList && !/dependencies\./.test(table))) return;
    for (const [, features = ""] of line.matchAll(/features\s*=\s*\[([^\]]*)\]?/g))
      for (const [, feature] of features.matchAll(/"([\w-]+)"/g)) add(`${crate}/${feature}`, at + 1);
    const path = /\bpath\s*=\s*"([^"]+)"/.exec(line)?.[1];
    const folder = path === undefined ? undefined : resolvePath(manifest.replace(/\/?Cargo\.toml$/, ""), path);
    if (folder !== undefined) beside.push(inFolder(folder, "Cargo.toml"));
  });
  return [...all, ...beside.flatMap((path) => dependenciesOf(path, workspace, seen))];
}

/** The toolchain that the project pins for rustup: `1.85.0`, `stable`, `nightly`. */
function toolchainOf(folder: string, root: string, workspace: Workspace): Detected<string> | undefined {
  for (const at of new Set([folder, root]))
    for (const name of ["rust-toolchain.toml", "rust-toolchain"]) {
      const path = inFolder(at, name);
      const text = workspace.read(path);
      const channel =
        text === undefined ? undefined : (readToml(text).string("toolchain", "channel") ?? /^\s*([\w.-]+)\s*$/.exec(text)?.[1]);
      if (text !== undefined && channel !== undefined) return found(channel, path, lineOf(text, channel), `\`${name}\``);
    }
  return undefined;
}

/** Rust keeps old programs compiling, and only its newest release is looked after: that builds what asks for any older one. */
function versionOf(toolchain: Detected<string> | undefined, minimum: string | undefined, manifest: string, text: string): Detected<string> {
  const newest = recommendedCycle("rust");
  if (toolchain && (toolchain.value === newest || toolchain.value.startsWith(`${newest}.`))) return { ...toolchain, value: newest };
  if (minimum !== undefined)
    return found(
      newest,
      manifest,
      lineOf(text, /^[ \t]*rust-version\s*=/m),
      `the newest release, which \`rust-version\` ${minimum} allows`,
      "likely",
    );
  return assumed(newest, "the newest release, which alone gets updates");
}

function portVariable(folder: string, framework: Framework, workspace: Workspace): string | undefined {
  if (framework === "rocket") return "ROCKET_PORT";
  const sources = ["src/main.rs", "src/lib.rs", "src/config.rs", "src/settings.rs", "src/configuration.rs"];
  const reads = sources.some((path) => codeLines(workspace, inFolder(folder, path)).some((line) => /\bvar(?:_os)?\(\s*"PORT"/.test(line)));
  return reads ? "PORT" : undefined;
}

function readyPath(folder: string, workspace: Workspace): Detected<string> | undefined {
  const path = inFolder(folder, "src/main.rs");
  const pattern = /(?:\.route\(\s*|#\[get\()"(\/[\w/-]*ready[\w-]*)"/;
  const lines = codeLines(workspace, path);
  const at = lines.findIndex((line) => pattern.test(line));
  const value = at < 0 ? undefined : pattern.exec(lines[at] as string)?.[1];
  return value === undefined ? undefined : found(value, path, at + 1, "the route in the code");
}

function migrationOf(
  folder: string,
  dependency: (name: string) => { from: { path: string; line: number } } | undefined,
  workspace: Workspace,
): Detected<string> | undefined {
  if (workspace.has(inFolder(folder, "migrations")) !== true) return undefined;
  const tools: readonly (readonly [string, string])[] = [
    ["diesel", "diesel migration run"],
    ["sqlx", "sqlx migrate run"],
  ];
  for (const [crate, command] of tools) {
    const at = dependency(crate);
    if (at) return found(command, at.from.path, at.from.line, `the dependency \`${crate}\` and the folder \`migrations\``, "likely");
  }
  return undefined;
}
