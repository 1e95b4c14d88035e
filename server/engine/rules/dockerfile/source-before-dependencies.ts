import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt } from "../../image/command.ts";
import { contextOf } from "../../image/context-files.ts";
import { dependenciesFirst } from "../../image/dependencies-first.ts";
import { earlySources } from "../../image/early-sources.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/source-before-dependencies",
  language: "dockerfile",
  category: "performance",
  severity: "warning",
  preset: "recommended",
  summary: "The whole source is copied before the dependencies are installed, so every change installs them again.",
  why: `
A build step is taken from the cache as long as nothing above it has changed. With \`COPY . .\` in front of \`npm ci\`, any edited line, of a README even, makes the build fetch and
install all dependencies again.

Copy the files that name the dependencies first (\`COPY package.json package-lock.json ./\`), install, and copy the rest afterwards. The install then runs again only when the
dependencies have changed.

Nothing is reported where those files were copied earlier or are mounted (\`RUN --mount=type=bind,source=package.json,target=package.json …\`), where the project itself is
installed (\`pip install .\`), and for commands that need the sources anyway (\`cargo build\`, \`mvn package\`).`,
  examples: [
    {
      title: "npm",
      files: { "package.json": '{ "name": "shop" }', "package-lock.json": "{}" },
      bad: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nUSER node\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCOPY . .\nUSER node\nCMD ["node", "server.js"]\n',
    },
    {
      title: "A build in the same RUN",
      files: { "package.json": '{ "name": "shop" }', "yarn.lock": "" },
      bad: "FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY --link . ./\nRUN yarn install --frozen-lockfile && \\\n    yarn build\n",
      good: "FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY --link package.json yarn.lock ./\nRUN yarn install --frozen-lockfile\nCOPY --link . ./\nRUN yarn build\n",
    },
    {
      title: "Go modules",
      bad: "FROM golang:1.27 AS build\nWORKDIR /src\nCOPY . .\nRUN go mod download\nRUN go build -o /app .\n",
      good: "FROM golang:1.27 AS build\nWORKDIR /src\nCOPY go.mod go.sum* ./\nRUN go mod download\nCOPY . .\nRUN go build -o /app .\n",
    },
    {
      title: "pip",
      files: { "requirements.txt": "flask==3.1.2\n", "app.py": "" },
      bad: "FROM python:3.14-slim\nCOPY . /app\nWORKDIR /app\nRUN pip install --no-cache-dir -r requirements.txt\n",
      good: "FROM python:3.14-slim\nCOPY requirements.txt /app/\nWORKDIR /app\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . /app\n",
    },
  ],
  links: ["https://docs.docker.com/build/cache/optimize/#order-your-layers", "https://docs.docker.com/build/building/best-practices/"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D4"],
  judges: "connected",
  check(file, { workspace, report }) {
    const context = contextOf(file, workspace);
    for (const early of earlySources(file, builtStages(file, workspace))) {
      const { copy, source, installs } = early;
      const fixed = dependenciesFirst(early, context);
      const [install] = installs;
      report({
        span: { start: source.span.start, end: copy.destination?.span.end ?? source.span.end },
        message: `Every change to any file makes \`${install.title}\` run again${whenChildIsBuilt(copy)}, because the whole context is copied before it. Copy the files that name the dependencies first, and the rest after the install.`,
        related: [{ path: file.source.path, span: install.span, message: "The install that runs again." }],
        ...(fixed && {
          fixes: [
            {
              title: fixed.title,
              safety: "unsafe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: fixed.edits }],
            },
          ],
        }),
        // With a cache mount what runs again need not download again.
        ...(installs.every(({ run }) => run.mounts.some(({ type }) => type === "cache")) && { severity: "info" as const }),
        ...(isDevelopment(install.stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});
