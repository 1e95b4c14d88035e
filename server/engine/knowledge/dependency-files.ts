/** The ecosystems whose dependency installs are recognised. */
export type Ecosystem = "node" | "python" | "go" | "rust" | "ruby" | "php" | "java" | "dotnet";

/** The programs that install a project's dependencies. */
export type Manager =
  | "npm"
  | "pnpm"
  | "yarn"
  | "bun"
  | "pip"
  | "uv"
  | "poetry"
  | "pipenv"
  | "pdm"
  | "go"
  | "cargo"
  | "bundler"
  | "composer"
  | "maven"
  | "gradle"
  | "dotnet";

export interface DependencyFiles {
  readonly ecosystem: Ecosystem;
  /** Files that name the dependencies, the decisive one first. A `*` stands for a name of the project's own. */
  readonly manifests: readonly string[];
  /** Lock files, the usual one first. */
  readonly locks: readonly string[];
  /** Files and folders that an install reads as well where they are there. */
  readonly besides: readonly string[];
  /** Where the packages land, relative to the project; absent where that is outside of it. */
  readonly folder?: string;
}

/**
 * What each manager reads and writes. From the managers' documentation: npm 11, pnpm 10, Yarn 1 and 4, Bun 1.3, uv 0.9, Poetry 2, Pipenv 2026,
 * PDM 2, Go 1.27, Cargo 1.98, Bundler 4, Composer 2, Maven 3.9, Gradle 9, .NET 10.
 */
export const dependencyFiles: Readonly<Record<Manager, DependencyFiles>> = {
  npm: {
    ecosystem: "node",
    manifests: ["package.json"],
    locks: ["package-lock.json", "npm-shrinkwrap.json"],
    besides: ["patches"],
    folder: "node_modules",
  },
  pnpm: {
    ecosystem: "node",
    manifests: ["package.json"],
    locks: ["pnpm-lock.yaml"],
    besides: ["pnpm-workspace.yaml", ".pnpmfile.cjs", "patches"],
    folder: "node_modules",
  },
  yarn: {
    ecosystem: "node",
    manifests: ["package.json"],
    locks: ["yarn.lock"],
    besides: [".yarnrc.yml", ".yarnrc", ".yarn", "patches"],
    folder: "node_modules",
  },
  bun: {
    ecosystem: "node",
    manifests: ["package.json"],
    locks: ["bun.lock", "bun.lockb"],
    besides: ["bunfig.toml", "patches"],
    folder: "node_modules",
  },
  pip: { ecosystem: "python", manifests: ["requirements.txt"], locks: [], besides: [] },
  uv: { ecosystem: "python", manifests: ["pyproject.toml"], locks: ["uv.lock"], besides: [".python-version", "uv.toml"], folder: ".venv" },
  poetry: { ecosystem: "python", manifests: ["pyproject.toml"], locks: ["poetry.lock"], besides: ["poetry.toml"], folder: ".venv" },
  pipenv: { ecosystem: "python", manifests: ["Pipfile"], locks: ["Pipfile.lock"], besides: [], folder: ".venv" },
  pdm: { ecosystem: "python", manifests: ["pyproject.toml"], locks: ["pdm.lock"], besides: ["pdm.toml"], folder: ".venv" },
  go: { ecosystem: "go", manifests: ["go.mod"], locks: ["go.sum"], besides: [] },
  cargo: { ecosystem: "rust", manifests: ["Cargo.toml"], locks: ["Cargo.lock"], besides: [] },
  bundler: { ecosystem: "ruby", manifests: ["Gemfile"], locks: ["Gemfile.lock"], besides: [".ruby-version", ".tool-versions"] },
  composer: { ecosystem: "php", manifests: ["composer.json"], locks: ["composer.lock"], besides: [], folder: "vendor" },
  maven: { ecosystem: "java", manifests: ["pom.xml"], locks: [], besides: ["mvnw", ".mvn"] },
  gradle: {
    ecosystem: "java",
    manifests: ["build.gradle", "build.gradle.kts"],
    locks: ["gradle.lockfile"],
    besides: ["settings.gradle", "settings.gradle.kts", "gradle.properties", "gradlew", "gradle"],
  },
  dotnet: {
    ecosystem: "dotnet",
    manifests: ["*.csproj", "*.fsproj", "*.vbproj"],
    locks: ["packages.lock.json"],
    besides: ["nuget.config", "NuGet.config", "NuGet.Config", "global.json", "Directory.Build.props", "Directory.Packages.props"],
  },
};
