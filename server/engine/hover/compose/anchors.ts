import { mentionAt } from "../../editor/compose/mentions.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import type { Explanation } from "../model.ts";
import { listed } from "./site.ts";

/** What an alias stands for: the keys or the text behind its anchor. */
export function explainAlias(file: ComposeFile, offset: number): Explanation | undefined {
  const mention = mentionAt(file, offset);
  if (mention?.kind !== "anchor" || mention.definition) return undefined;
  const { name, anchor: start, span } = mention;
  const anchor = file.yaml.documents.flatMap(({ anchors }) => anchors).find((one) => one.span.start === start);
  if (!anchor) return undefined;
  const { node } = anchor;
  const holds =
    node?.kind === "map"
      ? listed(node.entries.map(({ key }) => `\`${key}\``))
      : node?.kind === "sequence"
        ? `${node.items.length} ${node.items.length === 1 ? "item" : "items"}`
        : node && node.text.length <= 80 && !node.text.includes("`")
          ? `\`${node.text}\``
          : "";
  const line = file.source.lineOf(anchor.span.start) + 1;
  return { markdown: `What stands behind \`&${name}\`, line ${line}${holds === "" ? "" : `: ${holds}`}.`, span };
}
