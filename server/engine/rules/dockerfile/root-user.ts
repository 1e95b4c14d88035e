import { baseImageOf } from "../../image/base.ts";
import { startedBy, startOf, withTriggers } from "../../image/command.ts";
import { userInstructions } from "../../image/create-user.ts";
import { endsOpen, insertInstructions, placeForUser } from "../../image/insertion.ts";
import { toolchainFix } from "../../image/multi-stage.ts";
import { dropsPrivileges, isActionImage, userFor } from "../../image/privileges.ts";
import { productionStages } from "../../image/production.ts";
import { isForOthers } from "../../image/profile.ts";
import { isToBuildOn, runsToolchain, startsNothing } from "../../image/toolchain.ts";
import { runtimeUser } from "../../image/user.ts";
import { isOfficialRootImage } from "../../knowledge/names.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "dockerfile/root-user",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The final image runs as root, because nothing sets another user.",
  why: `A process that is root in its container has root's rights on every volume and socket that is mounted into it, and when it breaks out it is root
on the host. Kubernetes refuses such an image under \`runAsNonRoot\`, and so do the restricted pod security standards.

Create a user with a fixed id, or take the one that the image brings (\`node\`, \`www-data\`, \`nonroot\`), and switch to it with \`USER\` behind the last
instruction that needs root. Write the id as a number: Kubernetes cannot tell from a name that it is not root. Files stay owned by root
and readable; give the user only the folders that the application writes to.

Nothing is reported where the base image already runs as another user (distroless \`nonroot\`, Chainguard, unprivileged nginx, Bitnami), where that
cannot be known (a private registry, a build argument), where the entrypoint gives root up itself (\`gosu\`, \`su-exec\`, the official database
images, dev containers), for an empty image without a command, which only holds files, and for the image of a GitHub action, which has to be root.
An image to build on, which starts nothing or a bare interpreter, gets advice alone.`,
  examples: [
    {
      title: "The image brings a user",
      bad: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\n\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\n\n# The image comes with the user node.\nUSER 1000:1000\nCMD ["node", "server.js"]\n',
    },
    {
      title: "A user has to be created",
      bad: 'FROM python:3.14-slim\nCOPY job.py /job.py\nCMD ["python", "/job.py"]\n',
      good: 'FROM python:3.14-slim\nCOPY job.py /job.py\nRUN groupadd --gid 10001 app \\\n    && useradd --uid 10001 --gid app --no-create-home --no-log-init --shell /usr/sbin/nologin app\nUSER 10001:10001\nCMD ["python", "/job.py"]\n',
    },
    {
      title: "An image without a shell takes a number",
      bad: 'FROM scratch\nCOPY app /app\nENTRYPOINT ["/app"]\n',
      good: 'FROM scratch\nCOPY app /app\nUSER 10001:10001\nENTRYPOINT ["/app"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/build/building/best-practices/#user",
    "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D3"],
  uncovers: ["dockerfile/privileged-port"],
  alsoKnownAs: [
    "trivy:DS-0002",
    "checkov:CKV_DOCKER_3",
    "dockle:CIS-DI-0001",
    "sonar:S6471",
    "semgrep:missing-user",
    "semgrep:missing-user-entrypoint",
  ],
  judges: "part",
  check(file, { workspace, today, report }) {
    for (const stage of productionStages(file, workspace)) {
      const user = runtimeUser(stage);
      const isAssumed = user.isRoot === undefined && isOfficial(stage);
      if (user.instruction || !(user.isRoot || isAssumed) || isActionImage(stage, workspace)) continue;
      const base = baseImageOf(stage);
      if (base?.dropsPrivileges && !startOf(stage).entrypoint) continue;
      if ((stage.root.kind === "scratch" && (startsNothing(stage) || startsNoProgram(stage))) || dropsPrivileges(stage, workspace))
        continue;
      if (withTriggers(stage.instructions).some((one) => one.keyword === "USER")) continue;
      const fix = userFix(stage, workspace, today);
      report({
        span: stage.from.keywordSpan,
        message: `No \`USER\` is set, ${
          isAssumed
            ? "and this official image runs as root unless told otherwise"
            : // Servers such as nginx have children with fewer rights.
              base?.servesByItself && base.unprivilegedUser
              ? "so the image starts as root"
              : "so the image runs as root, and whoever breaks into the program has root's rights"
        }. Switch to an unprivileged user before the command.`,
        ...(fix && { fixes: [fix] }),
        ...((isAssumed || (isToBuildOn(stage) && !base?.servesByItself)) && { severity: "info" as const }),
        ...(isForOthers(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});

/** Docker Hub's official images that the table of base images does not hold. */
function isOfficial(stage: Stage): boolean {
  const { root } = stage;
  return !baseImageOf(stage) && root.kind === "image" && root.image.name !== undefined && isOfficialRootImage(root.image.name);
}

function userFix(stage: Stage, workspace: Workspace, today: string): Fix | undefined {
  // A stage that is to move on to an image for running gets the user there, where that is needed at all.
  if (baseImageOf(stage)?.kind === "sdk" && !runsToolchain(stage, workspace) && toolchainFix(stage, workspace, today)) return undefined;
  const user = userFor(stage);
  if (!user || endsOpen(stage)) return undefined;
  const what =
    user.kind === "existing"
      ? `Run as the image's user \`${user.name ?? user.user}\``
      : user.kind === "created"
        ? `Create the user \`${user.name}\` and run as it`
        : `Run as user ${user.user.split(":")[0]}`;
  const text = [...preparation(stage, user.user), userInstructions(user)].join("\n");
  return {
    title: `${what}; folders it writes to have to belong to it`,
    safety: "unsafe",
    changes: [{ kind: "edit", path: stage.file.source.path, edits: [insertInstructions(stage, placeForUser(stage), text)] }],
  };
}

/** WebAssembly modules run in a sandbox that knows no users; an Android package cannot be started, and is only kept in an image. */
function startsNoProgram(stage: Stage): boolean {
  return startedBy(stage).some(({ name }) => /\.(?:wasm|apk)$/.test(name ?? ""));
}

/** What has to be handed over first, or the base image's own program does not start as another user. */
function preparation(stage: Stage, user: string): string[] {
  const paths = writtenByBase[baseImageOf(stage)?.name ?? ""];
  if (!paths) return [];
  const join = `${stage.file.escape}\n    && `;
  const touched = paths.filter((path) => path.endsWith(".pid"));
  return [`RUN ${touched.length > 0 ? `touch ${touched.join(" ")} ${join}` : ""}chown -R ${user} ${paths.join(" ")}`];
}

/**
 * The files and folders that an image's program opens for writing when it starts. Sources: https://github.com/nginx/docker-nginx-unprivileged,
 * https://github.com/docker-library/httpd and https://github.com/caddyserver/caddy-docker.
 */
const writtenByBase: Readonly<Record<string, readonly string[]>> = {
  nginx: ["/run/nginx.pid", "/var/cache/nginx"],
  httpd: ["/usr/local/apache2/logs"],
  caddy: ["/config", "/data"],
};
