import { inFolder } from "../workspace/paths.ts";
import { rubyHealthPath, rubyPort, rubyProject } from "../workspace/project/others.ts";
import { codeLines } from "../workspace/project/source-lines.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cycleOf } from "./cycles.ts";
import { deployedIn } from "./deployed.ts";
import { assumed, found, lineOf } from "./detected.ts";
import { nameFrom } from "./label.ts";
import type { Application, Detected, Origin, RubyFacts } from "./model.ts";
import type { BackingService, Framework } from "./names.ts";
import { servicesBy } from "./services.ts";

const frameworkGems: readonly Framework[] = ["rails", "hanami", "sinatra"];

const services: readonly (readonly [BackingService, RegExp])[] = [
  ["postgres", /^pg$/],
  ["mysql", /^(?:mysql2|trilogy)$/],
  ["mongodb", /^(?:mongo|mongoid)$/],
  ["redis", /^(?:redis|redis-client|sidekiq|resque|hiredis)$/],
  ["rabbitmq", /^(?:bunny|sneakers)$/],
];

/** The Ruby application in a folder with a Gemfile; a gem is none. */
export function rubyApplication(folder: string, workspace: Workspace): Application | undefined {
  const project = rubyProject(folder, workspace);
  if (!project) return undefined;
  const { manifest } = project;
  const there = (path: string) => workspace.has(inFolder(folder, path)) === true;
  const isGem = (workspace.list(folder) ?? []).some(({ name }) => name.endsWith(".gemspec"));
  if (isGem && !there("config.ru")) return undefined;
  const named = gemsOf(manifest, workspace);
  const lock = project.lockFile;
  const lockText = lock === undefined ? "" : (workspace.read(lock) ?? "");
  const locked = [...lockText.matchAll(/^ {4}([\w-]+) \(/gm)].map(([, name = ""]) => name);
  const gems = new Set([...named.map(({ text }) => text), ...locked]);
  const gem = (name: string) => named.find(({ text }) => text === name);
  const frameworks = frameworkGems.flatMap((name) => {
    const at = gem(name);
    return at ? [found(name, at.from.path, at.from.line, `the gem \`${name}\``)] : [];
  });
  const framework: Detected<Framework> = frameworks[0] ?? assumed<Framework>("none", "no framework is among its gems");
  const rackup = inFolder(folder, "config.ru");
  const web = frameworks[0] ?? (there("config.ru") ? found("none", rackup, 1, "`config.ru`") : undefined);
  const hasThruster = gem("thruster") !== undefined && there("bin/thrust");
  const exact = exactVersion(folder, workspace);
  const started = commandOf(folder, framework.value, hasThruster, gems, web !== undefined, workspace);
  const deployed = deployedIn(workspace, folder);
  // Low ports are for root, as which nothing is run here.
  const exposed = deployed.port && deployed.port.value >= 1024 ? deployed.port : undefined;
  // Some Gemfiles only hold tools for a program in another language.
  if (!started && there("package.json")) return undefined;
  const port = rubyPort(folder, workspace);
  const facts: RubyFacts = {
    exactVersion: exact,
    gems,
    hasAssets:
      ["sprockets", "propshaft", "sprockets-rails", "vite_rails", "shakapacker"].some((name) => gems.has(name)) &&
      framework.value === "rails",
    hasPackageJson: there("package.json"),
    isLockedForLinux: lockText === "" || /^PLATFORMS\n(?: {2}\S+\n)*? {2}(?:ruby|\S*linux\S*)$/m.test(lockText),
    hasThruster,
    bundleFiles: ["Gemfile", "Gemfile.lock", ".ruby-version", ".tool-versions"].filter(
      (name) => there(name) && (name.startsWith("Gemfile") || readsVersionFile(manifest, name, workspace)),
    ),
  };
  const test = gem("rspec-rails") ?? gem("rspec");
  const hasSystemTests = there("test/system") || there("spec/system");
  const run = (command: string, at: { readonly text: string; readonly from: Origin } | undefined) =>
    at && found(command, at.from.path, at.from.line, `the gem \`${at.text}\``);
  const isRails = framework.value === "rails";
  const rubocop = gem("rubocop") ?? named.find(({ text }) => text.startsWith("rubocop-")) ?? gem("standard");
  const bundler = /^BUNDLED WITH\n\s+([\d.]+)/m.exec(lockText)?.[1];
  return {
    folder,
    context: folder,
    ecosystem: found("ruby", manifest, 1, "`Gemfile`"),
    name: nameFrom(moduleName(folder, workspace), folder, workspace),
    kind: web ? { ...web, value: "web" } : assumed("worker", "it has no `config.ru` and no web framework"),
    framework,
    packageManager: found("bundler", manifest, 1, "`Gemfile`"),
    packageManagerVersion:
      lock === undefined || bundler === undefined
        ? undefined
        : found(bundler, lock, lineOf(lockText, "BUNDLED WITH") + 1, "the field `BUNDLED WITH`"),
    lockFile: lock === undefined ? undefined : found(lock, lock, 1, "the lock file"),
    runtimeVersion: cycleOf("ruby", versionOf(folder, workspace)),
    command: started,
    output: undefined,
    port: !web
      ? undefined
      : exposed
        ? exposed
        : hasThruster
          ? assumed(8080, "what Thruster is told in place of 80, which is for root alone")
          : port
            ? found(port.value, port.from.path, port.from.line, "Puma's settings")
            : isRails
              ? assumed(3000, "usual for Rails")
              : assumed(9292, "usual for Rack"),
    ...healthOf(folder, isRails, workspace),
    tasks: {
      install: found("bundle install", manifest, 1, "`Gemfile`", "likely"),
      lint: run(
        rubocop?.text === "standard" ? "bundle exec standardrb" : there("bin/rubocop") ? "bin/rubocop" : "bundle exec rubocop",
        rubocop,
      ),
      typecheck: run("bundle exec srb tc", gem("sorbet")) ?? run("bundle exec steep check", gem("steep")),
      unit: test
        ? run("bundle exec rspec", test)
        : isRails && there("test")
          ? found("bin/rails test", inFolder(folder, "test"), 1, "the folder `test`", "likely")
          : there("test") && there("Rakefile")
            ? found("bundle exec rake test", inFolder(folder, "Rakefile"), 1, "`Rakefile`", "likely")
            : undefined,
      integration:
        isRails && hasSystemTests && !test
          ? found("bin/rails test:system", inFolder(folder, "test/system"), 1, "the folder `test/system`", "likely")
          : undefined,
      build: undefined,
      migrate:
        isRails && there("db")
          ? found("bin/rails db:migrate", inFolder(folder, "db"), 1, "the folder `db`", "likely")
          : framework.value === "hanami"
            ? assumed("bundle exec hanami db migrate", "usual for Hanami")
            : undefined,
    },
    services: servicesBy(services, named),
    ruby: facts,
  };
}

type Named = { readonly text: string; readonly from: Origin };

/** The gems of a Gemfile that are needed to run, in its order: those of the groups for development and tests come last. */
function gemsOf(manifest: string, workspace: Workspace): readonly Named[] {
  let group = "";
  const all: (Named & { readonly isLate: boolean })[] = [];
  codeLines(workspace, manifest).forEach((line, at) => {
    const opened = /^\s*group\s+(.+?)\s+do\b/.exec(line)?.[1];
    if (opened !== undefined) group = opened;
    else if (/^end\b/.test(line)) group = "";
    const name = /^\s*gem\s+["']([\w-]+)["']/.exec(line)?.[1];
    if (name !== undefined)
      all.push({ text: name, from: { path: manifest, line: at + 1 }, isLate: /:(?:development|test)\b/.test(group + line) });
  });
  return [...all.filter(({ isLate }) => !isLate), ...all.filter(({ isLate }) => isLate)];
}

/** The Gemfile takes its version from a file of this name. */
function readsVersionFile(manifest: string, name: string, workspace: Workspace): boolean {
  return new RegExp(`\\bruby\\s+file:\\s*["']${name.replaceAll(".", "\\.")}["']`).test(codeLines(workspace, manifest).join("\n"));
}

const versionFiles: readonly (readonly [string, RegExp])[] = [
  [".ruby-version", /^(?:ruby-)?(\d+\.\d+(?:\.\d+)?)/m],
  [".tool-versions", /^ruby\s+(\d+\.\d+(?:\.\d+)?)/m],
  ["mise.toml", /^ruby\s*=\s*["'](\d+\.\d+(?:\.\d+)?)/m],
];

function versionOf(folder: string, workspace: Workspace): Detected<string> | undefined {
  const lock = "Gemfile.lock";
  const places: readonly (readonly [string, RegExp])[] = [
    ...versionFiles,
    ["Gemfile", /^[ \t]*ruby\s+["'][^\d"']*(\d+\.\d+(?:\.\d+)?)/m],
    [lock, /^RUBY VERSION\n\s+ruby (\d+\.\d+\.\d+)/m],
  ];
  for (const [name, pattern] of places) {
    const path = inFolder(folder, name);
    const text = workspace.read(path) ?? "";
    const version = pattern.exec(text)?.[1];
    if (version !== undefined) return found(version, path, lineOf(text, name === lock ? /^ +ruby \d/m : pattern), `\`${name}\``);
  }
  return undefined;
}

/** The one release that Bundler accepts, where the Gemfile names it to the patch, itself or by the version file. */
function exactVersion(folder: string, workspace: Workspace): Detected<string> | undefined {
  const manifest = inFolder(folder, "Gemfile");
  const text = codeLines(workspace, manifest).join("\n");
  const own = /^[ \t]*ruby\s+["'](\d+\.\d+\.\d+)["']/m.exec(text)?.[1];
  if (own !== undefined) return found(own, manifest, lineOf(text, /^[ \t]*ruby\s/m), "the Gemfile");
  for (const [name, pattern] of versionFiles) {
    if (!readsVersionFile(manifest, name, workspace)) continue;
    const path = inFolder(folder, name);
    const file = workspace.read(path) ?? "";
    const version = pattern.exec(file)?.[1];
    if (version !== undefined && /^\d+\.\d+\.\d+$/.test(version))
      return found(version, path, lineOf(file, pattern), `\`${name}\`, which the Gemfile reads`);
  }
  return undefined;
}

/** `module Shop` of `config/application.rb`. */
function moduleName(folder: string, workspace: Workspace): Detected<string> | undefined {
  const path = inFolder(folder, "config/application.rb");
  const lines = codeLines(workspace, path);
  const at = lines.findIndex((line) => /^module\s+\w/.test(line));
  const name = at < 0 ? undefined : /^module\s+(\w+)/.exec(lines[at] as string)?.[1];
  return name === undefined ? undefined : found(name, path, at + 1, "the application's module");
}

function commandOf(
  folder: string,
  framework: Framework,
  hasThruster: boolean,
  gems: ReadonlySet<string>,
  isWeb: boolean,
  workspace: Workspace,
): Detected<readonly string[]> | undefined {
  const procfile = inFolder(folder, "Procfile");
  const text = workspace.read(procfile) ?? "";
  const process = new RegExp(`^${isWeb ? "web" : "worker"}:[ \\t]*(.+)$`, "m");
  const written = process.exec(text)?.[1]?.trim();
  if (hasThruster && framework === "rails")
    return found(["./bin/thrust", "./bin/rails", "server"], inFolder(folder, "bin/thrust"), 1, "`bin/thrust`", "likely");
  // A line that needs a shell is left to whoever wrote it.
  if (written !== undefined && !/[$&|;<>`'"\\]/.test(written))
    return found(written.split(/\s+/), procfile, lineOf(text, process), "`Procfile`");
  const settings = inFolder(folder, "config/puma.rb");
  const hasSettings = workspace.has(settings) === true;
  if (framework === "rails" && !gems.has("puma"))
    return found(["./bin/rails", "server", "-b", "0.0.0.0"], inFolder(folder, "Gemfile"), 1, "the gem `rails`", "likely");
  if (isWeb && gems.has("puma"))
    return hasSettings
      ? found(["bundle", "exec", "puma", "-C", "config/puma.rb"], settings, 1, "`config/puma.rb`", "likely")
      : found(["bundle", "exec", "puma"], inFolder(folder, "Gemfile"), 1, "the gem `puma`", "likely");
  if (isWeb) return assumed(["bundle", "exec", "rackup", "-o", "0.0.0.0"], "usual for Rack");
  return gems.has("sidekiq") ? assumed(["bundle", "exec", "sidekiq"], "usual for Sidekiq") : undefined;
}

function healthOf(folder: string, isRails: boolean, workspace: Workspace): Pick<Application, "livenessPath" | "readinessPath"> {
  const health = isRails ? rubyHealthPath(folder, workspace) : undefined;
  return {
    livenessPath: health && found(health.value, health.from.path, health.from.line, "the route to Rails' own health check"),
    readinessPath: undefined,
  };
}
