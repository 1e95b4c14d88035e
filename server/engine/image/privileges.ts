import type { Stage } from "../languages/dockerfile/model.ts";
import { folderOf, inFolder } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { baseImageOf } from "./base.ts";
import { startedBy, startOf, startScript } from "./command.ts";
import { type UnprivilegedUser, unprivilegedUserFor } from "./create-user.ts";

/** Programs that start another one as a given user. */
const droppers = [
  "gosu",
  "su-exec",
  "setpriv",
  "runuser",
  "s6-setuidgid",
  "setuidgid",
  "chpst",
  "su",
  "doas",
  "fixuid",
  "start-stop-daemon",
];
const installedDroppers = /(^|[\s/="'])(gosu|su-exec|s6-overlay|fixuid)(?![\w.])/;

/** Programs that have to be started as root and give it up, or hand it out, themselves. */
const supervisors = new Set([
  "init",
  "systemd",
  "s6-svscan",
  "runsvdir",
  "runit",
  "sshd",
  "dockerd",
  "containerd",
  "buildkitd",
  "cron",
  "crond",
  "my_init",
]);

/**
 * Whether what the image starts gives root up by itself: it calls one of the tools made for that, its script does, or it is a
 * process supervisor. A script that cannot be seen is taken to do so where such a tool is installed.
 */
export function dropsPrivileges(stage: Stage, workspace: Workspace): boolean {
  const { entrypoint, command } = startOf(stage);
  if (baseImageOf(stage)?.dropsPrivileges && callsOwnEntrypoint(stage, workspace)) return true;
  if (mentionsDropper(entrypoint?.command?.text.text ?? "") || mentionsDropper(command?.command?.text.text ?? "")) return true;
  if (startedBy(stage).some(({ name }) => name !== undefined && supervisors.has(name))) return true;
  const script = startScript(stage, workspace);
  if (script !== undefined) return mentionsDropper(script);
  if (!entrypoint) return false;
  return stage.chainInstructions.some((one) => (one.keyword === "RUN" || one.keyword === "COPY") && installedDroppers.test(one.rest.text));
}

/**
 * The user to run a stage's image as. On a compiler's image it is a number without a user behind it: the stage is to move on to an image for
 * running, which may have no tools to create one.
 */
export function userFor(stage: Stage): UnprivilegedUser | undefined {
  const user = unprivilegedUserFor(stage);
  return user?.kind === "created" && baseImageOf(stage)?.kind === "sdk"
    ? { kind: "numeric", user: user.user, name: undefined, run: undefined }
    : user;
}

/**
 * Whether the image is that of a GitHub action, which has to run as root to reach the workspace that is mounted into it. Source:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/dockerfile-support#user.
 */
export function isActionImage({ file }: Stage, workspace: Workspace): boolean {
  const folder = folderOf(file.source.path);
  return (
    /(^|\/)\.github\/actions\//.test(file.source.path) ||
    ["action.yml", "action.yaml"].some((name) => workspace.has(inFolder(folder, name)))
  );
}

/** Whether what was put in place of an image's entrypoint goes on with it, as images of databases are usually extended. */
function callsOwnEntrypoint(stage: Stage, workspace: Workspace): boolean {
  const { entrypoint, command } = startOf(stage);
  const texts = [entrypoint?.command?.text.text, command?.command?.text.text, startScript(stage, workspace)];
  return texts.some((text) => /\bdocker-entrypoint(?:\.sh)?\b/.test(text?.replace(/^\s*#.*$/gm, "") ?? ""));
}

const calledDropper = new RegExp(`(^|[\\s;&|(/"'\`])(${droppers.join("|")})[\\s"']`, "m");

function mentionsDropper(script: string): boolean {
  const code = script.replace(/^\s*#.*$/gm, "");
  return calledDropper.test(code) || /\bsudo"?,?\s+"?-\S*u/.test(code);
}
