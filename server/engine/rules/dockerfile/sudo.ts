import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { endsOpen, insertInstructions, placeAfter, placeBefore } from "../../image/insertion.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment } from "../../image/production.ts";
import { runtimeUser } from "../../image/user.ts";
import type { RunInstruction, Stage, UserInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { TextEdit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/sudo",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "`sudo` in a RUN, where USER says who runs.",
  why: `A build runs as root until USER says otherwise, so \`sudo\` does nothing there but change the environment. Where USER has said otherwise, a \`sudo\` that works in the build works in the
container, too: whoever breaks in is root at once.

Leave it out, or put \`USER root\` in front of the RUN and the other user behind it. To run something as another user there are \`USER\` and \`gosu\`.

\`sudo -u\`, which goes the other way, is not reported.`,
  examples: [
    {
      title: "As root already",
      bad: "FROM debian:13-slim\nRUN sudo mkdir /data\n",
      good: "FROM debian:13-slim\nRUN mkdir /data\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#user"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D3"],
  alsoKnownAs: ["hadolint:DL3004", "trivy:DS-0010", "checkov:CKV2_DOCKER_1", "dockle:DKL-DI-0001", "semgrep:no-sudo-in-dockerfile"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of file.stages) {
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN") continue;
        const invocations = invocationsOf(run.command);
        const calls = invocations.flatMap((invocation) => sudoOf(invocation) ?? []);
        const [first] = calls;
        if (!first) continue;
        const { isRoot: isKnown, instruction } = runtimeUser(stage, run);
        const isRoot = isKnown === true;
        const areBare = calls.every(({ isBare }) => isBare);
        const areAll = areBare && calls.length === invocations.length;
        const asRoot = isKnown === false && areAll && !run.onbuild ? rootFor(run, instruction, stage) : undefined;
        const remedy = isRoot
          ? "This RUN is root's already: leave it out."
          : "Put `USER root` in front of the RUN and the user behind it, so that the container cannot do the same.";
        report({
          span: first.word,
          message: `\`sudo\` has no place in a build${whenChildIsBuilt(run)}. ${remedy}`,
          ...((asRoot || (isRoot && areBare)) && {
            fixes: [
              {
                title: asRoot ? "Leave `sudo` out, and be root for this RUN" : "Leave `sudo` out",
                safety: "unsafe" as const,
                changes: [
                  {
                    kind: "edit" as const,
                    path: file.source.path,
                    edits: [...calls.map(({ whole }) => ({ span: whole, text: "" })), ...(asRoot ?? [])],
                  },
                ],
              },
            ],
          }),
          ...(isDevelopment(stage, workspace) ? { severity: "hint" as const } : !isRoot && { severity: "info" as const }),
        });
      }
    }
  },
});

/** The word `sudo` of a call that it wraps, and all that stands in front of the program. Undefined where it changes to another user than root. */
function sudoOf({ command, script, nameWord, name }: Invocation): { word: Span; whole: Span; isBare: boolean } | undefined {
  if (!command || !script || !command.wrappers.includes("sudo")) return undefined;
  const before = script.source.text.slice(command.span.start, command.nameSpan.start);
  const match = /(?:^|\s)(?:\S*\/)?(sudo)(\s+(?:-\S+\s+)*)/.exec(before);
  if (!match || /(?:^|\s)(?:-\w*[ug]|--user|--group)\b/.test(match[2] ?? "") || name === undefined) return undefined;
  const start = command.span.start + match.index + match[0].indexOf(match[1] ?? "");
  const word = script.source.spanToSource({ start, end: start + 4 });
  const isBare = !command.isRequoted && command.span.start === start && (match[2] ?? "").trim() === "" && before.trimEnd() === "sudo";
  return { word, whole: { start: word.start, end: nameWord.span.start }, isBare };
}

/** The edits that put `USER root` in front of a RUN and the user that it has behind it. */
function rootFor(run: RunInstruction, user: UserInstruction | undefined, stage: Stage): readonly TextEdit[] | undefined {
  const name = user?.user?.raw;
  if (!name || /[$\s]/.test(name) || endsOpen(stage)) return undefined;
  return [
    insertInstructions(stage, placeBefore(stage, run), "USER root"),
    insertInstructions(stage, placeAfter(stage, run), `USER ${name}`),
  ];
}
