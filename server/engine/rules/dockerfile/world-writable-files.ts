import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, type InvocationWord, invocationsOf, isEditable, replaceWord } from "../../image/invocation.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";
import { replace, type TextEdit } from "../../text/edit.ts";
import { rememberFor } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";

/** The last digit lets everybody write; with the sticky bit that is meant, as for `/tmp`. By letters: for all, or for others; `+w` alone is for those that the umask leaves, the owner. */
const octal = /^[02]?[0-7]{2}[2367]$/;
/** The program runs with its owner's rights, whoever starts it. The bit of the group, which folders hand down to their files, is another thing. */
const borrowed = /^[4-7][0-7]{3}$|^(?:\w*[ua]\w*|)\+\w*s/;
const letters = /(?:^|,)\w*[ao]\w*\+[rxX]*w/;

export default defineRule({
  id: "dockerfile/world-writable-files",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "Files that everybody in the container may change.",
  why: `\`chmod 777\` is the quick answer to a permission that was missing. It lets whatever runs in the container, and whoever breaks into it, change the program that is started next.

Give the files to the user that needs them, \`COPY --chown=1000:1000\`, and let only what has to change be writable, for its owner. With the sticky bit, as for \`/tmp\`, it is meant. A program with the
setuid bit (\`chmod u+s\`, \`chmod 4755\`) runs as its owner, mostly root, whoever starts it: a way out of the user that the container was given.

Reported where the layer is part of the image that is shipped.`,
  examples: [
    {
      title: "A folder for data",
      bad: "FROM debian:13-slim\nRUN mkdir /data && chmod 777 /data\n",
      good: "FROM debian:13-slim\nRUN mkdir /data && chmod 775 /data\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D3"],
  alsoKnownAs: ["sonar:S2612", "dockle:CIS-DI-0008"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of shipped(file, workspace)) {
      for (const one of withTriggers(stage.instructions)) {
        const modes: readonly Mode[] =
          one.keyword === "RUN"
            ? invocationsOf(one.command).flatMap((call, _, all) => {
                const word = isPassing(call, all) ? undefined : modeOf(call);
                return word ? { ...word, edit: (text) => (isEditable(call) ? replaceWord(call, word, text) : undefined) } : [];
              })
            : one.keyword === "COPY" || one.keyword === "ADD"
              ? one.flags.flatMap(({ name, value }) =>
                  name === "chmod" && value
                    ? {
                        text: value.text,
                        span: value.span,
                        edit: (text) => (value.raw === value.text ? replace(value.span, text) : undefined),
                      }
                    : [],
                )
              : [];
        for (const { text, span, edit } of modes) {
          const isBorrowed = borrowed.test(text);
          if (!isBorrowed && !octal.test(text) && !letters.test(text)) continue;
          const narrow = narrowed(text);
          const change = narrow === undefined ? undefined : edit(narrow);
          report({
            span,
            message: isBorrowed
              ? `\`${text}\` lets everybody in the container run this with the rights of its owner${whenChildIsBuilt(one)}. Leave the bit out.`
              : `\`${text}\` lets everybody in the container change these files${whenChildIsBuilt(one)}. Give them to the user that needs to.`,
            ...(change && {
              fixes: [
                {
                  title: `Narrow the mode to \`${narrow}\``,
                  safety: "unsafe" as const,
                  changes: [{ kind: "edit" as const, path: file.source.path, edits: [change] }],
                },
              ],
            }),
            ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
          });
        }
      }
    }
  },
});

interface Mode {
  readonly text: string;
  readonly span: Span;
  edit(text: string): TextEdit | undefined;
}

/** The mode without what is reported: the bit by which others write, and the one by which a program is run as its owner. */
function narrowed(mode: string): string | undefined {
  if (/^[0-7]{3,4}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8) & ~0o4002;
    return bits.toString(8).padStart(mode.startsWith("0") ? 4 : 3, "0");
  }
  const rest = /^a\+(?=\w*w)([rwxX]+)$/.exec(mode)?.[1]?.replaceAll("w", "");
  return rest === undefined ? undefined : rest === "" ? "ug+w" : `a+${rest},ug+w`;
}

/** Whether all that a call is for is deleted by the same RUN. */
function isPassing({ name, args }: Invocation, all: readonly Invocation[]): boolean {
  const paths = args.slice(name === "chmod" ? 1 : 0).filter(({ text }) => !text.startsWith("-"));
  return paths.length > 0 && paths.every(({ text }) => deletedBy(all).has(text));
}

const deletedBy = rememberFor(
  (all: readonly Invocation[]) => new Set(all.flatMap(({ name, args }) => (name === "rm" ? args.map(({ text }) => text) : []))),
);

/** The mode that `chmod`, `mkdir -m` or `install -m` gives. */
function modeOf({ name, args }: Invocation): InvocationWord | undefined {
  // A mode that takes something away begins with a dash, too.
  if (name === "chmod") return args.find(({ text }) => !/^-/.test(text));
  if (name !== "mkdir" && name !== "install") return undefined;
  const index = args.findIndex(({ text }) => text === "-m" || text === "--mode");
  return index < 0 ? undefined : args[index + 1];
}
