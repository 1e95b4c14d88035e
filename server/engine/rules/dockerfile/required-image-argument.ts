import { recommendedTag } from "../../knowledge/lifecycle.ts";
import { isBuildersArgument } from "../../languages/dockerfile/environment.ts";
import type { ArgInstruction, Assignment, FromInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import { buildsOf } from "../../workspace/builds.ts";

export default defineRule({
  id: "dockerfile/required-image-argument",
  language: "dockerfile",
  category: "operability",
  severity: "info",
  preset: "optional",
  summary: "A base image that is none unless the build is given an argument.",
  why: `\`ARG TAG\` without a default leaves \`FROM busybox:\${TAG}\` without a tag, and \`FROM \${BASE}\` without an image. A build without \`--build-arg\` fails, with a message that does not name the argument, and neither tools nor scanners can tell what the image is built on.

Give it a default, \`ARG TAG=1.37\`. Where it is required on purpose, say so: \`\${TAG:?give a tag}\` fails with that message, and is not reported. Nor is an argument whose comment says that it has to be given, and one that every build
of the workspace gives.`,
  examples: [
    {
      title: "A tag without a default",
      bad: 'ARG TAG\nFROM alpine:${TAG}\nUSER nobody\nCMD ["date"]\n',
      good: 'ARG TAG=3.24\nFROM alpine:${TAG}\nUSER nobody\nCMD ["date"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D2"],
  alsoKnownAs: ["buildkit:InvalidDefaultArgInFrom"],
  // What the image is can be told only then.
  uncovers: [
    "dockerfile/build-tools-in-final-stage",
    "dockerfile/full-base-image",
    "dockerfile/missing-healthcheck",
    "dockerfile/missing-node-environment",
    "dockerfile/root-user",
    "dockerfile/single-stage-build",
    "dockerfile/toolchain-in-final-stage",
    "dockerfile/undigested-base-image",
  ],
  check(file, { workspace, today, report }) {
    const globals = new Map(
      file.globalArgs.flatMap((arg) => arg.assignments.map((assignment) => [assignment.name, { arg, assignment }] as const)),
    );
    const builds = buildsOf(file.source.path, workspace);
    const seen = new Set<string>();
    for (const { from } of file.stages) {
      const variables = variablesIn(from);
      // An empty tag is reported elsewhere.
      if (!variables || from.image?.tag === "" || isReference(expanded(from, (name) => defaultValue(globals.get(name)?.assignment)) ?? "a"))
        continue;
      if (isDocumented(from.leadingComments)) continue;
      const missing = variables.find(({ name }) => globals.has(name) && defaultValue(globals.get(name)?.assignment) === "");
      const global = missing && globals.get(missing.name);
      if (!missing || !global || seen.has(missing.name) || isDocumented(global.arg.leadingComments)) continue;
      if (builds.length > 0 && builds.every(({ args }) => args.has(missing.name))) continue;
      seen.add(missing.name);
      const tag = recommendedTag(/^([^$]+):\$\{?\w+\}?$/.exec(from.image?.word.raw ?? "")?.[1] ?? "", today);
      const { assignment } = global;
      report({
        span: missing.span,
        message: `Without \`--build-arg ${missing.name}=\u2026\` this is no image, and the build fails. Give \`${missing.name}\` a default, or say that it is required: \`\${${missing.name}:?\u2026}\`.`,
        related: [{ path: file.source.path, span: assignment.span, message: "It has no default." }],
        ...(tag && {
          fixes: [
            {
              title: `Give \`${missing.name}\` the default \`${tag}\``,
              safety: "unsafe" as const,
              changes: [
                {
                  kind: "edit" as const,
                  path: file.source.path,
                  edits: [insert(assignment.span.end, `${assignment.value ? "" : "="}${tag}`)],
                },
              ],
            },
          ],
        }),
      });
    }
  },
});

const reference = /\$(?:(\w+)|\{(\w+)\})/g;

/** The variables of a FROM; undefined where an operator, such as `:?`, or a variable of the platform decides. */
function variablesIn({ image, stage }: FromInstruction) {
  const source = stage?.file.source;
  const text = source && image ? source.slice(image.word.span) : "";
  // Escapes and operators are left alone.
  if (!image || !text.includes("$") || /[\\`"']|\$\{\w*[^\w}]/.test(text)) return undefined;
  const found = [...text.matchAll(reference)].map((match) => {
    const name = (match[1] ?? match[2]) as string;
    const start = image.word.span.start + match.index + match[0].indexOf(name);
    return { name, span: { start, end: start + name.length } };
  });
  return found.some(({ name }) => isBuildersArgument(name)) ? undefined : found;
}

/** The value by default; undefined where it cannot be told. */
function defaultValue(assignment: Assignment | undefined): string | undefined {
  if (!assignment) return undefined;
  return assignment.value ? assignment.value.value : "";
}

/** What FROM names when no argument is given; undefined where something in it is unknown. */
function expanded({ image }: FromInstruction, value: (name: string) => string | undefined): string | undefined {
  let isKnown = true;
  const text = (image?.word.raw ?? "").replace(reference, (_match, plain?: string, braced?: string) => {
    const found = value(plain ?? braced ?? "");
    isKnown &&= found !== undefined;
    return found ?? "";
  });
  return isKnown ? text : undefined;
}

/** Whether a text can be an image: no part of it is empty. */
function isReference(text: string): boolean {
  return text !== "" && !/^[/:@.-]|[/:@]$|[/:@][/:@.-]/.test(text);
}

function isDocumented(comments: ArgInstruction["leadingComments"]): boolean {
  return comments.some(({ text }) =>
    /\b(?:required|requires|mandatory|must|need(?:s|ed)?|build-args?|set by|given by|pass(?:ed)?|provided?|supplied|overrid\w+)\b/i.test(
      text,
    ),
  );
}
