import type { Span } from "../../text/span.ts";
import type { YamlEntry, YamlMap, YamlProblem, YamlSequence } from "../yaml/model.ts";
import type { Masks } from "./mapping.ts";
import type { Template } from "./model.ts";

/** A text with its placeholders masked by something of equal length that YAML reads, so that all places stay. */
export interface Masked extends Masks {
  readonly text: string;
  readonly template: Template | undefined;
  /** Whether a problem of YAML may come from the template alone, such as a key that stands in both branches of a condition. */
  mayExplain(problem: YamlProblem): boolean;
}

/** The text itself, where nothing is to be masked. */
function plain(text: string): Masked {
  return { text, template: undefined, isMasked: () => false, isOpen: () => false, isFilled: () => false, mayExplain: () => false };
}

/** Masks the placeholders of a text. */
export function mask(text: string): Masked {
  if (!text.includes("{{") && !text.includes("{%") && !text.includes("${")) return plain(text);
  const spans: Span[] = [];
  const masked = text.replace(/\{\{[\s\S]*?\}\}|\$\{[^}\n]*\}/g, (found, offset: number) => {
    spans.push({ start: offset, end: offset + found.length });
    return "T".padEnd(found.length, "_");
  });
  const isIn = ({ start, end }: Span) => spans.some((span) => span.start < end && start < span.end);
  return {
    text: masked,
    template: spans.length > 0 ? "helm" : undefined,
    isMasked: isIn,
    isOpen: (node: YamlMap | YamlSequence) => isIn(node.span),
    isFilled: (entry: YamlEntry) => isIn({ start: entry.keySpan.end, end: entry.valueOffset + 1 }),
    mayExplain: () => true,
  };
}
