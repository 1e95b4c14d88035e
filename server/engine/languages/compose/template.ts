import type { SourceText } from "../../text/source.ts";

/** Tags of Jinja, ERB and the like, and Go templates that stand where YAML would read a map; inside of quotes they are Swarm's or a log driver's. */
const tags = /\{%|<%[-=]?[ ]|^[ \t]*(?:- )?\{\{|^[ \t]*(?:- )?[\w.-]+:[ \t]+\{\{|\$\{\{/m;

/** Whether a template engine makes a Compose file of a text, by the text or a name such as `{{cookiecutter.slug}}` on the path to it. */
export function looksTemplated({ path, text }: SourceText): boolean {
  if (/\{\{|<%/.test(path)) return true;
  return (text.includes("{{") || text.includes("{%") || text.includes("<%")) && tags.test(text);
}

/** Whether a template engine writes a part of a text. */
export function hasPlaceholder(text: string): boolean {
  return /\{\{|\{%|<%/.test(text);
}
