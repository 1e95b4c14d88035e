import type { RubyFacts } from "../../detection/model.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import type { Plan } from "../model.ts";
import { assetTools, installAssets } from "./assets.ts";
import type { ImageFiles } from "./model.ts";
import { execForm, factsFor, head, healthcheck, lines, run, sourceLabel, stages, startWords } from "./pieces.ts";
import { knownPath } from "./probe.ts";

interface SystemPackages {
  /** To compile the gem with, and to run it with. */
  readonly build: readonly string[];
  readonly run: readonly string[];
}

interface GemPackages {
  readonly slim: SystemPackages;
  readonly alpine: SystemPackages;
}

/** What gems need of the system. Sources: the gems' own READMEs, packages.debian.org and pkgs.alpinelinux.org, 2026-11-23. */
const gemPackages: Readonly<Record<string, GemPackages>> = {
  pg: { slim: { build: ["libpq-dev"], run: ["libpq5"] }, alpine: { build: ["libpq-dev"], run: ["libpq"] } },
  mysql2: {
    slim: { build: ["default-libmysqlclient-dev"], run: ["libmariadb3"] },
    alpine: { build: ["mariadb-dev"], run: ["mariadb-connector-c"] },
  },
  sqlite3: { slim: { build: [], run: ["libsqlite3-0"] }, alpine: { build: ["sqlite-dev"], run: ["sqlite-libs"] } },
  image_processing: { slim: { build: [], run: ["libvips42t64"] }, alpine: { build: [], run: ["vips"] } },
  "ruby-vips": { slim: { build: [], run: ["libvips42t64"] }, alpine: { build: [], run: ["vips"] } },
  charlock_holmes: { slim: { build: ["libicu-dev"], run: ["libicu76"] }, alpine: { build: ["icu-dev"], run: ["icu-libs"] } },
};

const user = "10001:10001";

export function rubyDockerfile(plan: Plan): ImageFiles {
  const { answers, application, today } = plan;
  const facts = factsFor("ruby", application.ruby);
  const isAlpine = answers.base === "alpine";
  const isRails = answers.framework === "rails";
  const needed = Object.entries(gemPackages).flatMap(([gem, packages]) =>
    facts.gems.has(gem) ? [packages[isAlpine ? "alpine" : "slim"]] : [],
  );
  const packages = (key: keyof SystemPackages) => needed.flatMap((one) => one[key]);
  const exact = facts.exactVersion?.value;
  const isExact = exact?.startsWith(`${answers.runtimeVersion}.`) === true;
  const debian = recommendedTag("debian", today) ?? "";
  const port = answers.port;
  const words = startWords(answers.command ?? "");
  const isThruster = words[0]?.endsWith("thrust") === true;
  const assets = isRails && facts.hasAssets && facts.hasPackageJson ? assetTools(plan) : undefined;
  const base = lines(
    // Bundler accepts no other patch release than the one that the Gemfile names, and old ones exist for the Debian of their time alone.
    `FROM ruby:\${RUBY_VERSION}-${isAlpine ? "alpine" : isExact ? "slim" : `slim-${debian}`} AS base`,
    "WORKDIR /app",
    installed(isAlpine, isAlpine ? ["jemalloc", "tzdata", ...packages("run")] : ["libjemalloc2", ...packages("run")]),
    "# Threads fragment the memory of the usual allocator: jemalloc takes its place.",
    environment({
      ...(isRails ? { RAILS_ENV: "production" } : { RACK_ENV: "production", APP_ENV: "production" }),
      BUNDLE_DEPLOYMENT: "1",
      BUNDLE_PATH: "/usr/local/bundle",
      BUNDLE_WITHOUT: "development:test",
      LD_PRELOAD: "libjemalloc.so.2",
    }),
  );
  const build = lines(
    "FROM base AS build",
    installed(
      isAlpine,
      isAlpine
        ? ["build-base", "git", "yaml-dev", ...packages("build")]
        : ["build-essential", "git", "libyaml-dev", "pkg-config", ...packages("build")],
    ),
    ...(assets?.tools ?? []),
    `COPY ${facts.bundleFiles.join(" ")} ./`,
    run(
      [],
      "bundle install",
      isRails && facts.gems.has("bootsnap") && "bundle exec bootsnap precompile -j 1 --gemfile",
      'rm -rf "$BUNDLE_PATH"/ruby/*/cache "$BUNDLE_PATH"/ruby/*/bundler/gems/*/.git',
    ),
    ...(assets ? installAssets(plan) : []),
    "COPY . .",
    isRails && facts.gems.has("bootsnap") && run([], "bundle exec bootsnap precompile -j 1 app/ lib/"),
    // The key is not needed to build assets, only asked for.
    isRails &&
      facts.hasAssets &&
      run([], "SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile", assets !== undefined && "rm -rf node_modules"),
  );
  const final = lines(
    "FROM base",
    sourceLabel(plan),
    run(
      [],
      isAlpine ? "addgroup -g 10001 app" : "groupadd --gid 10001 app",
      isAlpine ? "adduser -D -u 10001 -G app app" : "useradd --uid 10001 --gid 10001 --create-home app",
    ),
    "COPY --from=build /usr/local/bundle /usr/local/bundle",
    "COPY --from=build /app /app",
    isRails && run([], "mkdir -p log storage tmp", `chown -R ${user} db log storage tmp`),
    `USER ${user}`,
    port !== undefined && environment(portsOf(port, isThruster)),
    port !== undefined && `EXPOSE ${port}`,
    probeOf(plan),
    `CMD ${execForm(words)}`,
  );
  return {
    dockerfile: stages(head({ RUBY_VERSION: isExact ? exact : answers.runtimeVersion }), base, build, final),
    // What a developer's own server has written.
    ignored: isRails ? ["log", "storage", "tmp"] : [],
    notes: notesOf(plan, facts, isExact),
  };
}

/** Thruster listens for the world and hands on to Puma, which reads `PORT`. */
function portsOf(port: number, isThruster: boolean): Readonly<Record<string, string>> {
  if (!isThruster) return { PORT: String(port) };
  return { HTTP_PORT: String(port), TARGET_PORT: String(port === 3000 ? 3001 : 3000) };
}

function probeOf(plan: Plan): string | undefined {
  const { port } = plan.answers;
  if (port === undefined) return undefined;
  const path = knownPath(plan);
  const words =
    path === undefined
      ? ["ruby", "-rsocket", "-e", `TCPSocket.new("127.0.0.1", ${port}).close`]
      : ["ruby", "-rnet/http", "-e", `exit Net::HTTP.get_response(URI("http://127.0.0.1:${port}${path}")).code.to_i < 400`];
  return healthcheck(words);
}

function notesOf({ answers, application }: Plan, facts: RubyFacts, isExact: boolean): string[] {
  const { exactVersion, gems } = facts;
  return [
    ...(answers.base === "distroless" ? ["There is no distroless image of Ruby, so the image stands on a slim Debian."] : []),
    ...(exactVersion && !isExact
      ? [`Bundler accepts Ruby ${exactVersion.value} alone, which gets no more updates: let the Gemfile name ${answers.runtimeVersion}.`]
      : []),
    ...(facts.isLockedForLinux
      ? []
      : ["`Gemfile.lock` was not resolved for Linux: run `bundle lock --add-platform x86_64-linux aarch64-linux`."]),
    ...(!application.lockFile ? ["Commit `Gemfile.lock`: the image is built from what it lists."] : []),
    ...(answers.framework === "rails" ? ["The image holds no key: give it `SECRET_KEY_BASE` or `RAILS_MASTER_KEY` when it starts."] : []),
    ...(application.tasks.migrate
      ? [`The image migrates nothing when it starts: run \`${application.tasks.migrate.value}\` once in each release.`]
      : []),
    ...(gems.has("solid_queue") || gems.has("sidekiq")
      ? [
          `Background jobs run in a container of their own, of the same image: start it with \`${gems.has("sidekiq") ? "bundle exec sidekiq" : "bin/jobs"}\`.`,
        ]
      : []),
  ];
}

function installed(isAlpine: boolean, packages: readonly string[]): string {
  const list = [...new Set(packages)].sort().join(" ");
  return isAlpine
    ? run([], `apk add --no-cache ${list}`)
    : run([], "apt-get update", `apt-get install -y --no-install-recommends ${list}`, "rm -rf /var/lib/apt/lists/*");
}

function environment(variables: Readonly<Record<string, string>>): string {
  return `ENV ${Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(" \\\n    ")}`;
}
