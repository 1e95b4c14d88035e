import type { BackingService, Ecosystem, Framework, PackageManager } from "./names.ts";

/** How sure a value is: read where it is said, concluded from something else, or what is usual where nothing says otherwise. */
export type Confidence = "certain" | "likely" | "assumed";

/** A place in the project's files. */
export interface Origin {
  readonly path: string;
  /** Counts from 1; 1 where the whole file is meant. */
  readonly line: number;
}

/** A value that was found out about a project, with what it is concluded from. */
export interface Detected<T> {
  readonly value: T;
  /** Undefined where no file says so. */
  readonly from: Origin | undefined;
  /** What says so, to stand behind the value: ``the field `packageManager` ``, `the lock file`, `usual for Next.js`. */
  readonly because: string;
  readonly confidence: Confidence;
}

/** The commands by which a project is checked, as its own files name them; run in the application's folder. */
export interface Tasks {
  /** Installs what the checks need, from the lock file. */
  readonly install: Detected<string> | undefined;
  readonly lint: Detected<string> | undefined;
  readonly typecheck: Detected<string> | undefined;
  readonly unit: Detected<string> | undefined;
  readonly integration: Detected<string> | undefined;
  readonly build: Detected<string> | undefined;
  /** Brings the database's schema up to date. */
  readonly migrate: Detected<string> | undefined;
}

/** Something that can be deployed: a member of the workspace, or all of it. Undefined values could not be found out, and have no usual value either. */
export interface Application {
  /** Relative to the workspace. */
  readonly folder: string;
  /** The build context: the root of the monorepo whose lock file holds for it, else its own folder. */
  readonly context: string;
  readonly ecosystem: Detected<Ecosystem>;
  /** A DNS label: lower case letters, digits and hyphens, 53 at most. */
  readonly name: Detected<string>;
  /** What it does: answer requests, work on a queue, nothing but files, or run to an end. */
  readonly kind: Detected<"web" | "worker" | "static" | "job">;
  readonly framework: Detected<Framework>;
  readonly packageManager: Detected<PackageManager> | undefined;
  /** As the project pins it: `10.4.1`. */
  readonly packageManagerVersion: Detected<string> | undefined;
  readonly lockFile: Detected<string> | undefined;
  /** The release cycle as the images' tags have it: `24`, `3.14`, `1.27`, `25`; one that still gets updates. */
  readonly runtimeVersion: Detected<string>;
  /** The program with its arguments that the container starts, relative to the folder: `["node", "dist/main.js"]`. */
  readonly command: Detected<readonly string[]> | undefined;
  /** The folder that the build writes. */
  readonly output: Detected<string> | undefined;
  readonly port: Detected<number> | undefined;
  /** Undefined where the code has no such endpoint yet. */
  readonly livenessPath: Detected<string> | undefined;
  readonly readinessPath: Detected<string> | undefined;
  readonly tasks: Tasks;
  /** Databases and the like that its dependencies talk to. */
  readonly services: readonly Detected<BackingService>[];
}

/** The deployment files that are there already, by what they are. */
export interface DeploymentFiles {
  readonly dockerfiles: readonly string[];
  readonly ignoreFiles: readonly string[];
  readonly composeFiles: readonly string[];
  readonly workflows: readonly string[];
  readonly manifests: readonly string[];
  /** `fly.toml`, `vercel.json`, `Procfile`, …: what says which platform it is deployed to. */
  readonly platformFiles: readonly string[];
}

/** Where the sources are kept, as far as the repository says. */
export interface Repository {
  /** `owner/name`, as written. */
  readonly slug: Detected<string> | undefined;
  readonly defaultBranch: Detected<string>;
}
