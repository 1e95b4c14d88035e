import { baseImageOf } from "../../image/base.ts";
import { startOf, whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type UnprivilegedUser, userInstructions } from "../../image/create-user.ts";
import { endsOpen, insertInstructions, placeBefore, placeForUser } from "../../image/insertion.ts";
import { dropsPrivileges, isActionImage, userFor } from "../../image/privileges.ts";
import { productionStages } from "../../image/production.ts";
import { isForOthers } from "../../image/profile.ts";
import { runtimeUser } from "../../image/user.ts";
import type { Stage, UserInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/explicit-root-user",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The last USER of the final image is root.",
  why: `\`USER root\` is needed for a while, to install packages, but the last USER of the final stage decides who runs the program. A process that is root
in its container has root's rights on every volume and socket that is mounted into it, and when it breaks out it is root on the host.

Switch back behind the last instruction that needs root, to the user that was there before or to one of the image's own.

Only the final image counts, not the stages that build. Nothing is reported where the value hangs on a build argument without a known
value, and where the entrypoint gives root up itself (\`gosu\`, \`su-exec\`, the official database images).`,
  examples: [
    {
      title: "Back to the user of the base image",
      bad: "FROM jenkins/jenkins:2.541-lts\nUSER root\nRUN apt-get update && apt-get install -y --no-install-recommends make\n",
      good: "FROM jenkins/jenkins:2.541-lts\nUSER root\nRUN apt-get update && apt-get install -y --no-install-recommends make\n# The image comes with the user jenkins.\nUSER 1000:1000\n",
    },
    {
      title: "Nothing behind it needs root",
      bad: 'FROM node:24-trixie-slim\nCOPY job.js /job.js\nUSER root\nCMD ["node", "/job.js"]\n',
      good: 'FROM node:24-trixie-slim\nCOPY job.js /job.js\nUSER 1000:1000\nCMD ["node", "/job.js"]\n',
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#user", "https://docs.docker.com/reference/dockerfile/#user"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D3"],
  uncovers: ["dockerfile/privileged-port"],
  alsoKnownAs: ["hadolint:DL3002", "trivy:DS-0002", "checkov:CKV_DOCKER_8", "sonar:S6471", "semgrep:last-user-is-root"],
  judges: "connected",
  check(file, { workspace, report }) {
    const seen = new Set<UserInstruction>();
    for (const stage of productionStages(file, workspace)) {
      const instruction = lastUser(stage);
      if (!instruction || seen.has(instruction)) continue;
      if (
        (baseImageOf(stage)?.dropsPrivileges && !startOf(stage).entrypoint) ||
        dropsPrivileges(stage, workspace) ||
        isActionImage(stage, workspace)
      )
        continue;
      seen.add(instruction);
      const hangsOnVariable = instruction.user?.raw.includes("$") === true;
      const fix = hangsOnVariable || instruction.onbuild ? undefined : switchFix(stage, instruction);
      report({
        span: instruction.user?.span ?? instruction.keywordSpan,
        message: `The last \`USER\` is root, so the program runs with root's rights${whenChildIsBuilt(instruction)}. Switch to an unprivileged user behind what needs root.`,
        ...(fix && { fixes: [fix] }),
        ...(hangsOnVariable && { severity: "info" as const }),
        ...(isForOthers(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});

/** The USER that makes the image run as root, or the trigger that does so in images built on it. */
function lastUser(stage: Stage): UserInstruction | undefined {
  const trigger = withTriggers(stage.instructions).findLast(
    (one): one is UserInstruction => one.keyword === "USER" && one.onbuild !== undefined,
  );
  if (trigger) return /^(root|0)(:|$)/.test(trigger.user?.value ?? "") ? trigger : undefined;
  const user = runtimeUser(stage);
  return user.isRoot ? user.instruction : undefined;
}

function switchFix(stage: Stage, root: UserInstruction): Fix | undefined {
  // An unknown base most likely has a user of its own, or there would be no need to switch to root.
  const user = userBefore(stage, root) ?? (baseImageOf(stage) ? userFor(stage) : undefined);
  if (!user || endsOpen(stage)) return undefined;
  const { path } = stage.file.source;
  const title = user.kind === "created" ? `Create the user \`${user.name}\` and switch to it` : `Switch to \`${user.name ?? user.user}\``;
  const fix = (edits: Extract<Fix["changes"][number], { kind: "edit" }>["edits"]): Fix => ({
    title: `${title}; folders it writes to have to belong to it`,
    safety: "unsafe",
    changes: [{ kind: "edit", path, edits }],
  });
  const needsRoot = stage.instructions.some((one) => one.index > root.index && ["RUN", "COPY", "ADD", "WORKDIR"].includes(one.keyword));
  if (root.stage !== stage || needsRoot || !root.user) return fix([insertInstructions(stage, placeForUser(stage), userInstructions(user))]);
  const create = user.run === undefined ? [] : [insertInstructions(stage, placeBefore(stage, root), user.run)];
  return fix([...create, replace(root.user.span, user.user)]);
}

/** The user that was there before the change to root: that of an earlier USER, or the base image's. */
function userBefore(stage: Stage, root: UserInstruction): UnprivilegedUser | undefined {
  const earlier = stage.chainInstructions.filter((one): one is UserInstruction => one.keyword === "USER" && one.index < root.index);
  for (const one of earlier.toReversed()) {
    const known = runtimeUser(
      stage,
      stage.chainInstructions.find(({ index }) => index > one.index),
    );
    if (known.isRoot === false && one.user) return { kind: "existing", user: one.user.raw, name: known.name, run: undefined };
  }
  const base = baseImageOf(stage)?.user;
  if (!base || base.uid === 0 || base.name === "root") return undefined;
  const user = base.uid === undefined ? base.name : `${base.uid}${base.gid === undefined ? "" : `:${base.gid}`}`;
  return user === undefined ? undefined : { kind: "existing", user, name: base.name, run: undefined };
}
