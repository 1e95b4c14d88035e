import { withTriggers } from "../../image/command.ts";
import { shipped } from "../../image/production.ts";
import { secretFileMountFix } from "../../image/secret-file-mount.ts";
import { mayHoldSecret, suspectFile } from "../../knowledge/secrets.ts";
import { defineRule } from "../../rule.ts";
import { buildContextsOf } from "../../workspace/context.ts";

export default defineRule({
  id: "dockerfile/secret-file-copied",
  language: "dockerfile",
  category: "security",
  severity: "error",
  preset: "recommended",
  summary: "A file that holds secrets is copied into the image.",
  why: `
A file that was copied stays in its layer for good, even where a later instruction deletes it, and everybody who can pull the image can take it out. That holds for
environment files, private keys, \`.npmrc\`, \`.netrc\`, \`.pypirc\`, kubeconfig and cloud credentials alike.

Mount such a file while the build needs it (\`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc …\`), hand run-time settings over at run time, and name the file in the ignore
file so that no other COPY takes it along.

Example files (\`.env.example\`), certificates and the public keys of package repositories are not meant, and a file whose content can be seen to hold no secret neither.
In a stage that is not shipped it is a warning.`,
  examples: [
    {
      title: "An environment file",
      bad: "FROM node:24-alpine\nWORKDIR /app\nCOPY .env ./\n",
      good: "FROM node:24-alpine\nWORKDIR /app\nCOPY .env.example ./\n",
    },
    {
      title: "Registry credentials for one install",
      bad: "FROM node:24-alpine\nWORKDIR /app\nCOPY package.json package-lock.json .npmrc ./\nRUN npm ci --omit=dev\n",
      good: "FROM node:24-alpine\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci --omit=dev\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/secrets/"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D9", "E1", "P1"],
  alsoKnownAs: ["trivy:DS-0031", "dockle:CIS-DI-0010"],
  judges: "part",
  check(file, { report, workspace }) {
    const inImage = shipped(file, workspace);
    const contexts = buildContextsOf(file.source.path, workspace);
    for (const instruction of withTriggers(file.instructions)) {
      if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
      for (const source of instruction.sources) {
        if (source.value === undefined || /^(?:[a-z]+:\/\/|git@)/.test(source.value)) continue;
        const path = source.value.replace(/^\.?\/+/, "");
        if (!mayHoldSecret(path)) continue;
        const content = instruction.from
          ? undefined
          : contexts.map(({ folder }) => workspace.read(folder ? `${folder}/${path}` : path)).find((text) => text !== undefined);
        const suspect = suspectFile(path, content);
        if (!suspect) continue;
        const isShipped = instruction.stage !== undefined && inImage.has(instruction.stage);
        const severity = suspect.isWeak ? "info" : isShipped ? undefined : "warning";
        const fix = instruction.onbuild ? undefined : secretFileMountFix(file, instruction, source);
        report({
          span: source.span,
          message: `\`${source.text}\` is a file for secrets (${suspect.what}); copied, it stays readable in the image's layers even where it is deleted later. Mount it with \`RUN --mount=type=secret\` while the build needs it, or hand it over at run time.`,
          ...(severity ? { severity } : {}),
          ...(fix ? { fixes: [fix] } : {}),
        });
      }
    }
  },
});
