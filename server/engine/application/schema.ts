import type { ComposeFile } from "../languages/compose/model.ts";
import { formsOf } from "../languages/compose/schema.ts";
import { type Home, type SchemaProblem, schemaProblemsOf } from "../languages/compose/schema-problems.ts";
import type { ComposeType } from "../languages/compose/schema-types.ts";
import { Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry, YamlScalar } from "../languages/yaml/model.ts";
import { asWritten, inOrder } from "../languages/yaml/moved.ts";
import { styleOf } from "../languages/yaml/patch.ts";
import type { Fix, Safety } from "../rule.ts";
import { insert, replace, type TextEdit } from "../text/edit.ts";
import { either, listed } from "../text/either.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { applicationOf } from "./application.ts";
import { allOf, type Edits, fixesOf, insertAt, insertServiceAt, removeKey } from "./edit.ts";
import { misindentedIn } from "./misindented.ts";

/**
 * What Compose does not allow in a file, of one kind: nothing of a file that YAML cannot read, and nothing that a file laid below or a service that is
 * extended may supply.
 */
export function schemaProblemsIn(file: ComposeFile, code: SchemaProblem["code"], workspace: Workspace): readonly SchemaProblem[] {
  if (file.isBroken) return [];
  const problems = schemaProblemsOf(file).filter((problem) => problem.code === code);
  if (problems.length === 0) return [];
  const isSupplied = (problem: SchemaProblem) =>
    (problem.code === "missing-key" || problem.about === "empty") &&
    (applicationOf(file, workspace).isOverride || (problem.about === "empty" && extendsOther(file, problem)));
  const misindented = misindentedIn(file);
  const heads = new Set(misindented.map(({ head }) => head));
  const others = new Set(misindented.flatMap(({ members }) => members.slice(1)));
  const isSameSlip = ({ about, entry }: SchemaProblem) =>
    entry !== undefined && (others.has(entry) || (about === "empty" && heads.has(entry)));
  return problems.filter((problem) => !isSupplied(problem) && !isSameSlip(problem));
}

function extendsOther(file: ComposeFile, { path: [section, name] }: SchemaProblem): boolean {
  return section === "services" && typeof name === "string" && file.service(name)?.extends !== undefined;
}

/** The scalar that a problem is about, where it may be edited. */
export function scalarOf({ entry, item }: SchemaProblem): YamlScalar | undefined {
  const value = item ? item.item.value : entry?.value;
  return value?.kind === "scalar" && !value.alias ? value : undefined;
}

/** The fix that puts another word in the place of a scalar: between its quotes, without them, or with quotes around. */
export function rewriteFix(
  file: ComposeFile,
  problem: SchemaProblem,
  text: string,
  safety: Safety,
  quotes: "kept" | "none" | "double",
): readonly Fix[] {
  const node = scalarOf(problem);
  if (!node || node.style === "literal" || node.style === "folded" || node.tag !== undefined) return [];
  const inside = quotes === "kept" && node.style !== "plain" ? 1 : 0;
  const written = quotes === "double" ? `"${text}"` : text;
  const title = quotes === "double" && text === node.text ? "Put it in quotes" : `Write \`${written}\``;
  return fixesOf(title, safety, file, [replace({ start: node.span.start + inside, end: node.span.end - inside }, written)]);
}

/** What a type takes, in words. */
export function taken(type: ComposeType): string {
  const forms = [
    ...new Set(
      formsOf(type)
        .filter(({ is }) => is !== "null")
        .map(takenByForm),
    ),
  ];
  return listed(forms);
}

function takenByForm(type: ComposeType): string {
  switch (type.is) {
    case "string":
      return "a text";
    case "boolean":
      return "`true` or `false`";
    case "number":
      return `a ${type.isWhole ? "whole " : ""}number${range(type)}`;
    case "duration":
      return "a duration such as `1m30s`";
    case "bytes":
      return "an amount such as `512m` or `1g`";
    case "enum":
      return type.isOpen ? "a text" : either(type.values);
    case "format":
      return type.format.takes;
    case "list":
      return "a list";
    default:
      return "keys with values";
  }
}

function range({ minimum, maximum }: { readonly minimum: number | undefined; readonly maximum: number | undefined }): string {
  if (minimum === undefined) return "";
  return maximum === undefined ? ` from ${minimum} on` : ` from ${minimum} to ${maximum}`;
}

/** Moves an entry to where its key belongs; undefined where that place has it already, or cannot be reached. */
export function moveHome(file: ComposeFile, entry: YamlEntry, home: Home): Edits {
  const { map, path } = home;
  if (!map) return undefined;
  const target = Mapping.of(file, map);
  if (target.at(...path.slice(0, -1)).entryOf(path.at(-1) as string)) return undefined;
  const isBeside = entry.map === map && path.length > 1 && path.at(-1) === entry.key && !target.entryOf(path[0]);
  return moved(file, entry, target, path) ?? (isBeside ? wrapped(file, entry, path.slice(0, -1)) : undefined);
}

function moved(file: ComposeFile, entry: YamlEntry, target: Mapping, path: Home["path"]): Edits {
  const value = asWritten(file, entry);
  if (value === undefined) return undefined;
  const service = file.services.find(({ mapping }) => mapping.map === target.map);
  const inserted = service ? insertServiceAt(service, path, value) : insertAt(file, target, path, value);
  return inOrder(allOf(removeKey(file, entry), inserted));
}

/** Puts keys above an entry, and the entry below them where it stands. */
function wrapped(file: ComposeFile, entry: YamlEntry, keys: readonly string[]): Edits {
  const { source } = file;
  const first = source.lineOf(entry.keySpan.start);
  const before = source.text.slice(source.lineSpan(first).start, entry.keySpan.start);
  if (entry.map.isFlow || entry.map.alias || before.trim() !== "") return undefined;
  const step = " ".repeat(styleOf(file.yaml).step);
  const above = keys.map((key, depth) => `${before}${step.repeat(depth)}${key}:${source.eol}`).join("");
  const edits: TextEdit[] = [];
  for (let line = first; line < source.lineStarts.length && source.lineSpan(line).start < entry.span.end; line++) {
    const { start, end } = source.lineSpan(line);
    if (source.text.slice(start, end).trim() !== "") edits.push(insert(start, `${line === first ? above : ""}${step.repeat(keys.length)}`));
  }
  return edits;
}

/** Names the thing that a value belongs to: "An item of `ports`", "`restart`". */
export function named({ item, key, entry, about }: SchemaProblem): string {
  return item && about !== "empty" ? `An item of \`${key}\`` : `\`${entry?.key ?? key}\``;
}
