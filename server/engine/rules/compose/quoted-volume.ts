import { fixesOf } from "../../application/edit.ts";
import { scalarsOf } from "../../application/hardening.ts";
import { isRepeated } from "../../languages/yaml/edits.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "compose/quoted-volume",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "A volume stands in quotes that it does not need.",
  why: `
The short syntax of a volume is a plain text in YAML: unlike ports, whose colons some programs read as a number of base 60, nothing in it has another meaning without quotes. Written without them throughout, those that are needed stand out.

Quotes that are needed are left alone: around a blank before a \`#\`, a colon before a blank, or in the short list form with a comma or braces.`,
  examples: [
    {
      title: "A plain text",
      bad: 'services:\n  db:\n    image: postgres:18\n    volumes:\n      - "data:/var/lib/postgresql"\nvolumes:\n  data:\n',
      good: "services:\n  db:\n    image: postgres:18\n    volumes:\n      - data:/var/lib/postgresql\nvolumes:\n  data:\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#volumes"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dclint:no-quotes-in-volumes"],
  check(file, { report }) {
    for (const { mountList } of file.services) {
      if (mountList.sequence?.alias) continue;
      for (const { node } of scalarsOf(mountList)) {
        if (node.alias || node.tag || !(node.style === "single" || node.style === "double")) continue;
        // The same text without its quotes, and one that is a text without them too.
        if (file.source.slice(node.span).slice(1, -1) !== node.text || !isPlain(node.text, mountList.sequence?.isFlow === true)) continue;
        if (isRepeated(file.yaml, node.span.start)) continue;
        report({
          span: node.span,
          message: `\`${node.text}\` needs no quotes. Without them, those that are needed stand out.`,
          fixes: fixesOf("Remove the quotes", "safe", file, [replace(node.span, node.text)]),
        });
      }
    }
  },
});

/** Whether YAML reads a text without quotes as the same text: it begins like a path, a name or a variable, and nothing in it means something else. */
function isPlain(text: string, inFlow: boolean): boolean {
  if (!/^(?:[./~$]|[A-Za-z])/.test(text) || /^[~.]$|[\r\n]|:(?:\s|$)|\s#|\s$/.test(text)) return false;
  if (/^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan)$/i.test(text) || /^[\d.]+$/.test(text)) return false;
  return !(inFlow && /[,[\]{}]/.test(text));
}
