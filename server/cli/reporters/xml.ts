const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
  "\r": "&#13;",
  "\t": "&#9;",
};

/** Text for XML 1.0, which has no place for most control characters and for halves of surrogate pairs. */
export function xmlText(text: string): string {
  return text
    .replace(/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|\p{Cs}/gu, "\uFFFD")
    .replace(/[&<>"'\n\r\t]/g, (character) => entities[character] as string);
}
