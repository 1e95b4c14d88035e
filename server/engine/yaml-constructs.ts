import type { YamlFile, YamlNode } from "./languages/yaml/model.ts";
import type { SourceText } from "./text/source.ts";
import type { Span } from "./text/span.ts";

/** A key with its value, or an item of a list: what a comment in a YAML file can be for. */
export interface YamlConstruct {
  /** From the key or the dash to the end of the value. */
  readonly span: Span;
  /** Undefined for an item. */
  readonly key: string | undefined;
  readonly keySpan: Span | undefined;
  /** Not inside braces or brackets. */
  readonly isBlock: boolean;
  readonly parent: YamlConstruct | undefined;
}

/** All constructs of a file in the order of the text, the outer ones first; what stands behind an alias counts where its anchor is. */
export function constructsOf(file: YamlFile): YamlConstruct[] {
  const constructs: YamlConstruct[] = [];
  const walk = (node: YamlNode | undefined, parent: YamlConstruct | undefined): void => {
    if (!node || node.alias || node.kind === "scalar") return;
    const isBlock = !node.isFlow;
    if (node.kind === "map") {
      for (const { key, keySpan, span, value } of node.entries) {
        const construct = { span, key, keySpan, isBlock, parent };
        constructs.push(construct);
        walk(value, construct);
      }
      return;
    }
    for (const { span, value } of node.items) {
      const construct = { span, key: undefined, keySpan: undefined, isBlock, parent };
      constructs.push(construct);
      walk(value, construct);
    }
  };
  for (const { root } of file.documents) walk(root, undefined);
  return constructs;
}

/** The index of the first construct that starts behind an offset. */
export function firstBehind(constructs: readonly { readonly span: Span }[], offset: number): number {
  let low = 0;
  let high = constructs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((constructs[middle] as { readonly span: Span }).span.start <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The innermost construct in block style that an offset is in: the last that starts before it, or one around that. */
export function innermost(constructs: readonly YamlConstruct[], offset: number): YamlConstruct | undefined {
  let one = constructs[firstBehind(constructs, offset) - 1];
  while (one && !(one.isBlock && offset <= one.span.end)) one = one.parent;
  return one;
}

/**
 * What a comment at an offset is for: the construct below where it has its line to itself; else the last in block style that starts on its
 * line, or that ends there.
 */
export function constructAt(constructs: readonly YamlConstruct[], source: SourceText, offset: number): YamlConstruct | undefined {
  const next = firstBehind(constructs, offset);
  if (isFirstOnLine(source, offset)) return constructs[next];
  const line = source.lineStarts[source.lineOf(offset)] as number;
  let one = constructs[next - 1];
  while (one && !(one.isBlock && (one.span.start >= line || line < one.span.end))) one = one.parent;
  return one;
}

/** Whether nothing but blanks stands before an offset on its line, so that a comment line may stand above. */
export function isFirstOnLine(source: SourceText, offset: number): boolean {
  const start = source.lineStarts[source.lineOf(offset)] as number;
  return /^\uFEFF?[ ]*$/.test(source.text.slice(start, offset));
}

/** The step (an item of `steps` or `parallel`) that a construct is, or is in. */
export function stepAround(construct: YamlConstruct | undefined): YamlConstruct | undefined {
  for (let one = construct; one; one = one.parent) {
    if (one.key === undefined && (one.parent?.key === "steps" || one.parent?.key === "parallel")) return one;
  }
  return undefined;
}
