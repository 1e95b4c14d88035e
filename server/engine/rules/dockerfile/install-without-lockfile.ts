import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt } from "../../image/command.ts";
import { contextOf } from "../../image/context-files.ts";
import { type Install, installsOf } from "../../image/installs.ts";
import { lockedInstall, lockFileOf } from "../../image/lock-file.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

/** Whether the manager goes by the lock file as long as it fits, and changes it in the image only where it does not. */
function isLenient({ manager, action, verb }: Install): boolean {
  // `cargo install --path` passes the lock file over.
  return (manager === "bundler" && action === "install") || (manager === "cargo" && verb?.text !== "install") || manager === "uv";
}

export default defineRule({
  id: "dockerfile/install-without-lockfile",
  language: "dockerfile",
  category: "reproducibility",
  severity: "warning",
  preset: "recommended",
  summary: "Dependencies are installed in a way that may pass over the lock file.",
  why: `
A lock file says which version of every package was tested. \`npm install\`, and its like, write a new one where it does not fit the manifest, inside the image and without a word,
so that two builds of one commit can differ, and what runs in production is not what was tested.

Use the command that installs just what is locked and fails where it cannot: \`npm ci\`, \`yarn install --immutable\` (\`--frozen-lockfile\` in Yarn 1), \`pnpm install --frozen-lockfile\`,
\`bun install --frozen-lockfile\`, \`uv sync --locked\`, \`pipenv install --deploy\`, \`cargo build --locked\`, Bundler with \`frozen\` set, \`composer install\`.

Reported only where a lock file is copied, or lies beside the manifest in the build context. Nothing is reported for packages that are named on the command line or installed
globally, nor for one branch of a script that tries several managers. Bundler, Cargo and uv go by the lock file while it fits: there it is advice.`,
  examples: [
    {
      title: "npm",
      bad: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install --omit=dev\nCOPY src ./src\n",
      good: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY src ./src\n",
    },
    {
      title: "A lock file that is there, but not copied",
      files: { "package.json": "{}", "yarn.lock": "# yarn lockfile v1\n" },
      bad: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json ./\nRUN yarn install --production\n",
      good: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile --production\n",
    },
    {
      title: "uv",
      bad: "FROM python:3.14-slim\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --no-dev --no-install-project\n",
      good: "FROM python:3.14-slim\nWORKDIR /app\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked --no-dev --no-install-project\n",
    },
    {
      title: "Composer",
      bad: "FROM php:8.5-fpm-alpine\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer update --no-dev\n",
      good: "FROM php:8.5-fpm-alpine\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer install --no-dev\n",
    },
  ],
  links: [
    "https://docs.npmjs.com/cli/commands/npm-ci",
    "https://yarnpkg.com/cli/install",
    "https://pnpm.io/cli/install",
    "https://docs.astral.sh/uv/concepts/projects/sync/",
    "https://doc.rust-lang.org/cargo/commands/cargo-build.html",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D10", "P2"],
  judges: "part",
  check(file, { workspace, report }) {
    const context = contextOf(file, workspace);
    for (const install of builtStages(file, workspace).flatMap(installsOf)) {
      if (install.isNamed || install.isLocked !== false || isOneOfSeveral(install)) continue;
      const lock = lockFileOf(install, context);
      if (!lock) continue;
      const fixed = lockedInstall(install, lock, context);
      report({
        span: install.span,
        message: `\`${install.title}\` may install other versions than \`${lock.name}\` says${whenChildIsBuilt(install.run)}, so that two builds of one commit can differ. ${advice(install)}`,
        ...(fixed && {
          fixes: [
            {
              title: fixed.title,
              safety: "unsafe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: fixed.edits }],
            },
          ],
        }),
        ...(isDevelopment(install.stage, workspace) ? { severity: "hint" as const } : isLenient(install) && { severity: "info" as const }),
      });
    }
  },
});

/** Scripts that choose between managers, or try the strict way first, mean what they say; so does one that switches the lock file off. */
function isOneOfSeveral({ invocation, flags }: Install): boolean {
  const { command } = invocation;
  const isOff = flags.has("no-package-lock") || flags.get("package-lock")?.value === "false" || flags.has("no-lockfile");
  return isOff || command?.isConditional === true || command?.operator === "||";
}

/** What to do instead. */
function advice({ manager, action }: Install): string {
  const commands: Partial<Record<Install["manager"], string>> = {
    npm: "Use `npm ci`, which installs what is locked or fails.",
    pnpm: "Add `--frozen-lockfile`.",
    yarn: "Add `--immutable` (`--frozen-lockfile` in Yarn 1).",
    bun: "Add `--frozen-lockfile`.",
    uv: "Add `--locked`.",
    poetry: "Use `poetry install`, which goes by the lock file.",
    pipenv: action === "update" ? "Use `pipenv sync`." : "Add `--deploy`, which fails where the two do not fit.",
    pdm: action === "update" ? "Use `pdm sync`." : "Add `--check`, which fails where the two do not fit.",
    cargo: "Add `--locked`.",
    bundler: "Set `frozen` with `bundle config set frozen true`.",
    composer: "Use `composer install`, which goes by the lock file.",
    dotnet: "Add `--locked-mode`.",
  };
  return commands[manager] ?? "Install what is locked.";
}
