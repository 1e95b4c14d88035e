/** One line of an ignore file, and when it is in place. */
export interface IgnoreEntry {
  readonly pattern: string;
  /** Only where the image brings this forth itself: one of the program calls of its RUN instructions has to fit. */
  readonly needs?: RegExp;
  /** Not where one of the calls fits: it works on what would be ignored. */
  readonly unless?: RegExp;
  /** A folder or file that is worth a finding when it is there and not ignored; the last part of its name. */
  readonly heavy?: { readonly name: string; readonly what: string };
}

export interface IgnoreSection {
  /** Heading of the section in a generated file. */
  readonly title: string;
  /** Names of files that say that the context holds such a project; absent for what every context may hold. */
  readonly markers?: readonly RegExp[];
  readonly entries: readonly IgnoreEntry[];
}

/** Calls that ask Git for a version, or may do so behind the scenes; fetching other repositories needs no history of this one. */
const usesGit =
  /^git (?!clone\b|init\b|config\b|ls-remote\b|lfs install\b|--version\b)|^(?:make|goreleaser|hatch|semantic-release|task|just|mage|bazel|nerdbank|nbgv|gitversion|lerna)\b|setuptools[-_.]scm|versioneer/i;
/** Calls that run tests, or may do so behind the scenes. */
export const runsTests =
  /\btests?\b|\bcheck\b|\bverify\b|\bpytest\b|\btox\b|\bnox\b|\bvet\b|\bjest\b|\bvitest\b|\bmocha\b|\brspec\b|\blint\b|^make\b|^task\b|^just\b/;

const entry = (pattern: string, conditions: Omit<IgnoreEntry, "pattern"> = {}): IgnoreEntry => ({ pattern, ...conditions });

/**
 * What a build context does not need, by ecosystem. Patterns hold at any depth where the name says enough, and only at the root where it is a
 * common word. From the ecosystems' documentation and their usual ignore files (2026-11).
 */
export const ignoreSections: readonly IgnoreSection[] = [
  {
    title: "Version control",
    entries: [
      entry(".git", { unless: usesGit, heavy: { name: ".git", what: "the history of the repository" } }),
      entry(".gitignore"),
      entry(".gitattributes"),
      entry(".github"),
    ],
  },
  {
    title: "Secrets and settings of one environment",
    entries: [
      entry("**/.env"),
      entry("**/.env.*"),
      entry("!**/.env.example"),
      entry("**/id_rsa"),
      entry("**/id_ed25519"),
      entry("**/*.pem"),
      entry("**/*.key"),
    ],
  },
  {
    title: "Editors and systems",
    entries: [entry("**/.DS_Store"), entry("**/.idea"), entry("**/.vscode"), entry("**/*.log")],
  },
  {
    title: "The build itself",
    entries: [entry("**/Dockerfile*"), entry("**/.dockerignore"), entry("**/compose*.y*ml"), entry("**/docker-compose*.y*ml")],
  },
  {
    title: "Node.js",
    markers: [/^package\.json$/],
    entries: [
      entry("**/node_modules", {
        needs: /^(?:npm|pnpm|yarn|bun|corepack|lerna|rush)\b/,
        heavy: { name: "node_modules", what: "packages installed for another system" },
      }),
      entry("**/.next", { heavy: { name: ".next", what: "output of an earlier build" }, needs: /\bbuild\b/ }),
      entry("**/.nuxt", { heavy: { name: ".nuxt", what: "output of an earlier build" }, needs: /\bbuild\b|\bgenerate\b/ }),
      entry("**/.turbo", { heavy: { name: ".turbo", what: "a cache" } }),
      entry("**/.nx/cache"),
      entry("**/.parcel-cache", { heavy: { name: ".parcel-cache", what: "a cache" } }),
      entry("**/coverage", { heavy: { name: "coverage", what: "test reports" } }),
      entry("**/*.tsbuildinfo", { needs: /^(?:npm|pnpm|yarn|bun|npx|tsc)\b/ }),
      entry("**/__tests__", { unless: runsTests }),
      entry("**/*.test.[jt]s", { unless: runsTests }),
      entry("**/*.test.[jt]sx", { unless: runsTests }),
      entry("**/*.spec.[jt]s", { unless: runsTests }),
      entry("**/*.spec.[jt]sx", { unless: runsTests }),
    ],
  },
  {
    title: "Python",
    markers: [/^pyproject\.toml$/, /^requirements.*\.txt$/, /^Pipfile$/, /^setup\.(?:py|cfg)$/, /^manage\.py$/, /\.py$/],
    entries: [
      entry("**/.venv", {
        needs: /^(?:pip|uv|poetry|pipenv|pdm|python|conda|hatch|rye)/,
        heavy: { name: ".venv", what: "a virtual environment of another system" },
      }),
      entry("**/venv", {
        needs: /^(?:pip|uv|poetry|pipenv|pdm|python|conda|hatch|rye)/,
        heavy: { name: "venv", what: "a virtual environment of another system" },
      }),
      entry("**/__pycache__", { heavy: { name: "__pycache__", what: "compiled files of another Python" } }),
      entry("**/*.py[cod]"),
      entry("**/.pytest_cache", { heavy: { name: ".pytest_cache", what: "a cache" } }),
      entry("**/.mypy_cache", { heavy: { name: ".mypy_cache", what: "a cache" } }),
      entry("**/.ruff_cache", { heavy: { name: ".ruff_cache", what: "a cache" } }),
      entry("**/.tox", { heavy: { name: ".tox", what: "test environments" } }),
      entry("**/htmlcov", { heavy: { name: "htmlcov", what: "test reports" } }),
      entry("**/.coverage"),
      entry("**/*.egg-info", { needs: /^(?:pip|uv|poetry|python)/ }),
    ],
  },
  {
    title: "Go",
    markers: [/^go\.(?:mod|work)$/],
    entries: [entry("**/*_test.go", { unless: runsTests })],
  },
  {
    title: "Rust",
    markers: [/^Cargo\.toml$/],
    entries: [entry("**/target", { needs: /^(?:cargo|cross)\b/, heavy: { name: "target", what: "output of earlier builds" } })],
  },
  {
    title: "Java",
    markers: [/^pom\.xml$/],
    entries: [entry("**/target", { needs: /^mvnw?\b/, heavy: { name: "target", what: "output of earlier builds" } })],
  },
  {
    title: "Gradle",
    markers: [/^build\.gradle(?:\.kts)?$/, /^settings\.gradle(?:\.kts)?$/],
    entries: [
      entry("**/.gradle", { heavy: { name: ".gradle", what: "a cache" } }),
      entry("**/build", { needs: /^gradlew?\b/, heavy: { name: "build", what: "output of earlier builds" } }),
    ],
  },
  {
    title: ".NET",
    markers: [/\.(?:csproj|fsproj|vbproj|slnx?)$/],
    entries: [
      entry("**/bin", { needs: /^dotnet\b/, heavy: { name: "bin", what: "output of earlier builds" } }),
      entry("**/obj", { needs: /^dotnet\b/, heavy: { name: "obj", what: "output of earlier builds" } }),
      entry("**/TestResults", { heavy: { name: "TestResults", what: "test reports" } }),
    ],
  },
  {
    title: "Ruby",
    markers: [/^Gemfile$/],
    entries: [entry(".bundle", { needs: /^bundler?\b/, heavy: { name: ".bundle", what: "settings of the developer's Bundler" } })],
  },
  {
    title: "PHP",
    markers: [/^composer\.json$/],
    entries: [
      entry("vendor", { needs: /^(?:composer|php \S*composer)/, heavy: { name: "vendor", what: "packages installed for another system" } }),
      entry("**/.phpunit.*cache"),
    ],
  },
];
