import { builtStages } from "../../image/built.ts";
import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment } from "../../image/production.ts";
import { isMounted } from "../../image/system-installs.ts";
import type { RunInstruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { TextEdit } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";

export default defineRule({
  id: "dockerfile/lone-index-update",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "The lists of packages are updated in a RUN of their own, which the cache keeps.",
  why: `The layer of \`RUN apt-get update\` is taken from the cache for as long as the line does not change. A package added to the install below is then looked up in lists that are weeks old: the
build fails as the version is gone from the mirror, or installs one with known holes.

Update and install in one RUN. A cache mount on the lists counts as well, and so does a RUN that upgrades.`,
  examples: [
    {
      title: "apt-get",
      bad: "FROM debian:13-slim\nRUN apt-get update\nRUN apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
      good: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#apt-get"],
  since: "0.6.0",
  fix: "safe",
  patterns: ["D10"],
  alsoKnownAs: ["trivy:DS-0017", "checkov:CKV_DOCKER_5", "dockle:CIS-DI-0007"],
  // Only where both are one RUN can what is left be told.
  uncovers: ["dockerfile/leftover-package-lists"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      for (const run of withTriggers(stage.instructions)) {
        if (run.keyword !== "RUN" || isMounted(run, /^\/var(?:\/(?:lib|cache)(?:\/(?:apt|apk|zypp)(?:\/lists)?)?)?\/?$/)) continue;
        const calls = invocationsOf(run.command);
        const update = calls.find(isUpdate);
        // apk's `--no-cache` leaves no lists behind that could be old.
        if (
          !update ||
          update.args.some(({ text }) => text === "--no-cache") ||
          calls.some((call) => managers.test(call.name ?? "") && !isUpdate(call)) ||
          update.command?.isConditional
        )
          continue;
        // What else the RUN calls may install from these lists.
        if (calls.some(({ name }) => name === undefined || /\.sh$/.test(name) || name === "install_packages")) continue;
        const next = stage.instructions[stage.instructions.indexOf(run) + 1];
        const edit =
          next?.keyword === "RUN" &&
          invocationsOf(next.command).some((call) => call.name === update.name) &&
          merged(run, next, file.source);
        report({
          span: {
            start: update.nameWord.span.start,
            end: update.args.find(({ text }) => verbs.test(text))?.span.end ?? update.nameWord.span.end,
          },
          message: `The cache keeps this RUN${whenChildIsBuilt(run)}, so that later installs go by old lists of packages. Update and install in one RUN.`,
          ...(edit && {
            fixes: [
              {
                title: "Update and install in one RUN",
                safety: "safe" as const,
                changes: [{ kind: "edit" as const, path: file.source.path, edits: [edit] }],
              },
            ],
          }),
          ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
        });
      }
    }
  },
});

const managers = /^(?:apt|apt-get|aptitude|apk|zypper)$/;
const verbs = /^(?:update|refresh|ref)$/;

function isUpdate({ name, args }: Invocation): boolean {
  const verb = args.find(({ text }) => !text.startsWith("-"))?.text ?? "";
  return managers.test(name ?? "") && (name === "zypper" ? /^(?:refresh|ref)$/ : /^update$/).test(verb);
}

/** Both RUNs as one, where nothing but a line break stands between them and both are plain. */
function merged(run: RunInstruction, next: RunInstruction, source: SourceText): TextEdit | undefined {
  const isPlain = (one: RunInstruction) =>
    one.flags.length === 0 && one.heredocs.length === 0 && one.command?.script?.errors.length === 0 && one.onbuild === undefined;
  const start = next.command?.span.start;
  if (!isPlain(run) || !isPlain(next) || start === undefined || !/[\w"'/*.-]$/.test(run.rest.text.trimEnd())) return undefined;
  // A list with another operator would bind differently behind `&&`; a comment in between would be lost.
  if (next.command?.script?.commands.some(({ operator }) => operator === "||" || operator === "&")) return undefined;
  if (!/^\s*$/.test(source.slice({ start: run.span.end, end: next.keywordSpan.start }))) return undefined;
  return { span: { start: run.span.end, end: start }, text: " && " };
}
