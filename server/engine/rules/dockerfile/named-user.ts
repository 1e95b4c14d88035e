import { baseImageOf } from "../../image/base.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { runtimeUser } from "../../image/user.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/named-user",
  language: "dockerfile",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "USER gives a name, which Kubernetes cannot tell from root.",
  why: `With \`runAsNonRoot: true\` a kubelet looks at the number of the image's user. Of a name it cannot know whether root hides behind it, and refuses to start the container.

Write the number, \`USER 1000:1000\`. The names stay what they are in \`/etc/passwd\`.

Reported for the user of the image that is shipped, where the number is known: from the base image, or from the instruction that creates the user.`,
  examples: [
    {
      title: "The image's own user",
      bad: 'FROM node:24-trixie-slim\nUSER node\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-trixie-slim\nUSER 1000:1000\nCMD ["node", "server.js"]\n',
    },
  ],
  links: ["https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D3"],
  alsoKnownAs: ["hadolint:DL3066"],
  judges: "connected",
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const stage of productionStages(file, workspace)) {
      const { isNamed, isRoot, uid, gid, instruction } = runtimeUser(stage);
      const word = instruction?.user;
      if (!isNamed || isRoot !== false || uid === undefined || !word || told.has(word.span.start)) continue;
      if (isDevelopment(stage, workspace) || baseImageOf(stage)?.os === "windows") continue;
      told.add(word.span.start);
      // A name in a variable, and a group that is named by itself, are somebody's choice.
      const isPlain = word.raw === word.text && !/[$:]/.test(word.text) && gid !== undefined;
      const number = gid === undefined ? `${uid}` : `${uid}:${gid}`;
      report({
        span: word.span,
        message: `Kubernetes cannot tell that \`${word.text}\` is not root. Write the number, \`${number}\`.`,
        ...(isPlain && {
          fixes: [
            {
              title: `Write \`USER ${number}\``,
              safety: "unsafe" as const,
              changes: [{ kind: "edit" as const, path: file.source.path, edits: [replace(word.span, number)] }],
            },
          ],
        }),
      });
    }
  },
});
