/** A string of a JSON array, with its place (quotes included) in the text that was read. */
interface JsonString {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** `mixed`: an array with something else than strings in it, at which the build fails. */
export type JsonForm =
  | { readonly kind: "strings"; readonly items: readonly JsonString[] }
  | { readonly kind: "mixed" }
  | { readonly kind: "none" };

const none: JsonForm = { kind: "none" };

/** Reads the exec form from `start` on, with the strictness of Go's JSON: what is no JSON array is shell form. */
export function readJsonForm(text: string, start: number, end: number): JsonForm {
  if (text.charCodeAt(start) !== 91 || text.charCodeAt(end - 1) !== 93) return none;
  let values: unknown;
  try {
    values = JSON.parse(text.slice(start, end));
  } catch {
    return none;
  }
  if (!Array.isArray(values)) return none;
  if (!values.every((value) => typeof value === "string")) return { kind: "mixed" };
  const items: JsonString[] = [];
  let position = start;
  for (const value of values as readonly string[]) {
    const quote = text.indexOf('"', position);
    position = quote + 1;
    while (text.charCodeAt(position) !== 34) position += text.charCodeAt(position) === 92 ? 2 : 1;
    position++;
    items.push({ text: value, start: quote, end: position });
  }
  return { kind: "strings", items };
}
