import { fixesOf } from "../../application/edit.ts";
import { byName, firstMisplaced, sortEdits, sortedIndexes } from "../../application/sorting.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/unsorted-dependencies",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "The names in `depends_on` do not stand in alphabetical order.",
  why: `
The order of \`depends_on\` means nothing to Compose, which starts all of them at once; sorted, it does not look as if it did, and a name that is there twice is seen.

The fix moves whole entries with their comments.`,
  examples: [
    {
      title: "By name",
      bad: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - redis\n      - api\n",
      good: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      - api\n      - redis\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dclint:service-dependencies-alphabetical-order"],
  check(file, { report }) {
    for (const { mapping, dependencies, called } of file.services) {
      const holder = mapping.entryOf("depends_on")?.value;
      if (!holder || holder.kind === "scalar" || holder.alias || file.isMasked(holder.span)) continue;
      const children = holder.kind === "map" ? holder.entries : holder.items;
      const names = dependencies.map(({ name }) => name);
      const [index, before] = firstMisplaced(names, byName) ?? [];
      if (index === undefined || before === undefined || children.length !== names.length) continue;
      report({
        span: dependencies[index]?.nameSpan ?? holder.span,
        message: `What ${called} depends on does not stand in alphabetical order: \`${names[index]}\` comes before \`${names[before]}\`. The order means nothing to Compose.`,
        fixes: fixesOf("Sort the dependencies by name", "safe", file, sortEdits(file, holder, sortedIndexes(names, byName))),
      });
    }
  },
});
