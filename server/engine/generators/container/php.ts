import type { PhpFacts } from "../../detection/model.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import type { Plan } from "../model.ts";
import { assetTools, installAssets } from "./assets.ts";
import type { ImageFiles } from "./model.ts";
import {
  cacheMount,
  execForm,
  factsFor,
  head,
  healthcheck,
  lines,
  recommendedImage,
  run,
  sourceLabel,
  stages,
  startWords,
  userOf,
} from "./pieces.ts";
import { knownPath } from "./probe.ts";

/** Compiled into every PHP from this release on. Source: https://www.php.net/manual/en/opcache.installation.php, 2026-11-23. */
const opcacheSince = 8.5;

/**
 * FrankenPHP serves files and PHP in one process, so that one container has nothing to supervise.
 * Source of its commands and paths: https://frankenphp.dev/docs/docker/, 2026-11-23.
 */
export function phpDockerfile(plan: Plan): ImageFiles {
  const { answers, application, today } = plan;
  const facts = factsFor("php", application.php);
  const isAlpine = answers.base === "alpine";
  const system = isAlpine ? "alpine" : (recommendedTag("debian", today) ?? "");
  const server = recommendedTag("dunglas/frankenphp", today)?.split("-")[0] ?? "";
  const image = (release: string) => `dunglas/frankenphp:${server}-php${release}-${system}`;
  const owner = userOf(image(answers.runtimeVersion));
  const { framework, port } = answers;
  const others = facts.extensions.filter((name) => name !== "opcache");
  const extensions = [...others, ...(Number(answers.runtimeVersion) < opcacheSince ? ["opcache"] : [])].sort();
  const base = lines(
    `FROM ${image("${PHP_VERSION}")} AS base`,
    "WORKDIR /app",
    extensions.length > 0 && run([], `install-php-extensions ${extensions.join(" ")}`),
    run([], 'mv "$PHP_INI_DIR/php.ini-production" "$PHP_INI_DIR/php.ini"'),
    framework === "symfony" && "ENV APP_ENV=prod",
  );
  const root = facts.documentRoot === "" ? "." : facts.documentRoot;
  const given = application.command?.value.join(" ") === answers.command ? undefined : answers.command;
  const words =
    given === undefined
      ? facts.packages.has("laravel/octane")
        ? ["php", "artisan", "octane:frankenphp", "--host=0.0.0.0", `--port=${port ?? 8080}`]
        : ["frankenphp", "php-server", "--listen", `:${port ?? 8080}`, "--root", `${root}/`]
      : startWords(given);
  const start = startScript(framework);
  const writable = writableIn(framework);
  const final = lines(
    "FROM base",
    sourceLabel(plan),
    "# With its capability for low ports the server would not start where containers may gain no privileges.",
    run([], "setcap -r /usr/local/bin/frankenphp"),
    framework === "laravel" && "ENV LOG_CHANNEL=stderr",
    "COPY --from=vendor /app/ ./",
    facts.buildsAssets && "COPY --from=assets /app/public/build/ public/build/",
    writable.length > 0 && run([], `mkdir -p ${writable.join(" ")}`, `chown -R ${owner} ${writable.join(" ")}`),
    start,
    `USER ${owner}`,
    port !== undefined && `EXPOSE ${port}`,
    // The base image's own asks a server that does not run here.
    port === undefined ? "HEALTHCHECK NONE" : probeOf(plan),
    start !== undefined && `ENTRYPOINT ["start"]`,
    `CMD ${execForm(words)}`,
  );
  return {
    dockerfile: stages(
      head({ PHP_VERSION: answers.runtimeVersion }),
      base,
      vendorStage(plan, facts),
      facts.buildsAssets && assetsStage(plan),
      final,
    ),
    ignored: ignoredIn(framework, facts),
    notes: [
      ...(answers.base === "distroless" ? ["There is no distroless image of PHP, so the image stands on Debian."] : []),
      ...(!application.lockFile ? ["Commit `composer.lock`: without it every build may take other releases of the packages."] : []),
      ...(framework === "laravel" || framework === "symfony"
        ? [`The image holds no key: give it \`${framework === "laravel" ? "APP_KEY" : "APP_SECRET"}\` when it starts.`]
        : []),
      ...(application.tasks.migrate
        ? [`The image migrates nothing when it starts: run \`${application.tasks.migrate.value}\` once in each release.`]
        : []),
      ...(facts.documentRoot === ""
        ? ["The web server serves the whole folder, `composer.json` and `vendor` among it: move what the world may see to `public`."]
        : []),
      ...(writable.length > 0
        ? [
            `It writes to ${writable.map((folder) => `\`/app/${folder}\``).join(" and ")}: mount volumes there where the file system is read-only.`,
          ]
        : []),
    ],
  };
}

function vendorStage(plan: Plan, { extensions, packages, composerFiles }: PhpFacts): string {
  const { answers } = plan;
  const cache = cacheMount("/tmp/composer");
  const hasFlex = packages.has("symfony/flex");
  return lines(
    "FROM base AS vendor",
    `COPY --from=${recommendedImage("composer", undefined, plan)} /usr/bin/composer /usr/local/bin/`,
    // Composer unpacks archives with it.
    !extensions.includes("zip") && run([], "install-php-extensions zip"),
    "ENV COMPOSER_ALLOW_SUPERUSER=1 \\\n    COMPOSER_CACHE_DIR=/tmp/composer",
    `COPY ${composerFiles.join(" ")} ./`,
    run([cache], "composer install --no-dev --no-interaction --no-progress --no-scripts --no-autoloader --prefer-dist"),
    "COPY . .",
    run([], "composer dump-autoload --no-dev --optimize"),
    answers.framework === "symfony" && hasFlex && run([], "composer dump-env prod --empty"),
    answers.framework === "symfony" &&
      run([], "php bin/console assets:install public", packages.has("symfony/asset-mapper") && "php bin/console asset-map:compile"),
  );
}

function assetsStage(plan: Plan): string {
  const { image, run: runner } = assetTools(plan);
  return lines(
    `FROM ${image} AS assets`,
    "WORKDIR /app",
    ...installAssets(plan),
    // Styles import from PHP packages, and name the templates that use them.
    "COPY --from=vendor /app/ ./",
    run([], `${runner} build`),
  );
}

/** Frameworks cache what they read from the environment: that is known only when the container starts. */
function startScript(framework: string): string | undefined {
  const command = framework === "laravel" ? "php artisan optimize" : framework === "symfony" ? "php bin/console cache:warmup" : undefined;
  if (command === undefined) return undefined;
  return [
    `COPY --chmod=755 <<'EOF' /usr/local/bin/start`,
    "#!/bin/sh",
    "set -e",
    "# The configuration is cached now, because it hangs on the environment.",
    command,
    'exec "$@"',
    "EOF",
  ].join("\n");
}

/** What was cached or built on a developer's machine, settings and secrets among it. */
function ignoredIn(framework: string, { buildsAssets }: PhpFacts): readonly string[] {
  if (framework === "symfony") return ["var", "public/bundles"];
  if (framework !== "laravel") return [];
  return ["bootstrap/cache/*.php", "public/hot", "public/storage", ...(buildsAssets ? ["public/build"] : [])];
}

function writableIn(framework: string): readonly string[] {
  if (framework === "laravel") return ["bootstrap/cache", "storage"];
  return framework === "symfony" ? ["var"] : [];
}

function probeOf(plan: Plan): string | undefined {
  const { port } = plan.answers;
  if (port === undefined) return undefined;
  const path = knownPath(plan);
  const question =
    path === undefined
      ? `exit(@fsockopen("127.0.0.1", ${port}) ? 0 : 1);`
      : `exit(@file_get_contents("http://127.0.0.1:${port}${path}") === false ? 1 : 0);`;
  return healthcheck(["php", "-r", question]);
}
