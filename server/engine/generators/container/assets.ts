import { releaseOfManager } from "../../knowledge/package-managers.ts";
import { nodeProject } from "../../workspace/project/node.ts";
import type { Plan } from "../model.ts";
import { cacheMount, recommendedImage, run } from "./pieces.ts";

/** How the JavaScript of an application in another language is installed, by its package manager. */
interface AssetTools {
  /** What brings Node.js and the package manager into a stage. */
  readonly tools: readonly string[];
  /** The image with both. */
  readonly image: string;
  readonly run: string;
}

interface Manager {
  readonly install: string;
  readonly run: string;
  readonly files: readonly string[];
  readonly cache: string;
  /** Comes with Node.js. */
  readonly isBuiltIn?: boolean;
}

const managers: Readonly<Record<"npm" | "pnpm" | "yarn" | "bun", Manager>> = {
  npm: { install: "npm ci", run: "npm run", files: ["package.json", "package-lock.json", ".npmrc"], cache: "/root/.npm", isBuiltIn: true },
  pnpm: {
    install: "pnpm install --frozen-lockfile",
    run: "pnpm run",
    files: ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc"],
    cache: "/root/.local/share/pnpm/store",
  },
  yarn: {
    install: "yarn install --frozen-lockfile",
    run: "yarn run",
    files: ["package.json", "yarn.lock", ".yarnrc.yml"],
    cache: "/root/.cache/yarn",
  },
  bun: {
    install: "bun install --frozen-lockfile",
    run: "bun run",
    files: ["package.json", "bun.lock", "bun.lockb"],
    cache: "/root/.bun/install/cache",
  },
};

function managerOf({
  application,
  workspace,
}: Plan): Manager & { readonly name: keyof typeof managers; readonly there: readonly string[]; readonly version: string | undefined } {
  const project = nodeProject(application.folder, workspace);
  const name = project?.packageManager ?? "npm";
  const manager = managers[name];
  const path = (file: string) => (application.folder === "" ? file : `${application.folder}/${file}`);
  const there = manager.files.filter((file) => workspace.has(path(file)) === true);
  const berry = project?.isYarnBerry === true;
  const isLocked = there.some((file) => /lock/.test(file));
  const install = berry
    ? "yarn install --immutable"
    : isLocked
      ? manager.install
      : name === "npm"
        ? "npm install"
        : manager.install.replace(/ --\S+$/, "");
  const lockFile = there.find((file) => /lock/.test(file));
  const head = lockFile === undefined ? undefined : workspace.read(path(lockFile))?.slice(0, 200);
  const version =
    project?.packageManagerVersion ?? (name === "npm" ? undefined : releaseOfManager(name === "yarn" && !berry ? "yarn1" : name, head));
  return { ...manager, name, there, install, version };
}

export function assetTools(plan: Plan): AssetTools {
  const { name, isBuiltIn, version, run: runner } = managerOf(plan);
  const isAlpine = plan.answers.base === "alpine";
  const node = recommendedImage("node", isAlpine ? "alpine" : "slim", plan);
  const image = name === "bun" ? recommendedImage("oven/bun", isAlpine ? "alpine" : "slim", plan) : node;
  const tools =
    name === "bun"
      ? [`COPY --from=${image} /usr/local/bin/bun /usr/local/bin/`]
      : [
          `COPY --from=${node} /usr/local/bin/node /usr/local/bin/`,
          `COPY --from=${node} /usr/local/lib/node_modules/ /usr/local/lib/node_modules/`,
          run(
            [],
            "ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm",
            "ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx",
            !isBuiltIn && version !== undefined && `npm install --global ${packageOf(name, version)}`,
          ),
        ];
  return { tools, image, run: runner };
}

/** Yarn 2 and later is in a package of another name. */
function packageOf(name: string, version: string): string {
  return `${name === "yarn" && !version.startsWith("1.") ? "@yarnpkg/cli-dist" : name}@${version}`;
}

/** The lines that install the packages before the sources come. */
export function installAssets(plan: Plan): readonly string[] {
  const { there, install, cache } = managerOf(plan);
  return [`COPY ${there.length > 0 ? there.join(" ") : "package.json"} ./`, run([cacheMount(cache)], install)];
}
