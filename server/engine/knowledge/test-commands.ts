import { launched, plainWords } from "./launchers.ts";

/** A stage of the way from a commit to the running system, as far as a single command tells. */
export type Stage = "lint" | "typecheck" | "unit" | "integration" | "build" | "smoke" | "e2e";

/** What counts where one command does several things: tests before checks, checks before builds. */
const precedence: readonly Stage[] = ["unit", "integration", "e2e", "smoke", "typecheck", "lint", "build"];

/**
 * The stage that a command belongs to, undefined for all that checks and builds nothing. Package managers, `npx`, `uv run`, `make` and the like
 * are looked through; the names of scripts and targets tell what they are for.
 */
export function stageOfCommand(name: string, args: readonly string[]): Stage | undefined {
  return first(stagesOfCommand(name, args));
}

/** All stages that a command covers: `turbo run lint test build` covers three. */
export function stagesOfCommand(name: string, args: readonly string[]): readonly Stage[] {
  if (args.some((arg) => arg === "--help" || arg === "--version" || arg === "-h")) return [];
  const launch = launched(name, args);
  const stages: Stage[] = [];
  for (const script of launch.scripts) {
    const stage = stageOfScript(script, launch.runner);
    if (stage) stages.push(stage);
  }
  if (launch.runner === "make" && launch.scripts.length === 0) return ["build"];
  if (stages.length === 0 || launch.name !== launch.runner) {
    const own = stageOfProgram(launch.name, launch.args);
    if (own) return stages.includes(own) || stages.length === 0 ? [own] : [own, ...stages.filter((stage) => stage !== "build")];
  }
  return [...new Set(stages)];
}

function first(stages: readonly Stage[]): Stage | undefined {
  return precedence.find((stage) => stages.includes(stage));
}

/** Scripts that start, clean, release or prepare something, whatever else their names say. */
const otherScripts =
  /^(?:pre|post)?(?:deploy|release|publish|start|serve|dev|watch|clean|install|setup|bootstrap|prepare|docs?|generate|gen|codegen|seed|migrate|migrations?|db|upload|report|download|update|bump|version|tag|push|login|up|down|stop|logs|shell|help|changelog|rollback|promote)$/;

/**
 * The stage that a script, target or task of this name stands for: `test:e2e`, `type-check`, `lint_fix`. Its runner tells what `check` is: the
 * tests for `make`, and anything for a file.
 */
export function stageOfScript(name: string, runner?: string): Stage | undefined {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const [head = ""] = words;
  const has = (...names: readonly string[]) => words.some((word) => names.includes(word));
  if (otherScripts.test(head)) return undefined;
  if (/^(?:build|builds|compile|bundle|dist|package|pack|assemble)$/.test(head) || name === "all") return "build";
  if (
    has("e2e", "playwright", "cypress", "acceptance", "endtoend", "browser", "ui", "k6", "newman", "postman") &&
    (isTestWord(head) || has("e2e"))
  )
    return "e2e";
  if (has("e2e", "playwright", "cypress", "acceptance", "k6", "newman", "postman")) return "e2e";
  if (has("smoke", "healthcheck", "sanity")) return "smoke";
  if (has("integration", "integrations", "contract")) return "integration";
  if (has("int", "it", "functional", "feature", "system") && words.some(isTestWord)) return "integration";
  if (has("typecheck", "typechecks", "tsc", "mypy", "pyright", "types", "typing", "tc") || (has("type") && has("check", "checks", "test")))
    return "typecheck";
  if (
    has(
      "lint",
      "lints",
      "linter",
      "eslint",
      "format",
      "fmt",
      "prettier",
      "stylelint",
      "style",
      "ruff",
      "biome",
      "clippy",
      "vet",
      "standard",
      "cs",
    )
  )
    return "lint";
  if (has("stan", "phpstan", "psalm")) return "typecheck";
  if (words.some(isTestWord)) return "unit";
  if (has("ci", "verify", "validate", "qa", "checks") && (runner !== "script" || words.length === 1)) return "unit";
  // `make check` runs the tests by convention; elsewhere it is anything that checks.
  if (has("check") && runner === "script") return undefined;
  if (has("check")) return words.length === 1 && runner !== undefined && /^(?:g?make|just|task|rake|mage)$/.test(runner) ? "unit" : "lint";
  if (has("analyze", "analyse", "audit", "pre", "precommit")) return has("audit") ? undefined : "lint";
  return undefined;
}

function isTestWord(word: string): boolean {
  return (
    /^(?:(?:pre|post)?tests?|unit|units|unittests?|specs?|jest|vitest|pytest|mocha|phpunit|rspec|tox|nox|coverage|cov|test[a-z]{1,5})$/.test(
      word,
    ) && word !== "testdata"
  );
}

/** Programs that do one thing whatever their arguments are. */
const plainPrograms: ReadonlyMap<string, Stage> = new Map(
  (
    [
      [
        "lint",
        "eslint oxlint stylelint standard xo tslint jshint markdownlint markdownlint-cli2 flake8 pylint pycodestyle pydocstyle yamllint hadolint shellcheck actionlint zizmor staticcheck revive rubocop standardrb erb_lint erblint haml-lint slim-lint phpcs pint ktlint detekt checkstyle swiftlint clang-tidy cppcheck cpplint tflint kube-linter kubeconform kubeval spectral vale codespell typos commitlint sqlfluff ansible-lint dclint dotenv-linter knip depcheck djlint cspell reuse errcheck ineffassign misspell luacheck hlint ameba credo textlint remark lychee linkchecker",
      ],
      ["typecheck", "mypy pyright basedpyright pyre pytype vue-tsc svelte-check flow phpstan psalm phan dialyzer tsd attw steep dmypy"],
      [
        "unit",
        "pytest py.test nose2 nosetests unittest trial tox nox jest vitest mocha ava tap tape jasmine karma qunit uvu web-test-runner gotestsum ginkgo phpunit paratest pest rspec minitest bats prove ctest busted shunit2 xctest testthat kcov",
      ],
      ["integration", "container-structure-test goss dgoss molecule testinfra schemathesis dredd pact chainsaw kuttl"],
      ["e2e", "testcafe nightwatch protractor codeceptjs behave robot cucumber cucumber-js locust gatling hurl lhci backstop percy"],
      ["build", "webpack rollup tsup unbuild microbundle parcel esbuild hugo eleventy vuepress vitepress ninja"],
    ] as const
  ).flatMap(([stage, names]) => names.split(" ").map((name) => [name, stage] as const)),
);

function stageOfProgram(name: string, args: readonly string[]): Stage | undefined {
  const plain = plainPrograms.get(name);
  if (plain === "unit" || plain === "integration") return isListing(args) ? undefined : refined(plain, args);
  if (plain) return plain;
  // `cargo +nightly test` names the toolchain first.
  const [command = "", second = ""] = plainWords(name, args).filter((word) => !word.startsWith("+"));
  const has = (...options: readonly string[]) => args.some((arg) => options.includes(arg));
  const is = (...commands: readonly string[]) => commands.includes(command);
  switch (name) {
    case "pre-commit":
    case "prek":
    case "lefthook":
      return is("run") ? "lint" : undefined;
    case "biome":
      return is("check", "lint", "ci", "format") ? "lint" : undefined;
    case "ruff":
      return is("check", "format", "lint") || has("--check") || command === "." ? "lint" : undefined;
    case "prettier":
    case "dprint":
      return has("--check", "-c", "-l", "--list-different") || is("check") ? "lint" : undefined;
    case "black":
    case "isort":
    case "autoflake":
    case "yapf":
      return has("--check", "-c", "--check-only", "--diff", "-d") ? "lint" : undefined;
    case "gofmt":
    case "gofumpt":
    case "goimports":
    case "shfmt":
      return args.some((arg) => /^-[a-z]*[ld]/.test(arg)) ? "lint" : undefined;
    case "clang-format":
      return has("--dry-run", "-n", "--Werror", "-Werror") ? "lint" : undefined;
    case "php-cs-fixer":
      return has("--dry-run") || is("check") ? "lint" : undefined;
    case "golangci-lint":
      return is("run", "fmt", "") ? "lint" : undefined;
    case "buf":
      return is("lint", "breaking", "format") ? "lint" : is("build") ? "build" : undefined;
    case "redocly":
    case "ct":
      return is("lint", "check-config") ? "lint" : is("install", "lint-and-install") ? "integration" : undefined;
    case "helm":
      return is("lint") ? "lint" : is("unittest") ? "unit" : is("test") ? "smoke" : undefined;
    case "terraform":
    case "tofu":
    case "terragrunt":
      return is("validate") || (is("fmt") && has("-check", "--check")) ? "lint" : is("test") ? "unit" : undefined;
    case "packer":
      return is("validate", "fmt") ? "lint" : is("build") ? "build" : undefined;
    case "opa":
    case "conftest":
    case "promtool":
      return is("test", "check", "verify") ? "unit" : undefined;
    case "srb":
      return is("tc", "") ? "typecheck" : undefined;
    case "ty":
    case "pyrefly":
      return is("check") ? "typecheck" : undefined;
    case "tsc":
      return has("--noEmit", "--noemit") ? "typecheck" : is("--init") || has("--init") ? undefined : "build";
    case "tsgo":
      return has("--noEmit") ? "typecheck" : "build";
    case "astro":
      return is("check", "sync") ? "typecheck" : is("build") ? "build" : undefined;
    case "node":
    case "tsx":
      return has("--test") ? refined("unit", args) : undefined;
    case "bun":
      return is("test") ? refined("unit", args) : is("build") ? "build" : undefined;
    case "deno":
      return is("test", "bench")
        ? refined("unit", args)
        : is("lint", "fmt")
          ? "lint"
          : is("check")
            ? "typecheck"
            : is("compile", "bundle")
              ? "build"
              : undefined;
    case "go":
      if (is("test")) return has("-run=^$", "-list") ? undefined : refined("unit", args);
      return is("vet") ? "lint" : is("build") ? "build" : undefined;
    case "cargo":
      if (is("test", "t", "nextest", "tarpaulin", "llvm-cov", "hack", "insta", "miri"))
        return has("--no-run") ? "build" : refined("unit", args);
      return is("clippy", "deny", "audit", "machete", "shear", "doc-check") ||
        (is("fmt") && has("--check")) ||
        (is("fmt") && args.includes("--"))
        ? "lint"
        : is("check", "c")
          ? "typecheck"
          : is("build", "b", "zigbuild", "ndk")
            ? "build"
            : undefined;
    case "cross":
      return is("test") ? "unit" : is("build") ? "build" : undefined;
    case "dotnet":
      if (is("test", "vstest")) return refined("unit", args);
      return is("format") ? "lint" : is("build", "publish", "pack", "msbuild") ? "build" : undefined;
    case "mvn":
    case "mvnw":
      return stageOfMaven(args);
    case "gradle":
    case "gradlew":
      return stageOfGradle(args);
    case "sbt":
      return args.some((arg) => /\btest(?:Only|Quick)?\b|^\+?test/.test(arg))
        ? "unit"
        : args.some((arg) => /compile|assembly|package/.test(arg))
          ? "build"
          : undefined;
    case "mill":
      return args.some((arg) => /\btest\b/.test(arg)) ? "unit" : undefined;
    case "lein":
    case "clojure":
    case "clj":
      return args.some((arg) => /\btest\b/.test(arg)) ? "unit" : undefined;
    case "manage.py":
      return is("test") ? refined("unit", args) : is("check") ? "lint" : undefined;
    case "rails": {
      const words = plainWords(name, args);
      // Several tasks may stand in one call: `rails db:test:prepare test`.
      if (words.some((word) => word === "test" || word === "spec")) return "unit";
      if (words.some((word) => /^(?:test|spec):/.test(word)))
        return words.some((word) => !/^(?:db:|test:system)/.test(word)) ? "unit" : "e2e";
      return undefined;
    }
    case "artisan":
      return is("test") ? "unit" : undefined;
    case "php":
      return /(?:^|\/)artisan$/.test(command) && second === "test" ? "unit" : /phpunit|pest$/.test(command) ? "unit" : undefined;
    case "mix":
      if (is("test", "coveralls") || command.startsWith("coveralls.")) return "unit";
      return is("credo", "format") ? "lint" : is("dialyzer") ? "typecheck" : is("compile", "release") ? "build" : undefined;
    case "swift":
    case "flutter":
    case "dart":
    case "gleam":
    case "stack":
    case "cabal":
    case "forge":
    case "hardhat":
    case "anchor":
    case "zig":
    case "ng":
    case "react-scripts":
    case "wasm-pack":
    case "meson":
    case "crystal":
      if (is("test", "spec", "drive")) return refined("unit", args);
      if (is("build") && second === "test") return "unit";
      return is("analyze", "lint", "format") ? "lint" : is("e2e") ? "e2e" : is("build", "compile") ? "build" : undefined;
    case "xcodebuild":
      return args.some((arg) => /^test(?:-without-building)?$/.test(arg))
        ? "unit"
        : args.some((arg) => /^(?:build|archive|build-for-testing)$/.test(arg))
          ? "build"
          : undefined;
    case "fastlane":
      return args.some((arg) => /^(?:tests?|scan)$/.test(arg)) ? "unit" : undefined;
    case "bazel":
    case "bazelisk":
    case "buck2":
    case "pants":
      return is("test", "coverage")
        ? "unit"
        : args.includes("test")
          ? "unit"
          : is("build")
            ? "build"
            : is("lint", "check")
              ? "lint"
              : undefined;
    case "playwright":
      return is("test") ? "e2e" : undefined;
    case "cypress":
    case "newman":
    case "k6":
    case "artillery":
    case "wdio":
      return is("run", "run-ct", "cloud") || name === "wdio" ? "e2e" : undefined;
    case "detox":
    case "maestro":
      return is("test") ? "e2e" : undefined;
    case "vite":
    case "next":
    case "nuxt":
    case "nuxi":
    case "remix":
    case "gatsby":
    case "expo":
    case "jekyll":
    case "mkdocs":
    case "hatch":
    case "poetry":
    case "uv":
    case "pdm":
    case "flit":
    case "ko":
    case "pack":
    case "nix":
    case "sam":
    case "goreleaser":
    case "maturin":
    case "docusaurus":
      return is("lint", "fmt")
        ? "lint"
        : is("typecheck")
          ? "typecheck"
          : is("build", "export", "generate")
            ? "build"
            : is("test")
              ? "unit"
              : undefined;
    case "build":
      return "build";
    case "cmake":
      return has("--build") ? "build" : undefined;
    case "docker":
    case "podman":
    case "nerdctl":
      if (is("build", "image") && (command === "build" || second === "build")) return "build";
      if (is("buildx") && (second === "build" || second === "bake")) return "build";
      return is("compose") && second === "build" ? "build" : undefined;
    case "docker-compose":
    case "buildah":
      return is("build", "bud") ? "build" : undefined;
    default:
      return undefined;
  }
}

/** They name the tests and run none. */
function isListing(args: readonly string[]): boolean {
  return args.some((arg) => /^--(?:listTests|collect-only|co|list|showConfig)$/.test(arg));
}

/** Test runners run what they are pointed at: `pytest tests/e2e`, `go test -tags=integration ./...`. What is left out does not count. */
function refined(stage: Stage, args: readonly string[]): Stage {
  for (let i = 0; i < args.length; i++) {
    const arg = (args[i] ?? "").toLowerCase();
    if (/^--?(?:ignore|exclude|deselect|skip|testpathignorepatterns)/.test(arg)) {
      if (!arg.includes("=")) i++;
      continue;
    }
    if (/\bnot\b|!~?=|^!/.test(arg)) continue;
    const words = arg.split(/[^a-z0-9]+/);
    if (words.some((word) => word === "e2e" || word === "acceptance")) return "e2e";
    if (words.includes("smoke")) return "smoke";
    if (words.some((word) => word === "integration" || word === "integrations" || word === "functional")) return "integration";
  }
  return stage;
}

function stageOfMaven(args: readonly string[]): Stage | undefined {
  const goals = plainWords("mvn", args);
  const skips = args.some((arg) => /^-D(?:skipTests|maven\.test\.skip)(?:=true)?$/.test(arg));
  if (goals.some((goal) => /^(?:failsafe:|integration-test$)/.test(goal))) return "integration";
  if (goals.some((goal) => /^(?:test|verify|package|install|surefire:test|deploy)$/.test(goal))) return skips ? "build" : "unit";
  if (goals.some((goal) => /^(?:checkstyle|spotless|pmd|spotbugs|ktlint|detekt|formatter|license)[:.]/.test(goal))) return "lint";
  return goals.some((goal) => /^(?:compile|spring-boot:build-image|jib:)/.test(goal)) ? "build" : undefined;
}

function stageOfGradle(args: readonly string[]): Stage | undefined {
  const tasks = plainWords("gradle", args).map((task) => task.replace(/^.*:/, ""));
  const left = args.flatMap((arg, i) => (arg === "-x" || arg === "--exclude-task" ? [args[i + 1] ?? ""] : []));
  if (tasks.some((task) => /e2e|acceptance/i.test(task))) return "e2e";
  if (tasks.some((task) => /integrationTest|intTest|functionalTest|connected.*Test|connectedCheck/i.test(task))) return "integration";
  if (tasks.some((task) => /^(?:test|check|build|allTests|test\w+|\w+Test|jacocoTestReport|buildNeeded)$/.test(task)))
    return left.includes("test") || left.includes("check") ? "build" : "unit";
  if (tasks.some((task) => /lint|spotless|checkstyle|detekt|ktlint|pmd|spotbugs/i.test(task))) return "lint";
  return tasks.some((task) => /^(?:assemble|classes|jar|bootJar|bootBuildImage|shadowJar|bundle|jib)/.test(task)) ? "build" : undefined;
}

/** Where tools and sources are fetched from: an answer of theirs says nothing of one's own system. */
const downloadHosts =
  /\/\/(?:[\w-]+\.)*(?:github\.com|githubusercontent\.com|get\.[\w.-]+|install\.[\w.-]+|sh\.rustup\.rs|googleapis\.com|slack\.com|discord\.com)(?:[/:]|$)/i;
const downloads = /\.(?:tar(?:\.\w+)?|tgz|zip|sh|deb|rpm|apk|gz|xz|exe|msi|asc|sig|jar|whl|ya?ml)(?:[?#]|$)/i;

/**
 * Whether a command asks a running system for an answer over the network: `curl https://…`. Downloads, which keep the answer in a file or are of
 * an archive or a script, do not, and calls that send something do not either.
 */
export function isProbe(name: string, args: readonly string[]): boolean {
  const launch = launched(name, args);
  const words = launch.args;
  switch (launch.name) {
    case "curl":
    case "http":
    case "https":
    case "xh":
      return (
        words.some(isAddress) &&
        !words.some((word, i) =>
          /^(?:--output|-[a-zA-Z]*o)$/.test(word) ? !isThrownAway(words[i + 1]) : /^(?:--remote-name|-[a-zA-Z]*O[a-zA-Z]*)$/.test(word),
        ) &&
        !words.some((word, i) => /^(?:-X|--request)$/.test(word) && !/^(?:GET|HEAD|OPTIONS)$/i.test(words[i + 1] ?? ""))
      );
    case "wget":
      return (
        words.some(isAddress) &&
        (words.includes("--spider") ||
          words.some((word, i) => /^(?:--output-document|-[a-zA-Z]*O)$/.test(word) && isThrownAway(words[i + 1])) ||
          words.some((word) => /^(?:-[a-zA-Z]*O|--output-document=)(?:-|\/dev\/null)$/.test(word)))
      );
    case "wait-on":
    case "grpcurl":
    case "grpc_health_probe":
    case "grpc-health-probe":
    case "wait-for-it.sh":
    case "wait-for-it":
      return true;
    case "nc":
    case "netcat":
      return words.some((word) => /^-[a-z]*z/.test(word));
    default:
      return false;
  }
}

function isAddress(word: string): boolean {
  if (!/^https?:\/\/|^\$|^localhost\b|^[\w.-]+\.[a-z]{2,}(?::\d+)?(?:\/|$)|^[\w.-]+:\d+/i.test(word)) return false;
  return !downloadHosts.test(word) && !downloads.test(word);
}

function isThrownAway(target: string | undefined): boolean {
  return target === undefined || /^(?:\/dev\/null|\/dev\/stdout|-|NUL)$/i.test(target);
}
