import { builtStages } from "../../image/built.ts";
import { cacheMountsFor } from "../../image/cache-mounts.ts";
import { installsOf } from "../../image/installs.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/uncached-install",
  language: "dockerfile",
  category: "performance",
  severity: "hint",
  preset: "strict",
  summary: "An install downloads everything anew whenever a dependency has changed.",
  why: `One changed line of the lock file is enough, and the layer is built again from nothing. A cache mount keeps what the package manager has downloaded from one build to the next, and out of the
image: \`RUN --mount=type=cache,target=/root/.npm npm ci\`.

It helps where builds share a builder; on a fresh machine it costs nothing. Nothing is reported where the cache is switched off or emptied on purpose, where somebody else than root installs,
for single tools (\`npm install -g\`), and where a program needs what lies there when it runs.`,
  examples: [
    {
      title: "npm",
      bad: "FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nFROM scratch\nCOPY --from=build /app /app\n",
      good: "FROM node:24-trixie-slim AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci\nFROM scratch\nCOPY --from=build /app /app\n",
    },
    {
      title: "Go modules, which the build needs again",
      bad: "FROM golang:1.26 AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o /app .\nFROM gcr.io/distroless/static-debian13\nCOPY --from=build /app /app\n",
      good: "FROM golang:1.26 AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go mod download\nCOPY . .\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build -o /app .\nFROM gcr.io/distroless/static-debian13\nCOPY --from=build /app /app\n",
    },
  ],
  links: ["https://docs.docker.com/build/cache/optimize/#use-cache-mounts"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D4"],
  check(file, { workspace, report }) {
    const inImage = shipped(file, workspace);
    for (const stage of builtStages(file, workspace)) {
      if (isDevelopment(stage, workspace)) continue;
      const told = new Set<unknown>();
      for (const install of installsOf(stage)) {
        const { run, manager, span, title, flags, isNamed, action } = install;
        // A tool with its version in the line is installed again when that line changes alone.
        const cache = isNamed || action === "prune" || told.has(run) ? undefined : cacheMountsFor(run, install);
        if (!cache) continue;
        // A cache that is left in the image is what `leftover-pip-cache` and `leftover-node-cache` report, and a flag against it is the one's fix.
        if ((manager === "pip" || manager === "npm") && (inImage.has(stage) || flags.has("no-cache-dir"))) continue;
        if (flags.has("no-cache") || (cache.isNeededLater && inImage.has(stage))) continue;
        told.add(run);
        report({
          span,
          message: `\`${title}\` downloads everything anew whenever a dependency has changed. Keep the cache of \`${cache.manager}\` between builds with \`--mount=type=cache\`.`,
          fixes: [
            {
              title: `Keep the cache of \`${cache.manager}\` between builds`,
              safety: "unsafe",
              changes: [{ kind: "edit", path: file.source.path, edits: cache.edits }],
            },
          ],
        });
      }
    }
  },
});
