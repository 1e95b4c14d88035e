import { inFolder } from "../workspace/paths.ts";
import { found } from "./detected.ts";
import type { Detected, Tasks } from "./model.ts";
import type { PackageManager } from "./names.ts";
import type { NodePackage } from "./node-start.ts";

/** How each manager is told to run a script, and a program of a dependency. */
const calls: Readonly<Record<string, { readonly script: string; readonly program: string }>> = {
  npm: { script: "npm run", program: "npx" },
  pnpm: { script: "pnpm run", program: "pnpm exec" },
  yarn: { script: "yarn run", program: "yarn run" },
  bun: { script: "bun run", program: "bunx" },
};

/** The call of a program that a dependency brings: `npx tsc`. */
export function programCall(manager: PackageManager, program: string): string {
  return `${calls[manager]?.program ?? "npx"} ${program}`;
}

/** The call of a script: `npm run build`. */
export function scriptCall(manager: PackageManager, script: string): string {
  return manager === "npm" && script === "test" ? "npm test" : `${calls[manager]?.script ?? "npm run"} ${script}`;
}

/** Installs exactly what the lock file says; without one there is nothing to be exact about. */
export function installCall(manager: PackageManager, isBerry: boolean, hasLockFile: boolean): string {
  if (!hasLockFile) return `${manager} install`;
  switch (manager) {
    case "pnpm":
    case "bun":
      return `${manager} install --frozen-lockfile`;
    case "yarn":
      return isBerry ? "yarn install --immutable" : "yarn install --frozen-lockfile";
    default:
      return "npm ci";
  }
}

/** The names of scripts by task, the surest first. */
const scripts = {
  lint: ["lint", "lint:check", "eslint", "biome"],
  typecheck: ["typecheck", "type-check", "types", "check-types", "check:types", "types:check", "tsc", "typecheck:ci"],
  unit: ["test:unit", "unit", "test:ci", "test"],
  integration: ["test:integration", "test:int", "integration", "integration-test", "test:e2e"],
  build: ["build:prod", "build:production", "build"],
  migrate: [
    ...[
      "migrate:deploy",
      "db:migrate:deploy",
      "prisma:migrate:deploy",
      "db:deploy",
      "migrate:prod",
      "db:migrate:prod",
      "migration:run:prod",
    ],
    ...[
      "db:migrate",
      "migrate",
      "migration:run",
      "migrations:run",
      "migrate:up",
      "migrate:latest",
      "db:migrate:up",
      "typeorm:migrate",
      "knex:migrate",
    ],
  ],
} satisfies Partial<Record<keyof Tasks, readonly string[]>>;

/** What no check in a pipeline can be: it waits for changes, opens a browser, asks questions, or is `npm init`'s placeholder. */
const notUnattended = /no test specified|--watch(?!=false|All=false)|--watchAll|\bcypress open\b|\bprisma migrate dev\b|docker[ -]compose/;

export function tasksOf(one: NodePackage, manager: PackageManager, install: Detected<string> | undefined): Tasks {
  const script = (task: keyof typeof scripts): Detected<string> | undefined => {
    for (const name of scripts[task]) {
      const written = one.manifest.get("scripts", name);
      if (!written || notUnattended.test(written.text)) continue;
      // What drives a browser against a running system is no integration test of this one.
      if (task === "integration" && /\b(?:playwright|cypress|wdio|testcafe|detox)\b/.test(written.text)) continue;
      if (task === "unit" && /\b(?:playwright|cypress|wdio|testcafe|detox)\b/.test(written.text)) continue;
      return found(scriptCall(manager, name), one.manifest.path, written.line, `the script \`${name}\``);
    }
    return undefined;
  };
  return {
    install,
    lint: script("lint"),
    typecheck: script("typecheck") ?? typeCheck(one, manager),
    unit: script("unit"),
    integration: script("integration"),
    build: script("build"),
    migrate: script("migrate") ?? migration(one, manager),
  };
}

function typeCheck({ folder, workspace, node, manifest }: NodePackage, manager: PackageManager): Detected<string> | undefined {
  const path = inFolder(folder, "tsconfig.json");
  if (workspace.has(path) !== true || !(node.devDependencies.has("typescript") || node.dependencies.has("typescript"))) return undefined;
  // A project that is put together from others is checked through them.
  const isSolution =
    /"references"\s*:/.test(workspace.read(path) ?? "") && /\btsc\s+(?:-b|--build)\b/.test(manifest.get("scripts", "build")?.text ?? "");
  return found(programCall(manager, isSolution ? "tsc --build --noEmit" : "tsc --noEmit"), path, 1, "the settings of TypeScript", "likely");
}

function migration({ folder, workspace, node }: NodePackage, manager: PackageManager): Detected<string> | undefined {
  const has = (name: string) => node.dependencies.has(name) || node.devDependencies.has(name);
  const tools: readonly (readonly [needs: string, paths: readonly string[], program: string])[] = [
    ["prisma", ["prisma/migrations"], "prisma migrate deploy"],
    ["drizzle-kit", ["drizzle.config.ts", "drizzle.config.js"], "drizzle-kit migrate"],
    ["knex", ["knexfile.ts", "knexfile.js"], "knex migrate:latest"],
    ["sequelize-cli", [".sequelizerc"], "sequelize-cli db:migrate"],
    ["node-pg-migrate", ["migrations"], "node-pg-migrate up"],
  ];
  for (const [needs, paths, program] of tools) {
    const path = has(needs) ? paths.map((name) => inFolder(folder, name)).find((name) => workspace.has(name)) : undefined;
    if (path !== undefined) return found(programCall(manager, program), path, 1, `\`${path}\``, "likely");
  }
  return undefined;
}
