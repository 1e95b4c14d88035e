import type { Span } from "../../text/span.ts";
import { readInterpolations, unescapeDollars } from "./interpolation.ts";

/** An entry of a list such as `environment`, `labels` or `args`. */
export interface EnvironmentItem {
  /** Undefined where variables make it up. */
  readonly name: string | undefined;
  readonly nameSpan: Span;
  /** As it is written behind the first `=`, quotes and variables included; undefined where there is no `=`, so that it comes from outside. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
}

/** Divides `NAME=value` or `NAME`. An `=` in `${NAME:-a=b}` is not taken for the divider, as nobody knows what the variable holds. */
export function readEnvironmentItem(text: string): EnvironmentItem {
  if (!text.includes("$")) return divided(text, text.indexOf("="), true);
  let isPlain = true;
  for (const part of readInterpolations(text).parts) {
    if (part.kind === "text") {
      const equals = text.indexOf("=", part.span.start);
      if (equals >= 0 && equals < part.span.end) return divided(text, equals, isPlain);
    } else if (part.kind !== "escape") isPlain = false;
  }
  return divided(text, -1, isPlain);
}

function divided(text: string, equals: number, isPlain: boolean): EnvironmentItem {
  const nameEnd = equals < 0 ? text.length : equals;
  return {
    name: isPlain ? unescapeDollars(text.slice(0, nameEnd)) : undefined,
    nameSpan: { start: 0, end: nameEnd },
    value: equals < 0 ? undefined : text.slice(equals + 1),
    valueSpan: equals < 0 ? undefined : { start: equals + 1, end: text.length },
  };
}
