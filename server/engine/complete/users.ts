import { baseImageOf } from "../image/base.ts";
import type { ImageUser } from "../knowledge/base-images.ts";
import type { Instruction, Stage } from "../languages/dockerfile/model.ts";
import { type Completion, marked, type Place, tail } from "./completion.ts";

/** A user that the image has at the place of the cursor. */
interface KnownUser {
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly detail: string;
}

/** The users of the stage: by number first, which Kubernetes can check. */
export function completeUser(place: Place): Completion[] {
  const completions: Completion[] = [];
  for (const { name, id, detail } of usersOf(place)) {
    if (id !== undefined)
      completions.push({ kind: "user", label: id, span: place.span, text: id, detail: name ? `${detail} \`${name}\`` : detail });
    if (name !== undefined) completions.push({ kind: "user", label: name, span: place.span, text: name, detail });
  }
  return completions;
}

/** Behind `--chown=`: users with their group. */
export function completeOwner(place: Place, written: string): Completion[] {
  const span = tail(place, written.length);
  return usersOf(place).flatMap(({ name, id, detail }) => {
    const owners: Completion[] = [];
    if (id?.includes(":")) owners.push({ kind: "user", label: id, span, text: id, detail: name ? `${detail} \`${name}\`` : detail });
    if (name !== undefined) owners.push({ kind: "user", label: `${name}:${name}`, span, text: `${name}:${name}`, detail });
    return owners;
  });
}

function usersOf({ stage, instruction }: Pick<Place, "stage" | "instruction">): KnownUser[] {
  if (!stage) return [];
  const users = [...createdUsers(stage, instruction)];
  const base = baseImageOf(stage);
  const known: readonly ImageUser[] = base ? [...(base.unprivilegedUser ? [base.unprivilegedUser] : []), ...base.users] : [];
  for (const { name, uid, gid } of known) {
    const id = uid === undefined ? undefined : gid === undefined ? `${uid}` : `${uid}:${gid}`;
    if (uid === 0 || users.some((user) => user.name === name && user.id === id)) continue;
    users.push({ name, id, detail: "of the base image" });
  }
  return users;
}

/** The users that RUN instructions of the chain make, with their number where it is written out. */
function createdUsers(stage: Stage, until: Instruction | undefined): KnownUser[] {
  const users: KnownUser[] = [];
  for (const one of stage.chainInstructions) {
    if (one === until) break;
    if (one.keyword !== "RUN") continue;
    for (const command of one.command?.script?.commands ?? []) {
      if (command.name !== "useradd" && command.name !== "adduser") continue;
      const args = command.args.map(({ value }) => value);
      const name = args.at(-1);
      if (name === undefined || !/^[a-z_][\w-]*$/.test(name)) continue;
      const flag = args.findIndex((arg) => arg === "-u" || arg === "--uid");
      const id = flag >= 0 ? args[flag + 1] : args.map((arg) => /^--uid=(\d+)$/.exec(arg ?? "")?.[1]).find(Boolean);
      // In BusyBox `adduser user group` puts a user into a group.
      const isMembership =
        command.name === "adduser" && args.filter((arg) => arg !== undefined && !arg.startsWith("-")).length === 2 && args.length === 2;
      if (!isMembership) users.push({ name, id: id !== undefined && /^\d+$/.test(id) ? id : undefined, detail: "made in this stage" });
    }
  }
  return users;
}

/** Whole lines that make the rest of the stage run without root: the image's own user, or one made by the image's own means. */
export function userPatterns({ stage }: Pick<Place, "stage">): Pick<Completion, "label" | "text" | "placeholders" | "about">[] {
  if (!stage || stage.last("USER")) return [];
  const base = baseImageOf(stage);
  const about = "Everything below, and the container, runs as this user. A number lets Kubernetes check `runAsNonRoot`.";
  const own = base?.unprivilegedUser;
  if (own?.uid !== undefined) {
    const id = own.gid === undefined ? `${own.uid}` : `${own.uid}:${own.gid}`;
    return [{ label: `USER ${id}`, text: `USER ${id}`, about: `${about} \`${own.name ?? own.uid}\` is in the base image.` }];
  }
  if (!base || base.isClosed || base.os === "windows") return [];
  const text = base.hasBusybox
    ? "RUN addgroup -g 10001 -S ‹app› && adduser -u 10001 -S -G ‹app› ‹app›\nUSER 10001:10001"
    : "RUN groupadd --gid 10001 ‹app› && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin ‹app›\nUSER 10001:10001";
  const isThere = base.hasBusybox ? base.tools.get("adduser") : base.tools.get("useradd");
  return isThere === true ? [{ label: "USER (made here)", ...marked(text), about }] : [];
}
