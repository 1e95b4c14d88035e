import { fixesOf } from "../../application/edit.ts";
import { byName, firstMisplaced, sortEdits, sortedIndexes } from "../../application/sorting.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/unsorted-services",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "Services do not stand in alphabetical order.",
  why: `
In a long file a service is found faster where its name tells its place, and two people who add one do so in different places. Compose itself does not care: what is started first follows from \`depends_on\`.

The fix moves services as whole blocks, with the comments above, behind and inside of them; empty lines between them stay where they are. Where a comment between two services belongs to neither, or an anchor would come behind what uses it, there is no fix.`,
  examples: [
    {
      title: "By name",
      bad: "services:\n  web: # for all\n    image: nginx:1.29\n\n  # data\n  db:\n    image: postgres:18\n",
      good: "services:\n  # data\n  db:\n    image: postgres:18\n\n  web: # for all\n    image: nginx:1.29\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dclint:services-alphabetical-order"],
  check(file, { report }) {
    const { map } = file.serviceSection;
    if (!map || map.alias) return;
    const names = map.entries.map(({ key }) => key);
    const [index, before] = firstMisplaced(names, byName) ?? [];
    if (index === undefined || before === undefined || names.includes("<<")) return;
    report({
      span: map.entries[index]?.keySpan ?? map.span,
      message: `The services do not stand in alphabetical order: \`${names[index]}\` comes before \`${names[before]}\`. Sorted, each is found by its name.`,
      fixes: fixesOf("Sort the services by name", "safe", file, sortEdits(file, map, sortedIndexes(names, byName))),
    });
  },
});
