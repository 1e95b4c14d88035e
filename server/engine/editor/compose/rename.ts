import { kindNames } from "../../application/declarations.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import type { Change, TextEdit } from "../../text/edit.ts";
import type { EditorOptions, Rename, RenameTarget } from "../model.ts";
import { filesOfApplication, type Mention, mentionAt, mentionsIn, type NameKind, sameAs } from "./mentions.ts";

/** The name at an offset, where the application defines it and so can give it another. */
export function prepareRename(file: ComposeFile, offset: number, { workspace }: EditorOptions): RenameTarget | undefined {
  const at = mentionAt(file, offset);
  if (!at || !sameAs(at, workspace).some(({ definition }) => definition)) return undefined;
  const target = { span: at.span, name: at.name };
  // What is behind an alias is one text for several services.
  return file.isBroken ? { ...target, refusal: "The file cannot be read as a whole: mend its syntax first." } : target;
}

/** Gives what is named at an offset another name wherever the files of the application name it, as the host of an address in an environment too. */
export function rename(file: ComposeFile, offset: number, name: string, options: EditorOptions): Rename | undefined {
  const at = mentionAt(file, offset);
  if (!at || !prepareRename(file, offset, options)) return undefined;
  const refusal = faultOf(name, at.kind) ?? takenBy(name, at, file, options);
  if (refusal !== undefined) return { refusal };
  const edits = new Map<string, TextEdit[]>();
  for (const { file: one, span } of sameAs(at, options.workspace)) {
    const list = edits.get(one.source.path) ?? [];
    if (!list.some((edit) => edit.span.start === span.start)) list.push({ span, text: name });
    edits.set(one.source.path, list);
  }
  return { changes: [...edits].map(([path, list]): Change => ({ kind: "edit", path, edits: list })) };
}

const kinds: Readonly<Record<NameKind, string>> = { ...kindNames, services: "service", anchor: "anchor" };

/** Source: the Compose specification's schema, `patternProperties` of the top-level elements. */
const allowed = /^[a-zA-Z0-9._-]+$/;
/** What YAML reads as something other than a string. */
const isValue = /^(?:true|false|null|~|[-+]?(?:\d[\d_]*)?\.?\d+(?:e[-+]?\d+)?|0x[0-9a-f]+|0o[0-7]+)$/i;

function faultOf(name: string, kind: NameKind): string | undefined {
  const what = kinds[kind];
  if (!allowed.test(name)) return `\`${name}\` cannot be the name of a ${what}: it has letters, digits, \`.\`, \`_\` and \`-\`.`;
  if (kind !== "anchor" && isValue.test(name)) return `\`${name}\` cannot be the name of a ${what}: YAML reads it as a value.`;
  return undefined;
}

function takenBy(name: string, at: Mention, file: ComposeFile, { workspace }: EditorOptions): string | undefined {
  if (name === at.name) return undefined;
  const files = at.kind === "anchor" ? [file] : filesOfApplication(file, workspace);
  const owner = files.find((one) => mentionsIn(one).some((other) => other.definition && other.kind === at.kind && other.name === name));
  return owner && `There is a ${kinds[at.kind]} \`${name}\` already${owner === file ? "" : ` in \`${owner.source.path}\``}.`;
}
