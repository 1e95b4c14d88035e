import { lifecycleDate, supportedCycles } from "../knowledge/lifecycle.ts";
import { nativeDependencies } from "../knowledge/python-libraries.ts";
import { filesBelow } from "../workspace/files.ts";
import { folderOf, inFolder, nameOf } from "../workspace/paths.ts";
import type { PythonProject, PythonRequirement } from "../workspace/project/model.ts";
import { pythonHealthPath, pythonPort, pythonProject } from "../workspace/project/python.ts";
import { type DjangoSettings, djangoSettings, type PythonEntry, pythonEntries } from "../workspace/project/python-sources.ts";
import { codeLines } from "../workspace/project/source-lines.ts";
import { readToml, type Toml } from "../workspace/toml.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cycleOf } from "./cycles.ts";
import { type Deployed, deployedIn } from "./deployed.ts";
import { assumed, found, lineOf } from "./detected.ts";
import { nameFrom } from "./label.ts";
import type { Application, Detected, DjangoFacts, PythonFacts } from "./model.ts";
import { type BackingService, type Framework, type PackageManager, type PythonServer, pythonServers } from "./names.ts";
import { pythonTasks } from "./python-tasks.ts";
import { allows } from "./python-versions.ts";
import { type UvWorkspace, uvWorkspaceOf } from "./python-workspace.ts";
import { servicesBy } from "./services.ts";

/** What detection has found so far; the parts below take from it what they need. */
interface Found {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly project: PythonProject;
  /** `pyproject.toml`; empty where there is none. */
  readonly toml: Toml;
  readonly deployed: Deployed;
  readonly framework: Detected<Framework>;
  readonly entry: PythonEntry | undefined;
  readonly django: DjangoSettings | undefined;
  readonly server: Detected<PythonServer> | undefined;
}

/** The Python application in a folder; undefined where none is there, or where Python is but a tool of another ecosystem's project. */
export function pythonApplication(folder: string, workspace: Workspace): Application | undefined {
  const project = pythonProject(folder, workspace);
  if (!project) return undefined;
  const toml = readToml(workspace.read(inFolder(folder, "pyproject.toml")) ?? "");
  const framework = frameworkOf(project);
  const entries = pythonEntries(folder, workspace);
  const entry =
    framework.value === "celery" ? entries.find(({ type }) => type === "Celery") : entries.find(({ type }) => type !== "Celery");
  const django = project.managePath === undefined ? undefined : djangoSettings(project.managePath, project.settingsModule, workspace);
  const known: Found = {
    folder,
    workspace,
    project,
    toml,
    deployed: deployedIn(workspace, folder),
    framework,
    entry,
    django,
    server: serverOf(project),
  };
  const command = commandOf(known);
  if (framework.value === "none" && (!command || command.confidence === "assumed") && isToolOnly(folder, workspace)) return undefined;
  // A root that only holds a workspace together is no application.
  if (!command && !toml.hasTable("project") && project.dependencies.size === 0) return undefined;
  const uv = uvWorkspaceOf(folder, toml, project, workspace);
  const kind = kindOf(known, command);
  const facts = factsOf(known, uv);
  const manager = managerOf(project, toml, folder, workspace);
  return {
    folder,
    context: uv?.root ?? folder,
    ecosystem: found("python", project.manifests[0] ?? "", 1, "the manifest"),
    name: nameFrom(nameOfProject(known), folder, workspace),
    kind,
    framework,
    packageManager: manager,
    packageManagerVersion: managerVersion(manager.value, project, toml, folder, workspace),
    lockFile:
      project.lockFile === undefined ? undefined : found(project.lockFile, project.lockFile, 1, `the lock file of ${manager.value}`),
    runtimeVersion: versionOf(known, uv),
    command,
    output: undefined,
    port: kind.value === "web" ? portOf(known, command) : undefined,
    ...healthOf(known),
    tasks: pythonTasks(project, toml, manager.value, facts, folder, workspace),
    services: servicesOf(project),
    python: facts,
  };
}

/** Another ecosystem's manifest stands beside it, and nothing of Python is started. */
function isToolOnly(folder: string, workspace: Workspace): boolean {
  return ["go.mod", "package.json", "Cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts", "Gemfile", "composer.json"].some(
    (name) => workspace.has(inFolder(folder, name)) === true,
  );
}

function dependency(project: PythonProject, name: string): PythonRequirement | undefined {
  return project.requirements.find((one) => one.name === name && !one.group);
}

function named<T>(value: T, requirement: PythonRequirement, confidence?: "likely"): Detected<T> {
  return found(value, requirement.from.path, requirement.from.line, `the dependency \`${requirement.name}\``, confidence);
}

function frameworkOf(project: PythonProject): Detected<Framework> {
  if (project.managePath !== undefined && project.dependencies.has("django"))
    return named("django", dependency(project, "django") as PythonRequirement);
  const byDependency: readonly (readonly [string, Framework])[] = [
    ["fastapi", "fastapi"],
    ["django", "django"],
    ["flask", "flask"],
    ["apiflask", "flask"],
    ["litestar", "litestar"],
    ["python-fasthtml", "starlette"],
    ["starlette", "starlette"],
    ["streamlit", "streamlit"],
  ];
  for (const [name, framework] of byDependency) {
    const requirement = dependency(project, name);
    if (requirement) return named(framework, requirement);
  }
  if (project.managePath !== undefined) return found("django", project.managePath, 1, "`manage.py`", "likely");
  const celery = dependency(project, "celery");
  // A web server of another kind beside Celery is what is deployed.
  if (celery && !["sanic", "aiohttp", "tornado", "quart"].some((name) => project.dependencies.has(name))) return named("celery", celery);
  return assumed("none", "no framework is among its dependencies");
}

/** Extras that bring uvicorn along. */
const bringsUvicorn: Readonly<Record<string, readonly string[]>> = {
  fastapi: ["standard", "all", "standard-no-fastapi-cloud-cli"],
  "fastapi-cli": ["standard"],
  litestar: ["standard", "full"],
};

function serverOf(project: PythonProject): Detected<PythonServer> | undefined {
  for (const name of pythonServers) {
    const requirement = dependency(project, name) ?? (name === "uvicorn" ? dependency(project, "uvicorn-worker") : undefined);
    const isUseful = name !== "gunicorn" || !isAsgiOnly(project);
    if (requirement && isUseful) return named(name, requirement);
  }
  for (const [name, extras] of Object.entries(bringsUvicorn)) {
    const requirement = dependency(project, name);
    const extra = requirement?.extras.find((one) => extras.includes(one));
    if (requirement && extra !== undefined)
      return found("uvicorn", requirement.from.path, requirement.from.line, `\`${name}[${extra}]\` brings it`);
  }
  // FastHTML brings it without being asked.
  const fastHtml = dependency(project, "python-fasthtml");
  return fastHtml && named("uvicorn", fastHtml);
}

/** Gunicorn alone cannot speak to these: it is there to run uvicorn's workers, of which a container needs but one. */
function isAsgiOnly({ dependencies }: PythonProject): boolean {
  const isAsgi = ["fastapi", "starlette", "litestar", "quart", "channels"].some((name) => dependencies.has(name));
  return isAsgi && ["uvicorn", "uvicorn-worker", "fastapi"].some((name) => dependencies.has(name)) && !dependencies.has("flask");
}

function nameOfProject({ project, toml, folder }: Found): Detected<string> | undefined {
  if (project.name === undefined) return undefined;
  const path = inFolder(folder, "pyproject.toml");
  const line = toml.line("project", "name") ?? toml.line("tool.poetry", "name") ?? 1;
  return found(project.name, path, line, "the field `name`");
}

const webDependencies = ["sanic", "aiohttp", "tornado", "quart", "bottle", "falcon", "pyramid", "robyn", "gradio", "dash"];

function kindOf({ project, framework }: Found, command: Detected<readonly string[]> | undefined): Application["kind"] {
  if (framework.value === "celery") return { ...framework, value: "worker" };
  if (framework.value !== "none") return { ...framework, value: "web" };
  const web = webDependencies.map((name) => dependency(project, name)).find((requirement) => requirement !== undefined);
  if (web) return named("web", web);
  if (command && (pythonServers as readonly string[]).includes(command.value[0] ?? "")) return { ...command, value: "web" };
  const worker = ["rq", "dramatiq", "arq", "huey", "kombu", "aiokafka", "confluent-kafka"].map((name) => dependency(project, name));
  const works = worker.find((requirement) => requirement !== undefined);
  return works ? named("worker", works, "likely") : assumed("job", "no server is among its dependencies");
}

/** What is started in production: as the deployment files say, else the server that is there with the application that the sources hold. */
function commandOf(known: Found): Detected<readonly string[]> | undefined {
  const { deployed, folder, workspace, framework, server } = known;
  const deployedCommand = deployed.command && withoutLauncher(deployed.command);
  if (deployedCommand && isProductionServer(deployedCommand.value, framework.value)) return deployedCommand;
  const written = procfileCommand(folder, workspace);
  if (written) return written;
  if (framework.value === "celery") {
    const target = known.entry?.target;
    const conventional = ["celery_app.py", "worker.py", "tasks.py", "celeryconfig.py"].find((name) =>
      workspace.has(inFolder(folder, name)),
    );
    const application =
      target && found(celeryApplication(target.value), target.from.path, target.from.line, "the Celery application there");
    if (application) return { ...application, value: ["celery", "--app", application.value, "worker", "--loglevel", "INFO"] };
    return conventional === undefined
      ? undefined
      : found(
          ["celery", "--app", conventional.slice(0, -3), "worker", "--loglevel", "INFO"],
          inFolder(folder, conventional),
          1,
          `the module \`${conventional}\``,
          "likely",
        );
  }
  if (framework.value === "streamlit") return streamlitCommand(known);
  const target = applicationOf(known);
  if (!target) return scriptCommand(known);
  const isAsgi = isServedByAsgi(known);
  const chosen: PythonServer = server?.value ?? (isAsgi ? "uvicorn" : "gunicorn");
  return { ...target, value: serverCommand(chosen, target.value, known.entry?.isFactory === true && !known.django, isAsgi) };
}

/** `uv run gunicorn …` starts gunicorn: in the image, the environment is on the path. */
function withoutLauncher(command: Detected<readonly string[]>): Detected<readonly string[]> {
  const [first, second] = command.value;
  const isLaunched = second === "run" && ["uv", "poetry", "pdm", "pipenv"].includes(first ?? "");
  const rest = isLaunched ? command.value.slice(2) : command.value;
  return { ...command, value: rest.map((word, i) => (i === 0 ? nameOf(word) : word)) };
}

function isProductionServer(command: readonly string[], framework: Framework): boolean {
  const [program, first] = command;
  if (command.some((word) => /^--reload(?:=|$)/.test(word))) return false;
  if (program === "celery") return framework === "celery" && command.includes("worker");
  if (program === "fastapi") return first === "run";
  if (program === "streamlit") return first === "run";
  return ["gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "waitress-serve", "uwsgi"].includes(program ?? "");
}

/** The `web` line of a Procfile, where it is one plain command. */
function procfileCommand(folder: string, workspace: Workspace): Detected<readonly string[]> | undefined {
  const path = inFolder(folder, "Procfile");
  const lines = (workspace.read(path) ?? "").split(/\r?\n/);
  const at = lines.findIndex((line) => /^web\s*:/.test(line));
  const written = lines[at]?.replace(/^web\s*:\s*/, "").trim() ?? "";
  if (at < 0 || /[|&;<>`"'\\]|\$\(/.test(written)) return undefined;
  const words = written.split(/\s+/).map((word) => word.replace(/\$\{?PORT\}?(?::-\d+\})?/, "8000"));
  const command = withoutLauncher(found(words, path, at + 1, "the `web` process of the Procfile"));
  return isProductionServer(command.value, "none") && !command.value.some((word) => word.includes("$")) ? command : undefined;
}

/** `config.celery:app` is found by Celery as `config`, `tasks:app` as `tasks`; another name has to be said. */
function celeryApplication(target: string): string {
  const [module = "", name = ""] = target.split(":");
  if (!["app", "celery"].includes(name)) return `${module}:${name}`;
  return module.replace(/\.celery$/, "");
}

function streamlitCommand({ folder, workspace }: Found): Detected<readonly string[]> | undefined {
  const names = ["streamlit_app.py", "app.py", "main.py", "Home.py", "src/app.py", "app/main.py", "app/app.py"];
  const name = names.find((one) => workspace.has(inFolder(folder, one)) === true);
  if (name === undefined) return undefined;
  const path = inFolder(folder, name);
  const line = lineOf(workspace.read(path) ?? "", /^import streamlit|^from streamlit/m);
  return found(["streamlit", "run", name], path, line, "the module that Streamlit is imported in", "likely");
}

/** The application's place for servers: as FastAPI's settings say, as Django's do, as the sources do, else what the usual files are called. */
function applicationOf({ folder, workspace, toml, framework, django, entry, project, server }: Found): Detected<string> | undefined {
  const declared = toml.string("tool.fastapi", "entrypoint");
  const line = toml.line("tool.fastapi", "entrypoint");
  if (declared !== undefined && line !== undefined)
    return found(declared, inFolder(folder, "pyproject.toml"), line, "`entrypoint` of `tool.fastapi`");
  if (framework.value === "django") {
    if (!django) return undefined;
    const isAsgi = isAsgiServer(server?.value) || (django.wsgi === undefined && django.asgi !== undefined);
    const chosen = isAsgi ? (django.asgi ?? django.wsgi) : django.wsgi;
    if (!chosen) return undefined;
    const isSetting = /settings|base|production/.test(nameOf(chosen.from.path));
    return found(
      chosen.value,
      chosen.from.path,
      chosen.from.line,
      isSetting ? `\`${isAsgi ? "ASGI" : "WSGI"}_APPLICATION\`` : `the module \`${nameOf(chosen.from.path)}\``,
    );
  }
  if (entry) {
    const { value, from } = entry.target;
    const because = entry.type === undefined ? "the application that is made there" : `the ${entry.type} application there`;
    return found(value, from.path, from.line, because, project.application || !entry.isFactory ? "certain" : "likely");
  }
  if (framework.value === "none") return undefined;
  const usual = ["main.py", "app.py", "app/main.py", "src/main.py", "server.py", "wsgi.py", "asgi.py", "api.py", "application.py"];
  const name = usual.find((one) => workspace.has(inFolder(folder, one)) === true);
  if (name === undefined) return undefined;
  const module = name
    .replace(/^src\//, "")
    .replace(/\.py$/, "")
    .replaceAll("/", ".");
  const object = framework.value === "flask" && /^(?:wsgi|application)$/.test(module) ? "application" : "app";
  return found(`${module}:${object}`, inFolder(folder, name), 1, `the file \`${name}\``, "likely");
}

function isAsgiServer(server: PythonServer | undefined): boolean {
  return server === "uvicorn" || server === "hypercorn" || server === "daphne";
}

function isServedByAsgi({ framework, entry, django, server, project }: Found): boolean {
  if (framework.value === "django") return isAsgiServer(server?.value) || (django?.wsgi === undefined && django?.asgi !== undefined);
  if (framework.value === "flask") return false;
  return (
    framework.value !== "none" ||
    /^(?:FastAPI|Starlette|Litestar|Quart|FastHTML)$/.test(entry?.type ?? "") ||
    project.dependencies.has("quart")
  );
}

function serverCommand(server: PythonServer, target: string, isFactory: boolean, isAsgi: boolean): readonly string[] {
  const called = isFactory ? `${target}()` : target;
  switch (server) {
    case "gunicorn":
      return ["gunicorn", called];
    case "uvicorn":
      return ["uvicorn", ...(isFactory ? ["--factory"] : []), ...(isAsgi ? [] : ["--interface", "wsgi"]), target];
    case "hypercorn":
      return ["hypercorn", isAsgi ? called : `wsgi:${called}`];
    case "granian":
      return ["granian", "--interface", isAsgi ? "asgi" : "wsgi", ...(isFactory ? ["--factory"] : []), target];
    case "daphne":
      return ["daphne", target];
    case "waitress":
      return ["waitress-serve", ...(isFactory ? ["--call"] : []), target];
    case "uwsgi":
      return ["uwsgi", "--module", called, "--master", "--die-on-term"];
  }
}

/** A program without a server: the package's only script, else the file that is run as one. */
function scriptCommand({ folder, workspace, toml, framework }: Found): Detected<readonly string[]> | undefined {
  const path = inFolder(folder, "pyproject.toml");
  const scripts = toml.keys("project.scripts");
  const [script] = scripts;
  if (script !== undefined && scripts.length === 1 && toml.hasTable("build-system"))
    return found([script], path, toml.line("project.scripts", script) ?? 1, "the script of the package");
  if (framework.value !== "none" && framework.value !== "django") return undefined;
  for (const name of ["main.py", "app.py", "server.py", "run.py", "worker.py", "bot.py", "__main__.py", "src/main.py"]) {
    const file = inFolder(folder, name);
    const line = codeLines(workspace, file).findIndex((one) => /^if __name__ == ["']__main__["']/.test(one));
    if (line >= 0) return found(["python", name], file, line + 1, "the file that is run as a program", "likely");
  }
  return undefined;
}

function managerOf(project: PythonProject, toml: Toml, folder: string, workspace: Workspace): Detected<PackageManager> {
  const { lockFile } = project;
  // Settings of uv without a project are those of its pip interface.
  const isPip = project.packageManager === "uv" && lockFile === undefined && !toml.hasTable("project");
  const manager = isPip ? undefined : project.packageManager;
  if (manager !== undefined && lockFile !== undefined) return found(manager, lockFile, 1, "the lock file");
  const path = inFolder(folder, "pyproject.toml");
  if (manager !== undefined && toml.hasTable(`tool.${manager}`))
    return found(manager, path, lineOf(workspace.read(path) ?? "", `[tool.${manager}`), `the table \`tool.${manager}\``, "likely");
  if (manager === "pipenv") return found("pipenv", inFolder(folder, "Pipfile"), 1, "the Pipfile");
  const requirements = project.manifests.find((one) => /requirements/.test(one));
  if (requirements !== undefined) return found("pip", requirements, 1, "the requirements file");
  return assumed("pip", "no other package manager left a trace");
}

/** A version that the project pins, or that wrote its lock file. */
function managerVersion(
  manager: PackageManager,
  project: PythonProject,
  toml: Toml,
  folder: string,
  workspace: Workspace,
): Detected<string> | undefined {
  if (manager === "uv") {
    const pinned = /^==\s*(\d+\.\d+\.\d+)$/.exec(toml.string("tool.uv", "required-version") ?? "")?.[1];
    const line = toml.line("tool.uv", "required-version") ?? 1;
    return pinned === undefined ? undefined : found(pinned, inFolder(folder, "pyproject.toml"), line, "`required-version` of `tool.uv`");
  }
  if (manager !== "poetry" || project.lockFile === undefined) return undefined;
  const written = /@generated by Poetry (\d+\.\d+\.\d+)/.exec(workspace.read(project.lockFile)?.slice(0, 200) ?? "")?.[1];
  return written === undefined ? undefined : found(written, project.lockFile, 1, "the first line of the lock file");
}

/** `.python-version`, then what the Dockerfile stands on, then the manifests' range: its newest release that is recommended. */
function versionOf({ folder, workspace, project, toml, deployed }: Found, uv: UvWorkspace | undefined): Detected<string> {
  for (const at of [folder, ...(uv ? [uv.root] : [])]) {
    const path = inFolder(at, ".python-version");
    const version = /^\s*(?:cpython-)?(\d+\.\d+(?:\.\d+)?)/m.exec(workspace.read(path) ?? "")?.[1];
    if (version !== undefined) return cycleOf("python", found(version, path, 1, "`.python-version`"));
  }
  for (const [name, pattern] of [
    ["runtime.txt", /^python-(\d+\.\d+(?:\.\d+)?)/],
    [".tool-versions", /^python\s+(\d+\.\d+(?:\.\d+)?)/m],
    ["Pipfile", /^python_(?:full_)?version\s*=\s*["'](\d+\.\d+(?:\.\d+)?)["']/m],
  ] as const) {
    const path = inFolder(folder, name);
    const text = workspace.read(path) ?? "";
    const version = pattern.exec(text)?.[1];
    if (version !== undefined) return cycleOf("python", found(version, path, lineOf(text, pattern), `\`${name}\``));
  }
  const range = requiresOf(project, toml, folder);
  const tag = deployed.tags.get("python");
  const tagged = /^(\d+\.\d+)/.exec(tag?.value ?? "")?.[1];
  if (tag && tagged !== undefined && isSupported(tagged) && allows(range?.value, tagged)) return { ...tag, value: tagged };
  if (!range) return cycleOf("python", undefined);
  const cycles = supportedCycles("python", lifecycleDate).map(({ cycle }) => cycle);
  const fitting = cycles.find((cycle) => allows(range.value, cycle));
  if (fitting !== undefined) return { ...range, value: fitting, confidence: "likely" };
  const lowest = /(\d+\.\d+)/.exec(range.value)?.[1];
  return cycleOf("python", lowest === undefined ? undefined : { ...range, value: lowest });
}

function isSupported(cycle: string): boolean {
  return supportedCycles("python", lifecycleDate).some((one) => one.cycle === cycle);
}

function requiresOf(project: PythonProject, toml: Toml, folder: string): Detected<string> | undefined {
  if (project.pythonVersion === undefined) return undefined;
  const path = inFolder(folder, "pyproject.toml");
  const line = toml.line("project", "requires-python");
  return line === undefined
    ? found(project.pythonVersion, path, toml.line("tool.poetry.dependencies", "python") ?? 1, "the dependency `python`")
    : found(project.pythonVersion, path, line, "`requires-python`");
}

function portOf(known: Found, command: Detected<readonly string[]> | undefined): Detected<number> {
  const { deployed, project, folder, workspace, framework } = known;
  if (deployed.port) return deployed.port;
  const written = command && portIn(command.value);
  if (command && written !== undefined) return { ...command, value: written };
  const port = pythonPort(project, folder, workspace);
  if (port) return found(port.value, port.from.path, port.from.line, "the sources");
  return framework.value === "streamlit" ? assumed(8501, "usual for Streamlit") : assumed(8000, "usual for Python's servers");
}

/** The port in a server's arguments. */
function portIn(command: readonly string[]): number | undefined {
  for (let i = 0; i < command.length; i++) {
    const word = command[i] as string;
    const [option, own] = word.split("=", 2) as [string, string | undefined];
    const value = own ?? command[i + 1];
    const isAddress = /^(?:-b|--bind|--listen|--http|--http-socket|-H)$/.test(option);
    const isPort = /^(?:-p|--port|--server\.port)$/.test(option);
    const port = isAddress ? /:(\d+)$/.exec(value ?? "")?.[1] : isPort ? /^(\d+)$/.exec(value ?? "")?.[1] : undefined;
    if (port !== undefined) return Number(port);
  }
  return undefined;
}

function healthOf(known: Found): Pick<Application, "livenessPath" | "readinessPath"> {
  const { deployed, framework, project, folder, workspace } = known;
  const live = routeAt(known, /^(?:livez|healthz|live|liveness|health|healthcheck)$/);
  const ready = routeAt(known, /^(?:readyz|ready|readiness)$/);
  const streamlit =
    framework.value === "streamlit"
      ? found("/_stcore/health", framework.from?.path ?? "", framework.from?.line ?? 1, "Streamlit's own health endpoint")
      : undefined;
  const read = pythonHealthPath(project, folder, workspace);
  const served = read && found(read.value, read.from.path, read.from.line, "the route there");
  return {
    livenessPath: streamlit ?? live ?? served ?? deployed.livenessPath,
    readinessPath: ready ?? deployed.readinessPath,
  };
}

/** A route at the top, in any module: of the application itself, of a router that has no prefix, or of Django's middleware. */
function routeAt({ folder, workspace, framework }: Found, last: RegExp): Detected<string> | undefined {
  if (framework.value === "none" || framework.value === "celery" || framework.value === "streamlit") return undefined;
  const prefix = folder === "" ? "" : `${folder}/`;
  const paths = filesBelow(workspace, folder)
    .filter((path) => /health|probe|main|app|api|server|route|url|middleware|__init__/.test(path.slice(prefix.length)))
    .filter(
      (path) =>
        path.endsWith(".py") && !/(?:^|\/)(?:tests?|migrations|venv|\.venv|node_modules)\/|(?:^|\/)test_/.test(path.slice(prefix.length)),
    );
  const ranked: { readonly value: Detected<string>; readonly rank: number }[] = [];
  for (const path of paths.slice(0, 200)) {
    const lines = codeLines(workspace, path);
    const hasPrefix = lines.some((line) => /\b(?:url_)?prefix\s*=\s*["']\/./.test(line));
    const isMiddleware = lines.some((line) => /\bdef __call__\(self, request|get_response/.test(line));
    lines.forEach((line, index) => {
      const decorated = /^\s*@(\w+)\.(?:get|route|api_route|head)\(\s*["'](\/[\w-]+)\/?["']/.exec(line);
      const listed = /\b(?:Route|get)\(\s*["'](\/[\w-]+)\/?["']/.exec(line)?.[1];
      const compared = isMiddleware ? /["'](\/[\w-]+)\/?["']/.exec(line)?.[1] : undefined;
      const route = decorated
        ? hasPrefix && !/^(?:app|application)$/.test(decorated[1] as string)
          ? undefined
          : decorated[2]
        : (listed ?? compared);
      if (route === undefined || !last.test(route.slice(1))) return;
      const rank = last.source.indexOf(route.slice(1));
      ranked.push({ value: found(route, path, index + 1, "the route there", hasPrefix ? "likely" : "certain"), rank });
    });
  }
  return ranked.sort((a, b) => a.rank - b.rank)[0]?.value;
}

const serviceDependencies: readonly (readonly [BackingService, RegExp])[] = [
  ["postgres", /^(?:psycopg|psycopg2|psycopg2-binary|psycopg-binary|asyncpg|aiopg|pg8000)$/],
  ["mysql", /^(?:mysqlclient|pymysql|aiomysql|asyncmy|mysql-connector-python)$/],
  ["mariadb", /^mariadb$/],
  ["mongodb", /^(?:pymongo|motor|mongoengine|beanie|odmantic)$/],
  ["redis", /^(?:redis|django-redis|aioredis|rq|arq|hiredis|channels-redis|huey|flask-redis)$/],
  ["rabbitmq", /^(?:pika|aio-pika|amqp|kombu|amqpstorm|librabbitmq)$/],
];

function servicesOf(project: PythonProject): readonly Detected<BackingService>[] {
  const all = project.requirements.filter(({ group }) => !group);
  const found_ = servicesBy(
    serviceDependencies,
    all.map(({ name, from }) => ({ text: name, from })),
  );
  // `celery[redis]` and `kombu[redis]` name their broker.
  const broker = all.find(({ name, extras }) => (name === "celery" || name === "kombu") && extras.includes("redis"));
  return broker && !found_.some(({ value }) => value === "redis") ? [...found_, named("redis", broker)] : found_;
}

function factsOf(known: Found, uv: UvWorkspace | undefined): PythonFacts {
  const { folder, workspace, project, toml, entry, django, framework } = known;
  const run = project.requirements.filter(({ group }) => !group);
  const files = requirementFiles(project, folder, workspace);
  const texts = files.map((name) => workspace.read(inFolder(folder, name)) ?? "");
  // psycopg 3 looks for the system's libpq, unless its wheels bring one; with `c` it is compiled.
  const psycopg = run
    .filter(({ name, extras }) => name === "psycopg" && !extras.includes("binary"))
    .map(({ extras }) => (extras.includes("c") ? "psycopg2" : "psycopg"));
  const hasBinary = run.some(({ name }) => name === "psycopg-binary");
  return {
    requires: requiresOf(project, toml, folder),
    application: framework.value === "celery" || framework.value === "streamlit" ? undefined : applicationOf(known),
    isFactory: entry?.isFactory === true && !django,
    importFolder: importFolderOf(known),
    server: known.server,
    requirementFiles: files,
    hasHashes: texts.some((text) => /--hash=sha(?:256|384|512):/.test(text)),
    isPinned: isPinned(texts),
    installsItself: texts.some((text) => /^\s*(?:-e\s+|--editable[= ])?\.{1,2}(?:\/|\[|\s|$)/m.test(text)),
    isPackage: isPackage(toml, folder, workspace, project),
    packageName: toml.string("project", "name") ?? toml.string("tool.poetry", "name"),
    members: uv?.members ?? [],
    needsAllMembers: uv?.needsAll ?? true,
    holdsMembers: project.packageManager === "uv" && toml.hasTable("tool.uv.workspace"),
    native: [
      ...new Set([
        ...run.map(({ name }) => name).filter((name) => name !== "psycopg" && nativeDependencies.includes(name)),
        ...(hasBinary ? [] : psycopg),
      ]),
    ],
    usesGit:
      run.some(({ written }) => /\bgit\+|@\s*git\+/.test(written)) ||
      texts.some((text) => /\bgit\+(?:https|ssh)/.test(text)) ||
      hasGitSource(toml, run),
    privateIndex: privateIndex(folder, [...files, "pyproject.toml", "uv.toml", "Pipfile"], workspace),
    django: django && framework.value === "django" ? djangoFacts(project.managePath as string, django, folder) : undefined,
  };
}

/** An index of packages that others cannot read: any but those of Python itself and of PyTorch. */
function privateIndex(folder: string, names: readonly string[], workspace: Workspace): Detected<string> | undefined {
  for (const name of names) {
    const path = inFolder(folder, name);
    const lines = (workspace.read(path) ?? "").split(/\r?\n/);
    let isSource = false;
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] as string;
      if (/^\s*\[/.test(line)) isSource = /^\[\[(?:tool\.(?:uv\.index|poetry\.source|pdm\.source)|index|source)\]\]/.test(line);
      const address = (isSource ? /^\s*url\s*=\s*["']([^"']+)/ : /^\s*(?:-i|--index-url|--extra-index-url)[ =]+(\S+)/).exec(line)?.[1];
      if (address !== undefined && !/\/\/(?:[\w.-]+\.)?(?:pypi\.org|pythonhosted\.org|pytorch\.org|nvidia\.com)\b/.test(address))
        return found(address.replace(/\/\/[^/@]*@/, "//"), path, i + 1, "the package index there");
    }
  }
  return undefined;
}

function hasGitSource(toml: Toml, requirements: readonly PythonRequirement[]): boolean {
  return requirements.some(
    ({ written }) => toml.hasTable(`tool.uv.sources.${written}`) && toml.string(`tool.uv.sources.${written}`, "git") !== undefined,
  );
}

/** Every line that names a distribution names its release, or where it is fetched from. */
function isPinned(texts: readonly string[]): boolean {
  const lines = texts.flatMap((text) => text.split(/\r?\n/)).filter((line) => /^[A-Za-z0-9]/.test(line));
  return lines.every((line) => /===?|@/.test(line));
}

/** The file for production first: what it includes with `-r` and `-c` has to be there as well. */
function requirementFiles(project: PythonProject, folder: string, workspace: Workspace): readonly string[] {
  const own = project.manifests.map((path) => (folder === "" ? path : path.slice(folder.length + 1)));
  const order = [
    /^requirements[-_./]?prod(?:uction)?\.txt$/,
    /^requirements\.txt$/,
    /^requirements\/(?:base|main|app|common)\.txt$/,
    /^requirements[\w.-]*\.txt$/,
  ];
  const isDev = (name: string) => /dev|test|lint|doc|local/.test(name);
  const first = order.flatMap((pattern) => own.filter((name) => pattern.test(name) && !isDev(name)))[0];
  if (first === undefined) return [];
  const files: string[] = [];
  const add = (name: string) => {
    if (files.includes(name) || files.length > 20) return;
    files.push(name);
    for (const match of (workspace.read(inFolder(folder, name)) ?? "").matchAll(/^\s*(?:-r|-c|--requirement|--constraint)[ =]\s*(\S+)/gm)) {
      const path = inFolder(folderOf(name), match[1] as string)
        .replace(/(?:^|\/)\.\//, "/")
        .replace(/[^/]+\/\.\.\//, "")
        .replace(/^\//, "");
      if (workspace.has(inFolder(folder, path)) === true) add(path);
    }
  };
  add(first);
  return files;
}

function isPackage(toml: Toml, folder: string, workspace: Workspace, { packageManager }: PythonProject): boolean {
  if (packageManager === "poetry") {
    const text = workspace.read(inFolder(folder, "pyproject.toml")) ?? "";
    const name = (toml.string("tool.poetry", "name") ?? toml.string("project", "name") ?? "").replaceAll("-", "_");
    const hasSources = [name, `src/${name}`].some((path) => workspace.has(inFolder(folder, path)) === true) || /^packages\s*=/m.test(text);
    return !/^package-mode\s*=\s*false/m.test(text) && name !== "" && hasSources;
  }
  if (packageManager === "uv" && /^package\s*=\s*false/m.test(workspace.read(inFolder(folder, "pyproject.toml")) ?? "")) return false;
  if (packageManager === "pdm" && /^distribution\s*=\s*false/m.test(workspace.read(inFolder(folder, "pyproject.toml")) ?? "")) return false;
  return toml.hasTable("build-system");
}

/** Where modules are imported from: the folder of `manage.py`, or `src` where the application lies in it. */
function importFolderOf({ folder, project, entry, workspace }: Found): string {
  if (project.managePath !== undefined) {
    const base = folderOf(project.managePath);
    return folder === "" ? base : base.slice(folder.length + 1);
  }
  const path = entry?.target.from.path ?? "";
  const isInSource = path.startsWith(inFolder(folder, "src/")) && workspace.has(inFolder(folder, "src/__init__.py")) !== true;
  return isInSource ? "src" : "";
}

function djangoFacts(managePath: string, django: DjangoSettings, folder: string): DjangoFacts {
  const detected = <T>(
    one: { readonly value: T; readonly from: { readonly path: string; readonly line: number } } | undefined,
    because: string,
  ) => one && found(one.value, one.from.path, one.from.line, because);
  return {
    manage: found(folder === "" ? managePath : managePath.slice(folder.length + 1), managePath, 1, "`manage.py`"),
    settings: detected(django.module, "`DJANGO_SETTINGS_MODULE`"),
    isOtherThanManage: django.isOtherThanManage,
    staticRoot: detected(django.staticRoot, "`STATIC_ROOT`"),
    collectsStatic: django.setsStaticRoot,
    allowedHosts: detected(django.allowedHosts, "`ALLOWED_HOSTS`"),
    required: django.required.map(({ value, reader }) => ({ name: value, reader })),
  };
}
