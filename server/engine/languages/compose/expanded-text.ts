import type { Span } from "../../text/span.ts";
import { type Lookup, readInterpolations } from "./interpolation.ts";

/** A part of a short syntax: not there, there with a value that hangs on variables, or there with its value. */
export type Piece<T> =
  | { readonly state: "absent"; readonly span: Span; readonly isDefault: boolean }
  | { readonly state: "unknown"; readonly span: Span }
  | {
      readonly state: "known";
      readonly span: Span;
      readonly value: T;
      /** It holds as long as nobody sets the variables that it is the default of. */
      readonly isDefault: boolean;
    };

/** Stands for a variable without a value; no path, port or name has it. */
export const unknownCharacter = "\uFFFC";

interface Origin {
  readonly span: Span;
  readonly isDefault: boolean;
  /** The variable that has no value. */
  readonly unknown: string | undefined;
}

/** A value whose variables are replaced where their value or a default is known, with the way back to what is written. */
export interface ExpandedText {
  readonly text: string;
  /** Where a part of it is written: around the variables that it comes from. */
  spanOf(start: number, end: number): Span;
  /** Whether a part of it comes from defaults, be it that they are empty. */
  isDefault(start: number, end: number): boolean;
  /** The name of the variable without a value at an offset. */
  unknownAt(offset: number): string | undefined;
}

/** Replaces the variables of a value; one that has neither a value nor a default becomes `unknownCharacter`. */
export function expandText(text: string, lookup: Lookup = () => undefined): ExpandedText {
  if (!text.includes("$")) return plain(text);
  const interpolations = readInterpolations(text);
  const origins: Origin[] = [];
  const emptyDefaults = new Set<number>();
  let expanded = "";
  for (const part of interpolations.parts) {
    const { span } = part;
    if (part.kind === "text") {
      for (let i = span.start; i < span.end; i++) origins.push({ span: { start: i, end: i + 1 }, isDefault: false, unknown: undefined });
      expanded += text.slice(span.start, span.end);
      continue;
    }
    const known = interpolations.valueOf(part, lookup);
    const value = known ?? interpolations.valueOf(part, lookup, true);
    const isDefault = known === undefined && value !== undefined;
    const unknown = value === undefined && part.kind !== "escape" ? (part.name ?? "") : undefined;
    if (value === "" && isDefault) emptyDefaults.add(expanded.length);
    const piece = value ?? unknownCharacter;
    for (let i = 0; i < piece.length; i++) origins.push({ span, isDefault, unknown });
    expanded += piece;
  }
  return {
    text: expanded,
    spanOf(start, end) {
      const before = origins[start - 1]?.span.end ?? 0;
      if (start >= end) return { start: before, end: before };
      return { start: origins[start]?.span.start ?? before, end: origins[end - 1]?.span.end ?? text.length };
    },
    isDefault(start, end) {
      for (let i = start; i <= end; i++) if (emptyDefaults.has(i) || (i < end && origins[i]?.isDefault)) return true;
      return false;
    },
    unknownAt: (offset) => origins[offset]?.unknown,
  };
}

function plain(text: string): ExpandedText {
  return { text, spanOf: (start, end) => ({ start, end: Math.max(start, end) }), isDefault: () => false, unknownAt: () => undefined };
}

/** A part of an expanded text: its own text where it is known. */
export function pieceOf(expanded: ExpandedText, start: number, end: number): Piece<string> {
  const span = expanded.spanOf(start, end);
  const value = expanded.text.slice(start, end);
  if (value.includes(unknownCharacter)) return { state: "unknown", span };
  const isDefault = expanded.isDefault(start, end);
  return value === "" ? { state: "absent", span, isDefault } : { state: "known", span, value, isDefault };
}
