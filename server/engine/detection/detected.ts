import type { Confidence, Detected } from "./model.ts";

/** A value that stands at a place. `because` names what stands there. */
export function found<T>(value: T, path: string, line: number, because: string, confidence: Confidence = "certain"): Detected<T> {
  return { value, from: { path, line }, because, confidence };
}

/** A value that no file tells. */
export function assumed<T>(value: T, because: string): Detected<T> {
  return { value, from: undefined, because, confidence: "assumed" };
}

/** The first line of a text that holds what is looked for, counted from 1; 1 where none does. */
export function lineOf(text: string, wanted: string | RegExp): number {
  const at = typeof wanted === "string" ? text.indexOf(wanted) : text.search(wanted);
  return at < 0 ? 1 : text.slice(0, at).split("\n").length;
}
