import type { CopyInstruction, Dockerfile, Stage } from "../languages/dockerfile/model.ts";
import { insert, type TextEdit } from "../text/edit.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { withTriggers } from "./command.ts";
import { type ContextView, mountedFrom, originsOf } from "./context-files.ts";
import { packageAt, startedPrograms } from "./development-server.ts";
import { instructionsBefore, settingAtEnd } from "./environment.ts";
import { below, destinationOf, folderAt, type ImageFolder, within } from "./folders.ts";
import { type Install, installsOf } from "./installs.ts";
import { type Invocation, insertAfter, invocationsOf, isEditable, removeArgument, replaceWord } from "./invocation.ts";
import { isModernYarn, prefixed } from "./lock-file.ts";
import { readPackage } from "./node-package.ts";

/** Development dependencies that get into an image. */
export interface DevelopmentDependencies {
  /** The first of them; the others install the same project again. */
  readonly install: Install;
  readonly others: readonly Install[];
  /** The copy that brings them from another stage; undefined where the install is in the image's own chain. */
  readonly copy: CopyInstruction | undefined;
  /** The place to report: the install, or the copy's source. */
  readonly span: Span;
  /** The stage whose image has them. */
  readonly stage: Stage;
}

/** The installs whose development dependencies the image of a stage ends up with. */
export function developmentDependencies(stage: Stage, context: ContextView | undefined): readonly DevelopmentDependencies[] {
  return packagesAt(stage).flatMap(({ installs, copy, span }) => {
    const [install, ...others] = installs;
    return hasDevelopmentDependencies(install, context) === false ? [] : [{ install, others, copy, span, stage }];
  });
}

/** Packages in an image with development dependencies among them. */
interface Packages {
  readonly installs: readonly [Install, ...Install[]];
  /** Where they may be; the first is the usual place. */
  readonly paths: readonly string[];
  /** The folder of the project they belong to. */
  readonly folder: ImageFolder;
  readonly copy: CopyInstruction | undefined;
  readonly span: Span;
}

const known = new WeakMap<Stage, readonly Packages[]>();

/** The packages with development dependencies at the end of a stage, those of one project together. */
function packagesAt(stage: Stage): readonly Packages[] {
  let result = known.get(stage);
  if (!result) {
    result = readPackages(stage);
    known.set(stage, result);
  }
  return result;
}

function readPackages(stage: Stage): readonly Packages[] {
  let found: Packages[] = [];
  const drop = (isGone: (packages: Packages) => boolean) => {
    found = found.filter((packages) => !isGone(packages));
  };
  const instructions = stage.chain.flatMap((link) => (link === stage ? withTriggers(link.instructions) : link.instructions));
  for (const instruction of instructions) {
    if (instruction.keyword === "COPY" && instruction.fromStage && !instruction.flags.some((flag) => flag.name === "exclude")) {
      for (const packages of packagesAt(instruction.fromStage)) {
        if (found.some((one) => one.installs[0].invocation === packages.installs[0].invocation)) continue;
        const carried = carry(packages, instruction, stage);
        if (carried) found.push(carried);
      }
    }
    if (instruction.keyword !== "RUN" || !instruction.stage) continue;
    const installs = installsByCall(installsOf(instruction.stage));
    for (const call of invocationsOf(instruction.command)) {
      const install = installs.get(call);
      if (!install) {
        if (call.name === "rm" || call.name === "rimraf") {
          drop(({ paths }) => call.args.some((word) => lastPart(word.text.replace(/\/+$/, "")) === lastPart(paths[0] ?? "?")));
        }
        continue;
      }
      if (install.isNamed || install.invocation.command?.isConditional) continue;
      const own: Packages = {
        installs: [install],
        paths: artefactsOf(install),
        folder: install.folder,
        copy: undefined,
        span: install.span,
      };
      if (install.manager === "pip") {
        if (install.requirements.some((word) => developmentList.test(word.text))) found.push(own);
        continue;
      }
      const before = found.find((one) => one.installs[0].ecosystem === install.ecosystem && one.folder === install.folder);
      // Unknown is not reported; a later install without them, or a prune, takes them away.
      if (install.omitsDev !== false) drop((one) => one === before);
      else if (install.action !== "prune") {
        drop((one) => one === before);
        found.push(before && !before.copy ? { ...before, installs: [...before.installs, install] } : own);
      }
    }
  }
  return found;
}

const installsByCall: (installs: readonly Install[]) => ReadonlyMap<Invocation, Install> = rememberFor(
  (installs: readonly Install[]) => new Map(installs.map((install) => [install.invocation, install])),
);

/** The packages as a copy brings them into another stage; undefined where it leaves them behind. */
function carry(packages: Packages, copy: CopyInstruction, stage: Stage): Packages | undefined {
  const destination = destinationOf(copy, copy.stage ?? stage);
  if (destination === undefined) return undefined;
  for (const word of copy.sources) {
    const source = within("/", word.value ?? word.text);
    const name = lastPart(source);
    for (const path of packages.paths) {
      const rest = below(source, path);
      // The base image's working directory is not known, but the name says enough.
      const isNamed = path.startsWith("?") && lastPart(path) === name && /^(?:node_modules|vendor|\.venv)$/.test(name);
      if (rest === undefined && !isNamed) continue;
      const place = within(destination, rest ?? "");
      return { ...packages, paths: [place], folder: within(place, ".."), copy, span: word.span };
    }
  }
  return undefined;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Names of requirement files for development: `requirements-dev.txt`, `requirements/test.txt`. */
const developmentList = /(?:^|[/_.-])(?:dev|develop|development|tests?|testing|lint|local)(?:[-_.]requirements)?\.(?:txt|in)$/i;

/** The calls of the chain behind an install, those of its own RUN included. */
function callsAfter(install: Install, stage: Stage): readonly Invocation[] {
  const calls: Invocation[] = [];
  let isBehind = false;
  for (const one of stage.chainInstructions) {
    if (one === install.run || (one.keyword === "ONBUILD" && one.trigger === install.run)) {
      const own = invocationsOf(install.run.command);
      calls.push(...own.slice(own.indexOf(install.invocation) + 1));
      isBehind = true;
    } else if (isBehind && one.keyword === "RUN") calls.push(...invocationsOf(one.command));
  }
  return calls;
}

/** Where an install puts the packages, in the image; the first is the usual place. */
function artefactsOf(install: Install): readonly string[] {
  const variable = (name: string) => {
    const setting = settingAtEnd(name, install.stage);
    return setting.state === "set" ? [setting.value] : [];
  };
  switch (install.ecosystem) {
    case "node":
      return [within(install.folder, "node_modules")];
    case "php":
      return [within(install.folder, "vendor")];
    case "ruby":
      return [...variable("BUNDLE_PATH"), ...variable("GEM_HOME"), "/usr/local/bundle", within(install.folder, "vendor/bundle")];
    case "python":
      return [within(install.folder, ".venv"), ...variable("UV_PROJECT_ENVIRONMENT"), ...variable("VIRTUAL_ENV")];
    default:
      return [];
  }
}

/** Whether the project lists development dependencies; undefined where its manifest cannot be seen. */
function hasDevelopmentDependencies(install: Install, context: ContextView | undefined): boolean | undefined {
  if (install.manager === "pip") return true;
  const read = (name: string): string | false | undefined => {
    const mounted = mountedFrom(name, install.folder, install.run);
    if (mounted !== undefined) return context?.read(mounted) ?? (context?.has(mounted) === false ? false : undefined);
    const origins = originsOf(name, install.folder, install.stage, install.run);
    // A manifest that no copy brings is made in the image, and what stands in it is not known.
    if (origins.length === 0 && !isBrought(install)) return false;
    if (origins.some(({ copy }) => copy.onbuild)) return undefined;
    for (const { path } of origins) {
      const text = context?.read(path);
      if (text !== undefined) return text;
    }
    return origins.length > 0 && origins.every(({ path }) => context?.has(path) === false) ? false : undefined;
  };
  const fits = (name: string, pattern: RegExp): boolean | undefined => {
    const text = read(name);
    return typeof text === "string" ? pattern.test(text) : text;
  };
  switch (install.manager) {
    case "composer":
      return fits("composer.json", /"require-dev"\s*:\s*\{\s*"/);
    case "bundler":
      return fits("Gemfile", /\bgroup\b.*:(?:development|test)\b|\bgroups?:.*:(?:development|test)\b/);
    case "uv":
      return fits(
        "pyproject.toml",
        /^\[tool\.uv\.workspace\]|^\[dependency-groups\][^[]*^\s*"?dev"?\s*=|^dev-dependencies\s*=|^default-groups\s*=/m,
      );
    case "poetry":
      return fits("pyproject.toml", /^\[tool\.poetry\.(?:dev-dependencies|group\.[\w-]+\.dependencies)\]|^\[dependency-groups\]/m);
    case "pdm":
      return fits("pyproject.toml", /^\[tool\.pdm\.dev-dependencies\]|^\[dependency-groups\]/m);
    case "pipenv":
      return fits("Pipfile", /^\[dev-packages\]\s*(?:#.*)?\r?\n\s*[^\s[#]/m);
    default: {
      const text = read("package.json");
      if (typeof text !== "string") return text;
      const pack = readPackage(text);
      return pack && (pack.devDependencies.size > 0 || pack.hasWorkspaces);
    }
  }
}

/** Whether a copy from another stage may bring the manifest of an install. */
function isBrought({ folder, stage, run }: Install): boolean {
  return instructionsBefore(stage, run).some((one) => {
    if (one.keyword !== "COPY" || !one.from || !one.stage) return false;
    const destination = destinationOf(one, one.stage);
    return destination === undefined || below(destination, folder) !== undefined;
  });
}

/** Commands of the package managers that run nothing of the project. */
const quietVerbs = new Set(
  `install i ci clean-install add cache config set get prune audit rebuild rb version pkg root prefix fund dedupe global plugin import fetch store why list
   ls outdated login logout bin remove rm uninstall un link unlink update up upgrade pack dist-tag -`.split(/\s+/),
);
const runningVerbs = /^(?:run|run-script|exec|x|dlx|test|t|tst|start|build)$/;

/** Whether a call of npm, pnpm, Yarn or Bun runs a script or a program of the project. */
function runsScript({ name, args }: Invocation): boolean {
  const words = args.filter((word) => !word.text.startsWith("-")).map((word) => word.text);
  if (words.some((word) => runningVerbs.test(word))) return !/^(?:install|i|add|remove|uninstall|config)$/.test(words[0] ?? "");
  const [verb] = words;
  return name !== "npm" && verb !== undefined && !quietVerbs.has(verb) && !(verb === "workspaces" && words[1] === "focus");
}

const nodeTools =
  /^(?:npx|bunx|pnpx|tsc|tsup|webpack|vite|next|nuxt|nuxi|ng|nest|gulp|grunt|rollup|esbuild|parcel|turbo|nx|lerna|swc|babel|jest|vitest|mocha|eslint|prettier|astro|gatsby|make|vue-cli-service|react-scripts|svelte-kit|remix|encore|ember|just|task)$/;
const otherTools: Partial<Record<Install["ecosystem"], RegExp>> = {
  python: /\b(?:pytest|tox|nox|mypy|ruff|black|flake8|pylint|coverage|pyright|bandit|isort)\b|^(?:make|task|just|tox|nox)\b/,
  php: /\b(?:phpunit|phpstan|psalm|pint|php-cs-fixer|phpcs|pest|behat)\b|^composer (?:test|run|exec|check)|^(?:make|task|just)\b/,
  ruby: /\b(?:rspec|rubocop|brakeman|minitest|rails test|rake test|standardrb)\b|^(?:make|task|just)\b/,
};

/** Whether a call may need development dependencies: it builds, tests or checks. */
function needsDev(call: Invocation, install: Install): boolean {
  const text = [call.name ?? "", ...call.args.map((word) => word.text)].join(" ").trim();
  if (install.ecosystem === "node") {
    if (/^(?:npm|yarn|pnpm|bun)$/.test(call.name ?? "")) return runsScript(call);
    return call.args.some((word) => word.text.includes("node_modules/.bin")) || nodeTools.test(call.name ?? "");
  }
  return otherTools[install.ecosystem]?.test(text) ?? false;
}

/** A program that the image starts and that comes with the development dependencies; undefined where none is known. */
export function developmentProgramStarted(stage: Stage, context: ContextView | undefined): string | undefined {
  const pack = packageAt(stage, context);
  if (!pack) return undefined;
  const isDev = (name: string) => pack.devDependencies.has(name) && !pack.dependencies.has(name);
  for (const { name, args } of startedPrograms(stage, pack)) {
    if (name !== undefined && (packagesOf[name] ?? [name]).some(isDev)) return name;
    for (const { text } of args) {
      const module = /^(@[^/]+\/[^/]+|[^/.]+)(?:\/|$)/.exec(text.replace(/^--(?:require|import|loader|experimental-loader)=/, ""))?.[1];
      if (name === "node" && module && isDev(module)) return module;
    }
  }
  return undefined;
}

/** Packages by the program that they bring, where the names differ. */
const packagesOf: Readonly<Record<string, readonly string[]>> = {
  nest: ["@nestjs/cli"],
  ng: ["@angular/cli"],
  tsc: ["typescript"],
  tsnd: ["ts-node-dev"],
  webpack: ["webpack-cli", "webpack"],
  "vue-cli-service": ["@vue/cli-service"],
  dotenv: ["dotenv-cli"],
  nuxi: ["nuxi", "nuxt"],
  babel: ["@babel/cli"],
  "babel-node": ["@babel/node"],
  "env-cmd": ["env-cmd"],
  "swc-node": ["@swc-node/register"],
  "sequelize-cli": ["sequelize-cli"],
  sequelize: ["sequelize-cli"],
  knex: ["knex"],
  prisma: ["prisma"],
};

/** Why there is no way to leave them out at the install. */
export type Obstacle = "build" | "start" | "unknown";

/** Whether a stage's image keeps development dependencies because the stage builds with them: one stage for both is what is wrong. */
export function keepsWhatItBuildsWith(stage: Stage, file: Dockerfile, context: ContextView | undefined): boolean {
  return developmentDependencies(stage, context).some((found) => !found.copy && withoutDevelopment(found, file, context) === "build");
}

/** The edits after which the image has no development dependencies, or what stands in the way. */
export function withoutDevelopment(
  found: DevelopmentDependencies,
  file: Dockerfile,
  context: ContextView | undefined,
): { readonly title: string; readonly edits: readonly TextEdit[] } | Obstacle {
  const { install, copy, stage } = found;
  if (developmentProgramStarted(stage, context)) return "start";
  // Whether what `npx` starts is one of them cannot be known without the manifest.
  if (!packageAt(stage, context) && startedPrograms(stage, undefined).some(({ name }) => /^(?:npx|bunx|pnpx)$/.test(name ?? "")))
    return "unknown";
  const stages = copy ? file.stages.filter((one) => one === copy.fromStage || dependsOn(one, install.stage)) : [stage];
  const isNeeded = (one: Stage) =>
    (one.chain.includes(install.stage) ? callsAfter(install, one) : runsOf(one)).some((call) => needsDev(call, install));
  const builders = stages.filter(isNeeded);
  const others = file.stages.filter((one) => one !== stage && !stages.includes(one) && dependsOn(one, install.stage) && isNeeded(one));
  if (builders.length === 0 && others.length === 0) {
    const changes = [install, ...found.others].map((one) => omitting(one, context));
    const [first] = changes;
    if (!first || changes.includes(undefined)) return "unknown";
    return { title: first.title, edits: changes.flatMap((change) => change?.edits ?? []) };
  }
  if (!copy?.fromStage || builders.includes(stage)) return "build";
  // Pruning at the end of the stage that is copied from, where no other stage goes on with it.
  const from = copy.fromStage;
  if (builders.some((one) => one !== from) || others.length > 0 || file.stages.some((one) => one !== from && one.chain.includes(from)))
    return "build";
  const last = from.instructions.at(-1);
  const prune = pruneCommand(install, context);
  const folder = packagesAt(from).find((one) => one.installs[0].invocation === install.invocation)?.folder;
  if (!last || !prune || folderAt(from) !== folder) return "build";
  return {
    title: `Run \`${prune}\` at the end of ${from.name ? `stage \`${from.name}\`` : "that stage"}`,
    edits: [insert(last.span.end, `${file.source.eol}RUN ${prune}`)],
  };
}

function dependsOn(stage: Stage, other: Stage): boolean {
  return stage.chain.includes(other) || stage.dependencies.has(other);
}

function runsOf(stage: Stage): readonly Invocation[] {
  return withTriggers(stage.chainInstructions).flatMap((one) => (one.keyword === "RUN" ? invocationsOf(one.command) : []));
}

function pruneCommand(install: Install, context: ContextView | undefined): string | undefined {
  switch (install.manager) {
    case "npm":
      return "npm prune --omit=dev";
    case "pnpm":
      return "pnpm prune --prod";
    case "yarn":
      return isModernYarn(install, context) === false
        ? "yarn install --frozen-lockfile --production --ignore-scripts --prefer-offline"
        : undefined;
    case "composer":
      return "composer install --no-dev --no-interaction";
    default:
      return undefined;
  }
}

/** The edit of the install itself. */
function omitting(install: Install, context: ContextView | undefined): { title: string; edits: readonly TextEdit[] } | undefined {
  const { invocation, verb, flags, manager } = install;
  if (!isEditable(invocation)) return undefined;
  const add = (...flag: readonly string[]) => ({
    title: `Add \`${flag.join(" ")}\``,
    edits: [insertAfter(invocation, verb ?? invocation.nameWord, ...flag)],
  });
  const swap = (names: readonly string[], flag: string) => {
    const old = names.map((name) => flags.get(name)).find((one) => one && (one.value === undefined || one.word.text.includes("=")));
    return old ? { title: `Use \`${flag}\``, edits: [replaceWord(invocation, old.word, flag)] } : add(flag);
  };
  switch (manager) {
    case "npm":
      return swap(["include", "production"], "--omit=dev");
    case "pnpm":
      return swap(["prod", "production"], "--prod");
    case "yarn":
      return isModernYarn(install, context) === true ? undefined : swap(["production", "prod"], "--production");
    case "bun":
      return add("--production");
    case "uv":
      return add("--no-dev");
    case "poetry":
      return flags.has("with") || flags.has("only") ? undefined : add("--only", "main");
    case "pdm":
      return add("--prod");
    case "pipenv": {
      const flag = flags.get("dev") ?? flags.get("d");
      return (
        flag && { title: `Leave out \`${flag.word.text}\``, edits: [removeArgument(invocation, flag.word, install.stage.file.source)] }
      );
    }
    case "composer":
      return add("--no-dev");
    case "bundler": {
      const edit = prefixed(install, "bundle config set without 'development test'");
      return edit && { title: "Set Bundler's `without` first", edits: [edit] };
    }
    default:
      return undefined;
  }
}
