import { insertInstructions, placeBefore } from "../../image/insertion.ts";
import { recommendedTag } from "../../knowledge/lifecycle.ts";
import { isBuildersArgument } from "../../languages/dockerfile/environment.ts";
import type { Dockerfile, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { TextEdit } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import { type Build, buildsOf } from "../../workspace/builds.ts";

export default defineRule({
  id: "dockerfile/undeclared-image-argument",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "FROM uses an argument that no ARG before the first FROM declares.",
  why: `FROM sees the ARGs that stand before the first FROM, and no others: neither those of a stage nor what \`--build-arg\` gives without a declaration. The variable is empty, and with it the image
or its tag.

Declare it above the first FROM, with a default where there is a sensible one. \`TARGETPLATFORM\` and its like need no declaration; a use with a default of its own, \`\${NAME:-value}\`, is fine.`,
  examples: [
    {
      title: "A slip in the name",
      bad: 'ARG NODE_VERSION=24\nFROM node:${NODE_VERSON}-slim\nUSER node\nCMD ["node", "server.js"]\n',
      good: 'ARG NODE_VERSION=24\nFROM node:${NODE_VERSION}-slim\nUSER node\nCMD ["node", "server.js"]\n',
    },
    {
      title: "An ARG of a stage",
      bad: "FROM golang:1.26 AS build\nARG TAG=3.24\nRUN echo $TAG\n\nFROM alpine:$TAG\nCOPY --from=build /app /app\n",
      good: "ARG TAG=3.24\nFROM golang:1.26 AS build\nARG TAG=3.24\nRUN echo $TAG\n\nFROM alpine:$TAG\nCOPY --from=build /app /app\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/build-checks/undefined-arg-in-from/",
    "https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact",
  ],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D2"],
  alsoKnownAs: ["buildkit:UndefinedArgInFrom", "dockerfile-utils:51"],
  // What the image is can be told only then.
  uncovers: [
    "dockerfile/build-tools-in-final-stage",
    "dockerfile/deprecated-base-image",
    "dockerfile/digest-without-tag",
    "dockerfile/end-of-life-base-image",
    "dockerfile/floating-tag",
    "dockerfile/full-base-image",
    "dockerfile/latest-base-image",
    "dockerfile/missing-healthcheck",
    "dockerfile/missing-node-environment",
    "dockerfile/root-user",
    "dockerfile/single-stage-build",
    "dockerfile/toolchain-in-final-stage",
    "dockerfile/undigested-base-image",
    "dockerfile/unlinked-copy",
    "dockerfile/untagged-base-image",
  ],
  check(file, { workspace, today, report }) {
    const declared = file.globalArgs.flatMap(({ assignments }) => assignments.map(({ name }) => name));
    for (const { from } of file.stages) {
      for (const word of [from.image?.word, from.platform]) if (word?.raw.includes("$")) judge(word);
    }

    function judge({ span, raw }: Word): void {
      const text = file.source.slice(span);
      for (const match of text.matchAll(/(?<!\\)\$(?:(\w+)|\{(\w+)\})/g)) {
        const name = match[1] ?? match[2] ?? "";
        if (!/^[A-Za-z_]/.test(name) || declared.includes(name) || isBuildersArgument(name)) continue;
        const start = span.start + match.index + match[0].indexOf(name);
        const place = { start, end: start + name.length };
        const meant = nearest(name, declared);
        const image = /^([^$]+):\$\{?\w+\}?$/.exec(raw)?.[1];
        const value =
          meant === undefined
            ? (ownDefault(name, file) ?? givenValue(name, buildsOf(file.source.path, workspace)) ?? (image && recommendedTag(image, today)))
            : undefined;
        const own = value ? declaration(name, value, file) : undefined;
        const where = isInStages(name, file) ? "is declared in a stage, where FROM does not see it" : "is declared nowhere";
        report({
          span: place,
          message: `\`${name}\` ${where}, so it is empty here. ${meant ? `Is \`${meant}\` meant?` : "Declare it by `ARG` above the first FROM."}`,
          ...(meant && {
            fixes: [
              {
                title: `Use \`${meant}\``,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [{ span: place, text: meant }] }],
              },
            ],
          }),
          ...(own && {
            fixes: [
              {
                title: `Declare \`${name}\` above the first FROM`,
                safety: "unsafe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [own] }],
              },
            ],
          }),
        });
      }
    }
  },
});

/** Whether an ARG of a stage declares the name. */
function isInStages(name: string, { instructions }: Dockerfile): boolean {
  return instructions.some((one) => one.keyword === "ARG" && one.stage !== undefined && one.assignments.some((each) => each.name === name));
}

/** The default that a stage declares, as it is written. */
function ownDefault(name: string, { instructions, source }: Dockerfile): string | undefined {
  const all = instructions.flatMap((one) => (one.keyword === "ARG" && one.stage ? one.assignments : []));
  const value = all.find((one) => one.name === name && one.value)?.value;
  return value && source.slice(value.span);
}

/** The value that the builds of the workspace give, where it is one; empty where they differ, or it cannot be told. */
function givenValue(name: string, builds: readonly Build[]): string | undefined {
  const values = new Set(builds.filter(({ args }) => args.has(name)).map(({ args }) => args.get(name) ?? ""));
  return values.size > 1 ? "" : [...values][0];
}

/** The edit that declares an argument above the first FROM; undefined where the default is none that stands there as it is. */
function declaration(name: string, value: string, { stages: [first] }: Dockerfile): TextEdit | undefined {
  if (!first || !/^"?[\w.:/@-]+"?$/.test(value)) return undefined;
  return insertInstructions(first, placeBefore(first, first.from), `ARG ${name}=${value}`);
}
