import type { BackingService, Ecosystem, Framework, PackageManager, PythonServer } from "./names.ts";

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

/** What the templates for Python need to know beside what every application has. */
export interface PythonFacts {
  /** `requires-python`, as written. */
  readonly requires: Detected<string> | undefined;
  /** Where a server finds the application: `app.main:app`. */
  readonly application: Detected<string> | undefined;
  /** The application is a function that has to be called. */
  readonly isFactory: boolean;
  /** The folder from which modules are imported, relative to the application's: "" or `src`. */
  readonly importFolder: string;
  /** The server among the dependencies; undefined where there is none yet. */
  readonly server: Detected<PythonServer> | undefined;
  /** The file that pip installs from and those that it includes, relative to the application's folder. */
  readonly requirementFiles: readonly string[];
  /** Every requirement is pinned by hashes. */
  readonly hasHashes: boolean;
  /** Every requirement names one release. */
  readonly isPinned: boolean;
  /** pip installs what lies in the project itself (`-e .`), so that its sources have to be there. */
  readonly installsItself: boolean;
  /** It is built and installed as a package: it has a build system. */
  readonly isPackage: boolean;
  /** The name of its package, by which uv knows a member of a workspace. */
  readonly packageName: string | undefined;
  /** Folders of the workspace's members that it is made of, itself included, relative to the context; empty outside of a workspace. */
  readonly members: readonly string[];
  /** The workspace has no other members than those. */
  readonly needsAllMembers: boolean;
  /** It is itself the root of a uv workspace, whose members may be among its dependencies. */
  readonly holdsMembers: boolean;
  /** Dependencies that are built from sources or look for a library of the system, normalised. */
  readonly native: readonly string[];
  /** Dependencies that are fetched with Git. */
  readonly usesGit: boolean;
  /** An index of packages that asks who comes, as far as its address tells. */
  readonly privateIndex: Detected<string> | undefined;
  readonly django: DjangoFacts | undefined;
}

export interface DjangoFacts {
  /** `manage.py`, relative to the application's folder. */
  readonly manage: Detected<string>;
  /** The settings that servers load. */
  readonly settings: Detected<string> | undefined;
  /** `manage.py` loads other settings, for developers. */
  readonly isOtherThanManage: boolean;
  /** Where static files are collected: absolute, or relative to the folder of `manage.py`. */
  readonly staticRoot: Detected<string> | undefined;
  /** `STATIC_ROOT` is set, even where its value cannot be told. */
  readonly collectsStatic: boolean;
  /** What is written of `ALLOWED_HOSTS`. */
  readonly allowedHosts: Detected<readonly string[]> | undefined;
  /** Variables without which the settings cannot be loaded, and what reads them: `environ`, `env.db`. */
  readonly required: readonly { readonly name: string; readonly reader: string }[];
}

/** What the templates for Go need to know beside what every application has. */
export interface GoFacts {
  /** The module's path. */
  readonly module: string;
  /** Folders of the programs, relative to the application's: `cmd/server`, or "" for its own; the chosen one first. */
  readonly programs: readonly string[];
  /** The folders of the modules of the `go.work` above that have to be there, relative to the context; empty without one. */
  readonly members: readonly string[];
  readonly hasChecksums: boolean;
  readonly isVendored: boolean;
  /** What needs C: an import of `C`, or a dependency that has one; undefined where nothing is known to. */
  readonly cgo: Detected<string> | undefined;
  /** It needs the C++ library as well. */
  readonly needsCxx: boolean;
  /** Patterns behind `//go:embed` that fit no file: what a build has to bring forth first. */
  readonly unbuiltEmbeds: readonly Detected<string>[];
  /** Files and folders that the program reads from where it is started: templates, pages. */
  readonly assets: readonly Detected<string>[];
  /** The pattern of `GOPRIVATE`, where one of its files sets it. */
  readonly privateModules: Detected<string> | undefined;
  /** The program takes a word that makes it ask itself whether it is healthy: `healthcheck`. */
  readonly healthCommand: Detected<string> | undefined;
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
  /** What templates of the ecosystem need beside that; of sites that Node.js builds as well. */
  readonly node?: NodeFacts;
  readonly python?: PythonFacts;
  readonly go?: GoFacts;
  readonly java?: JavaFacts;
  readonly rust?: RustFacts;
  readonly dotnet?: DotnetFacts;
  readonly ruby?: RubyFacts;
  readonly php?: PhpFacts;
}

/** What a Node.js package's image is made from beside what all applications have. */
export interface NodeFacts {
  /** The name by which other packages and workspace commands know it. */
  readonly packageName: string | undefined;
  readonly isModule: boolean;
  readonly isTypeScript: boolean;
  /** Names with the ranges written there. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly devDependencies: ReadonlyMap<string, string>;
  /** Yarn 2 or later. */
  readonly isYarnBerry: boolean;
  /** Yarn is set up to start programs through a loader of its own, without `node_modules`. */
  readonly usesPlugAndPlay: boolean;
  /** Folders and files that the install reads beside manifests and the lock file, relative to the context: `.npmrc`, `patches`, `.yarn/releases`. */
  readonly installFiles: readonly string[];
  /** The variables that registry settings take their tokens from: `NPM_TOKEN`. */
  readonly registryTokens: readonly string[];
  /** Registry settings with a token written out, relative to the context; they may not get into the image. */
  readonly secretSettings: string | undefined;
  /** The package's own scripts that an install runs, by name: `prepare`, `postinstall`. */
  readonly installScripts: ReadonlyMap<string, string>;
  /** Those of the monorepo's root. */
  readonly rootInstallScripts: ReadonlyMap<string, string>;
  /** Dependencies that compile or fetch a program while they are installed. */
  readonly nativeDependencies: readonly Detected<string>[];
  readonly prisma: PrismaFacts | undefined;
  /** The other packages of the monorepo that it is built from, in the order in which they are built. */
  readonly linked: readonly LinkedPackage[];
  /** All packages of the monorepo, relative to the context; empty where it stands alone. */
  readonly members: readonly string[];
  /** Folders that the program reads while it runs, and that no build copies: `public`, `views`. */
  readonly runtimeFolders: readonly string[];
  /** The variable that the code reads its port from. */
  readonly portVariable: string | undefined;
  /** The code ends by itself when it is asked to; undefined where that cannot be seen. */
  readonly handlesTermination: boolean | undefined;
  /** Next.js: what its build leaves is complete by itself. */
  readonly isStandalone: boolean;
}

export interface PrismaFacts {
  /** The schema, or the folder of its parts, relative to the application's folder. */
  readonly schema: string;
  /** It stands where Prisma looks by itself. */
  readonly isUsual: boolean;
  /** As the manifest has it, without a range's sign: `6.19.0`. */
  readonly version: string | undefined;
  /** Before 7 the client brings an engine, which needs OpenSSL. */
  readonly needsOpenSsl: boolean;
  /** The client is written into `node_modules`. */
  readonly generatesIntoModules: boolean;
}

/** A package of the monorepo that another one is built from. */
export interface LinkedPackage {
  /** Relative to the context. */
  readonly folder: string;
  readonly name: string;
  readonly hasBuild: boolean;
  /** What its build writes, relative to its folder; undefined where it is used as it stands. */
  readonly output: string | undefined;
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
  /** The one release of Java that Gradle builds with, whatever it runs on. */
  readonly toolchain: Detected<string> | undefined;
  /** Answers on the liveness and readiness paths have to be switched on by a setting. */
  readonly needsProbeSetting: boolean;
}

/** What a crate's image is made from beside what all applications have. */
export interface RustFacts {
  readonly crate: string;
  /** The program that is built and run. */
  readonly binary: string;
  /** The toolchain that the project pins for rustup: `1.85.0`, `stable`, `nightly`. */
  readonly toolchain: Detected<string> | undefined;
  /** Crates among those that it is built from, however deep, that need libraries or tools of the system. */
  readonly libraries: readonly string[];
  /** SQLx has its queries checked in, and needs no database to compile. */
  readonly isOffline: boolean;
  /** The variable that it reads its port from. */
  readonly portVariable: string | undefined;
}

/** What a .NET project's image is made from beside what all applications have. Paths are relative to the context. */
export interface DotnetFacts {
  readonly project: string;
  /** What `dotnet restore` reads: project files, shared settings, central versions, lock files. */
  readonly restoreFiles: readonly string[];
  /** The release that it is written for: `8.0`. */
  readonly target: string | undefined;
  readonly isAspNet: boolean;
  readonly hasSeveralTargets: boolean;
  /** It does without the data of languages and regions, which the smallest images do not have. */
  readonly isInvariant: boolean;
  /** It is compiled ahead of time into a program of its own. */
  readonly isNative: boolean;
  /** The SDK that `global.json` asks for where the release's image does not hold it. */
  readonly sdkPin: Detected<string> | undefined;
}

/** What a Ruby application's image is made from beside what all applications have. */
export interface RubyFacts {
  /** The release to the patch where the Gemfile accepts no other. */
  readonly exactVersion: Detected<string> | undefined;
  /** Names of all gems in the bundle, as far as the manifests tell. */
  readonly gems: ReadonlySet<string>;
  readonly hasAssets: boolean;
  /** The manifest of the JavaScript that the assets are bundled from. */
  readonly hasPackageJson: boolean;
  /** The lock file has been resolved for Linux. */
  readonly isLockedForLinux: boolean;
  /** Starts the web server behind Thruster. */
  readonly hasThruster: boolean;
  /** Files that the bundle is made from, relative to the folder. */
  readonly bundleFiles: readonly string[];
}

/** What a PHP application's image is made from beside what all applications have. */
export interface PhpFacts {
  /** Extensions that it or one of its packages asks for, without `ext-`. */
  readonly extensions: readonly string[];
  /** The folder that the web server serves, relative to the application's; "" for that itself. */
  readonly documentRoot: string;
  /** Its assets are built with Node.js. */
  readonly buildsAssets: boolean;
  /** The packages that it asks for to run. */
  readonly packages: ReadonlySet<string>;
  /** Files beside the manifest that Composer reads. */
  readonly composerFiles: readonly string[];
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
