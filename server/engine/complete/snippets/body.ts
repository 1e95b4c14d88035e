import type { Placeholder } from "../completion.ts";

/** What a snippet writes with its defaults, and its tab stops. */
export interface SnippetText {
  readonly text: string;
  readonly placeholders: readonly Placeholder[];
}

/** `$1`, `${1:default}`, `${1|one,two|}`; a dollar before anything but a number is text, and so is one behind a backslash. */
const mark = /\\\$|\$(?:(\d+)|\{(\d+)(?::([^{}]*)|\|([^{}]*)\|)?\})/g;

/** The texts between commas; a comma behind a backslash is text. */
function choicesIn(choices: string): string[] {
  return choices.split(/(?<!\\),/).map((choice) => choice.replaceAll("\\,", ","));
}

/** The body of a snippet as its source writes it. A mirror, a number that comes again, has the text of the first that has one. */
export function readBody(body: string): SnippetText {
  const defaults = new Map<number, string>();
  for (const [, plain, inBraces, value, choices] of body.matchAll(mark)) {
    const tabStop = Number(plain ?? inBraces);
    const text = value ?? (choices === undefined ? undefined : choicesIn(choices)[0]);
    if (text !== undefined && !defaults.has(tabStop)) defaults.set(tabStop, text);
  }
  let text = "";
  let done = 0;
  const placeholders: Placeholder[] = [];
  for (const match of body.matchAll(mark)) {
    const [whole, plain, inBraces, , choices] = match;
    text += body.slice(done, match.index);
    done = match.index + whole.length;
    if (whole === "\\$") {
      text += "$";
      continue;
    }
    const tabStop = Number(plain ?? inBraces);
    const start = text.length;
    text += defaults.get(tabStop) ?? "";
    placeholders.push({ start, end: text.length, tabStop, ...(choices === undefined ? {} : { choices: choicesIn(choices) }) });
  }
  return { text: text + body.slice(done), placeholders };
}
