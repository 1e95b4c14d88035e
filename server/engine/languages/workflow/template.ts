import type { SourceText } from "../../text/source.ts";

/**
 * Whether a text is one that a template engine (Jinja, cookiecutter, ERB, Go templates) makes a workflow of: it is no workflow yet, and nothing
 * can be said about it. Braces inside of values are not enough, as `docker inspect --format '{{.Id}}'` and `pattern={{version}}` have them.
 */
export function looksTemplated({ path, text }: SourceText): boolean {
  if (/\{\{|<%/.test(path)) return true;
  if (!/(?<!\$)\{\{|\{%|<%|\[%/.test(text)) return false;
  return ownLine.test(text) || (text.includes("{{") && placeholder.test(outsideBlocks(text)));
}

/** `{% raw %}`, and lines that are a tag of Jinja, ERB or another. */
const ownLine = /\{%-?[ ]?(?:raw|endraw)[ ]?-?%\}|^[ \t]*(?:- )?(?:\{%[-+ ]|<%[-= ]|\[%[-+ ])/m;

/** A placeholder where a key or a plain value begins, or inside of a value that never holds braces otherwise. */
const placeholder =
  /^ {0,12}(?:- )?(?:(?:[\w-]+:[ \t]{1,4})?\{\{-?[ ]?[\w.]|(?:name|run-name|runs-on|uses|cron|[\w-]+-version):[ \t]{1,4}["']?[^\s"'$]{0,80}\{\{)/m;

/** The text without the lines of block scalars, in which `{{ … }}` may stand for anything. */
function outsideBlocks(text: string): string {
  const kept: string[] = [];
  let limit: number | undefined;
  for (const line of text.split("\n")) {
    const indent = line.length - line.trimStart().length;
    if (limit !== undefined && (line.trim() === "" || indent > limit)) continue;
    limit = /[|>][-+\d]*[ \t]*(?:#.*)?\r?$/.test(line) ? indent : undefined;
    kept.push(line);
  }
  return kept.join("\n");
}

/** Whether placeholders of GitHub's starter workflows stand in a text, which are filled in where somebody takes the workflow over. */
export function isStarterText(text: string): boolean {
  return /\$(?:default-branch|protected-branches|cron-(?:hourly|daily|weekly|monthly))(?![\w-])/.test(text);
}
