import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { cleanContextPath, isRemote } from "../../image/context-files.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { buildContextsOf } from "../../workspace/context.ts";
import { inFolder } from "../../workspace/paths.ts";

export default defineRule({
  id: "dockerfile/source-outside-context",
  language: "dockerfile",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A file is to be copied from outside of the build context.",
  why: `A build sees the files of its context and no others. BuildKit takes the leading \`../\` away and looks for the rest in the root of the context: as a rule the build ends with "not found", and where a
file of that name happens to be there, that one is copied. \`~\` is the name of a file, too: no shell reads it.

Build with the folder above as the context (\`docker build -f api/Dockerfile .\`) and name the file from there, or hand the other folder over as a context of its own
(\`--build-context shared=../shared\`, then \`COPY --from=shared\`).`,
  examples: [
    {
      title: "A path that is there without the dots",
      files: { "config/app.json": "{}" },
      bad: "FROM debian:13-slim\nCOPY ../config /etc/app\n",
      good: "FROM debian:13-slim\nCOPY config /etc/app\n",
    },
    {
      title: "A context further up",
      files: { "api/package.json": "{}", "shared/a.js": "" },
      path: "api/Dockerfile",
      bad: "FROM node:24-trixie-slim\nCOPY ../shared /app/shared\n",
      good: "FROM node:24-trixie-slim\nCOPY shared /app/shared\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#adding-files-from-the-build-context",
    "https://docs.docker.com/build/concepts/context/",
  ],
  since: "0.7.0",
  fix: "safe",
  patterns: [],
  judges: "part",
  check(file, { workspace, report }) {
    for (const copy of withTriggers(file.instructions)) {
      if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || copy.from) continue;
      for (const { value, text, raw, span } of copy.sources) {
        if (value === undefined || isRemote(value)) continue;
        const isHome = /^~(?:\/|$)/.test(value);
        if (!isHome && cleanContextPath(value) !== undefined) continue;
        // What BuildKit makes of it (https://docs.docker.com/reference/dockerfile/#copy): a path cleaned below the root.
        const rest = isHome ? value : belowRoot(value);
        const found = copy.onbuild
          ? []
          : buildContextsOf(file.source.path, workspace).map(({ folder }) => workspace.has(inFolder(folder, rest)));
        if (isHome && found.some((one) => one !== false)) continue;
        const isThere = !isHome && rest !== "" && found.length > 0 && found.every((one) => one === true);
        report({
          span,
          message: isHome
            ? `\`${text}\` is no path of the build context, and no shell reads the \`~\`. Copy from a folder of the context.`
            : isThere
              ? `\`${text}\` seems to lead out of the build context; the builder drops the \`../\` and takes \`${rest}\` from the context itself. Write that.`
              : `\`${text}\` leads out of the build context${whenChildIsBuilt(copy)}, where the builder sees nothing: it looks for \`${rest === "" ? "/" : rest}\` in the context's root. Build with a folder further up as the context, or hand the other one over by \`--build-context\`.`,
          ...(isThere && {
            severity: "info" as const,
            ...(raw === text &&
              text === value && {
                fixes: [
                  {
                    title: `Copy \`${rest}\``,
                    safety: "safe" as const,
                    changes: [{ kind: "edit" as const, path: file.source.path, edits: [replace(span, rest)] }],
                  },
                ],
              }),
          }),
          // In one of several folders it may be there.
          ...(!isThere && (found.length === 0 || found.some((one) => one !== false)) && { severity: "warning" as const }),
        });
      }
    }
  },
});

/** A path with `..` resolved as in the root folder, where it leads nowhere. */
function belowRoot(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
