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
  /** What templates of the ecosystem need beside that. */
  readonly java?: JavaFacts;
}

/** What a Java or Kotlin project's image is made from beside what all applications have. */
export interface JavaFacts {
  readonly build: "maven" | "gradle";
  /** The build's own launcher stands in the context: `mvnw`, `gradlew`. */
  readonly hasWrapper: boolean;
  /** How the program is laid out that the build writes: Boot's layers, Quarkus' folder, one archive with everything, or an archive beside its libraries. */
  readonly packaging: "layers" | "fast-jar" | "fat-jar" | "class-path";
  /** What the build writes, relative to the application's folder; a pattern where the name holds the version: `target/orders-*.jar`. */
  readonly artefact: Detected<string>;
  /** Build files that say what is needed, relative to the context, parents and other modules included. */
  readonly buildFiles: readonly string[];
  /** The application's module in the context; "" where it is the whole of it. */
  readonly module: string;
  readonly mainClass: Detected<string> | undefined;
  /** As the build pins it: `3.5.7`. */
  readonly frameworkVersion: Detected<string> | undefined;
  /** Answers on the liveness and readiness paths have to be switched on by a setting. */
  readonly needsProbeSetting: boolean;
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
