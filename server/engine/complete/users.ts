import { baseImageOf } from "../image/base.ts";
import { unprivilegedUserFor, userInstructions } from "../image/create-user.ts";
import { createdUsers, knownUsers } from "../image/user.ts";
import type { ImageUser } from "../knowledge/base-images.ts";
import { type Completion, type Place, tail } from "./completion.ts";

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
    if (name !== undefined)
      completions.push({
        kind: "user",
        label: name,
        span: place.span,
        text: name,
        detail: id === undefined ? detail : `${detail} (${id})`,
      });
  }
  return completions;
}

/** Behind `--chown=`: users with their group. */
export function completeOwner(place: Place, written: string): Completion[] {
  const span = tail(place, written.length);
  return usersOf(place).flatMap(({ name, id, detail }) => {
    const owners: Completion[] = [];
    if (id !== undefined) owners.push({ kind: "user", label: id, span, text: id, detail: name ? `${detail} \`${name}\`` : detail });
    if (name !== undefined) owners.push({ kind: "user", label: `${name}:${name}`, span, text: `${name}:${name}`, detail });
    return owners;
  });
}

function usersOf({ stage, instruction }: Pick<Place, "stage" | "instruction">): KnownUser[] {
  if (!stage) return [];
  const own = baseImageOf(stage)?.unprivilegedUser;
  const created = new Set(createdUsers(stage, instruction).map(({ name }) => name));
  const users = knownUsers(stage, instruction).filter(({ uid, name }) => uid !== 0 && name !== "root");
  // Those made for the application stand before those that the system brings along.
  const rank = ({ name, uid }: ImageUser) => (name !== undefined && created.has(name) ? 0 : name === own?.name && uid === own?.uid ? 1 : 2);
  return users
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ name, uid, gid }) => ({
      name,
      id: uid === undefined ? undefined : gid === undefined ? `${uid}` : `${uid}:${gid}`,
      detail: name !== undefined && created.has(name) ? "made in this stage" : "of the base image",
    }));
}

/** Whole lines that make the rest of the stage run without root: the user that is ready, or one made by the image's own means. */
export function userPatterns({ stage }: Pick<Place, "stage">): Pick<Completion, "label" | "text" | "about">[] {
  if (!stage || stage.last("USER")) return [];
  const user = unprivilegedUserFor(stage);
  if (!user) return [];
  const about = "What stands below, and the container, runs as this user. A number lets Kubernetes check `runAsNonRoot`.";
  const label = user.kind === "created" ? "USER (made here)" : `USER ${user.user}`;
  return [{ label, text: userInstructions(user), about: user.kind === "existing" ? `${about} It is in the image already.` : about }];
}
