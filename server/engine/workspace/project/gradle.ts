import { inFolder, upwards } from "../paths.ts";
import { readToml } from "../toml.ts";
import type { Workspace } from "../workspace.ts";
import type { Detected } from "./model.ts";
import { codeLines } from "./source-lines.ts";

const settingsNames = ["settings.gradle", "settings.gradle.kts"];
const buildNames = ["build.gradle", "build.gradle.kts"];

/** A line of a build file; a reference to the version catalog has what it stands for behind it. */
interface Line {
  readonly text: string;
  readonly from: { readonly path: string; readonly line: number };
}

/** A Gradle project with what the root of its build and its convention plugins say of it. */
export interface Gradle {
  readonly path: string;
  /** The folder of the build's root, where the settings stand. */
  readonly root: string;
  /** The modules that the settings include, as folders relative to the root. */
  readonly modules: readonly string[];
  readonly name: Detected<string> | undefined;
  /** Lines of the project's own build file. */
  readonly own: readonly Line[];
  /** Those, then those of the root's and of convention plugins. */
  readonly all: readonly Line[];
}

/** The Gradle project in a folder; undefined where no build file is there. */
export function gradleAt(folder: string, workspace: Workspace): Gradle | undefined {
  const path = buildNames.map((name) => inFolder(folder, name)).find((one) => workspace.has(one));
  if (path === undefined) return undefined;
  const settingsOf = (at: string) => settingsNames.map((name) => inFolder(at, name)).find((one) => workspace.has(one));
  const root = upwards(folder).find((at) => {
    const settings = settingsOf(at);
    return settings !== undefined && (at === folder || includedIn(workspace, settings).some((module) => inFolder(at, module) === folder));
  });
  const settings = root === undefined ? undefined : settingsOf(root);
  const base = root ?? folder;
  const modules = settings === undefined ? [] : includedIn(workspace, settings);
  const catalog = catalogOf(workspace, inFolder(base, "gradle/libs.versions.toml"));
  const lines = (file: string) =>
    codeLines(workspace, file).map((text, at): Line => ({ text: withCatalog(text, catalog), from: { path: file, line: at + 1 } }));
  const own = lines(path);
  const rootBuild = base === folder ? undefined : buildNames.map((name) => inFolder(base, name)).find((one) => workspace.has(one));
  const conventions = (workspace.files() ?? [])
    .filter((file) => /(?:^|\/)(?:buildSrc|build-logic|gradle\/plugins)\/.*\.gradle(?:\.kts)?$/.test(file) && file.startsWith(base))
    .slice(0, 20);
  return {
    path,
    root: base,
    modules,
    name: settings === undefined || base !== folder ? undefined : firstIn(lines(settings), /rootProject\.name\s*=\s*["']([\w.-]+)["']/),
    own,
    all: [...own, ...(rootBuild === undefined ? [] : lines(rootBuild)), ...conventions.flatMap(lines)],
  };
}

/** The first group that a pattern finds in the lines, with its place. */
export function firstIn(lines: readonly Line[], pattern: RegExp): Detected<string> | undefined {
  for (const { text, from } of lines) {
    const match = pattern.exec(text);
    if (match) return { value: match.slice(1).find((group) => group !== undefined) ?? match[0], from };
  }
  return undefined;
}

function includedIn(workspace: Workspace, settings: string): readonly string[] {
  const text = codeLines(workspace, settings).join("\n");
  return [...text.matchAll(/\binclude\b\s{0,20}\(?((?:\s{0,60}["'][\w:./-]{1,200}["']\s{0,20},?)+)/g)].flatMap(([, list = ""]) =>
    [...list.matchAll(/["']([\w:./-]+)["']/g)].map(([, name = ""]) => name.replace(/^:/, "").replaceAll(":", "/")),
  );
}

/** The aliases of a version catalog, as build files write them, with what they stand for. */
function catalogOf(workspace: Workspace, path: string): ReadonlyMap<string, string> {
  const text = workspace.read(path);
  if (text === undefined) return new Map();
  const toml = readToml(text);
  const versions = new Map(toml.keys("versions").map((key) => [key, toml.string("versions", key) ?? ""]));
  const aliases = new Map<string, string>();
  for (const [table, prefix] of [
    ["libraries", "libs."],
    ["plugins", "libs.plugins."],
  ] as const)
    for (const match of text.slice(Math.max(0, text.indexOf(`[${table}]`))).matchAll(/^([\w.-]+)\s*=\s*(.+)$/gm)) {
      const [, key = "", value = ""] = match;
      if (!toml.keys(table).includes(key)) continue;
      const own = (field: string) => new RegExp(`\\b${field}\\s*=\\s*["']([^"']+)["']`).exec(value)?.[1];
      const group = own("group");
      const name = own("id") ?? own("module") ?? (group === undefined ? /^["']([^"']+)["']/.exec(value)?.[1] : `${group}:${own("name")}`);
      const reference = own("version\\.ref");
      const version = reference === undefined ? own("version") : versions.get(reference);
      aliases.set(`${prefix}${key.replace(/[-_]/g, ".")}`, `"${name ?? ""}"${version === undefined ? "" : ` version "${version}"`}`);
    }
  return aliases;
}

function withCatalog(line: string, catalog: ReadonlyMap<string, string>): string {
  if (catalog.size === 0) return line;
  const extra = [...line.matchAll(/\blibs\.[\w.]+/g)].flatMap(([reference]) => {
    const known = catalog.get(reference) ?? catalog.get(reference.replace(/\.get\(?$|\.asProvider$/, ""));
    return known === undefined ? [] : [known];
  });
  return extra.length === 0 ? line : `${line} ${extra.join(" ")}`;
}

/** The build files of a Gradle build that say what is needed, relative to its root: settings, catalog, and every module's own. */
export function gradleBuildFiles({ root, modules }: Gradle, workspace: Workspace): readonly string[] {
  const there = (path: string) => workspace.has(inFolder(root, path)) === true;
  const candidates = [
    ...settingsNames,
    ...buildNames,
    "gradle.properties",
    "gradle.lockfile",
    "gradle/libs.versions.toml",
    ...modules.flatMap((module) => buildNames.map((name) => inFolder(module, name))),
  ];
  return candidates.filter(there);
}
