import { findNamed } from "../../cluster/unit.ts";
import type { ManifestFile } from "../../languages/kubernetes/model.ts";
import { type NameForm, nameFormOf, nameProblem } from "../../languages/kubernetes/names.ts";
import { resolvePlain } from "../../languages/kubernetes/scalar.ts";
import { within } from "../../languages/yaml/edits.ts";
import { writeString } from "../../languages/yaml/write.ts";
import type { Change, TextEdit } from "../../text/edit.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { EditorOptions, Rename, RenameTarget } from "../model.ts";
import { Names } from "./families.ts";
import { newlySelected } from "./label-collisions.ts";
import { type Mention, mentionAt, mentionsIn, type Named } from "./mentions.ts";

/** The name at an offset, where what it is about can be seen and so can be given another; with the reason where a template fills it in. */
export function prepareRename(file: ManifestFile, offset: number, { workspace }: EditorOptions): RenameTarget | undefined {
  const at = mentionAt(file, offset);
  if (!at) return undefined;
  if (at.of.kind === "filled") {
    const name = file.source.slice(at.span);
    return { span: at.span, name, refusal: `A template fills in \`${name.trim()}\`: change it where the template takes it from.` };
  }
  if (!at.name || !new Names(file, workspace, false).familyOf(at).some(({ definition }) => definition)) return undefined;
  return { span: at.name, name: file.source.slice(at.name) };
}

/** Gives what is named at an offset another name wherever it is named; the quotes and all around the names stay as they are. */
export function rename(file: ManifestFile, offset: number, name: string, options: EditorOptions): Rename | undefined {
  const target = prepareRename(file, offset, options);
  const at = target && mentionAt(file, offset);
  if (!at) return undefined;
  if (target.refusal !== undefined) return { refusal: target.refusal };
  const { workspace } = options;
  const names = new Names(file, workspace, false);
  const family = names.familyOf(at);
  const refusal =
    faultOf(name, at, family) ?? (name === target.name ? undefined : obstacleTo(name, target.name, at, family, file, names, workspace));
  if (refusal !== undefined) return { refusal };
  const edits = new Map<string, TextEdit[]>();
  for (const mention of family) {
    const { path } = mention.object.file.source;
    const edit = editOf(mention, name);
    if (!edit) return { refusal: `\`${target.name}\` is written in a way that cannot be changed on ${placeOf(mention, file)}.` };
    edits.set(path, [...(edits.get(path) ?? []), edit]);
  }
  return { changes: [...edits].map(([path, list]): Change => ({ kind: "edit", path, edits: list })) };
}

function editOf(mention: Mention, name: string): TextEdit | undefined {
  const { name: span, node } = mention;
  if (!span) return undefined;
  if (!node) {
    const { source } = mention.object.file;
    const isQuoted = span.start > 0 && /["']/.test(source.text[span.start - 1] as string);
    return { span, text: isQuoted || isPlainText(name) ? name : JSON.stringify(name) };
  }
  const isAll = span.end - span.start === node.text.length;
  if (isAll && node.style === "plain" && !isPlainText(name)) return { span, text: writeString(name, '"', true) };
  const written = within(node, name, true);
  return written === undefined ? undefined : { span, text: written };
}

/** Whether a word stays a text where no quotes stand around it. */
function isPlainText(text: string): boolean {
  return typeof resolvePlain(text) === "string" && writeString(text, '"', true) === text;
}

interface Grammar {
  readonly what: string;
  readonly form: NameForm;
  readonly longest?: number;
}

function grammarOf(of: Named, family: readonly Mention[]): Grammar | undefined {
  switch (of.kind) {
    case "object": {
      const object = family.find(
        ({ definition, of: one, object }) => definition && one.kind === "object" && one.kinds[0] === object.kind,
      )?.object;
      const kind = object?.kind ?? of.kinds[0] ?? "";
      const found = object?.group === undefined ? undefined : nameFormOf(object.group, kind);
      return { what: `name of a ${kind}`, form: found?.form ?? "subdomain", ...(found && { longest: found.longest }) };
    }
    case "label":
      return of.part === "key" ? { what: "key of a label", form: "label-key" } : { what: "value of a label", form: "label-value" };
    case "port":
      return { what: "name of a port", form: "port" };
    case "service-port":
      return { what: "name of a port", form: "label" };
    case "data-key":
      return { what: `key of a ${of.of}`, form: "data-key" };
    case "volume":
      return { what: "name of a volume", form: "label" };
    case "container":
      return { what: "name of a container", form: "label" };
    case "filled":
      return undefined;
  }
}

function faultOf(name: string, { of }: Mention, family: readonly Mention[]): string | undefined {
  const grammar = grammarOf(of, family);
  if (!grammar) return undefined;
  const problem = name === "" ? { must: "not be empty" } : nameProblem(grammar.form, name, grammar.longest);
  return problem && `\`${name}\` cannot be the ${grammar.what}: it must ${problem.must}.`;
}

/** Why a thing cannot have the new name although that is well formed. */
function obstacleTo(
  name: string,
  before: string,
  { of }: Mention,
  family: readonly Mention[],
  file: ManifestFile,
  names: Names,
  workspace: Workspace,
): string | undefined {
  const filled = family.find(({ name: span }) => !span);
  if (filled) return `\`${before}\` is written in a way that cannot be changed on ${placeOf(filled, file)}.`;
  const selection = of.kind === "label" && of.part === "value" ? newlySelected(family, name, names) : undefined;
  if (selection) return `\`${selection.by.title}\` would select \`${selection.selected.title}\` as well, which it does not now.`;
  const definitions = family.filter(({ definition }) => definition);
  for (const definition of definitions) {
    const { object } = definition;
    const taken = (what: string) => `There is ${what} \`${name}\` already in \`${object.title}\`${fileOf(definition, file)}.`;
    const others = mentionsIn(object.file).filter((one) => one.object === object && one.definition && !family.includes(one));
    const isNamed = (kind: Named["kind"]) => others.some((one) => one.of.kind === kind && "name" in one.of && one.of.name === name);
    if (of.kind === "object") {
      const kind = definition.of.kind === "object" ? definition.of.kinds[0] : undefined;
      const found = kind === undefined ? undefined : findNamed(object, workspace, [kind], name);
      const other = found && !found.isDistant ? found.objects.find((one) => one.name === name) : undefined;
      if (other) return `There is a ${other.kind} \`${name}\` already${other.path === file.source.path ? "" : ` in \`${other.path}\``}.`;
    } else if (of.kind === "label") {
      if (of.part === "key" && others.some((one) => one.of.kind === "label" && one.of.part === "key" && one.of.key === name))
        return taken("a label");
    } else if (isNamed(of.kind)) {
      return taken(
        of.kind === "data-key" ? "a key" : of.kind === "volume" ? "a volume" : of.kind === "container" ? "a container" : "a port",
      );
    }
  }
  return undefined;
}

function placeOf(mention: Mention, file: ManifestFile): string {
  return `line ${mention.object.file.source.lineOf(mention.span.start) + 1}${fileOf(mention, file)}`;
}

function fileOf({ object }: Mention, atHand: ManifestFile): string {
  const { path } = object.file.source;
  return path === atHand.source.path ? "" : ` of \`${path}\``;
}
