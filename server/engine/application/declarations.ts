import type { ComposeFile, DeclarationKind } from "../languages/compose/model.ts";
import { apart } from "../languages/yaml/edits.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Application } from "./application.ts";
import { type Edits, insertAt, type YamlInput } from "./edit.ts";
import { neighboursOf } from "./neighbours.ts";

/** Declares a network, a volume and the like at the top level: without anything to say of it where no value is given. */
export function declare(file: ComposeFile, kind: DeclarationKind, name: string, value?: YamlInput): Edits {
  const section = file.root.mapping(kind);
  const edits = insertAt(file, file.root, [kind, name], value ?? {});
  const written = value === undefined ? edits?.map((edit) => ({ ...edit, text: edit.text.replace(/: \{\}(\s*)$/, ":$1") })) : edits;
  return section.entry ? written : apart(written, file.source.eol);
}

/** The words for the kinds of top-level entries, for messages. */
export const kindNames: Readonly<Record<DeclarationKind, string>> = {
  networks: "network",
  volumes: "volume",
  secrets: "secret",
  configs: "config",
  models: "model",
};

/**
 * Whether an entry of that name is or may be declared: in the file, in those that it includes and is laid over, in any other of the folder, or where
 * the file is a part of another application, of which all is not seen.
 */
export function mayBeDeclared(application: Application, kind: DeclarationKind, name: string, workspace: Workspace): boolean {
  const { file, around, isComplete } = application;
  if (!isComplete || file.root.mapping(kind).state === "unknown") return true;
  if (application.declarations(kind).some((one) => one.name === name)) return true;
  const { beside, users, isComplete: isSeen } = neighboursOf(workspace, file.source.path);
  if (users.length > 0) return true;
  if (
    [...beside, ...around.overrides].some(
      (one) => one.isBroken || one.root.mapping(kind).state === "unknown" || one.declaration(kind, name) !== undefined,
    )
  )
    return true;
  return !isSeen && workspace.files() !== undefined;
}
