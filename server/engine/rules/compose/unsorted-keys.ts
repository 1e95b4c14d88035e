import * as z from "zod/mini";
import { fixesOf, orders } from "../../application/edit.ts";
import { firstMisplaced, ranksOf, sortEdits, sortedIndexes } from "../../application/sorting.ts";
import type { YamlMap } from "../../languages/yaml/model.ts";
import { defineRule } from "../../rule.ts";

const options = z.object({
  service: z
    ._default(z.array(z.string()), [...orders.service])
    .check(z.describe("The order of the keys of a service; none: they are not judged.")),
  root: z
    ._default(z.array(z.string()), [...orders.root])
    .check(z.describe("The order of the keys of the file; none: they are not judged.")),
});

const numbers = (one: number, other: number): number => one - other;

export default defineRule({
  id: "compose/unsorted-keys",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "The keys of a service, or of the file, do not stand in the usual order.",
  why: `
Where the keys of all services have one order, what a service is made of, what it is given and how it is kept alive is found at the same place in each, and two services are easily compared.

The order is that in which fixes write new keys: image and build, command, environment, networks and ports, volumes, health and limits. The options \`service\` and \`root\` give another one; an empty list switches the rule off for that place. A key that is not in the order stays behind the key that it follows. Where dclint's settings are read, its order counts.`,
  examples: [
    {
      title: "What it is made of comes first",
      bad: 'services:\n  web:\n    ports:\n      - "127.0.0.1:8080:80"\n    # pinned\n    image: nginx:1.29\n',
      good: 'services:\n  web:\n    # pinned\n    image: nginx:1.29\n    ports:\n      - "127.0.0.1:8080:80"\n',
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dclint:service-keys-order", "dclint:top-level-properties-order"],
  options,
  check(file, { options: { service: serviceOrder, root: rootOrder }, report }) {
    const judge = (map: YamlMap | undefined, order: readonly string[], of: string): void => {
      if (!map || map.alias) return;
      const keys = map.entries.map(({ key }) => key);
      const ranks = ranksOf(keys, order);
      const [index, before] = firstMisplaced(ranks, numbers) ?? [];
      if (index === undefined || before === undefined) return;
      report({
        span: map.entries[index]?.keySpan ?? map.span,
        message: `\`${keys[index]}\` usually comes before \`${keys[before]}\`. One order for ${of} makes them easy to read and to compare.`,
        fixes: fixesOf(`Sort the keys of ${of}`, "safe", file, sortEdits(file, map, sortedIndexes(ranks, numbers))),
      });
    };
    judge(file.root.map, rootOrder, "the file");
    for (const { mapping, called } of file.services) judge(mapping.map, serviceOrder, called);
  },
});
