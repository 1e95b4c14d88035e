import { isSecretName } from "../knowledge/secrets.ts";
import { filesBelow, pathsFact } from "../workspace/files.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import { folderOf } from "../workspace/paths.ts";
import { codeLines } from "../workspace/project/source-lines.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Read, readsIn } from "./environment-reads.ts";
import type { Origin } from "./model.ts";

/** What a variable's value is: by what the code does with it, else by its name. */
export type VariableType = "text" | "integer" | "number" | "boolean" | "port" | "url" | "list" | "environment" | "log-level";

/** A variable of the environment that an application's code reads. */
export interface EnvironmentVariable {
  readonly name: string;
  /** Where the code reads it, by path and line; at least one. */
  readonly places: readonly Origin[];
  /** What the code takes where the variable is not set, as a plain text; undefined where it takes nothing, or where that is computed. */
  readonly fallback: string | undefined;
  /** The code reads it somewhere without a value to fall back on, and does not ask whether it is there. */
  readonly isRequired: boolean;
  /** By its name: `SESSION_SECRET`. */
  readonly isSecret: boolean;
  /** Built into what browsers load: `NEXT_PUBLIC_API_URL`. */
  readonly isPublic: boolean;
  readonly type: VariableType;
}

/** As many source files are read, those nearest to the application's folder first. */
const maximumFiles = 600;

const sources =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|go|rb|php|java|kt|kts|rs|cs|fs)$|(?:^|\/)(?:application|bootstrap)[\w-]*\.(?:properties|ya?ml)$/;

/** Folders of tests, of what others wrote and of what a build writes; tools' settings run when it is built, or by hand. */
const leftOut =
  /(?:^|\/)(?:node_modules|bower_components|vendor|dist|build|out|target|obj|coverage|\.[\w-]+|venv|site-packages|__pycache__|tests?|__tests__|__mocks__|e2e|specs?|testdata|fixtures|cypress|playwright|_?examples?|docs?|benchmarks?|scripts|storybook|migrations|public|static)\/|(?:^|\/)(?:test_[^/]*|conftest)\.py$|[._-](?:test|spec|stories|bench)\.\w+$|_test\.(?:go|py|rb)$|Tests?\.(?:java|kt|cs)$|\.d\.[cm]?ts$|\.min\.js$|(?:^|\/)(?:(?:jest|vitest|playwright|cypress|webpack|rollup|babel|eslint|prettier|commitlint|knip|codegen|sentry\.\w+)\.config\.\w+|[Gg]runtfile\.js|gulpfile\.\w+|setup\.py|noxfile\.py)$/;

/** Manifests of applications of their own, which read what is below their folder. */
const manifest = /(?:^|\/)(?:package\.json|pyproject\.toml|go\.mod)$/;

/** Told by the platform, the shell or the tools that run the program: nobody sets these for one application. */
const given =
  /^(?:CI|PATH|HOME|USER|USERNAME|PWD|SHELL|TERM|TZ|LANG|LC_\w+|TMPDIR|TEMP|TMP|HOSTNAME|EDITOR|APPDATA|LOCALAPPDATA|NO_COLOR|FORCE_COLOR|COLORTERM|INIT_CWD|NEXT_RUNTIME|NEXT_PHASE|PYTHON\w+|VIRTUAL_ENV|DJANGO_SETTINGS_MODULE|GOPATH|GOROOT|JAVA_HOME|CARGO_\w+|OUT_DIR|RUST_BACKTRACE|RUBYOPT|BUNDLE_\w+|npm_\w+|(?:GITHUB|GITLAB|CIRCLE|BUILDKITE|JENKINS|TRAVIS|VERCEL|NETLIFY|RENDER|RAILWAY|FLY|KUBERNETES|DYNO|HEROKU|AWS_LAMBDA|JEST|VITEST|TURBO|NX)(?:_\w+)?|SKIP_ENV_VALIDATION|PROCESSOR_\w+|XDG_\w+)$/;

const builtIntoBundle = /^(?:NEXT_PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|VITE|REACT_APP|VUE_APP|GATSBY|PUBLIC)_/;

/** The variables that the code of the application in a folder reads, sorted by name. Tests, dependencies and what a build writes are left out. */
export const environmentOf: (workspace: Workspace, folder: string) => readonly EnvironmentVariable[] = keyedFact(
  "environment of",
  (workspace, folder) => {
    const byName = new Map<string, (Read & { path: string })[]>();
    for (const path of sourcesOf(folder, workspace)) {
      for (const read of readsOf(workspace, path)) {
        const known = byName.get(read.name);
        if (known) known.push({ ...read, path });
        else byName.set(read.name, [{ ...read, path }]);
      }
    }
    return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, reads]) => variable(name, reads));
  },
);

/** Most edits leave them as they were. */
const readsOf = keyedFact("variables read in", (workspace, path): readonly Read[] =>
  readsIn(path, codeLines(workspace, path).join("\n")).filter(({ name }) => !given.test(name)),
);

/** The source files of an application, the nearest first, without those of applications below it. */
export function sourcesOf(folder: string, workspace: Workspace): readonly string[] {
  return sourcesIn(workspace, folder);
}

const manifestPaths = pathsFact("manifests of sources", (path) => manifest.test(path));

const sourcesIn = keyedFact("sources of", (workspace, folder): readonly string[] => {
  const prefix = folder === "" ? "" : `${folder}/`;
  const others = workspace
    .derive(manifestPaths)
    .filter((path) => path.startsWith(prefix) && folderOf(path) !== folder)
    .map((path) => `${folderOf(path)}/`);
  const depth = (path: string) => path.split("/").length;
  return filesBelow(workspace, folder)
    .filter((path) => sources.test(path) && !leftOut.test(path.slice(prefix.length)) && !others.some((other) => path.startsWith(other)))
    .map((path) => ({ path, depth: depth(path) }))
    .sort((a, b) => a.depth - b.depth || (a.path < b.path ? -1 : 1))
    .slice(0, maximumFiles)
    .map(({ path }) => path);
});

function variable(name: string, reads: readonly (Read & { path: string })[]): EnvironmentVariable {
  const isSecret = isSecretName(name);
  const fallbacks = new Set(reads.flatMap(({ fallback }) => fallback ?? []));
  // Two places that disagree have no value in common.
  const [fallback] = fallbacks.size === 1 ? fallbacks : [];
  const places = reads.map(({ path, line }) => ({ path, line }));
  return {
    name,
    places: places.filter((place, at) => places.findIndex((one) => one.path === place.path && one.line === place.line) === at),
    fallback,
    isRequired: reads.every(({ isOptional }) => !isOptional),
    isSecret,
    isPublic: builtIntoBundle.test(name),
    type: isSecret ? "text" : typeOf(name, reads.find(({ type }) => type !== undefined)?.type, fallback),
  };
}

function typeOf(name: string, used: VariableType | undefined, fallback: string | undefined): VariableType {
  if (
    /^(?:NODE|APP|RAILS|RACK|FLASK|DJANGO|GO|APPLICATION)_ENV$|^(?:ENV|ENVIRONMENT|ASPNETCORE_ENVIRONMENT|DOTNET_ENVIRONMENT)$/.test(name)
  )
    return "environment";
  if (/(?:^|_)LOG_?LEVEL$/.test(name)) return "log-level";
  if (/(?:^|_)PORT$/.test(name)) return "port";
  if (used !== undefined) return used;
  if (/(?:^|_)(?:URL|URI)$|^SENTRY_DSN$/.test(name) && (fallback === undefined || fallback.includes("://"))) return "url";
  if (/(?:^|_)(?:ORIGINS|HOSTS)$/.test(name)) return "list";
  if (/^(?:true|false)$/i.test(fallback ?? "")) return "boolean";
  if (/^\d{1,15}$/.test(fallback ?? "")) return "integer";
  if (fallback === undefined && /^(?:ENABLE|DISABLE|USE|ALLOW)_|_(?:ENABLED|DISABLED)$/.test(name)) return "boolean";
  return "text";
}
