import { baseImageOf } from "../../image/base.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { runtimeUser } from "../../image/user.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { imageUsesOf } from "../../workspace/image-uses.ts";

export default defineRule({
  id: "dockerfile/named-user",
  language: "dockerfile",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "USER gives a name, which Kubernetes cannot tell from root.",
  why: `With \`runAsNonRoot: true\` a kubelet looks at the number of the image's user. Of a name it cannot know whether root hides behind it, and refuses to start the container.

Write the number, \`USER 1000:1000\`. The names stay what they are in \`/etc/passwd\`.

Reported for the user of the image that is shipped, where the number is known: from the base image, or from the instruction that creates the user.
Where a manifest of the repository runs the image with \`runAsNonRoot\` and no number of its own, it is a warning, whether the number is known here or not.`,
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
      if (!isNamed || isRoot !== false || !word || told.has(word.span.start)) continue;
      if (isDevelopment(stage, workspace) || baseImageOf(stage)?.os === "windows") continue;
      const { nonRoot } = imageUsesOf(file.source.path, workspace);
      if (uid === undefined && nonRoot === undefined) continue;
      told.add(word.span.start);
      // A name in a variable, and a group that is named by itself, are somebody's choice.
      const isPlain = word.raw === word.text && !/[$:]/.test(word.text) && uid !== undefined && gid !== undefined;
      const number = gid === undefined ? `${uid}` : `${uid}:${gid}`;
      report({
        span: word.span,
        message:
          nonRoot === undefined
            ? `Kubernetes cannot tell that \`${word.text}\` is not root. Write the number, \`${number}\`.`
            : `Kubernetes refuses to start this image: \`${nonRoot}\` sets \`runAsNonRoot\`, and of \`${word.text}\` nobody can tell that it is not root. Write the user's number${uid === undefined ? "" : `, \`${number}\``}.`,
        ...(nonRoot !== undefined && { severity: "warning" as const }),
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
