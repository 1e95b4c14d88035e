import type { NodeFacts } from "../../detection/model.ts";
import { releaseOfManager } from "../../knowledge/package-managers.ts";
import { inFolder, nameOf } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import { cacheMount, inContext, run, secretMount } from "./pieces.ts";

/** What a package manager needs in an image, and how it is called there. */
export interface Manager {
  /** Brings it into the stage that all stages with installs start from. */
  readonly setUp: readonly string[];
  /** Copies what an install reads, and nothing that changes more often. */
  readonly copies: readonly string[];
  /** Installs everything, from the lock file. */
  readonly install: string;
  /** Installs what runs in production, from the lock file. */
  readonly installProduction: string;
  /** Removes from an installation what does not run in production; undefined where the manager has no such thing. */
  readonly prune: string | undefined;
  /** The package's own scripts, built by name: `npm run prepare`. */
  runScript(name: string): string;
  /** A program of a dependency, in the application's folder, called from the root of the context: `npx prisma`. */
  execute(program: string): string;
  /** What there is to say about it. */
  readonly notes: readonly string[];
}

/** Scripts that set up a developer's checkout, check which manager is used, or do what the build does anyhow. */
const needlessScript =
  /husky|lefthook|simple-git-hooks|only-allow|pre-commit|\bgit config\b|nuxi? prepare|nuxt prepare|svelte-kit sync|astro sync|react-router typegen|prisma generate|patch-package|\brun build\b|^tsc\b|is-ci/;
/** Scripts that change what is installed: they run with the install. */
const changesModules = /\bpatch-package\b/;

/** The package's own install scripts that read its sources, and so run in the build stage. */
export function sourceScripts({ installScripts }: NodeFacts): readonly string[] {
  return [...installScripts].filter(([, script]) => !needlessScript.test(script)).map(([name]) => name);
}

/**
 * The package manager of a plan.
 * @param nodeMajor the release of Node.js in the image; undefined where Bun takes its place
 */
export function managerOf(plan: Plan, facts: NodeFacts, nodeMajor: number | undefined): Manager {
  const { answers, application, workspace } = plan;
  const name = answers.packageManager ?? "npm";
  const pinned = application.packageManager?.value === name ? application.packageManagerVersion?.value : undefined;
  const lockFile = application.lockFile?.value;
  const isBerry = name === "yarn" && facts.isYarnBerry;
  const kind = name === "pnpm" || name === "bun" ? name : isBerry ? "yarn" : "yarn1";
  const text = (path: string | undefined) => (path === undefined ? undefined : workspace.read(path)?.slice(0, 4000));
  const version = pinned ?? releaseOfManager(kind, text(lockFile), text(inFolder(application.context, "pnpm-workspace.yaml")));
  const notes =
    pinned === undefined && kind !== "yarn1" && name !== "npm"
      ? [`\`package.json\` pins no version of ${name}: the image has ${version}`]
      : [];
  const member = inContext(plan, "");
  const secrets = [
    ...facts.registryTokens.map((token) => `--mount=type=secret,id=${token},env=${token}`),
    ...(facts.secretSettings === undefined ? [] : [secretMount("npmrc", `/app/${facts.secretSettings}`)]),
  ];
  const parts = partsOf(name, { isBerry, version, nodeMajor, facts });
  const without = withoutScripts(facts, member, nodeMajor === undefined);
  const mounts = [cacheMount(parts.cache, { locked: parts.isLocked }), ...secrets];
  return {
    setUp: parts.setUp,
    copies: copiesOf(plan, facts, isBerry),
    install: run(mounts, ...without, parts.install),
    installProduction: run(mounts, ...without, parts.production),
    prune: parts.prune && run([], parts.prune),
    runScript: (script) => `${{ npm: "npm run", bun: "bun run" }[name] ?? `${name} run`} ${script}`,
    execute: (program) => executeIn(name, member, facts.packageName ?? member, program),
    notes,
  };
}

/** Takes the scripts out of the manifests that an install would run, and that need more than what is there then. */
function withoutScripts({ installScripts, rootInstallScripts }: NodeFacts, member: string, usesBun: boolean): readonly string[] {
  const drop = (scripts: ReadonlyMap<string, string>, folder: string) => {
    const names = [...scripts].filter(([, script]) => !changesModules.test(script)).map(([name]) => `scripts.${name}`);
    const place = folder === "" ? "" : usesBun ? ` --cwd ${folder}` : ` --prefix ${folder}`;
    return names.length === 0 ? [] : [`${usesBun ? "bun pm pkg" : "npm pkg"} delete ${names.join(" ")}${place}`];
  };
  return [...drop(rootInstallScripts, ""), ...drop(installScripts, member)];
}

function executeIn(manager: string, member: string, name: string, program: string): string {
  switch (manager) {
    case "pnpm":
      return member === "" ? `pnpm exec ${program}` : `pnpm --filter ${name} exec ${program}`;
    case "yarn":
      return member === "" ? `yarn run ${program}` : `yarn workspace ${name} run ${program}`;
    case "bun":
      return member === "" ? `bunx ${program}` : `bun run --cwd ${member} ${program}`;
    default:
      return member === "" ? `npx ${program}` : `npm exec --workspace=${member} -- ${program}`;
  }
}

interface Parts {
  readonly setUp: readonly string[];
  readonly cache: string;
  readonly isLocked: boolean;
  readonly install: string;
  readonly production: string;
  readonly prune: string | undefined;
}

interface PartsOptions {
  readonly isBerry: boolean;
  readonly version: string;
  readonly nodeMajor: number | undefined;
  readonly facts: NodeFacts;
}

function partsOf(name: string, { isBerry, version, nodeMajor, facts }: PartsOptions): Parts {
  // The images up to Node.js 24 have a Yarn 1 of their own, in whose place npm puts nothing unasked.
  const hasOwnYarn = nodeMajor !== undefined && nodeMajor < 25;
  switch (name) {
    case "pnpm":
      return {
        setUp: ["ENV PNPM_HOME=/pnpm", `RUN npm install --global pnpm@${version}`],
        cache: "/pnpm/store",
        isLocked: false,
        install: "pnpm install --frozen-lockfile",
        production: "pnpm install --frozen-lockfile --prod",
        prune: "pnpm prune --prod --ignore-scripts",
      };
    case "bun":
      return {
        setUp: nodeMajor === undefined ? [] : ["COPY --from=bun /usr/local/bin/bun /usr/local/bin/bun"],
        cache: "/root/.bun/install/cache",
        isLocked: false,
        install: "bun install --frozen-lockfile",
        production: "bun install --frozen-lockfile --production",
        prune: undefined,
      };
    case "yarn":
      return isBerry
        ? {
            setUp: [
              // Programs that know nothing of Yarn's own loader find what they need in `node_modules`.
              ...(facts.usesPlugAndPlay ? ["ENV YARN_NODE_LINKER=node-modules"] : []),
              `RUN npm install --global ${hasOwnYarn ? "--force " : ""}@yarnpkg/cli-dist@${version}`,
            ],
            cache: "/root/.yarn/berry/cache",
            isLocked: true,
            install: "yarn install --immutable",
            production: `yarn workspaces focus --production${facts.packageName === undefined ? "" : ` ${facts.packageName}`}`,
            prune: undefined,
          }
        : {
            setUp: hasOwnYarn ? [] : [`RUN npm install --global yarn@${version}`],
            cache: "/usr/local/share/.cache/yarn",
            isLocked: true,
            install: "yarn install --frozen-lockfile",
            production: "yarn install --frozen-lockfile --production",
            prune: undefined,
          };
    default:
      return {
        setUp: [],
        cache: "/root/.npm",
        isLocked: false,
        install: "npm ci",
        production: "npm ci --omit=dev",
        prune: "npm prune --omit=dev",
      };
  }
}

/** COPY instructions for manifests, the lock file and what else an install reads. */
function copiesOf(plan: Plan, facts: NodeFacts, isBerry: boolean): string[] {
  const { application, workspace } = plan;
  const { context, lockFile } = application;
  const lock = lockFile === undefined ? [] : [nameOf(lockFile.value)];
  const isFolder = (path: string) => workspace.list(inFolder(context, path)) !== undefined;
  const files = facts.installFiles.filter((path) => !isFolder(path) && !path.includes("/"));
  const below = facts.installFiles.filter((path) => !isFolder(path) && path.includes("/"));
  const folders = facts.installFiles.filter(isFolder);
  // Yarn 2 and later hold a lock file for outdated as soon as one member is missing; the others look at those that are there.
  const member = inContext(plan, "");
  const others = isBerry ? facts.members : [...facts.linked.map(({ folder }) => folder), ...(member === "" ? [] : [member])];
  return [
    `COPY package.json ${[...lock, ...files].join(" ")} ./`.replace(/ {2,}/g, " "),
    ...[...new Set(others)].sort().map((folder) => `COPY ${folder}/package.json ${folder}/`),
    ...below.map((path) => `COPY ${path} ${path}`),
    ...folders.map((path) => `COPY ${path} ${path}`),
  ];
}
