import { contextsOfIgnoreFile } from "../../image/context-copies.ts";
import { suspectFile } from "../../knowledge/secrets.ts";
import type { Dockerignore } from "../../languages/dockerignore/model.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import { contextFiles } from "../../workspace/context.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerignore/secret-not-ignored",
  language: "dockerignore",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A file that holds secrets is sent to the build and copied along with the rest of the context.",
  why: `
\`COPY . .\` takes everything that the ignore file does not name. An environment file or a private key beside the Dockerfile ends up in the image that way, and whoever can
pull the image can read it.

Reported are files that are there, whose name and (where it can be read) content say that they hold secrets, and that a Dockerfile of this context copies along. Files that a
Dockerfile copies by name are left to \`dockerfile/secret-file-copied\`, and files of tests and examples are not meant.`,
  examples: [
    {
      title: "An environment file beside the Dockerfile",
      files: { Dockerfile: "FROM node:24-alpine\nWORKDIR /app\nCOPY . .\n", ".env": "STRIPE_SECRET=rg7fh2kq9v\n" },
      bad: "node_modules\n",
      good: "node_modules\n.env\n",
    },
  ],
  links: ["https://docs.docker.com/build/concepts/context/#dockerignore-files"],
  since: "0.1.0",
  fix: "safe",
  patterns: ["D5", "D9", "P1"],
  check(file, { report, workspace }) {
    const exposed = contextsOfIgnoreFile(file.source.path, workspace)
      .filter(({ isCopiedWhole }) => isCopiedWhole)
      .flatMap(({ folder, named }) => exposedSecrets(file, folder, workspace).filter(({ path }) => !named.has(path)));
    if (exposed.length === 0) return;
    const names = exposed.slice(0, 3).map(({ path }) => `\`${path}\``);
    const { text, eol } = file.source;
    const lines = exposed.map(({ path }) => path.replace(/([\\*?[\]])/g, "\\$1")).join(eol);
    report({
      span: file.patterns.at(-1)?.span ?? { start: 0, end: 0 },
      message: `${names.join(", ")}${exposed.length > 3 ? ` and ${exposed.length - 3} more` : ""} (${exposed[0]?.what}) ${exposed.length === 1 ? "is" : "are"} not ignored, so \`COPY .\` puts the secrets into the image. Name ${exposed.length === 1 ? "it" : "them"} in this file.`,
      fixes: [
        {
          title: `Ignore ${names.join(", ")}${exposed.length > 3 ? " and the others" : ""}`,
          safety: "safe",
          changes: [
            {
              kind: "edit",
              path: file.source.path,
              edits: [insert(text.length, `${text === "" || /[\r\n]$/.test(text) ? "" : eol}${lines}${eol}`)],
            },
          ],
        },
      ],
    });
  },
});

/** The files of the context that hold secrets and that the ignore file lets through. */
function exposedSecrets(file: Dockerignore, folder: string, workspace: Workspace): { path: string; what: string }[] {
  const found: { path: string; what: string }[] = [];
  for (const path of contextFiles({ folder }, workspace) ?? []) {
    if (
      /(?:^|\/)(?:tests?|__tests__|testdata|spec|fixtures?|examples?|samples?|docs?|e2e|mocks?)\//i.test(path) ||
      !suspectFile(path, undefined)
    )
      continue;
    const suspect = suspectFile(path, workspace.read(folder ? `${folder}/${path}` : path));
    if (suspect && !suspect.isWeak && !file.ignores(path)) found.push({ path, what: suspect.what });
  }
  return found;
}
