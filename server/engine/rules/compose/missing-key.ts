import { applicationOf } from "../../application/application.ts";
import { fixesOf, insertKey } from "../../application/edit.ts";
import { schemaProblemsIn } from "../../application/schema.ts";
import type { ComposeFile, Declaration } from "../../languages/compose/model.ts";
import type { SchemaProblem } from "../../languages/compose/schema-problems.ts";
import { Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { either } from "../../text/either.ts";

export default defineRule({
  id: "compose/missing-key",
  language: "compose",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A key is missing that Compose cannot do without.",
  why: `
Compose refuses the whole file where a dependency in the long form has no \`condition\`, a port no \`target\`, a mount no \`type\` or \`target\`, a secret or a config neither a file nor another source.

Files that are laid over others may leave out what these have, and are not judged.`,
  examples: [
    {
      title: "A dependency without a condition",
      bad: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      api:\n        restart: true\n  api:\n    image: ghcr.io/example/api:1.4.2\n",
      good: "services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      api:\n        restart: true\n        condition: service_started\n  api:\n    image: ghcr.io/example/api:1.4.2\n",
    },
    {
      title: "A secret from nowhere",
      bad: "services:\n  web:\n    image: nginx:1.29\n    secrets:\n      - token\nsecrets:\n  token: {}\n",
      good: "services:\n  web:\n    image: nginx:1.29\n    secrets:\n      - token\nsecrets:\n  token:\n    file: token.txt\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#depends_on", "https://docs.docker.com/reference/compose-file/secrets/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["dclint:invalid-schema"],
  check(file, { workspace, report }) {
    for (const problem of schemaProblemsIn(file, "missing-key", workspace)) {
      const { span, key, where } = problem;
      report({ span, message: `\`${key}\` is missing in ${where}, and Compose refuses the file without it.`, fixes: fixes(file, problem) });
    }
    if (file.isBroken || applicationOf(file, workspace).isOverride) return;
    const sourced = [
      { declarations: file.declarations("secrets"), what: "secret", sources: ["file", "environment"] },
      { declarations: file.declarations("configs"), what: "config", sources: ["file", "environment", "content"] },
    ];
    for (const { declarations, what, sources } of sourced) {
      for (const declaration of declarations) {
        const given = sources.filter((key) => declaration.mapping.entryOf(key));
        if (given.length > 1) {
          const second = declaration.mapping.entryOf(given[1] as string);
          report({
            span: second?.keySpan ?? declaration.nameSpan,
            message: `A ${what} has one source, and \`${declaration.name}\` has ${either(given, "and")}: Compose refuses the file. Keep one.`,
          });
        } else if (given.length === 0 && isWithoutSource(declaration)) {
          report({
            span: declaration.nameSpan,
            message: `The ${what} \`${declaration.name}\` has no source, and Compose refuses the file: give it ${either(sources)}, or \`external: true\` where it exists already.`,
          });
        }
      }
    }
  },
});

/** One that another program supplies needs none; one without anything behind its name is told of as such. */
function isWithoutSource({ mapping, isExternal }: Declaration): boolean {
  return mapping.isKnown && !mapping.isOpen && !isExternal && !mapping.entryOf("external") && !mapping.entryOf("driver");
}

/** The values that the short forms have, where a long form leaves them out. */
function fixes(file: ComposeFile, { key, owner, map }: SchemaProblem): readonly Fix[] {
  if (!map) return [];
  const mapping = Mapping.of(file, map);
  const source = mapping.text("source");
  const value =
    owner === "depends_on_item" && key === "condition"
      ? "service_started"
      : owner === "mount" && key === "type" && source.value !== undefined
        ? /^[./~]/.test(source.value)
          ? "bind"
          : "volume"
        : undefined;
  return value === undefined ? [] : fixesOf(`Write \`${key}: ${value}\``, "unsafe", file, insertKey(file, mapping, key, value));
}
