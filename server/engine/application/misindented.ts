import type { ComposeFile } from "../languages/compose/model.ts";
import { formsOf, objectsOf } from "../languages/compose/schema.ts";
import { type SchemaProblem, schemaProblemsOf } from "../languages/compose/schema-problems.ts";
import { isNull } from "../languages/yaml/mapping.ts";
import type { YamlEntry } from "../languages/yaml/model.ts";
import { styleOf } from "../languages/yaml/patch.ts";
import type { Problem } from "../rule.ts";
import { insert } from "../text/edit.ts";
import { rememberFor } from "../text/remember.ts";
import { fixesOf } from "./edit.ts";

/** Keys beside an empty one that they are parts of: their indentation has been forgotten, which is one slip. */
export interface Misindented {
  readonly head: YamlEntry;
  readonly members: readonly YamlEntry[];
}

/** The keys of a file whose indentation has been forgotten, in the order of the text. */
export const misindentedIn: (file: ComposeFile) => readonly Misindented[] = rememberFor((file: ComposeFile): readonly Misindented[] => {
  const problems = schemaProblemsOf(file);
  const empty = new Map(problems.flatMap((one) => (one.about === "empty" && one.entry && !one.item ? [[one.entry, one] as const] : [])));
  const found: { head: YamlEntry; members: YamlEntry[] }[] = [];
  for (const problem of problems) {
    const { entry } = problem;
    if (!entry || problem.item || problem.about === "empty" || entry.map.isFlow || entry.map.alias) continue;
    const before = entry.map.entries[entry.map.entries.indexOf(entry) - 1];
    if (!before) continue;
    const last = found.at(-1);
    const run = last?.members.at(-1) === before ? last : undefined;
    const head = run?.head ?? before;
    if (!isNull(head.value) || !isPartOf(problem, head, empty.get(head))) continue;
    if (run) run.members.push(entry);
    else found.push({ head, members: [entry] });
  }
  return found;
});

function isPartOf({ code, entry, home, suggestion }: SchemaProblem, head: YamlEntry, empty: SchemaProblem | undefined): boolean {
  if (code === "unknown-key" && home) return home.map === head.map && home.path.length > 1 && home.path[0] === head.key;
  const expected = empty?.expected;
  if (!expected || !entry) return false;
  if (code === "unknown-key") return suggestion === undefined && formsOf(expected).some(({ is }) => is === "map");
  // A name is free there, and what stands behind it is what a field of the empty one takes.
  return code === "wrong-type" && entry.value?.kind === "scalar" && objectsOf(expected).some(({ fields }) => fields.has(entry.key));
}

/** Tells of keys whose indentation has been forgotten, at the first of them. */
export function tellMisindented(file: ComposeFile, { head, members }: Misindented): Problem {
  const [first] = members as readonly [YamlEntry, ...YamlEntry[]];
  const { source } = file;
  const end = (members.at(-1) as YamlEntry).span.end;
  const step = " ".repeat(styleOf(file.yaml).step);
  const edits = [];
  for (let line = source.lineOf(first.keySpan.start); line < source.lineStarts.length && source.lineSpan(line).start < end; line++) {
    const { start, end: stop } = source.lineSpan(line);
    if (source.text.slice(start, stop).trim() !== "") edits.push(insert(start, step));
  }
  return {
    span: first.keySpan,
    message: `\`${first.key}\` stands beside \`${head.key}\`, which is empty: Compose refuses the file. Indent ${members.length > 1 ? `it and the ${members.length - 1 === 1 ? "key" : `${members.length - 1} keys`} below it` : "it"}.`,
    fixes: fixesOf(`Put ${members.length > 1 ? "them" : "it"} into \`${head.key}\``, "unsafe", file, edits),
  };
}
