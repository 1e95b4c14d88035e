import type { ComposeFile } from "../../languages/compose/model.ts";
import type { Completion } from "../completion.ts";

/** The anchors that an alias may name: those before it. Behind `<<:` only maps can be taken over. */
export function completeAlias(file: ComposeFile, offset: number): Completion[] {
  const { source } = file;
  const before = source.text.slice(source.lineStarts[source.lineOf(offset)] ?? 0, offset);
  const [, lead = "", word] = /^(.*(?:[:[,-]\s+|\[))\*([\w.-]*)$/.exec(before) ?? [];
  if (word === undefined) return [];
  const isMerge = /<<\s*:\s*(?:\[.*)?$/.test(lead);
  const span = { start: offset - word.length, end: offset };
  const anchors = file.yaml.documents.flatMap((document) => document.anchors);
  return anchors
    .filter((anchor) => anchor.span.end < span.start && (!isMerge || anchor.node === undefined || anchor.node.kind === "map"))
    .toReversed()
    .map(({ name, span: { start } }) => ({
      kind: "variable" as const,
      label: name,
      span,
      text: name,
      detail: `anchor in line ${source.lineOf(start) + 1}`,
    }));
}
