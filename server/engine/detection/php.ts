import { lifecycleDate, supportedCycles } from "../knowledge/lifecycle.ts";
import { inFolder } from "../workspace/paths.ts";
import { phpHealthPath, phpProject } from "../workspace/project/others.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readYaml, type YamlValue } from "../workspace/yaml-tree.ts";
import { cycleOf } from "./cycles.ts";
import { deployedIn } from "./deployed.ts";
import { assumed, found } from "./detected.ts";
import { nameFrom } from "./label.ts";
import type { Application, Detected, Origin } from "./model.ts";
import type { BackingService, Framework } from "./names.ts";
import { servicesBy } from "./services.ts";

const frameworkPackages: readonly (readonly [string, Framework])[] = [
  ["laravel/framework", "laravel"],
  ["symfony/framework-bundle", "symfony"],
];

const services: readonly (readonly [BackingService, RegExp])[] = [
  ["postgres", /^ext-(?:pdo_)?pgsql$/],
  ["mysql", /^ext-(?:pdo_mysql|mysqli)$/],
  ["mongodb", /^(?:ext-mongodb|mongodb\/(?:mongodb|laravel-mongodb)|doctrine\/mongodb-odm(?:-bundle)?)$/],
  ["redis", /^(?:ext-redis|predis\/predis|symfony\/redis-messenger|laravel\/horizon)$/],
  ["rabbitmq", /^(?:ext-amqp|php-amqplib\/php-amqplib|symfony\/amqp-messenger|vladimir-yuldashev\/laravel-queue-rabbitmq)$/],
];

/** What the images of PHP have compiled in. Source: `php -m` in the official image, https://github.com/docker-library/php, 2026-11-23. */
const builtIn = new Set(
  "core ctype curl date dom fileinfo filter hash iconv json libxml mbstring mysqlnd openssl pcre pdo pdo_sqlite phar posix random readline reflection session simplexml sodium spl sqlite3 standard tokenizer xml xmlreader xmlwriter zlib".split(
    " ",
  ),
);

/** The PHP application in a folder with a `composer.json`; a library is none. */
export function phpApplication(folder: string, workspace: Workspace): Application | undefined {
  const project = phpProject(folder, workspace);
  if (!project) return undefined;
  const { manifest, lockFile: lock } = project;
  const text = workspace.read(manifest) ?? "";
  const [json] = readYaml(text);
  const there = (path: string) => workspace.has(inFolder(folder, path)) === true;
  const documentRoot = ["public", "web", "html"].find((name) => there(`${name}/index.php`));
  if (json?.get("type")?.rawText === "library" && documentRoot === undefined) return undefined;
  const lineAt = (value: YamlValue) => text.slice(0, value.span.start).split("\n").length;
  const listed = (key: string) =>
    (json?.get(key)?.entries ?? []).map((entry) => ({ text: entry.key, from: { path: manifest, line: lineAt(entry.value) } }));
  const required = listed("require");
  const development = listed("require-dev");
  const at = (name: string, list = required): Named | undefined => list.find((one) => one.text === name);
  const frameworks = frameworkPackages.flatMap(([name, framework]) => {
    const place = at(name);
    return place ? [found(framework, place.from.path, place.from.line, `the package \`${name}\``)] : [];
  });
  const framework: Detected<Framework> = frameworks[0] ?? assumed<Framework>("none", "no framework is among its packages");
  const web = frameworks[0] ?? (documentRoot !== undefined || there("index.php") ? assumed("none", "it has an `index.php`") : undefined);
  // Some manifests only hold tools for a program in another language.
  if (!web && there("package.json")) return undefined;
  const isLaravel = framework.value === "laravel";
  const databases = isLaravel || framework.value === "symfony" ? databasesOf(folder, workspace) : [];
  const extensions = [
    ...new Set(
      [...required.map((one) => one.text), ...lockedExtensions(lock, workspace), ...databases.map((one) => one.text)]
        .filter((name) => name.startsWith("ext-"))
        .map((name) => name.slice("ext-".length).toLowerCase().replace("zend-opcache", "opcache")),
    ),
  ].filter((name) => !builtIn.has(name));
  const deployed = deployedIn(workspace, folder);
  const health = isLaravel ? phpHealthPath(folder, workspace) : undefined;
  const run = (command: string, place: Named | undefined) =>
    place && found(command, place.from.path, place.from.line, `the package \`${place.text}\``);
  const script = (...names: readonly string[]) => {
    for (const name of names) {
      const value = json?.get("scripts")?.get(name);
      if (value) return found(`composer ${name}`, manifest, lineAt(value), `the script \`${name}\``);
    }
    return undefined;
  };
  const migrations = at("doctrine/doctrine-migrations-bundle");
  const name = json?.get("name");
  const octane = at("laravel/octane");
  const root = documentRoot ?? (web && framework.value !== "none" ? "public" : "");
  return {
    folder,
    context: folder,
    ecosystem: found("php", manifest, 1, "`composer.json`"),
    name: nameFrom(
      // The skeletons' own names say nothing of the application.
      name?.rawText !== undefined && !/^(?:laravel\/laravel|laravel\/\w+-starter-kit|symfony\/skeleton)$/.test(name.rawText)
        ? found(name.rawText, manifest, lineAt(name), "the field `name`")
        : undefined,
      folder,
      workspace,
    ),
    kind: web ? { ...web, value: "web" } : assumed("worker", "it serves no requests"),
    framework,
    packageManager: found("composer", manifest, 1, "`composer.json`"),
    packageManagerVersion: undefined,
    lockFile: lock === undefined ? undefined : found(lock, lock, 1, "the lock file"),
    runtimeVersion: versionOf(manifest, json, lineAt),
    command: octane
      ? found(
          ["php", "artisan", "octane:frankenphp", "--host=0.0.0.0", "--port=8080"],
          octane.from.path,
          octane.from.line,
          "the package `laravel/octane`",
          "likely",
        )
      : web
        ? assumed(
            ["frankenphp", "php-server", "--listen", ":8080", "--root", `${root === "" ? "." : root}/`],
            "FrankenPHP, which serves files and PHP in one process",
          )
        : undefined,
    output: undefined,
    // Low ports are for root, as which nothing is run here.
    port: !web
      ? undefined
      : deployed.port && deployed.port.value >= 1024
        ? deployed.port
        : assumed(8080, "usual for a web server without root"),
    livenessPath:
      (health && found(health.value, health.from.path, health.from.line, "Laravel's own health route")) ?? deployed.livenessPath,
    readinessPath: deployed.readinessPath,
    tasks: {
      install: found("composer install", manifest, 1, "`composer.json`", "likely"),
      lint:
        script("lint", "cs", "cs:check", "check-style", "phpcs") ??
        run("vendor/bin/pint --test", at("laravel/pint", development)) ??
        run("vendor/bin/php-cs-fixer check", at("friendsofphp/php-cs-fixer", development)) ??
        run("vendor/bin/phpcs", at("squizlabs/php_codesniffer", development)),
      typecheck:
        script("phpstan", "stan", "analyse", "analyze", "psalm") ??
        run("vendor/bin/phpstan analyse", at("larastan/larastan", development) ?? at("phpstan/phpstan", development)) ??
        run("vendor/bin/psalm", at("vimeo/psalm", development)),
      unit:
        isLaravel && there("artisan")
          ? found("php artisan test", inFolder(folder, "artisan"), 1, "`artisan`", "likely")
          : (script("test") ??
            run("vendor/bin/pest", at("pestphp/pest", development)) ??
            run("vendor/bin/phpunit", at("phpunit/phpunit", development))),
      integration: undefined,
      build: undefined,
      migrate:
        isLaravel && there("database/migrations")
          ? found("php artisan migrate --force", inFolder(folder, "database/migrations"), 1, "the folder `database/migrations`", "likely")
          : run("php bin/console doctrine:migrations:migrate --no-interaction", migrations),
    },
    services: servicesBy(services, [...required, ...databases]),
    php: {
      extensions,
      documentRoot: root,
      buildsAssets: /"build"\s*:/.test(workspace.read(inFolder(folder, "package.json")) ?? ""),
      packages: new Set(required.map((one) => one.text)),
      composerFiles: ["composer.json", "composer.lock", "symfony.lock"].filter(there),
    },
  };
}

type Named = { readonly text: string; readonly from: Origin };

/** The release: what Composer is told to resolve for, else the newest that the constraint allows. */
function versionOf(manifest: string, json: YamlValue | undefined, lineAt: (value: YamlValue) => number): Detected<string> {
  const platform = json?.get("config")?.get("platform")?.get("php");
  if (platform?.rawText !== undefined && /^\d+\.\d+/.test(platform.rawText))
    return cycleOf("php", found(platform.rawText, manifest, lineAt(platform), "the field `config.platform.php`"));
  const constraint = json?.get("require")?.get("php");
  if (constraint?.rawText === undefined) return cycleOf("php", undefined);
  const written = constraint.rawText;
  const allowed = supportedCycles("php", lifecycleDate).filter(({ cycle }) => allows(written, cycle));
  const [best] = allowed;
  if (best) return found(best.cycle, manifest, lineAt(constraint), `the newest release that \`require.php\` (${written}) allows`, "likely");
  const lowest = /\d+\.\d+/.exec(written)?.[0];
  return cycleOf("php", lowest === undefined ? undefined : found(lowest, manifest, lineAt(constraint), "the field `require.php`"));
}

/** Whether Composer's constraint allows a release such as `8.4`: alternatives behind `|`, conditions that all hold with blanks or commas between them. */
export function allows(constraint: string, cycle: string): boolean {
  const number = (text: string) => {
    const [major = 0, minor = 0] = text.split(".").map(Number);
    return major * 100 + minor;
  };
  const own = number(cycle);
  return constraint.split(/\s*\|\|?\s*/).some((alternative) =>
    alternative
      .replace(/(\S+)\s+-\s+(\S+)/g, ">=$1 <=$2")
      .replace(/([<>=!^~]+)\s+/g, "$1")
      .split(/[\s,]+/)
      .filter((part) => part !== "")
      .every((part) => {
        const [, operator = "", version = ""] = /^([<>=!^~]*)v?(\d+(?:\.\d+)*(?:\.\*)?|\*)/.exec(part) ?? [];
        if (version === "*") return true;
        if (version === "") return false;
        const wanted = number(version.replace(/\.\*$/, ""));
        const hasMinor = /^\d+\.\d/.test(version);
        const hasPatch = /^\d+\.\d+\.\d/.test(version);
        const sameMajor = Math.floor(own / 100) === Math.floor(wanted / 100);
        if (operator === "^") return sameMajor && own >= wanted;
        if (operator === "~") return hasPatch ? own === wanted : sameMajor && own >= wanted;
        if (operator === ">=") return own >= wanted;
        if (operator === ">") return hasPatch ? own >= wanted : own > wanted;
        if (operator === "<") return hasPatch && !/^\d+\.\d+\.0$/.test(version) ? own <= wanted : own < wanted;
        if (operator === "<=") return own <= wanted;
        if (operator === "!=") return own !== wanted || hasPatch;
        return hasMinor ? own === wanted : sameMajor;
      }),
  );
}

/** The extensions that the locked packages ask for. */
function lockedExtensions(lock: string | undefined, workspace: Workspace): readonly string[] {
  const text = lock === undefined ? "" : (workspace.read(lock) ?? "");
  const found: string[] = [];
  let isRequired = false;
  for (const line of text.split("\n")) {
    // What follows is for development.
    if (line.includes('"packages-dev"')) break;
    if (/"require"\s*:/.test(line)) isRequired = true;
    if (isRequired) for (const [, name = ""] of line.matchAll(/"(ext-[\w-]+)"\s*:/g)) found.push(name);
    if (line.includes("}")) isRequired = false;
  }
  return found;
}

/** The extension for the database that the example of the environment chooses. */
function databasesOf(folder: string, workspace: Workspace): readonly Named[] {
  const extensionOf: Readonly<Record<string, string>> = {
    pgsql: "ext-pdo_pgsql",
    postgresql: "ext-pdo_pgsql",
    postgres: "ext-pdo_pgsql",
    mysql: "ext-pdo_mysql",
    mariadb: "ext-pdo_mysql",
  };
  for (const name of [".env.example", ".env.dist", ".env"]) {
    const path = inFolder(folder, name);
    const lines = (workspace.read(path) ?? "").split(/\r?\n/);
    for (let i = 0; i < lines.length; i++) {
      const database = /^\s*(?:DB_CONNECTION\s*=\s*["']?(\w+)|DATABASE_URL\s*=\s*["']?(\w+):)/.exec(lines[i] as string);
      const text = extensionOf[database?.[1] ?? database?.[2] ?? ""];
      if (text !== undefined) return [{ text, from: { path, line: i + 1 } }];
    }
  }
  return [];
}
