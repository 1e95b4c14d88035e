import { folderOf, inFolder } from "../paths.ts";
import type { Workspace } from "../workspace.ts";
import type { Detected, GoProject } from "./model.ts";
import { findHealthPath, findPort } from "./source-lines.ts";

const frameworks = [
  "github.com/gin-gonic/gin",
  "github.com/labstack/echo",
  "github.com/gofiber/fiber",
  "github.com/go-chi/chi",
  "github.com/gorilla/mux",
];

/** The Go module in a folder; undefined where there is no `go.mod`. */
export function goProject(folder: string, workspace: Workspace): GoProject | undefined {
  const manifest = inFolder(folder, "go.mod");
  const text = workspace.read(manifest);
  if (text === undefined) return undefined;
  const dependencies = new Set<string>();
  for (const match of text.matchAll(/^\s*(?:require\s+)?([\w.-]+\.[\w-]+\/[\w./~-]+)\s+v\d/gm)) dependencies.add(match[1] as string);
  const lockFile = inFolder(folder, "go.sum");
  return {
    manifest,
    module: /^module\s+"?([^\s"]+)/m.exec(text)?.[1],
    goVersion: /^go\s+(\d[\w.]*)/m.exec(text)?.[1],
    lockFile: workspace.has(lockFile) ? lockFile : undefined,
    dependencies,
    mainPackages: mainPackages(folder, workspace),
  };
}

/** By the module's path, a major version's suffix left out. */
export function goFramework({ dependencies }: GoProject): string | undefined {
  return frameworks.find((name) => [...dependencies].some((dependency) => dependency === name || dependency.startsWith(`${name}/v`)));
}

/** Whether a Go file belongs to a program: `package main`, and no test. */
function isMainFile(path: string, workspace: Workspace): boolean {
  return /^package main\b/m.test(workspace.read(path)?.slice(0, 20_000) ?? "");
}

function goFiles(folder: string, workspace: Workspace): string[] {
  return (workspace.list(folder) ?? [])
    .filter(({ name, isFolder }) => !isFolder && name.endsWith(".go") && !name.endsWith("_test.go"))
    .map(({ name }) => inFolder(folder, name));
}

/** The module's own folder and those in `cmd`, and the module's direct folders, where they hold a program. */
function mainPackages(folder: string, workspace: Workspace): string[] {
  const found: string[] = [];
  const add = (sub: string) => {
    const files = goFiles(inFolder(folder, sub), workspace);
    const main = files.find((path) => path.endsWith("/main.go") || path === "main.go");
    // A folder holds one package: one file tells.
    const telling = main ?? files[0];
    if (telling !== undefined && isMainFile(telling, workspace)) found.push(sub);
  };
  add("");
  const folders = (workspace.list(folder) ?? []).filter(
    ({ name, isFolder }) => isFolder && !/^(?:\.|vendor$|internal$|pkg$|test)/.test(name),
  );
  for (const { name } of folders.slice(0, 40)) {
    if (name !== "cmd") add(name);
    else for (const entry of (workspace.list(inFolder(folder, "cmd")) ?? []).slice(0, 40)) if (entry.isFolder) add(`cmd/${entry.name}`);
  }
  return found;
}

function entryFiles({ manifest, mainPackages: packages }: GoProject, workspace: Workspace): string[] {
  // Of several programs none is the one.
  if (packages.length !== 1) return [];
  return goFiles(inFolder(folderOf(manifest), packages[0] as string), workspace).slice(0, 20);
}

const portPatterns = [
  /^\s*(?:\w+\.)?\w*[pP]ort\w*\s*:?=\s*"(\d{2,5})"\s*$/,
  /\bListenAndServe(?:TLS)?\(\s*"[\w.]*:(\d{2,5})"/,
  /\b(?:Run|Start|Listen)\(\s*"[\w.]*:(\d{2,5})"/,
  /\bAddr\s*:\s*"[\w.]*:(\d{2,5})"/,
  /^\s*(?:\w+\.)?addr\s*:?=\s*"[\w.]*:(\d{2,5})"\s*$/,
];

const routePatterns = [/\.(?:HandleFunc|Handle|GET|Get|Any)\(\s*"(?:GET )?(\/[^"{]+)"/];

export function goPort(go: GoProject, workspace: Workspace): Detected<number> | undefined {
  return findPort({ paths: entryFiles(go, workspace), patterns: portPatterns }, workspace);
}

export function goHealthPath(go: GoProject, workspace: Workspace): Detected<string> | undefined {
  return findHealthPath({ paths: entryFiles(go, workspace), patterns: routePatterns }, workspace);
}
