import type { ApplicationService } from "../../application/application.ts";
import { applicationOf } from "../../application/application.ts";
import { fixesOf, insertServiceKey, placeholder, removeKey, setValue } from "../../application/edit.ts";
import { lacksHardening, severityOfReach } from "../../application/hardening.ts";
import { imageUserOf } from "../../application/image-user.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule, type Fix } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const service = (user: string) => `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    user: ${user}\n`;

export default defineRule({
  id: "compose/root-user",
  language: "compose",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A service runs as root.",
  why: `
A process that is root in its container has root's rights on every volume that is mounted into it, and when it breaks out it is root on the host. Give it a number of its own (\`user: "10001:10001"\`), or better, a \`USER\` in its Dockerfile; folders that it writes to have to belong to that number.

It speaks where that is certain: \`user: root\` or \`0\`, and, as a hint, where the Dockerfile of the repository or a known base image names no other user. Databases and other services that start as root and hand their work to a user of their own are left alone.`,
  examples: [{ title: "A user of its own", bad: service("root"), good: service("10001:10001") }],
  links: ["https://docs.docker.com/reference/compose-file/services/#user", "https://docs.docker.com/build/building/best-practices/#user"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D3", "P4"],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (own.file !== file) continue;
      const user = own.mapping.scalar("user");
      if (isRoot(user.value) && user.entry && user.span && !told.has(user.span.start)) {
        told.add(user.span.start);
        report({
          span: user.span,
          message: `${own.called} runs as root: whoever breaks out of it is root on the host. Give it the number of a user of its own.`,
          ...severityOfReach(one, "files"),
          fixes: fixesFor(one, user, workspace),
        });
      }
      if (!lacksHardening(one, workspace, ["user"])) continue;
      const image = imageUserOf(one, workspace);
      if (image?.isRoot !== true) continue;
      const { dockerfile, unprivileged } = image;
      report({
        span: own.nameSpan,
        message: dockerfile
          ? `${own.called} runs as root: the last stage of \`${dockerfile.source.path}\` has no other \`USER\`. Set one there.`
          : `${own.called} runs as root, as its image does. Set \`user\` to a number of its own.`,
        severity: "hint",
        fixes: dockerfile ? [] : fixesOf("Set a user", "unsafe", file, insertServiceKey(own, "user", placeholder(numbersOf(unprivileged)))),
      });
    }
  },
});

function isRoot(user: unknown): boolean {
  return user === 0 || (typeof user === "string" && /^(?:root|0+)(?::|$)/.test(user.trim()));
}

function fixesFor(one: ApplicationService, user: Field<unknown>, workspace: Workspace): readonly Fix[] {
  const { file } = one.own;
  const image = imageUserOf(one, workspace);
  if (image?.isRoot === false) return fixesOf("Run as the user of the image", "unsafe", file, removeKey(file, user));
  return fixesOf("Run as a user of its own", "unsafe", file, setValue(file, user, placeholder(numbersOf(image?.unprivileged))));
}

function numbersOf(user: { readonly uid: number | undefined; readonly gid: number | undefined } | undefined): string {
  return user?.uid === undefined ? "10001:10001" : `${user.uid}:${user.gid ?? user.uid}`;
}
