import { folderOf, inFolder } from "../paths.ts";
import type { Workspace } from "../workspace.ts";
import type { Detected } from "./model.ts";
import { pythonEntryFiles, pythonModuleName } from "./python.ts";
import { codeLines } from "./source-lines.ts";

/** Where a server finds the application: `app.main:app`, or a function that makes it. */
export interface PythonEntry {
  /** `package.module:name`. */
  readonly target: Detected<string>;
  readonly isFactory: boolean;
  /** The class: `FastAPI`, `Flask`, `Celery`; undefined where a function of another module makes it. */
  readonly type: string | undefined;
}

const classes = "FastAPI|Flask|Starlette|Litestar|Sanic|Quart|FastHTML|Celery|APIFlask|OpenAPI|Robyn";
const objectPattern = new RegExp(`^(\\w+)\\s*(?::[^=]+)?=\\s*(?:\\w+\\.)*(${classes})\\(`);
/** `app = create_app()` in a module that is there for servers. */
const madePattern = /^(app|application|api|asgi_app|wsgi_app)\s*=\s*(?:await\s+)?(?:\w+\.)*(?:create|make|build|get|init)_\w+\(/;
const fastHtmlPattern = /^(\w+)\s*,\s*\w+\s*=\s*fast_app\(/;
const factoryPattern = /^(?:async\s+)?def\s+((?:create|make|build|get|init)_(?:app|application|api|asgi|server)|app_factory)\s*\(/;

/** Folders that hold no program: tests, migrations, environments. */
const skipped = /(?:^|\/)(?:\.[^/]*|tests?|testing|docs?|examples?|migrations|alembic|node_modules|venv|env|site-packages|build|dist)\//;

/**
 * All places of the project's sources where an application is made, the likeliest first: where one usually is, and called as it usually is.
 * Without those that only exist to be mounted on another.
 */
export function pythonEntries(folder: string, workspace: Workspace): readonly PythonEntry[] {
  const usual = pythonEntryFiles(folder, workspace);
  const inUsual = entriesIn(usual, folder, workspace);
  if (inUsual.some(({ type }) => type !== "Celery")) return inUsual;
  const prefix = folder === "" ? "" : `${folder}/`;
  const others = (workspace.files() ?? [])
    .filter((path) => path.startsWith(prefix) && path.endsWith(".py"))
    .filter((path) => !usual.includes(path) && !skipped.test(path.slice(prefix.length)) && !/(?:^|\/)(?:test_|conftest)/.test(path))
    .sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
  return [...inUsual, ...entriesIn(others.slice(0, 300), folder, workspace)];
}

function entriesIn(paths: readonly string[], folder: string, workspace: Workspace): PythonEntry[] {
  const objects: PythonEntry[] = [];
  const made: PythonEntry[] = [];
  const factories: PythonEntry[] = [];
  for (const path of paths) {
    const lines = codeLines(workspace, path);
    const mounted = new Set(lines.flatMap((line) => /\.mount\([^,]+,\s*(?:app\s*=\s*)?(\w+)\b/.exec(line)?.[1] ?? []));
    lines.forEach((line, index) => {
      const entry = (name: string, type: string | undefined, isFactory = false): PythonEntry => ({
        target: { value: `${pythonModuleName(path, folder)}:${name}`, from: { path, line: index + 1 } },
        type,
        isFactory,
      });
      const object = objectPattern.exec(line);
      if (object?.[1] !== undefined && !mounted.has(object[1])) objects.push(entry(object[1], object[2]));
      const fastHtml = fastHtmlPattern.exec(line)?.[1];
      if (fastHtml !== undefined) objects.push(entry(fastHtml, "FastHTML"));
      const name = madePattern.exec(line)?.[1];
      if (name !== undefined) made.push(entry(name, undefined));
      const factory = factoryPattern.exec(line)?.[1];
      if (factory !== undefined && takesNothing(lines, index)) {
        const type = classInBody(lines, index);
        if (type !== undefined) factories.push(entry(factory, type, true));
      }
    });
  }
  const named = (one: PythonEntry) => (/:(?:app|application)$/.test(one.target.value) ? 0 : 1);
  return [...objects.sort((a, b) => named(a) - named(b)), ...made, ...factories];
}

/** Whether a function can be called without arguments: all of its parameters have defaults. */
function takesNothing(lines: readonly string[], at: number): boolean {
  const head = lines.slice(at, at + 20).join(" ");
  const parameters = /\(([^)]*(?:\([^)]*\)[^)]*)*)\)\s*(?:->[^:]+)?:/.exec(head)?.[1];
  if (parameters === undefined) return false;
  // Commas inside brackets part no parameters.
  return parameters
    .replace(/\[[^\]]*\]|\([^)]*\)|\{[^}]*\}/g, "")
    .split(",")
    .map((parameter) => parameter.trim())
    .every((parameter) => parameter === "" || parameter.startsWith("*") || parameter.includes("="));
}

/** The class that the body of a function makes an instance of. */
function classInBody(lines: readonly string[], at: number): string | undefined {
  for (let i = at + 1; i < Math.min(lines.length, at + 120); i++) {
    const line = lines[i] as string;
    if (/^\S/.test(line) && !/^\)/.test(line)) return undefined;
    const type = new RegExp(`\\b(${classes})\\(`).exec(line)?.[1];
    if (type !== undefined) return type;
  }
  return undefined;
}

/** What Django's settings say that a deployment needs to know. */
export interface DjangoSettings {
  /** `config.settings`, by the module that servers load where there is one, else by `manage.py`. */
  readonly module: Detected<string> | undefined;
  /** `manage.py` takes other settings, for developers. */
  readonly isOtherThanManage: boolean;
  /** `config.wsgi:application`. */
  readonly wsgi: Detected<string> | undefined;
  readonly asgi: Detected<string> | undefined;
  /** The folder of `STATIC_ROOT`: absolute, or relative to the folder of `manage.py`; undefined where it is not set or cannot be told. */
  readonly staticRoot: Detected<string> | undefined;
  readonly setsStaticRoot: boolean;
  /** Host names that are allowed, as far as they are written; undefined where the setting is not there. */
  readonly allowedHosts: Detected<readonly string[]> | undefined;
  /** Variables without which the settings cannot be loaded, with what reads them: `env`, `env.db`, `environ`. */
  readonly required: readonly (Detected<string> & { readonly reader: string })[];
}

/** @param managePath of `manage.py` */
export function djangoSettings(managePath: string, manageModule: string | undefined, workspace: Workspace): DjangoSettings {
  const base = folderOf(managePath);
  const packages = (workspace.list(base) ?? []).filter(({ isFolder, name }) => isFolder && !/^[._]/.test(name)).map(({ name }) => name);
  const module = (server: "wsgi" | "asgi") =>
    packages.map((name) => inFolder(base, `${name}/${server}.py`)).find((path) => workspace.has(path) === true);
  const wsgiFile = module("wsgi");
  const asgiFile = module("asgi");
  const serverModule = [wsgiFile, asgiFile].flatMap((path) =>
    path === undefined ? [] : findLine(path, /DJANGO_SETTINGS_MODULE["']\s*(?:,|\]\s*=)\s*["']([\w.]+)["']/, workspace),
  )[0];
  const fromManage = findLine(managePath, /DJANGO_SETTINGS_MODULE["']\s*(?:,|\]\s*=)\s*["']([\w.]+)["']/, workspace)[0];
  const chosen = serverModule ?? fromManage;
  const files = chosen === undefined ? [] : settingsFiles(base, chosen.value, workspace);
  const inSettings = (pattern: RegExp) => files.flatMap((path) => findLine(path, pattern, workspace))[0];
  const served = (setting: string, file: string | undefined, name: string): Detected<string> | undefined => {
    const written = inSettings(new RegExp(`^${setting}\\s*=\\s*["']([\\w.]+)["']`));
    if (written) return { ...written, value: written.value.replace(/\.(\w+)$/, ":$1") };
    if (file === undefined) return undefined;
    return { value: `${pythonModuleName(file, base)}:${name}`, from: { path: file, line: 1 } };
  };
  const hosts = files
    .flatMap((path) => blocks(path, /^(?:ALLOWED_HOSTS|allowed_hosts)\s*(?::[^=]+)?=/, workspace))
    .map(({ value, from }) => ({ value: literalHosts(value), from }));
  return {
    module: chosen,
    isOtherThanManage: serverModule !== undefined && manageModule !== undefined && serverModule.value !== manageModule,
    wsgi: served("WSGI_APPLICATION", wsgiFile, "application"),
    asgi: served("ASGI_APPLICATION", asgiFile, "application"),
    staticRoot: staticRoot(files, workspace),
    setsStaticRoot: inSettings(/^STATIC_ROOT\s*=\s*(\S)/) !== undefined,
    allowedHosts: hosts.find(({ value }) => value.length > 0) ?? hosts[0],
    required: requiredVariables(files, workspace),
  };
}

/** The files that a settings module is made of, itself first, then what stands beside it in its package under the usual names. */
function settingsFiles(base: string, module: string, workspace: Workspace): string[] {
  const path = module.replaceAll(".", "/");
  const own = [inFolder(base, `${path}.py`), inFolder(base, `${path}/__init__.py`)];
  const parent = folderOf(path);
  const beside = /settings$|settings\//.test(`${parent}/`)
    ? [inFolder(base, `${parent}/base.py`), inFolder(base, `${parent}/common.py`)]
    : [];
  return [...own, inFolder(base, `${path}/base.py`), ...beside].filter((one) => workspace.has(one) === true);
}

function findLine(path: string, pattern: RegExp, workspace: Workspace): Detected<string>[] {
  return codeLines(workspace, path).flatMap((line, index) => {
    const value = pattern.exec(line)?.[1];
    return value === undefined ? [] : [{ value, from: { path, line: index + 1 } }];
  });
}

/** Statements that begin with a pattern, with the lines that their brackets go over. */
function blocks(path: string, pattern: RegExp, workspace: Workspace): Detected<string>[] {
  const lines = codeLines(workspace, path);
  return lines.flatMap((line, index) => {
    if (!pattern.test(line)) return [];
    let value = line;
    for (let i = index + 1; i < lines.length && i < index + 30 && isOpen(value); i++) value += `\n${lines[i]}`;
    return [{ value, from: { path, line: index + 1 } }];
  });
}

function isOpen(text: string): boolean {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[([{]/g) > count(/[)\]}]/g);
}

/** The host names in a statement; the names of variables, which are in capitals, are none. */
function literalHosts(statement: string): string[] {
  const behind = statement.slice(statement.indexOf("=") + 1);
  return [...behind.matchAll(/["']([^"']*)["']/g)]
    .flatMap((match) => (match[1] as string).split(","))
    .map((host) => host.trim())
    .filter((host) => /^(?:\*|\.?[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[::1\])$/.test(host));
}

function staticRoot(files: readonly string[], workspace: Workspace): Detected<string> | undefined {
  for (const path of files) {
    for (const { value, from } of blocks(path, /^STATIC_ROOT\s*=/, workspace)) {
      const expression = value.slice(value.indexOf("=") + 1).trim();
      const parts = [...expression.matchAll(/["']([^"']+)["']/g)].map((match) => match[1] as string);
      if (/^["']\/[\w./-]+["']$/.test(expression)) return { value: parts[0] as string, from };
      if (/\bBASE_DIR\b/.test(expression) && !/environ|env\(|config\(/.test(expression) && parts.length > 0 && !parts.includes(".."))
        return { value: parts.join("/").replace(/\/+$/, ""), from };
    }
  }
  return undefined;
}

/** `os.environ["X"]`, and `env("X")` of django-environ and `config("X")` of decouple without a default. */
function requiredVariables(files: readonly string[], workspace: Workspace): DjangoSettings["required"] {
  const found = new Map<string, DjangoSettings["required"][number]>();
  for (const path of files) {
    const text = codeLines(workspace, path);
    text.forEach((line, index) => {
      const add = (value: string | undefined, reader: string) => {
        if (value !== undefined && !found.has(value)) found.set(value, { value, reader, from: { path, line: index + 1 } });
      };
      for (const match of line.matchAll(/\bos\.environ\[\s*["'](\w+)["']\s*\](?!\s*=[^=])/g)) add(match[1], "environ");
      for (const match of line.matchAll(/\b(env(?:\.\w+)?|config|environ\.get_required)\(\s*["'](\w+)["']\s*(?:,\s*cast\s*=\s*\w+\s*)?\)/g))
        add(match[2], match[1] as string);
    });
    // A default in the schema: `environ.Env(DEBUG=(bool, False))`.
    for (const name of [...found.keys()]) if (text.some((line) => new RegExp(`\\b${name}\\s*=\\s*\\(\\w+,`).test(line))) found.delete(name);
  }
  return [...found.values()];
}
