import type { ManifestObject } from "../languages/kubernetes/model.ts";
import type { Field } from "../languages/yaml/mapping.ts";
import type { Fix } from "../rule.ts";
import { nearest } from "../text/nearest.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { fixesOf, replaceScalar } from "./edit.ts";
import type { KnownObject } from "./objects.ts";
import { findAround, findNamed, isClosed } from "./unit.ts";

/** A name that leads to nothing. */
export interface UnknownName {
  /** The name that was likely meant. */
  readonly meant: string | undefined;
  /** What to do, as the end of a message. */
  readonly advice: string;
  readonly fixes: readonly Fix[];
}

/**
 * Whether a name in an object leads to nothing: no object of these kinds has it, none may come from elsewhere, and others of them are applied along.
 * Undefined where something of that name is or may be there; also where no name is close to it, unless all that is applied can be seen: people keep
 * things in other places, but they do misspell.
 */
export function unknownName(
  object: ManifestObject,
  field: Field<string>,
  kinds: readonly string[],
  workspace: Workspace,
  fits: (one: KnownObject) => boolean = () => true,
): UnknownName | undefined {
  const name = field.value;
  if (name === undefined) return undefined;
  const found = findNamed(object, workspace, kinds, name, fits);
  if (found.objects.length > 0 || found.mayBeMore) return undefined;
  const others = findAround(object, workspace, kinds, fits);
  if (others.objects.length === 0 || others.isDistant) return undefined;
  const meant = nearest(
    name,
    others.objects.flatMap((one) => one.name ?? []),
  );
  if (meant === undefined) {
    return isClosed(object, workspace) ? { meant, advice: "Name one that is applied along, or add it.", fixes: [] } : undefined;
  }
  const fixes = fixesOf(`Write \`${meant}\``, "unsafe", object, replaceScalar(object, field, meant));
  return { meant, advice: `\`${meant}\` is there.`, fixes };
}
