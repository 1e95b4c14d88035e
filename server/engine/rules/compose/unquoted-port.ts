import { fixesOf, quote } from "../../application/edit.ts";
import { isSexagesimal } from "../../languages/compose/ports.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/unquoted-port",
  language: "compose",
  category: "reproducibility",
  severity: "info",
  preset: "optional",
  summary: "A port mapping without quotes, which older readers of YAML may take for a number.",
  why: `
YAML 1.1 reads digits with colons between them as numbers to the base 60 where each part behind the first is below 60: \`22:22\` is 1342 there. Compose of today reads YAML 1.2 and sees text, but Compose 1 and many other tools that read these files do not.

Quotes settle it, and all mappings look alike then. One that such a reader takes for a number is an info, any other a hint.`,
  examples: [
    {
      title: "A number to the base 60",
      bad: "services:\n  git:\n    image: ghcr.io/example/git:1.4.2\n    ports:\n      - 22:22\n",
      good: 'services:\n  git:\n    image: ghcr.io/example/git:1.4.2\n    ports:\n      - "22:22"\n',
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#ports", "https://yaml.org/type/int.html"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dclint:require-quotes-in-ports"],
  check(file, { report }) {
    // What several services have from one anchor is said once.
    const told = new Set<number>();
    for (const { ports } of file.services) {
      for (const { node } of ports) {
        if (node.kind !== "scalar" || node.style !== "plain" || !node.text.includes(":") || told.has(node.span.start)) continue;
        told.add(node.span.start);
        const isNumber = isSexagesimal(node.text);
        report({
          span: node.span,
          ...(!isNumber && { severity: "hint" as const }),
          message: isNumber
            ? `Readers of YAML 1.1 take \`${node.text}\` for a number to the base 60. Put it in quotes.`
            : `Without quotes \`${node.text}\` is read as text, but \`22:22\` would not be by all readers. Put every port mapping in quotes.`,
          fixes: fixesOf("Put it in quotes", "safe", file, quote(file, node)),
        });
      }
    }
  },
});
