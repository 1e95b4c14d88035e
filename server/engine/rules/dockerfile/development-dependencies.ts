import { whenChildIsBuilt } from "../../image/command.ts";
import { contextOf } from "../../image/context-files.ts";
import {
  developmentDependencies,
  developmentProgramStarted,
  type Obstacle,
  withoutDevelopment,
} from "../../image/development-dependencies.ts";
import { developmentStart } from "../../image/development-server.ts";
import { splitFix } from "../../image/multi-stage.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/development-dependencies",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "Development dependencies end up in the final image.",
  why: `
Compilers, bundlers, test frameworks and linters make up most of what a project installs. None of it runs in production, yet in the image it is downloaded at every deployment,
and each package is one more that may have a known vulnerability.

Leave them out where the final image installs (\`npm ci --omit=dev\`, \`pnpm install --prod\`, \`composer install --no-dev\`, \`uv sync --no-dev\`, \`poetry install --only main\`). Where the build needs
them, build in a stage of its own, and copy what was built and production dependencies alone.

An install counts where it is in the chain of the final image, or where \`COPY --from\` brings its \`node_modules\`, \`vendor\` or \`.venv\`. \`NODE_ENV=production\` set before it, a later
\`npm prune --omit=dev\` and a project without development dependencies are seen. Images for development and tests are exempt (a stage named \`dev\`, a file named
\`test.Dockerfile\`), and an image that starts a development server is left to the rule about that.`,
  examples: [
    {
      title: "npm",
      bad: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY src ./src\nUSER node\nCMD ["node", "src/server.js"]\n',
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY src ./src\nUSER node\nCMD ["node", "src/server.js"]\n',
    },
    {
      title: "Packages copied from the build stage",
      bad: 'FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\n\nFROM node:24-trixie-slim\nWORKDIR /app\nCOPY --from=build /app/node_modules ./node_modules\nCOPY --from=build /app/dist ./dist\nUSER node\nCMD ["node", "dist/server.js"]\n',
      good: 'FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\nRUN npm prune --omit=dev\n\nFROM node:24-trixie-slim\nWORKDIR /app\nCOPY --from=build /app/node_modules ./node_modules\nCOPY --from=build /app/dist ./dist\nUSER node\nCMD ["node", "dist/server.js"]\n',
    },
    {
      title: "Composer",
      bad: "FROM php:8.5-fpm-alpine\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer install --no-interaction\n",
      good: "FROM php:8.5-fpm-alpine\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer install --no-dev --no-interaction\n",
    },
  ],
  links: [
    "https://docs.npmjs.com/cli/commands/npm-ci",
    "https://docs.docker.com/build/building/multi-stage/",
    "https://docs.astral.sh/uv/guides/integration/docker/",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D8", "D1"],
  uncovers: ["dockerfile/undigested-base-image"],
  check(file, { workspace, today, report }) {
    const context = contextOf(file, workspace);
    const seen = new Set<number>();
    for (const stage of productionStages(file, workspace)) {
      // Tests and developers need them, and so does a development server: that it is started is what is wrong.
      if (isDevelopment(stage, workspace) || developmentStart(stage, context)) continue;
      for (const found of developmentDependencies(stage, context)) {
        if (seen.has(found.span.start)) continue;
        seen.add(found.span.start);
        const result = withoutDevelopment(found, file, context);
        const { install, copy, span } = found;
        const { run, title } = install;
        const how = copy
          ? `\`${title}\` installs development dependencies, and this copy brings them into the image`
          : `\`${title}\` also installs development dependencies, which end up in the image`;
        const started = developmentProgramStarted(stage, context);
        const split = result === "build" && !copy && install.ecosystem === "node" ? splitFix(stage, workspace, today) : undefined;
        report({
          span,
          message: `${how}${whenChildIsBuilt(run)}: more to download and to patch. ${advice(typeof result === "string" ? result : undefined, install.manager === "pip", copy !== undefined, started)}`,
          ...(copy && { related: [{ path: file.source.path, span: install.span, message: "They are installed here." }] }),
          ...(split && { fixes: [split] }),
          ...(typeof result !== "string" && {
            fixes: [
              {
                title: result.title,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: result.edits }],
              },
            ],
          }),
        });
      }
    }
  },
});

function advice(obstacle: Obstacle | undefined, isList: boolean, isCopied: boolean, started: string | undefined): string {
  if (obstacle === "start")
    return `The image starts \`${started ?? "a program"}\`, which is one of them: start what was built instead, or make it a dependency.`;
  if (obstacle === "build" && isCopied)
    return "The build needs them, so install without them for the final stage instead of copying, or take them away before the copy.";
  if (obstacle === "build") return "The build needs them, so build in a stage of its own, and install without them in the final one.";
  if (isList) return "Install the list for production alone.";
  return "Leave them out of the final image.";
}
