import { whenChildIsBuilt } from "../../image/command.ts";
import { settingOf } from "../../image/environment.ts";
import { installsOf } from "../../image/installs.ts";
import { insertAfter, invocationsOf, isEditable } from "../../image/invocation.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { callsCleaner, hasOption, isConfigured, isDeleted, isMounted } from "../../image/system-installs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/leftover-pip-cache",
  language: "dockerfile",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "`pip install` leaves what it downloaded in the layer.",
  why: `pip keeps every package that it downloads or builds in \`~/.cache/pip\`, for the next install. In an image there is none, so the cache only makes it larger.

Add \`--no-cache-dir\`, set \`PIP_NO_CACHE_DIR\`, or mount a cache, which makes the next build faster as well: \`RUN --mount=type=cache,target=/root/.cache/pip\`.

Reported where the layer is part of the image that is shipped: a virtual environment that another stage builds comes without the cache. A RUN that deletes the cache counts; uv and pipx have
rules of their own.`,
  examples: [
    {
      title: "A list of requirements",
      bad: "FROM python:3.14-slim\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\n",
      good: "FROM python:3.14-slim\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\n",
    },
  ],
  links: ["https://pip.pypa.io/en/stable/topics/caching/", "https://docs.docker.com/build/cache/optimize/#use-cache-mounts"],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D10"],
  alsoKnownAs: ["hadolint:DL3042", "semgrep:missing-pip-no-cache-dir"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const install of [...shipped(file, workspace)].flatMap(installsOf)) {
      const { manager, invocation, verb, run, stage, flags, title, span } = install;
      if (manager !== "pip" || invocation.name === "uv" || !verb || flags.has("no-cache-dir") || flags.has("dry-run")) continue;
      const around = invocationsOf(run.command);
      const variable = invocation.assignments.has("PIP_NO_CACHE_DIR") || settingOf("PIP_NO_CACHE_DIR", stage, run).state !== "unset";
      if (
        variable ||
        hasOption(invocation, /^--cache-dir/) ||
        isConfigured(install, /\bno[-_]cache[-_]dir\b(?!.*\binstall\b)|PIP_NO_CACHE_DIR/)
      )
        continue;
      if (isMounted(run, /\.cache|\/pip\b|^\/root\/?$/) || callsCleaner(around) || isDeleted(around, /\.cache\b|\/pip\b/)) continue;
      if (around.some(({ args }) => args.some(({ text }) => text === "cache") && args.some(({ text }) => text === "purge"))) continue;
      report({
        span,
        message: `\`${title}\` leaves what it downloads in the layer${whenChildIsBuilt(run)}. Add \`--no-cache-dir\`, or mount a cache.`,
        ...(isEditable(invocation) && {
          fixes: [
            {
              title: "Add `--no-cache-dir`",
              safety: "safe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: [insertAfter(invocation, verb, "--no-cache-dir")] }],
            },
          ],
        }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});
