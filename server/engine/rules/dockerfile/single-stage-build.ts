import { baseImageOf } from "../../image/base.ts";
import { startedBy } from "../../image/command.ts";
import { type Compilation, compilationsOf, installedCompilers, isBundler } from "../../image/compilation.ts";
import { contextOf } from "../../image/context-files.ts";
import { keepsWhatItBuildsWith } from "../../image/development-dependencies.ts";
import { developmentStart } from "../../image/development-server.ts";
import { installsOf } from "../../image/installs.ts";
import { splitFix } from "../../image/multi-stage.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { runsToolchain, startsNothing } from "../../image/toolchain.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/single-stage-build",
  language: "dockerfile",
  category: "performance",
  severity: "info",
  preset: "recommended",
  summary: "The application is built in the image that runs it, so that sources and build tools go along.",
  why: `What a build needs, compilers, headers, development dependencies, the sources, stays in the image when there is only one stage: it is several
times as large, takes longer to pull, and everything in it counts when it is scanned or broken into.

Build in a stage of its own and copy the result into a second one, which starts from an image for running.

Nothing is reported for development files, for images whose command is the compiler itself, and for interpreters without a build step. Where the
final image is a compiler's, such as \`golang\`, \`dockerfile/toolchain-in-final-stage\` says so instead, and \`dockerfile/development-dependencies\` where
the packages are known to hold some.`,
  examples: [
    {
      title: "A bundle that only needs Node.js and its production dependencies",
      files: { "package.json": "{}", "package-lock.json": "{}" },
      bad: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nUSER 1000:1000\nCMD ["node", "dist/server.js"]\n',
      good: 'FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n\nFROM node:24-trixie-slim\nWORKDIR /app\nCOPY --from=build /app/package*.json ./\nRUN npm ci --omit=dev\nCOPY --from=build /app/dist ./dist\nUSER 1000:1000\nCMD ["node", "dist/server.js"]\n',
    },
    {
      title: "A compiler for what pip builds",
      bad: 'FROM python:3.14-slim\nRUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nCMD ["python", "worker.py"]\n',
      good: 'FROM python:3.14-slim AS build\nRUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*\nWORKDIR /app\nCOPY requirements.txt .\nRUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nRUN pip install --no-cache-dir -r requirements.txt\n\nFROM python:3.14-slim\nWORKDIR /app\nCOPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY . .\nCMD ["python", "worker.py"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/build/building/multi-stage/",
    "https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D1", "D8"],
  uncovers: ["dockerfile/undigested-base-image", "dockerfile/uncached-install", "dockerfile/unlinked-copy"],
  check(file, { workspace, today, report }) {
    for (const stage of productionStages(file, workspace)) {
      if (stage.dependencies.size > 0 || baseImageOf(stage)?.kind === "sdk" || startsNothing(stage) || runsToolchain(stage, workspace))
        continue;
      // The image of a tool, which others' projects are built with.
      if (startedBy(stage).some(isBundler)) continue;
      const build = buildIn(stage);
      if (!build) continue;
      // That development dependencies stay in the image is said of their install.
      if (build.builder === "node" && !isDevelopment(stage, workspace) && isSaidOfInstall(stage, workspace)) continue;
      const fix = splitFix(stage, workspace, today);
      report({
        span: build.span,
        message: `${build.what} Build in a stage of its own and copy the result.`,
        ...(fix && { fixes: [fix] }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});

const leftovers: Readonly<Record<Compilation["builder"], string>> = {
  node: "sources and development dependencies",
  go: "sources and compiler",
  rust: "sources and compiler",
  java: "sources, compiler and downloaded dependencies",
  dotnet: "sources and SDK",
  python: "compilers and headers",
};

/** Whether `dockerfile/development-dependencies` reports that what the build needs stays in the image. */
function isSaidOfInstall(stage: Stage, workspace: Workspace): boolean {
  const context = contextOf(stage.file, workspace);
  return !developmentStart(stage, context) && keepsWhatItBuildsWith(stage, stage.file, context);
}

interface Build {
  readonly builder: Compilation["builder"] | undefined;
  readonly span: Span;
  readonly what: string;
}

function buildIn(stage: Stage): Build | undefined {
  const compilation = compilationsOf(stage).at(-1);
  if (compilation) {
    const { span, title, builder } = compilation;
    return { builder, span, what: `\`${title}\` builds in the image that runs the application, so ${leftovers[builder]} stay in it.` };
  }
  if (!installsOf(stage).some((one) => one.ecosystem === "python" && one.action === "install")) return undefined;
  for (const one of stage.instructions) {
    const [compiler] = one.keyword === "RUN" ? installedCompilers(one) : [];
    if (compiler)
      return {
        builder: undefined,
        span: compiler.span,
        what: `\`${compiler.name}\` serves the build alone, but stays in the image that runs the application.`,
      };
  }
  return undefined;
}
