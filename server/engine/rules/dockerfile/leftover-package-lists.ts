import { appendCommand } from "../../image/append-command.ts";
import { whenChildIsBuilt } from "../../image/command.ts";
import type { Invocation } from "../../image/invocation.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { callsCleaner, isDeleted, isMounted, systemInstallsOf } from "../../image/system-installs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/leftover-package-lists",
  language: "dockerfile",
  category: "performance",
  severity: "info",
  preset: "strict",
  summary: "The lists that `apt-get update` downloads stay in the layer.",
  why: `\`apt-get update\` downloads the lists of all packages of the distribution, some tens of megabytes. After the install nobody needs them, and deleting them in a later RUN does not
make the image smaller: the layer that brought them stays.

Delete them in the same RUN, \`rm -rf /var/lib/apt/lists/*\`, or keep them out by a cache mount on \`/var/lib/apt\`. \`apt-get clean\` takes away the packages, not the lists.

Reported where the layer is part of the image that is shipped, once for each RUN.`,
  examples: [
    {
      title: "Lists that stay",
      bad: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl\n",
      good: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
    },
    {
      title: "Over several lines",
      bad: "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends curl\n",
      good: "FROM debian:13-slim\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends curl \\\n    && rm -rf /var/lib/apt/lists/*\n",
    },
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#apt-get",
    "https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages",
  ],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D10"],
  alsoKnownAs: ["hadolint:DL3009", "dockle:DKL-DI-0005", "semgrep:remove-package-cache", "semgrep:remove-package-lists"],
  judges: "part",
  check(file, { workspace, report }) {
    const seen = new Set<readonly Invocation[]>();
    for (const { manager, run, around, stage } of [...shipped(file, workspace)].flatMap(systemInstallsOf)) {
      if (manager !== "apt" || seen.has(around)) continue;
      seen.add(around);
      const update = around.find(isUpdate);
      if (!update) continue;
      if (isMounted(run, /^\/var(?:\/lib(?:\/apt(?:\/lists)?)?)?\/?$/) || isDeleted(around, lists) || callsCleaner(around)) continue;
      const edit = appendCommand(run, "rm -rf /var/lib/apt/lists/*", file.source);
      report({
        span: {
          start: update.nameWord.span.start,
          end: update.args.find(({ text }) => updating.test(text))?.span.end ?? update.nameWord.span.end,
        },
        message: `The lists of packages that \`${update.name}\` downloads stay in the layer${whenChildIsBuilt(run)}. Delete \`/var/lib/apt/lists/*\` in the same RUN.`,
        ...(edit && {
          fixes: [
            {
              title: "Delete the lists in the same RUN",
              safety: "safe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: [edit] }],
            },
          ],
        }),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});

/** The verb, or the option of newer releases that does both. */
const updating = /^(?:--)?update$/;
/** Also `/var/lib/{apt,dpkg}`, and folders above. */
const lists = /^["']?\/var\/lib\/(?:apt\b|\{[^}]*\bapt\b|\*)/;

function isUpdate({ name, args }: Invocation): boolean {
  return /^(?:apt|apt-get|aptitude)$/.test(name ?? "") && args.some(({ text }) => updating.test(text));
}
