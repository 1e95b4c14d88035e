import type { YamlFile } from "../languages/yaml/model.ts";
import { styleOf } from "../languages/yaml/patch.ts";
import type { YamlPlace } from "./yaml-place.ts";

/** Line breaks and indents of a file, for what is written at a column. */
export interface Layout {
  readonly eol: string;
  readonly step: number;
  readonly listIndent: number;
  /** Lines that begin at the column of the key, the first of them at the cursor; each with the blanks that it is indented by. */
  lines(texts: readonly string[], shift?: number): string;
}

/** Line breaks and indents of a file, for what is written at a column. */
export function layoutOf({ file, yaml }: { readonly file: { readonly yaml: YamlFile }; readonly yaml: Pick<YamlPlace, "column"> }): Layout {
  const { eol, step, listIndent } = styleOf(file.yaml);
  return {
    eol,
    step,
    listIndent,
    lines: (texts, shift = 0) => texts.map((text, i) => (i === 0 || text === "" ? text : " ".repeat(yaml.column + shift) + text)).join(eol),
  };
}

/**
 * Lines written with two blanks a level and lists that are not indented, in the steps of a file: `- ` behind a key stands `listIndent` deeper.
 */
export function inStyle(lines: readonly string[], { step, listIndent }: { readonly step: number; readonly listIndent: number }): string[] {
  const result: string[] = [];
  // Where each level of the given lines goes, from the outermost; a list that is not indented is a level of its own.
  const levels: { readonly from: number; readonly to: number; readonly isList: boolean }[] = [{ from: 0, to: 0, isList: false }];
  let isBelowKey = false;
  for (const line of lines) {
    const content = line.trimStart();
    if (content === "") {
      result.push("");
      continue;
    }
    const from = line.length - content.length;
    const isItem = content.startsWith("- ");
    while (levels.length > 1 && isOver(levels.at(-1), from, isItem)) levels.pop();
    const outer = levels.at(-1) ?? { from: 0, to: 0, isList: false };
    if (isItem && isBelowKey) levels.push({ from, to: outer.to + listIndent, isList: true });
    else if (from > outer.from) levels.push({ from, to: outer.to + step, isList: false });
    const to = levels.at(-1)?.to ?? 0;
    result.push(" ".repeat(to) + content);
    if (isItem) levels.push({ from: from + 2, to: to + 2, isList: false });
    isBelowKey = content.endsWith(":");
  }
  return result;
}

/** Whether a level has ended with a line. */
function isOver(level: { readonly from: number; readonly isList: boolean } | undefined, from: number, isItem: boolean): boolean {
  return level !== undefined && (level.from > from || (level.from === from && level.isList && !isItem));
}
