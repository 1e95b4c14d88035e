import { MappedText, type Segment } from "../../text/mapped.ts";
import type { ScalarValue } from "../yaml/mapping.ts";
import type { YamlScalar } from "../yaml/model.ts";
import { unescapeDollars } from "./interpolation.ts";

/** Whether a text holds a variable that Compose fills in: `$NAME` or `${…}`; `$$` is a dollar sign. */
export function hasVariable(text: string): boolean {
  return text.includes("$") && /(?:^|[^$])(?:\$\$)*\$(?:\{|[A-Za-z_])/.test(text);
}

/**
 * What a scalar is to Compose, which reads YAML 1.2 (go-yaml v3): `yes`, `on` and `no` are strings. What `!reset` takes away is nothing.
 */
export function scalarValue(node: YamlScalar): ScalarValue {
  if (node.tag === "!reset") return null;
  return typeof node.value === "string" ? unescapeDollars(node.value) : node.value;
}

/** The same with the way back to the file: the second of two dollar signs is left out. */
export function unescaped(text: MappedText): MappedText {
  if (!text.text.includes("$$")) return text;
  const segments: Segment[] = [];
  let joined = "";
  let from = 0;
  for (const { index } of [...text.text.matchAll(/\$\$/g), { index: text.text.length }]) {
    const piece = text.slice({ start: from, end: Math.min(index + 1, text.text.length) });
    for (const segment of piece.segments) if (segment.length > 0) segments.push({ ...segment, joined: segment.joined + joined.length });
    joined += piece.text;
    from = index + 2;
  }
  return new MappedText(joined, segments);
}
