/** Something read out of the project's files, with the place that says so, so that a message can show it. */
export interface Detected<T> {
  readonly value: T;
  /** `line` counts from 1. */
  readonly from: { readonly path: string; readonly line: number };
}

export type Ecosystem = "node" | "python" | "go" | "java" | "rust" | "ruby" | "php" | "dotnet";

/** What the application in a folder is, as far as its files say so. Nothing here is a default or a guess. */
export interface Project {
  readonly folder: string;
  /** The name that the manifest gives it: of the package, the module's last part, … */
  readonly name: string | undefined;
  readonly ecosystems: readonly Ecosystem[];
  /** By the dependency's exact name: `express`, `django`, `spring-boot`, … */
  readonly framework: string | undefined;
  readonly port: Detected<number> | undefined;
  readonly healthPath: Detected<string> | undefined;
  readonly node: NodeProject | undefined;
  readonly python: PythonProject | undefined;
  readonly go: GoProject | undefined;
  readonly java: JavaProject | undefined;
  readonly rust: SimpleProject | undefined;
  readonly ruby: SimpleProject | undefined;
  readonly php: SimpleProject | undefined;
  readonly dotnet: SimpleProject | undefined;
}

export type NodePackageManager = "npm" | "pnpm" | "yarn" | "bun";

export interface NodeProject {
  /** Path of `package.json`. */
  readonly manifest: string;
  readonly name: string | undefined;
  /** By the `packageManager` field, else by the lock file; undefined where neither tells. */
  readonly packageManager: NodePackageManager | undefined;
  /** As the `packageManager` field gives it: `9.1.0`. */
  readonly packageManagerVersion: string | undefined;
  /** Yarn 2 or later, which knows `--immutable`; undefined for other managers and where it cannot be told. */
  readonly isYarnBerry: boolean | undefined;
  /** The lock file that holds for this package: its own, or that of the workspace it is a member of. */
  readonly lockFile: string | undefined;
  /** Folder of the monorepo's root whose workspaces this package is one of; undefined where it stands alone or is that root. */
  readonly workspaceRoot: string | undefined;
  /** It lists workspaces of its own. */
  readonly hasWorkspaces: boolean;
  readonly isModule: boolean;
  readonly scripts: ReadonlyMap<string, string>;
  readonly main: string | undefined;
  /** Names with the ranges written there. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  /** `engines.node`. */
  readonly nodeVersion: string | undefined;
}

export type PythonPackageManager = "uv" | "poetry" | "pdm" | "pipenv" | "pip";

/** A distribution that a Python project asks for. */
export interface PythonRequirement {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** `standard` of `uvicorn[standard]`, in lower case. */
  readonly extras: readonly string[];
  /** The group or extra that it belongs to; undefined for what the program needs to run. */
  readonly group: { readonly name: string; readonly isExtra: boolean } | undefined;
  readonly from: { readonly path: string; readonly line: number };
  readonly written: string;
}

export interface PythonProject {
  /** The manifests that are there: `pyproject.toml`, `requirements.txt`, `Pipfile`, `setup.py`, … */
  readonly manifests: readonly string[];
  readonly name: string | undefined;
  readonly packageManager: PythonPackageManager | undefined;
  readonly lockFile: string | undefined;
  readonly requirements: readonly PythonRequirement[];
  /** Normalised names of what is needed to run it. */
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
  /** `requires-python`. */
  readonly pythonVersion: string | undefined;
  /** `manage.py`, and what it sets `DJANGO_SETTINGS_MODULE` to. */
  readonly managePath: string | undefined;
  readonly settingsModule: string | undefined;
  /** Where the ASGI or WSGI application is: `app.main:app`. */
  readonly application: Detected<string> | undefined;
}

export interface GoProject {
  readonly manifest: string;
  readonly module: string | undefined;
  /** The `go` line: `1.25.0`. */
  readonly goVersion: string | undefined;
  readonly lockFile: string | undefined;
  readonly dependencies: ReadonlySet<string>;
  /** Folders with a `main` package, relative to the module's: "" for the module's own. */
  readonly mainPackages: readonly string[];
}

export interface JavaProject {
  readonly build: "maven" | "gradle";
  readonly manifest: string;
  readonly hasWrapper: boolean;
  readonly name: string | undefined;
  readonly lockFile: string | undefined;
  readonly javaVersion: string | undefined;
}

/** A project of whose ecosystem no more than this is needed so far. */
export interface SimpleProject {
  readonly manifest: string;
  readonly name: string | undefined;
  readonly lockFile: string | undefined;
  readonly dependencies: ReadonlySet<string>;
}
