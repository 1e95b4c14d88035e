import type { ReadinessFile, SignOff } from "../languages/readiness/model.ts";
import type { Edits } from "../languages/yaml/edits.ts";
import * as keys from "../languages/yaml/key-edits.ts";
import type { YamlEntry } from "../languages/yaml/model.ts";
import { placeholder, raw, type YamlInput } from "../languages/yaml/patch.ts";
import type { Fix, Safety } from "../rule.ts";
import { replace } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { signOffType } from "./sign-off-type.ts";

/** The order in which the keys of a decision are written. */
const order = Object.keys(signOffType.shape);

/** The fix as a list; empty where there are no edits, and where the file is broken. */
export function fixesOf(title: string, safety: Safety, file: ReadinessFile, edits: Edits): readonly Fix[] {
  if (!edits || edits.length === 0 || file.isBroken || keys.losesComment(file, edits)) return [];
  return [{ title, safety, changes: [{ kind: "edit", path: file.source.path, edits }] }];
}

/** Writes a key of a decision, in house order. */
export function insertKey(file: ReadinessFile, { mapping }: SignOff, key: string, value: YamlInput): Edits {
  return keys.insertKey(file, mapping, key, value, order);
}

/** Writes a day, which needs no quotes. */
export function insertDay(file: ReadinessFile, signOff: SignOff, key: string, day: string): Edits {
  return insertKey(file, signOff, key, raw(day));
}

/** Writes a key whose text a person has to fill in. */
export function insertOpenKey(file: ReadinessFile, signOff: SignOff, key: string, hint: string): Edits {
  return insertKey(file, signOff, key, placeholder(hint));
}

export const renameKey = (file: ReadinessFile, entry: YamlEntry, key: string): Edits => keys.renameKey(file, entry, key);

/** Puts a plain text in the place of another one. */
export function rewrite(file: ReadinessFile, span: Span, text: string): Edits {
  return keys.safe(file, [replace(span, text)], span);
}
