import { applicationOf } from "../../application/application.ts";
import { isUnused, kindNames } from "../../application/declarations.ts";
import { fixesOf, removeKey } from "../../application/edit.ts";
import { unkeptData } from "../../application/stateful.ts";
import { declarationKinds } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/unused-declaration",
  language: "compose",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "A network, volume, secret, config or model is declared and used by no service.",
  why: `
Compose creates nothing for it. It mostly is what remains of a service that has gone, or shows that the service which should use it does not: a database whose volume is declared and not mounted loses its data.

Silent where other files of the folder use it, where the file is a part of another application, and where variables decide what is used.`,
  examples: [
    {
      title: "A volume of a service that has gone",
      bad: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - pages:/usr/share/nginx/html\n\nvolumes:\n  pages:\n  uploads:\n",
      good: "services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - pages:/usr/share/nginx/html\n\nvolumes:\n  pages:\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/volumes/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken || file.services.length === 0) return;
    const application = applicationOf(file, workspace);
    // Where a database keeps its data on no volume, that is said there.
    const isAwaited = application.services.some((service) => unkeptData(service) !== undefined);
    for (const kind of declarationKinds) {
      const unused = kind === "volumes" && isAwaited ? [] : file.declarations(kind).filter((one) => isUnused(one, application, workspace));
      for (const { name, nameSpan, entry } of unused) {
        const section = file.root.entryOf(kind);
        const isOnly = file.root.mapping(kind).entries.length === 1;
        report({
          span: nameSpan,
          message: `No service uses the ${kindNames[kind]} \`${name}\`. Use it, or remove it.`,
          fixes: fixesOf(`Remove \`${name}\``, "unsafe", file, removeKey(file, isOnly && section ? section : entry)),
          tags: ["unnecessary"],
        });
      }
    }
  },
});
