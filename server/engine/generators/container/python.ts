import type { PythonFacts } from "../../detection/model.ts";
import { allows } from "../../detection/python-versions.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import { systemPackages } from "../../knowledge/python-libraries.ts";
import { pythonManagerReleases } from "../../knowledge/python-managers.ts";
import { folderOf, inFolder } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import type { ImageFiles } from "./model.ts";
import {
  cacheMount,
  execForm,
  head,
  healthcheck,
  inContext,
  lines,
  newUser,
  run,
  secretMount,
  sourceLabel,
  stages,
  startWords,
  userOf,
} from "./pieces.ts";
import { knownPath } from "./probe.ts";
import { serverFlags } from "./python-servers.ts";

/** Where the environment lies: apart from the sources, so that mounting those over `/app` does not hide it. */
const environment = "/opt/venv";

/** The Python of Debian 13, which distroless images have at the same place. Source: https://github.com/GoogleContainerTools/distroless. */
const distrolessPython = "3.13";

/** What the pieces below need to know. */
interface Build {
  readonly plan: Plan;
  readonly facts: PythonFacts;
  readonly manager: "uv" | "pip" | "poetry" | "pdm" | "pipenv";
  readonly base: "slim" | "alpine" | "distroless";
  readonly buildImage: string;
  readonly runtimeImage: string;
  /** `python3` where the image has no other name for it. */
  readonly python: string;
}

/** An image of a virtual environment, built in a stage of its own, with the sources beside it. */
export function pythonDockerfile(plan: Plan): ImageFiles {
  const { application, answers } = plan;
  const facts = application.python ?? nothingKnown;
  const obstacle = answers.base === "distroless" ? distrolessObstacle(facts) : undefined;
  const base = obstacle === undefined ? answers.base : "slim";
  const debian = recommendedTag("debian", plan.today) ?? "";
  const alpine = recommendedTag("alpine", plan.today) ?? "";
  const version = "${PYTHON_VERSION}";
  const official = base === "alpine" ? `python:${version}-alpine${alpine}` : `python:${version}-slim-${debian}`;
  const build: Build = {
    plan,
    facts,
    manager: (answers.packageManager ?? "pip") as Build["manager"],
    base,
    buildImage: base === "distroless" ? `debian:${debian}-slim` : official,
    runtimeImage: base === "distroless" ? "gcr.io/distroless/python3-debian13:nonroot" : official,
    python: base === "distroless" ? "python3" : "python",
  };
  const dockerfile = stages(
    head(base === "distroless" ? {} : { PYTHON_VERSION: answers.runtimeVersion }),
    buildStage(build),
    runtimeStage(build),
  );
  return { dockerfile, notes: [...(obstacle === undefined ? [] : [obstacle]), ...notesOf(build)] };
}

const nothingKnown: PythonFacts = {
  requires: undefined,
  application: undefined,
  isFactory: false,
  importFolder: "",
  server: undefined,
  requirementFiles: [],
  hasHashes: false,
  isPinned: true,
  installsItself: false,
  isPackage: false,
  packageName: undefined,
  members: [],
  needsAllMembers: true,
  holdsMembers: false,
  native: [],
  usesGit: false,
  privateIndex: undefined,
  django: undefined,
};

/** Why the distroless image cannot run an application, as a note; undefined where it can. */
function distrolessObstacle({ requires, native }: PythonFacts): string | undefined {
  if (requires && !allows(requires.value, distrolessPython))
    return `The image stands on slim: distroless has Python ${distrolessPython} alone, and the project asks for \`${requires.value}\`.`;
  const { run: libraries } = systemPackages(native, "debian");
  return libraries.length > 0
    ? `The image stands on slim: distroless lacks ${libraries.map((name) => `\`${name}\``).join(", ")}, which ${native.join(", ")} needs.`
    : undefined;
}

function buildStage(build: Build): string {
  const { facts, manager, base, buildImage, python } = build;
  const system = base === "alpine" ? "alpine" : "debian";
  const packages = [
    ...(base === "distroless" ? ["python3", "python3-venv"] : []),
    ...systemPackages(facts.native, system).build,
    ...(facts.usesGit ? ["git"] : []),
  ];
  // Headers of Debian's Python are a package of their own; the official image has them.
  if (base === "distroless" && packages.includes("gcc")) packages.push("python3-dev");
  const isCollected = base === "distroless" && collects(build);
  return lines(
    `FROM ${buildImage} AS build`,
    ...(manager === "uv" ? uvHead(build) : []),
    installed(packages, system),
    ...(manager === "uv" ? [] : managerHead(build)),
    `WORKDIR ${facts.members.length > 0 ? "/src" : "/app"}`,
    ...dependencies(build),
    isCollected && [`COPY ${ownSources(build)}`, ...collectStatic(build, python)],
  );
}

/** System packages, without what their manager leaves behind. */
function installed(packages: readonly string[], system: "debian" | "alpine"): string | undefined {
  if (packages.length === 0) return undefined;
  const names = [...packages].sort().join(" ");
  return system === "alpine"
    ? run([], `apk add --no-cache ${names}`)
    : run([], "apt-get update", `apt-get install --yes --no-install-recommends ${names}`, "rm -rf /var/lib/apt/lists/*");
}

function uvHead({ plan, facts, python }: Build): string[] {
  const version = plan.application.packageManagerVersion?.value ?? pythonManagerReleases.uv;
  const variables = [
    "UV_COMPILE_BYTECODE=1",
    "UV_LINK_MODE=copy",
    "UV_NO_DEV=1",
    // A patch release in `.python-version` is not asked for: the image decides.
    ...(facts.isPackage ? [`UV_PYTHON=${python}`] : []),
    `UV_PROJECT_ENVIRONMENT=${environment}`,
    "UV_PYTHON_DOWNLOADS=never",
  ];
  return [`COPY --from=ghcr.io/astral-sh/uv:${version} /uv /usr/local/bin/uv`, env(variables)];
}

function env(variables: readonly string[]): string {
  return `ENV ${variables.join(" \\\n    ")}`;
}

/** The package manager itself, outside of the environment that it fills. */
function managerHead({ plan, manager, base, python }: Build): (string | undefined)[] {
  const create = `${python} -m venv ${environment}`;
  const activate = env([`VIRTUAL_ENV=${environment}`, `PATH=${environment}/bin:$PATH`]);
  if (manager === "pip" || manager === "uv") return [run([], create), `ENV PATH=${environment}/bin:$PATH`];
  const pinned = manager === "poetry" ? plan.application.packageManagerVersion?.value : undefined;
  // Poetry 2 reads what 1 wrote, and runs on the Python releases of today.
  const version = pinned !== undefined && !pinned.startsWith("1.") ? pinned : pythonManagerReleases[manager];
  const cache = [cacheMount("/root/.cache/pip")];
  const own = `/opt/${manager}`;
  return [
    base === "distroless"
      ? run(
          cache,
          `${python} -m venv ${own}`,
          `${own}/bin/pip install ${manager}==${version}`,
          `ln -s ${own}/bin/${manager} /usr/local/bin/${manager}`,
        )
      : run(cache, `pip install ${manager}==${version}`),
    run([], create),
    activate,
  ];
}

/** A file of the build context that one instruction reads and no layer keeps; where it goes is below the stage's working directory. */
function bind(path: string, target: string): string {
  // Buildah takes no relative target.
  return `--mount=type=bind,source=${path},target=${target}`;
}

/** Installs what the lock file says, before the sources are there: a change of them installs nothing anew. The project itself follows, where it is a package. */
function dependencies(build: Build): (string | undefined)[] {
  const { plan, facts, manager } = build;
  const file = (path: string) => bind(inContext(plan, path), `/app/${path}`);
  const secret = facts.privateIndex ? [secretMount("netrc", "/root/.netrc")] : [];
  const hasLock = plan.application.lockFile !== undefined;
  const copy = `COPY ${ownSources(build)}`;
  switch (manager) {
    case "uv": {
      const cache = [cacheMount("/root/.cache/uv"), ...secret];
      if (facts.members.length > 0) {
        const root = [bind("uv.lock", "/src/uv.lock"), bind("pyproject.toml", "/src/pyproject.toml")];
        const name = facts.packageName ?? "";
        return [
          run([...cache, ...root], `uv sync --frozen --no-install-workspace --package ${name}`),
          ...facts.members.map((member) => `COPY ${member} ${member}`),
          run([...cache, ...root], `uv sync ${facts.needsAllMembers ? "--locked" : "--frozen"} --no-editable --package ${name}`),
        ];
      }
      const files = [...(hasLock ? [file("uv.lock")] : []), file("pyproject.toml")];
      const locked = hasLock ? " --locked" : "";
      // Without the members' manifests the lock file cannot be compared with them.
      const first = facts.holdsMembers && hasLock ? " --frozen --no-install-workspace" : `${locked} --no-install-project`;
      return [
        run([...cache, ...files], `uv sync${first}`),
        ...(facts.isPackage || facts.holdsMembers ? [copy, run(cache, `uv sync${locked} --no-editable`)] : []),
      ];
    }
    case "poetry": {
      const cache = [cacheMount("/root/.cache/pypoetry"), ...secret];
      const files = [file("pyproject.toml"), ...(hasLock ? [file("poetry.lock")] : [])];
      return [run([...cache, ...files], "poetry install --only main --no-root --compile"), ...ownPackage(build, copy)];
    }
    case "pdm": {
      const cache = [cacheMount("/root/.cache/pdm"), ...secret];
      const files = [file("pyproject.toml"), ...(hasLock ? [file("pdm.lock")] : [])];
      return [run([...cache, ...files], `pdm ${hasLock ? "install --check" : "install"} --prod --no-self`), ...ownPackage(build, copy)];
    }
    case "pipenv": {
      const files = [file("Pipfile"), ...(hasLock ? [file("Pipfile.lock")] : [])];
      return [
        run([cacheMount("/root/.cache/pip"), ...secret, ...files], hasLock ? "pipenv install --deploy" : "pipenv install --skip-lock"),
      ];
    }
    default: {
      const cache = [cacheMount("/root/.cache/pip"), ...secret];
      const [main] = facts.requirementFiles;
      if (main === undefined) return [copy, run(cache, "pip install .")];
      const install = `pip install${facts.hasHashes ? " --require-hashes" : ""} -r ${main}`;
      if (facts.installsItself) return [copy, run(cache, install)];
      const folders = new Set(facts.requirementFiles.map((path) => folderOf(path) || path));
      return [run([...cache, ...[...folders].map(file)], install), ...ownPackage(build, copy)];
    }
  }
}

/** The project's own package, into the environment rather than a link to the sources. */
function ownPackage({ facts }: Build, copy: string): (string | undefined)[] {
  return facts.isPackage ? [copy, run([cacheMount("/root/.cache/pip")], `${environment}/bin/pip install --no-deps .`)] : [];
}

/** Source and target of the application's own folder. */
function ownSources({ plan }: Build): string {
  const folder = inContext(plan, "");
  return folder === "" ? ". ." : `${folder} .`;
}

function collects({ plan, facts }: Build): boolean {
  return plan.answers.framework === "django" && facts.django?.collectsStatic === true;
}

/** Settings that cannot be loaded without variables get values that are good for nothing else. */
function collectStatic({ facts }: Build, python: string): string[] {
  const { django } = facts;
  if (!django) return [];
  const values = django.required.map(({ name, reader }) => `${name}=${placeholder(reader)}`);
  const manage = `${python} ${django.manage.value} collectstatic --noinput`;
  return [
    ...(values.length > 0 ? ["# The settings do not load without these; no value of them is kept."] : []),
    run([], [...values, manage].join(" ")),
  ];
}

/** A value that a reader of settings takes. */
function placeholder(reader: string): string {
  switch (reader.replace(/^env\./, "")) {
    case "bool":
      return "false";
    case "int":
    case "float":
      return "1";
    case "db":
    case "db_url":
      return "sqlite://";
    case "cache":
    case "cache_url":
      return "dummycache://";
    case "email_url":
    case "email":
      return "dummymail://";
    case "url":
      return "http://127.0.0.1";
    default:
      return "collectstatic";
  }
}

function runtimeStage(build: Build): string {
  const { plan, facts, base, runtimeImage, python } = build;
  const { port, framework } = plan.answers;
  const system = base === "alpine" ? "alpine" : "debian";
  const words = serverFlags(startWords(plan.answers.command ?? `${python} main.py`), plan.answers);
  const isGunicorn =
    words[0] === "gunicorn" && !words.some((word) => /^(?:-w|--workers|-c|--config)(?:=|$)/.test(word) || /^-w\d/.test(word));
  const variables = [
    `PATH=${environment}/bin:$PATH`,
    facts.importFolder !== "" && !(facts.isPackage && facts.importFolder === "src") && `PYTHONPATH=/app/${facts.importFolder}`,
    "PYTHONUNBUFFERED=1",
    facts.django?.isOtherThanManage && `DJANGO_SETTINGS_MODULE=${facts.django.settings?.value}`,
    framework === "streamlit" && "STREAMLIT_BROWSER_GATHER_USAGE_STATS=false",
  ].filter((variable) => typeof variable === "string");
  const isCollected = collects(build);
  const root = facts.django?.staticRoot?.value;
  const isServer = port !== undefined;
  return lines(
    `FROM ${runtimeImage} AS runtime`,
    sourceLabel(plan),
    env(variables),
    isGunicorn && ["# The worker processes of Gunicorn: as many as the memory carries.", "ENV WEB_CONCURRENCY=2"],
    "WORKDIR /app",
    newUser(runtimeImage.replace(/\$\{\w+\}/, plan.answers.runtimeVersion)),
    installed(systemPackages(facts.native, system).run, system),
    `COPY --from=build ${environment} ${environment}`,
    ...(isCollected && base === "distroless"
      ? ["COPY --from=build /app /app", root?.startsWith("/") && `COPY --from=build ${root} ${root}`]
      : [...runtimeSources(build), ...(isCollected ? collectStatic(build, python) : [])]),
    isServer && `EXPOSE ${port}`,
    `USER ${userOf(runtimeImage.replace(/\$\{\w+\}/, plan.answers.runtimeVersion))}`,
    isServer && healthcheck([python, "-c", probe(port, knownPath(plan), hostHeader(build))]),
    `${base === "distroless" ? "ENTRYPOINT" : "CMD"} ${execForm(words)}`,
  );
}

/** A package in `src` lies in the environment, so that only what stands beside it is copied; all else runs from its sources. */
function runtimeSources(build: Build): string[] {
  const { plan, facts } = build;
  if (!facts.isPackage || facts.importFolder !== "src" || facts.django) return [`COPY ${ownSources(build)}`];
  const migrations = plan.application.tasks.migrate?.value.startsWith("alembic") ? ["alembic.ini", "alembic", "migrations"] : [];
  return migrations
    .filter((name) => plan.workspace.has(plan.application.folder === "" ? name : `${plan.application.folder}/${name}`) === true)
    .map((name) => `COPY ${inContext(plan, name)} ${name.includes(".") ? "./" : name}`);
}

/** Asks over IPv4, as `localhost` may be IPv6 alone; without a path to ask for, only whether the port is open. */
function probe(port: number, path: string | undefined, host: string | undefined): string {
  if (path === undefined) return `import socket; socket.create_connection(('127.0.0.1', ${port}), timeout=2).close()`;
  const headers = host === undefined ? "" : `, headers={'Host': '${host}'}`;
  return `import http.client as h; c = h.HTTPConnection('127.0.0.1', ${port}, timeout=2); c.request('GET', '${path}'${headers}); raise SystemExit(c.getresponse().status >= 400)`;
}

/** The name to ask Django by, where it does not take requests for `127.0.0.1`. */
function hostHeader({ plan, facts }: Build): string | undefined {
  const hosts = facts.django?.allowedHosts?.value ?? [];
  if (plan.answers.framework !== "django" || hosts.length === 0 || hosts.some((host) => host === "*" || host === "127.0.0.1"))
    return undefined;
  const [first] = hosts.filter((host) => !host.startsWith("["));
  return first?.replace(/^\./, "");
}

function notesOf(build: Build): string[] {
  const { plan, facts, manager, base } = build;
  const { framework, command } = plan.answers;
  const notes: string[] = [];
  const [program = ""] = startWords(command ?? "");
  const isServer = ["gunicorn", "uvicorn"].includes(program);
  const add = { uv: "uv add", poetry: "poetry add", pdm: "pdm add", pipenv: "pipenv install", pip: "a line in the requirements:" }[manager];
  if (isServer && !facts.server && plan.application.python)
    notes.push(`\`${program}\` is not among the dependencies yet: ${add} ${program}.`);
  if (facts.privateIndex)
    notes.push(`Packages come from \`${facts.privateIndex.value}\`: build with \`--secret id=netrc,src=$HOME/.netrc\` to log in there.`);
  if (base === "alpine")
    notes.push("Alpine takes wheels for musl alone: a package without them is compiled while building, and needs a compiler there.");
  if (base === "distroless" && plan.answers.runtimeVersion !== distrolessPython)
    notes.push(`Distroless has Python ${distrolessPython} of Debian 13, whatever the project is developed with.`);
  if (framework === "django" && facts.django && knownPath(plan) !== undefined && !facts.django.allowedHosts?.value.length)
    notes.push("Django refuses the health check unless `127.0.0.1` is in `ALLOWED_HOSTS` or its middleware for health stands first.");
  if (
    framework === "django" &&
    facts.django &&
    !facts.django.collectsStatic &&
    plan.workspace.read(facts.django.manage.value) !== undefined
  )
    notes.push("`STATIC_ROOT` is not set, so that no static files are collected into the image.");
  const { port } = plan.answers;
  if (port !== undefined && port < 1024)
    notes.push(`Not every platform lets a user without rights listen on port ${port}: a port above 1023 works everywhere (\`port\`).`);
  if (manager === "pip" && !facts.isPinned)
    notes.push("The requirements name no releases: each build may install others. `pip-compile` and `uv pip compile` pin them.");
  const assets = unbuiltAssets(plan);
  if (assets !== undefined) notes.push(`What \`${assets}\` builds is not in the image: build it before, or in a stage of its own.`);
  if (!plan.application.lockFile && !facts.hasHashes && manager !== "pip")
    notes.push(`There is no lock file of ${manager}: each build may install other releases.`);
  return notes;
}

/** The `package.json` beside a site of Python that builds styles and scripts. */
function unbuiltAssets({ application, workspace, answers }: Plan): string | undefined {
  if (answers.framework !== "django" && answers.framework !== "flask") return undefined;
  const names = ["package.json", "assets/package.json", "frontend/package.json", "theme/static_src/package.json"];
  return names
    .map((name) => inFolder(application.folder, name))
    .find(
      (path) => /"build(?::[\w:]+)?"\s*:/.test(workspace.read(path) ?? "") && !/"react-scripts"|"next"/.test(workspace.read(path) ?? ""),
    );
}
