import type { Placeholder } from "../engine/index.ts";

/** Text with placeholders in the protocol's snippet syntax; what would be read as a tab stop is escaped. */
export function toSnippet(text: string, placeholders: readonly Placeholder[], firstTabStop = 1): string {
  let snippet = "";
  let done = 0;
  const written = new Set<number>();
  for (const [index, { start, end, tabStop = firstTabStop + index, choices }] of [...placeholders]
    .sort((a, b) => a.start - b.start)
    .entries()) {
    if (start < done) continue;
    snippet += escapeSnippet(text.slice(done, start));
    // What has been written under this number is mirrored.
    if (start === end || written.has(tabStop)) snippet += `$${tabStop}`;
    else if (choices) snippet += `\${${tabStop}|${choices.map((choice) => choice.replace(/[\\,|]/g, "\\$&")).join(",")}|}`;
    else snippet += `\${${tabStop}:${escapeSnippet(text.slice(start, end))}}`;
    written.add(tabStop);
    done = end;
  }
  return snippet + escapeSnippet(text.slice(done));
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}
