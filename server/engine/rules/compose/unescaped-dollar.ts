import { applicationOf } from "../../application/application.ts";
import { type ContainerDollar, dollarsForContainers, hasPasswordHash } from "../../application/container-dollars.ts";
import { fixesOf, setValue } from "../../application/edit.ts";
import { testInput } from "../../application/new-healthcheck.ts";
import { originOf } from "../../application/variables.ts";
import { readInterpolations } from "../../languages/compose/interpolation.ts";
import type { ComposeFile } from "../../languages/compose/model.ts";
import { safe } from "../../languages/yaml/key-edits.ts";
import type { YamlScalar } from "../../languages/yaml/model.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import { nameOf } from "../../workspace/paths.ts";

const database = (test: string) =>
  `services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_USER: app\n    healthcheck:\n      test: ["CMD-SHELL", "pg_isready -U ${test}"]\n`;

export default defineRule({
  id: "compose/unescaped-dollar",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A variable of the container is written with one dollar sign, so that Compose replaces it first.",
  why: `
Compose fills in \`$NAME\` everywhere in the file from its own environment (the shell, \`.env\`) before a container exists. What only the container has, by \`environment\`, \`env_file\`, its image or the script itself, is empty there: \`pg_isready -U $POSTGRES_USER\` asks without a user. \`$$NAME\` leaves a dollar sign for the shell in the container.

What a file of \`env_file\` sets is information, as it may be handed to Compose by \`--env-file\` too. Silent where \`.env\` sets the variable, where it has a default, and where the file uses it in other places too, so that it is one of the host.`,
  examples: [
    {
      title: "In a health check",
      bad: database("$POSTGRES_USER"),
      good: database("$$POSTGRES_USER"),
      files: {},
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/interpolation/"],
  since: "0.4.0",
  fix: "safe",
  patterns: ["H3"],
  check(file, { workspace, report }) {
    if (file.isBroken || !file.source.text.includes("$")) return;
    const application = applicationOf(file, workspace);
    const ofContainers = dollarsForContainers(application, workspace);
    for (const dollar of ofContainers) {
      const { name, place, setBy, hasShell, node, parts } = dollar;
      if (place !== "labels" && hasPasswordHash(node.text)) continue;
      const origin = originOf(application, name, workspace);
      // Somebody may hand the file to Compose as well (`--env-file`), which is what `.env.production` and the like are for.
      const isOwnFile = origin.kind === "other-file" && origin.path === dollar.path && !nameOf(origin.path).startsWith(".");
      if (!isOwnFile && origin.kind !== "unset" && origin.kind !== "hidden" && origin.kind !== "script") continue;
      const [first] = parts;
      if (!first) continue;
      const needsShell = !hasShell && place !== "labels";
      report({
        span: node.mapped.spanToSource(first.span),
        message: needsShell
          ? `Compose replaces \`$${name}\` before the container exists, and finds nothing: the container has it, by ${setBy}. Have a shell run it (\`${place === "healthcheck" ? "CMD-SHELL" : "sh -c"}\`), and write \`$$${name}\`.`
          : `Compose replaces \`$${name}\` before the container exists, and finds nothing: the container has it, by ${setBy}. Write \`$$${name}\`.`,
        ...(isOwnFile ? { severity: "info" as const } : {}),
        fixes: needsShell
          ? fixesOf("Have a shell run it", "unsafe", file, place === "healthcheck" ? inShell(dollar, ofContainers) : undefined)
          : fixesOf(`Write \`$$${name}\``, hasShell && origin.kind === "unset" ? "safe" : "unsafe", file, escaped(file, dollar)),
      });
    }
    for (const { own } of application.services) {
      if (own.file !== file) continue;
      for (const { node, name } of own.labels.pairs) {
        if (!node || !hasPasswordHash(node.text)) continue;
        const { variables } = readInterpolations(node.text);
        const first = variables.find((one) => one.name === "apr1");
        if (!first) continue;
        report({
          span: node.mapped.spanToSource(first.span),
          message: `Compose takes the dollar signs of the password hash in \`${name}\` for variables, and nobody can sign in. Write each of them twice.`,
          fixes: fixesOf("Double the dollar signs", "safe", file, hashEscaped(file, node)),
        });
      }
    }
  },
});

function escaped(file: ComposeFile, { node, parts }: ContainerDollar) {
  return node.alias
    ? undefined
    : safe(
        file,
        parts.map(({ span }) => insert(node.mapped.toSource(span.start), "$")),
      );
}

/** The test of a health check as a script, where its words are plain and all its variables are the container's. */
function inShell({ service: { own } }: ContainerDollar, dollars: readonly ContainerDollar[]) {
  const test = own.healthcheck?.test;
  if (!test || own.healthcheck?.testKind !== "CMD") return undefined;
  const words = test.nodes.map(({ text, span }) => {
    const names = new Set(dollars.filter(({ node }) => node.span.start === span.start).map(({ name }) => name));
    const isPlain = /^(?:[\w./:=@%+,-]|\$\{?\w+\}?)+$/.test(text) && readInterpolations(text).names.every((name) => names.has(name));
    return isPlain ? text.replaceAll("$", "$$$$") : undefined;
  });
  if (words.length === 0 || words.includes(undefined)) return undefined;
  return setValue(own.file, test.entry, testInput(own.file, ["CMD-SHELL", words.join(" ")]));
}

/** Doubles the single dollar signs of the hashes: of `$apr1$SALT$HASH`, which `htpasswd` ends after 22 characters. */
function hashEscaped(file: ComposeFile, node: YamlScalar) {
  if (node.alias) return undefined;
  const places: number[] = [];
  for (const { index, 0: hash } of node.text.matchAll(/(?<!\$)\$apr1\$[./\w]{1,8}\$[./\w]{22}/g)) {
    for (let i = 0; i < hash.length; i++) if (hash[i] === "$") places.push(index + i);
  }
  return places.length === 0
    ? undefined
    : safe(
        file,
        places.map((place) => insert(node.mapped.toSource(place), "$")),
      );
}
