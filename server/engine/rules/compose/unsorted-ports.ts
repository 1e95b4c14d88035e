import { fixesOf } from "../../application/edit.ts";
import { byNumber, firstMisplaced, sortEdits, sortedIndexes } from "../../application/sorting.ts";
import type { Port } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/unsorted-ports",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "Published ports do not stand in the order of their numbers.",
  why: `
Sorted by the port of the host, a list tells at a glance what is published and what is still free. Compose itself does not care about the order.

The fix moves whole items with their comments. Lists with a port that a variable decides are left alone.`,
  examples: [
    {
      title: "By number",
      bad: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8443:443" # TLS\n      - "8080:80"\n',
      good: 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "8080:80"\n      - "8443:443" # TLS\n',
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#ports"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dclint:service-ports-alphabetical-order"],
  check(file, { report }) {
    for (const { portList, ports, called } of file.services) {
      const { sequence } = portList;
      if (!sequence || sequence.alias || ports.length !== sequence.items.length || file.isMasked(sequence.span)) continue;
      const keys = ports.map(keyOf);
      if (keys.includes(undefined)) continue;
      const known = keys as readonly string[];
      const [index, before] = firstMisplaced(known, byNumber) ?? [];
      if (index === undefined || before === undefined) continue;
      report({
        span: (ports[index] as Port).span,
        message: `The ports of ${called} do not stand in their order: \`${known[index]}\` comes before \`${known[before]}\`. Sorted, a free one is easily seen.`,
        fixes: fixesOf("Sort the ports", "safe", file, sortEdits(file, sequence, sortedIndexes(known, byNumber))),
      });
    }
  },
});

/** The port of the host, else that of the container; undefined where it is not known. */
function keyOf({ published, target }: Port): string | undefined {
  const piece = published.state === "absent" ? target : published;
  if (piece.state !== "known") return undefined;
  const { first, last } = piece.value;
  return first === last ? `${first}` : `${first}-${last}`;
}
