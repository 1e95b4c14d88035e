import { appendCommand } from "../../image/append-command.ts";
import { cacheMountsFor } from "../../image/cache-mounts.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { contextOf } from "../../image/context-files.ts";
import { installsOf } from "../../image/installs.ts";
import { invocationsOf } from "../../image/invocation.ts";
import { isModernYarn } from "../../image/lock-file.ts";
import { shipped } from "../../image/production.ts";
import { callsCleaner, hasOption, isDeleted, isMounted } from "../../image/system-installs.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { rememberFor } from "../../text/remember.ts";

const clean: Readonly<Record<string, string>> = { npm: "npm cache clean --force", yarn: "yarn cache clean" };
/** Where caches are, by default and by the names that people give them. */
const folders = /\bnpm\b|_cacache|\.cache|\byarn\b|^["']?\/(?:root|tmp)(?:\/?$|\/\*)/i;

export default defineRule({
  id: "dockerfile/leftover-node-cache",
  language: "dockerfile",
  category: "performance",
  severity: "hint",
  preset: "strict",
  summary: "`npm` or Yarn leaves what it downloaded in the layer.",
  why: `npm keeps every package that it downloads in \`~/.npm\`, Yarn 1 under \`/usr/local/share/.cache\`, beside the \`node_modules\` that are needed: the image holds them twice, and nobody reads the
second copy.

End the same RUN with \`npm cache clean --force\` or \`yarn cache clean\`, or mount a cache, which makes the next build faster as well: \`RUN --mount=type=cache,target=/root/.npm\`.

Reported where the layer is part of the image that is shipped. pnpm and Bun link their stores' files instead of copying them; a Yarn from version 2 on may need its cache at run time, so that it is left
alone, and so is one of an unknown version.`,
  examples: [
    {
      title: "npm",
      bad: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\n",
      good: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev && npm cache clean --force\n",
    },
    {
      title: "Yarn 1",
      bad: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install \\\n      --frozen-lockfile\n",
      good: "FROM node:24-trixie-slim\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install \\\n      --frozen-lockfile \\\n      && yarn cache clean\n",
      files: { "package.json": '{ "name": "shop" }\n', "yarn.lock": "# yarn lockfile v1\n" },
    },
  ],
  links: [
    "https://docs.npmjs.com/cli/commands/npm-cache",
    "https://classic.yarnpkg.com/en/docs/cli/cache",
    "https://docs.docker.com/build/cache/optimize/#use-cache-mounts",
  ],
  since: "0.7.0",
  fix: "safe",
  patterns: ["D10"],
  alsoKnownAs: ["hadolint:DL3060"],
  judges: "part",
  check(file, { workspace, report }) {
    const told = new Set<string>();
    for (const install of [...shipped(file, workspace)].flatMap(installsOf)) {
      const { manager, action, invocation, run, title, span } = install;
      const command = clean[manager];
      const key = `${run.span.start} ${manager}`;
      if (!command || action === "prune" || told.has(key)) continue;
      told.add(key);
      const around = invocationsOf(run.command);
      const after = around.slice(around.indexOf(invocation) + 1);
      const isCleaned = after.some(
        ({ name, args }) =>
          name === manager && args.some(({ text }) => text === "cache") && args.some(({ text }) => /^clea[nr]$/.test(text)),
      );
      if (isCleaned || isMounted(run, folders) || isDeleted(after, folders) || callsCleaner(after)) continue;
      if (hasOption(invocation, /^--(?:cache|cache-folder)\b/) || hasSettings(install.stage)) continue;
      if (manager === "yarn") {
        const context = contextOf(file, workspace);
        // Without a look at the files nobody knows which Yarn they ask for.
        if (context?.has("package.json") === undefined || isModernYarn(install, context) !== false) continue;
      }
      const path = file.source.path;
      const edit = appendCommand(run, command, file.source);
      const mounts = cacheMountsFor(run);
      const fixes: Fix[] = [
        ...(edit
          ? [
              {
                title: `End the RUN with \`${command}\``,
                safety: "safe" as const,
                changes: [{ kind: "edit" as const, path, edits: [edit] }],
              },
            ]
          : []),
        ...(mounts
          ? [
              {
                title: `Mount the cache of \`${mounts.manager}\``,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path, edits: mounts.edits }],
              },
            ]
          : []),
      ];
      report({
        span,
        message: `\`${title}\` leaves what it downloads in the layer${whenChildIsBuilt(run)}. End the RUN with \`${command}\`, or mount a cache.`,
        ...(fixes.length > 0 && { fixes }),
      });
    }
  },
});

/** Whether the chain of a stage says where the caches are. */
const hasSettings = rememberFor((stage: Stage): boolean =>
  withTriggers(stage.chainInstructions).some(({ rest }) => /enableGlobalCache|\bset cache\b/.test(rest.text)),
);
