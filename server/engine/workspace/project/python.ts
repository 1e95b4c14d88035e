import { folderOf, inFolder, upwards } from "../paths.ts";
import { readToml, type Toml } from "../toml.ts";
import type { Workspace } from "../workspace.ts";
import type { Detected, PythonPackageManager, PythonProject, PythonRequirement } from "./model.ts";
import { codeLines, findHealthPath, findPort } from "./source-lines.ts";

const lockFiles: readonly (readonly [string, PythonPackageManager])[] = [
  ["uv.lock", "uv"],
  ["poetry.lock", "poetry"],
  ["pdm.lock", "pdm"],
  ["Pipfile.lock", "pipenv"],
];

/** By the exact normalised name, those that build upon another before it. */
const frameworks = [
  "fastapi",
  "django",
  "flask",
  "litestar",
  "python-fasthtml",
  "starlette",
  "streamlit",
  "sanic",
  "aiohttp",
  "tornado",
  "celery",
];

/** The Python project in a folder; undefined where no manifest is there. */
export function pythonProject(folder: string, workspace: Workspace): PythonProject | undefined {
  const entries = (workspace.list(folder) ?? []).filter(({ isFolder }) => !isFolder).map(({ name }) => name);
  const manifests = [
    ...entries.filter((name) => /^(?:pyproject\.toml|Pipfile|setup\.(?:py|cfg)|requirements[\w.-]*\.(?:txt|in))$/.test(name)),
    ...(workspace.list(inFolder(folder, "requirements")) ?? [])
      .filter(({ name, isFolder }) => !isFolder && /^[\w-]+\.txt$/.test(name))
      .map(({ name }) => `requirements/${name}`),
  ];
  if (manifests.length === 0) return undefined;
  const toml = readToml(manifests.includes("pyproject.toml") ? (workspace.read(inFolder(folder, "pyproject.toml")) ?? "") : "");
  const lock = findLock(folder, workspace);
  const managePath = findManage(folder, workspace);
  const requirements = pythonRequirements(folder, manifests, workspace);
  return {
    manifests: manifests.map((name) => inFolder(folder, name)),
    name: toml.string("project", "name") ?? toml.string("tool.poetry", "name"),
    packageManager: lock?.manager ?? declaredManager(manifests, toml),
    lockFile: lock?.path,
    requirements,
    dependencies: new Set(requirements.filter(({ group }) => !group).map(({ name }) => name)),
    devDependencies: new Set(requirements.filter(({ group }) => group).map(({ name }) => name)),
    pythonVersion: toml.string("project", "requires-python") ?? toml.string("tool.poetry.dependencies", "python"),
    managePath,
    settingsModule: managePath === undefined ? undefined : settingsModule(managePath, workspace),
    application: findApplication(folder, workspace),
  };
}

export function pythonFramework({ dependencies }: PythonProject): string | undefined {
  return frameworks.find((name) => dependencies.has(name));
}

/** The lock file of the folder, or uv's of a workspace above that has members. */
function findLock(folder: string, workspace: Workspace): { path: string; manager: PythonPackageManager } | undefined {
  for (const [name, manager] of lockFiles) {
    const path = inFolder(folder, name);
    if (workspace.has(path)) return { path, manager };
  }
  for (const above of upwards(folder).slice(1)) {
    const path = inFolder(above, "uv.lock");
    if (!workspace.has(path)) continue;
    return readToml(workspace.read(inFolder(above, "pyproject.toml")) ?? "").hasTable("tool.uv.workspace")
      ? { path, manager: "uv" }
      : undefined;
  }
  return undefined;
}

function declaredManager(manifests: readonly string[], toml: Toml): PythonPackageManager | undefined {
  if (toml.hasTable("tool.uv")) return "uv";
  if (toml.hasTable("tool.poetry")) return "poetry";
  if (toml.hasTable("tool.pdm")) return "pdm";
  if (manifests.includes("Pipfile")) return "pipenv";
  return manifests.some((name) => name.startsWith("requirements")) ? "pip" : undefined;
}

/** `Django_REST.framework` and `django-rest-framework` are one name (PEP 503). */
export function normalisePythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/** A requirement as it is written: `uvicorn[standard]>=0.30; python_version > "3"`. */
const requirementPattern = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\]\s*)?(?=$|[<>=!~;@#(,\s\\])/;

/** What a manifest says is needed, in the order in which it stands there. */
function pythonRequirements(folder: string, manifests: readonly string[], workspace: Workspace): readonly PythonRequirement[] {
  const requirements: PythonRequirement[] = [];
  const path = inFolder(folder, "pyproject.toml");
  const text = manifests.includes("pyproject.toml") ? (workspace.read(path) ?? "") : "";
  const toml = readToml(text);
  const add = (written: Iterable<string>, table: string, key: string | undefined, group: PythonRequirement["group"]) => {
    for (const requirement of written) {
      const [, name, extras = ""] = requirementPattern.exec(requirement) ?? [];
      if (name === undefined || name === "python") continue;
      const line = key === undefined ? (toml.line(table, requirement) ?? 1) : lineBelow(text, toml.line(table, key) ?? 1, requirement);
      const listed = key === undefined ? extrasOnLine(text, line) : extras;
      requirements.push({
        name: normalisePythonName(name),
        extras: splitExtras(listed),
        group,
        from: { path, line },
        written: requirement,
      });
    }
  };
  add(toml.list("project", "dependencies"), "project", "dependencies", undefined);
  add(toml.keys("tool.poetry.dependencies"), "tool.poetry.dependencies", undefined, undefined);
  const optional = "project.optional-dependencies";
  for (const group of toml.keys(optional)) add(toml.list(optional, group), optional, group, { name: group, isExtra: true });
  const inGroup = (name: string) => ({ name, isExtra: false });
  for (const group of toml.keys("dependency-groups"))
    add(toml.list("dependency-groups", group), "dependency-groups", group, inGroup(group));
  for (const group of toml.keys("tool.pdm.dev-dependencies"))
    add(toml.list("tool.pdm.dev-dependencies", group), "tool.pdm.dev-dependencies", group, inGroup(group));
  add(toml.list("tool.uv", "dev-dependencies"), "tool.uv", "dev-dependencies", inGroup("dev"));
  add(toml.keys("tool.poetry.dev-dependencies"), "tool.poetry.dev-dependencies", undefined, inGroup("dev"));
  for (const table of toml.tablesBelow("tool.poetry.group")) {
    const whole = `tool.poetry.group.${table}`;
    add(toml.keys(whole), whole, undefined, inGroup(table.replace(/\.dependencies$/, "")));
  }
  if (manifests.includes("Pipfile")) {
    const pipfilePath = inFolder(folder, "Pipfile");
    const pipfileText = workspace.read(pipfilePath) ?? "";
    const pipfile = readToml(pipfileText);
    for (const [table, group] of [
      ["packages", undefined],
      ["dev-packages", inGroup("dev")],
    ] as const) {
      for (const written of pipfile.keys(table)) {
        const from = { path: pipfilePath, line: pipfile.line(table, written) ?? 1 };
        const extras = splitExtras(extrasOnLine(pipfileText, from.line));
        requirements.push({ name: normalisePythonName(written), extras, group, from, written });
      }
    }
  }
  for (const name of manifests) {
    if (!/(?:^|\/)requirements|^requirements\//.test(name)) continue;
    const group = /dev|test|lint|doc|local|ci\b/.test(name) ? inGroup(name) : undefined;
    const lines = (workspace.read(inFolder(folder, name)) ?? "").split(/\r?\n/);
    lines.forEach((line, index) => {
      if (/^\s*(?:#|-|$)/.test(line)) return;
      const [, written, extras = ""] = requirementPattern.exec(line) ?? [];
      if (written === undefined) return;
      const from = { path: inFolder(folder, name), line: index + 1 };
      requirements.push({ name: normalisePythonName(written), extras: splitExtras(extras), group, from, written: line.trim() });
    });
  }
  return requirements;
}

/** `extras = ["standard"]` of an inline table. */
function extrasOnLine(text: string, line: number): string {
  return /\bextras\s*=\s*\[([^\]]*)\]/.exec(text.split("\n")[line - 1] ?? "")?.[1]?.replaceAll(/["']/g, "") ?? "";
}

function splitExtras(extras: string): readonly string[] {
  return extras
    .split(",")
    .map((extra) => extra.trim().toLowerCase())
    .filter((extra) => extra !== "");
}

/** The line at or below another one that holds a text. */
function lineBelow(text: string, line: number, wanted: string): number {
  const lines = text.split("\n");
  for (let i = line - 1; i < lines.length; i++) if (lines[i]?.includes(wanted)) return i + 1;
  return line;
}

function findManage(folder: string, workspace: Workspace): string | undefined {
  const own = inFolder(folder, "manage.py");
  if (workspace.has(own)) return own;
  return (workspace.list(folder) ?? [])
    .filter(({ isFolder }) => isFolder)
    .map(({ name }) => inFolder(folder, `${name}/manage.py`))
    .find((path) => workspace.has(path));
}

function settingsModule(managePath: string, workspace: Workspace): string | undefined {
  for (const line of codeLines(workspace, managePath)) {
    const module = /DJANGO_SETTINGS_MODULE["']\s*(?:,|\]\s*=)\s*["']([\w.]+)["']/.exec(line)?.[1];
    if (module !== undefined) return module;
  }
  return undefined;
}

/** The modules in which an application object usually is, with the folder that they are imported from. */
export function pythonEntryFiles(folder: string, workspace: Workspace): string[] {
  const names = [
    "main.py",
    "app.py",
    "server.py",
    "wsgi.py",
    "asgi.py",
    "__init__.py",
    "api.py",
    "run.py",
    "application.py",
    "__main__.py",
  ];
  const files: string[] = [];
  const within = (sub: string) => {
    const below = inFolder(folder, sub);
    const there = new Set((workspace.list(below) ?? []).filter(({ isFolder }) => !isFolder).map(({ name }) => name));
    for (const name of names) if (there.has(name)) files.push(inFolder(below, name));
  };
  within("");
  const skipped = /^(?:\.|tests?$|docs?$|node_modules$|venv$|migrations$|scripts$|static$|templates$)/;
  const folders = (workspace.list(folder) ?? []).filter(({ name, isFolder }) => isFolder && !skipped.test(name)).map(({ name }) => name);
  for (const name of folders.slice(0, 20)) {
    within(name);
    if (name !== "src") continue;
    for (const entry of workspace.list(inFolder(folder, name)) ?? [])
      if (entry.isFolder && !skipped.test(entry.name)) within(`${name}/${entry.name}`);
  }
  return files.slice(0, 40);
}

const applicationPattern = /^(\w+)\s*(?::[^=]+)?=\s*(?:\w+\.)?(FastAPI|Flask|Starlette|Litestar|Sanic|Quart)\(/;

/** `app = FastAPI(` at the top level of a module; undefined where none or several have one. */
function findApplication(folder: string, workspace: Workspace): Detected<string> | undefined {
  const found: Detected<string>[] = [];
  for (const path of pythonEntryFiles(folder, workspace)) {
    codeLines(workspace, path).forEach((line, index) => {
      const name = applicationPattern.exec(line)?.[1];
      if (name !== undefined) found.push({ value: `${pythonModuleName(path, folder)}:${name}`, from: { path, line: index + 1 } });
    });
  }
  return found.length === 1 ? found[0] : undefined;
}

export function pythonModuleName(path: string, folder: string): string {
  const own = path.slice(folder === "" ? 0 : folder.length + 1).replace(/^src\//, "");
  return own.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", ".");
}

const portPatterns = [
  /(?:environ(?:\.get)?|getenv|config)\s*[([]\s*["'](?:\w+_)?PORT["']\s*,\s*(?:default\s*=\s*)?["']?(\d{2,5})\b/,
  /\b(?:run|serve|run_app)\(.*\bport\s*=\s*(\d{2,5})\b/,
  /^\s*(?:PORT|port)\s*(?::\s*int\s*)?=\s*(\d{2,5})\s*$/,
];

/** Only routes of the application itself: a router or blueprint may hang under a prefix. */
const routePatterns = [
  /@(?:app|application|api|server)\.(?:get|route|api_route|head)\(\s*["']([^"'<{]+)["']/,
  /\bRoute\(\s*["'](\/[^"'<{]+)["']/,
];

export function pythonPort(python: PythonProject, folder: string, workspace: Workspace): Detected<number> | undefined {
  const entries = pythonEntryFiles(folder, workspace);
  if (python.application && !entries.includes(python.application.from.path)) entries.push(python.application.from.path);
  return findPort({ paths: entries, patterns: portPatterns }, workspace) ?? gunicornPort(folder, workspace);
}

/** `bind` of a Gunicorn settings file. */
function gunicornPort(folder: string, workspace: Workspace): Detected<number> | undefined {
  const paths = ["gunicorn.conf.py", "gunicorn_conf.py", "gunicorn.py", "src/config/gunicorn.py", "config/gunicorn.py"]
    .map((name) => inFolder(folder, name))
    .filter((path) => workspace.has(path));
  return findPort({ paths, patterns: [/^\s*bind\s*=.*?:\{?(?:[^"'}]*["']PORT["'],\s*["']?)?(\d{2,5})\b/] }, workspace);
}

export function pythonHealthPath(python: PythonProject, folder: string, workspace: Workspace): Detected<string> | undefined {
  return (
    findHealthPath({ paths: pythonEntryFiles(folder, workspace), patterns: routePatterns }, workspace) ??
    djangoHealthPath(python, workspace)
  );
}

/** A route of Django's root URL configuration; one that includes others counts where those have an empty route. */
function djangoHealthPath({ settingsModule: settings, managePath }: PythonProject, workspace: Workspace): Detected<string> | undefined {
  if (managePath === undefined || settings === undefined) return undefined;
  const base = folderOf(managePath);
  // `config.settings.production` has its URLs in `config`, as `config.settings` does.
  const project = inFolder(base, settings.replace(/\.settings.*$/, "").replaceAll(".", "/"));
  const root = inFolder(project, "urls.py");
  if (!workspace.has(root)) return undefined;
  const isServed = (line: string): boolean => {
    const included = /\binclude\(\s*["']([\w.]+)["']/.exec(line)?.[1];
    if (included === undefined) return !line.includes("include(");
    return codeLines(workspace, inFolder(base, `${included.replaceAll(".", "/")}.py`)).some((other) => /\bpath\(\s*["']["']/.test(other));
  };
  const found = findHealthPath(
    { paths: [root], patterns: [/\bpath\(\s*["']([\w/-]+)["']/, /\b(?:re_path|url)\(\s*r?["']\^([\w/-]+)\$["']/] },
    workspace,
  );
  const line = found && codeLines(workspace, root)[found.from.line - 1];
  return found && line !== undefined && isServed(line) ? found : undefined;
}
