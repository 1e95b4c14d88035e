import type { Stage } from "../languages/dockerfile/model.ts";
import { baseImageOf } from "./base.ts";
import { hasTool, packageManagerOf, shellOf } from "./tools.ts";
import { createdUsers, knownUsers } from "./user.ts";

/** The unprivileged user that a stage's image can run as. */
export interface UnprivilegedUser {
  /** `existing` is there already, `created` needs `run` first, `numeric` is an id without a user behind it. */
  readonly kind: "existing" | "created" | "numeric";
  /** What USER has to say: `1000:1000`; the name alone where the ids are not known. */
  readonly user: string;
  readonly name: string | undefined;
  /** The RUN instruction that creates it; line breaks are `\n`. */
  readonly run: string | undefined;
}

/** An id above those that distributions and their images give out, and below the range of 100,000 that user namespaces start with. */
export const freeId = 10001;
const freeName = "app";

/**
 * The user to run the image of a stage as, by its own means: one that the file or the base image has ready, one that its tools can create, else
 * an id alone, which every container runtime takes. Undefined where the image may be a Windows one.
 */
export function unprivilegedUserFor(stage: Stage): UnprivilegedUser | undefined {
  const base = baseImageOf(stage);
  if (base?.os === "windows") return undefined;
  const created = createdUsers(stage).findLast((user) => user.uid !== 0);
  if (created) return existing(created.name, created.uid, created.gid);
  const ready = base?.unprivilegedUser;
  if (ready && knownUsers(stage).some((user) => user.name === ready.name && user.uid === ready.uid))
    return existing(ready.name, ready.uid, ready.gid);
  const run = creation(stage, freeName);
  const isTaken = knownUsers(stage).some((user) => user.name === freeName || user.uid === freeId);
  if (run === undefined || isTaken) return { kind: "numeric", user: `${freeId}:${freeId}`, name: undefined, run: undefined };
  return { kind: "created", user: `${freeId}:${freeId}`, name: freeName, run };
}

function existing(name: string | undefined, uid: number | undefined, gid: number | undefined): UnprivilegedUser {
  const user = uid === undefined ? (name ?? "") : gid === undefined ? String(uid) : `${uid}:${gid}`;
  return { kind: "existing", user, name, run: undefined };
}

/** The RUN that creates a user with fixed ids, without a home, a password or a login; undefined where the image has no tool for it. */
export function creation(stage: Stage, name: string): string | undefined {
  if (shellOf(stage) === "none") return undefined;
  const packages = packageManagerOf(stage);
  const join = `${stage.file.escape}\n    && `;
  // BusyBox's programs know short options alone. https://busybox.net/downloads/BusyBox.html
  if (packages === "apk" || baseImageOf(stage)?.hasBusybox) {
    return `RUN addgroup -S -g ${freeId} ${name} ${join}adduser -S -D -H -u ${freeId} -G ${name} ${name}`;
  }
  const hasUseradd = hasTool(stage, "useradd") ?? packages === "apt";
  if (!hasUseradd) return undefined;
  // Without --no-log-init a high id makes /var/log/lastlog as large. https://docs.docker.com/build/building/best-practices/#user
  return `RUN groupadd --gid ${freeId} ${name} ${join}useradd --uid ${freeId} --gid ${name} --no-create-home --no-log-init --shell /usr/sbin/nologin ${name}`;
}

/**
 * The instructions that make an image run as a user: the RUN where one is needed, then USER, above it a comment that names whom a bare
 * number means. Line breaks are `\n`.
 */
export function userInstructions({ name, user, run }: UnprivilegedUser): string {
  const comment = name !== undefined && /^\d/.test(user) && run === undefined ? [`# The image comes with the user ${name}.`] : [];
  return [...(run === undefined ? [] : [run]), ...comment, `USER ${user}`].join("\n");
}
