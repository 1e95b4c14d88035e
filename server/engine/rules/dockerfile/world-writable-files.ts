import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";
import { rememberFor } from "../../text/remember.ts";

/** The last digit lets everybody write; with the sticky bit that is meant, as for `/tmp`. By letters: for all, or for others. */
const octal = /^[02]?[0-7]{2}[2367]$/;
/** The program runs with its owner's rights, whoever starts it. The bit of the group, which folders hand down to their files, is another thing. */
const borrowed = /^[4-7][0-7]{3}$|^(?:\w*[ua]\w*|)\+\w*s/;
const letters = /^(?:\w*[ao]\w*|)\+[rxX]*w|[,](?:\w*[ao]\w*|)\+[rxX]*w/;

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
      good: "FROM debian:13-slim\nRUN mkdir /data && chown 1000:1000 /data\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#copy---chown---chmod"],
  since: "0.6.0",
  patterns: ["D3"],
  alsoKnownAs: ["sonar:S2612", "dockle:CIS-DI-0008"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of shipped(file, workspace)) {
      for (const one of withTriggers(stage.instructions)) {
        const modes =
          one.keyword === "RUN"
            ? invocationsOf(one.command).flatMap((call, _, all) => (isPassing(call, all) ? [] : (modeOf(call) ?? [])))
            : one.keyword === "COPY" || one.keyword === "ADD"
              ? one.flags.flatMap((flag) => (flag.name === "chmod" && flag.value ? [flag.value] : []))
              : [];
        for (const { text, span } of modes) {
          const isBorrowed = borrowed.test(text);
          if (!isBorrowed && !octal.test(text) && !letters.test(text)) continue;
          report({
            span,
            message: isBorrowed
              ? `\`${text}\` lets everybody in the container run this with the rights of its owner${whenChildIsBuilt(one)}. Leave the bit out.`
              : `\`${text}\` lets everybody in the container change these files${whenChildIsBuilt(one)}. Give them to the user that needs to.`,
            ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
          });
        }
      }
    }
  },
});

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
