import { builtStages } from "../../image/built.ts";
import { placeAfter } from "../../image/insertion.ts";
import { installsOf } from "../../image/installs.ts";
import { type Invocation, invocationsOf } from "../../image/invocation.ts";
import { isDevelopment } from "../../image/production.ts";
import { systemInstallsOf } from "../../image/system-installs.ts";
import type { Instruction, RunInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { insert, remove, type TextEdit } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/early-volatile-value",
  language: "dockerfile",
  category: "performance",
  severity: "hint",
  preset: "strict",
  summary: "A value that changes with every build stands above installs, which then run every time.",
  why: `Every RUN below an ARG or ENV gets it as a variable, used or not, so that a new commit or date makes all of them run again, the install of packages first.

Declare such a value as late as possible: below the installs, above the first instruction that uses it. LABEL by itself spoils no cache.

Names such as \`GIT_SHA\`, \`VCS_REF\`, \`BUILD_DATE\` and \`BUILD_NUMBER\` without a default are taken for such values. A value that is used before the installs, or may be by a script, is left where it is.`,
  examples: [
    {
      title: "The commit, for a label",
      bad: "FROM debian:13-slim\nARG GIT_SHA\nLABEL org.opencontainers.image.revision=$GIT_SHA\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n",
      good: "FROM debian:13-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nARG GIT_SHA\nLABEL org.opencontainers.image.revision=$GIT_SHA\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#impact-on-build-caching"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D4"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      if (isDevelopment(stage) || !stage.instructions.some(isVolatile)) continue;
      const installs = installCalls(stage);
      if (installs.size === 0) continue;
      for (const [at, one] of stage.instructions.entries()) {
        const [assignment] = one.keyword === "ARG" ? one.assignments : [];
        if (!assignment || !isVolatile(one)) continue;
        const found = movedBelow(stage, at, assignment.name, installs);
        if (!found) continue;
        report({
          span: assignment.nameSpan,
          message: `\`${assignment.name}\` changes with every build, and every RUN below then runs again, \`${found.title}\` as well. Declare it below the installs.`,
          fixes: [
            {
              title: "Move it below the installs",
              safety: "unsafe",
              changes: [{ kind: "edit", path: file.source.path, edits: moveBelow(stage, found.moved, found.run) }],
            },
          ],
        });
      }
    }
  },
});

/** What names the commit or the moment of a build. A free prefix would take `TINI_SHA` and `LLVM_COMMIT`, which are pinned, along. */
const names =
  /^(?:(?:APP|BUILD|CI|DOCKER|GIT|GITHUB|IMAGE|NEXT_PUBLIC|REACT_APP|SOURCE|SRC|VCS|VITE)_)*(?:SHA|COMMIT(?:_?(?:SHA|HASH|ID|REF|DATE|TIME))?|HASH|REV|REVISION|(?:GIT|VCS)_REF|BUILD_?(?:DATE|TIME|TIMESTAMP|NUMBER|NUM|ID)|TIMESTAMP|RUN_(?:ID|NUMBER)|PIPELINE_ID|CREATED(?:_AT)?)$/i;

function isVolatile(one: Instruction): boolean {
  if (one.keyword !== "ARG" || one.assignments.length !== 1) return false;
  const [assignment] = one.assignments;
  return (
    assignment !== undefined &&
    names.test(assignment.name) &&
    /^(?:unknown|none|dev|local|unset|n\/a|)$/i.test(assignment.value?.text ?? "")
  );
}

/** The calls of a stage that install something, with their titles. */
function installCalls(stage: Stage): ReadonlyMap<Invocation, string> {
  return new Map([
    ...systemInstallsOf(stage).map(({ invocation, title }) => [invocation, title] as const),
    ...installsOf(stage).flatMap(({ invocation, title, needsSources }) => (needsSources ? [] : [[invocation, title] as const])),
  ]);
}

/** Programs beside an install that read no such value. */
const harmless = /^(?:addgroup|adduser|apk|apt|apt-get|cd|chown|dnf|groupadd|microdnf|mkdir|rm|set|true|useradd|yum)$/;

interface Moved {
  readonly moved: readonly Instruction[];
  /** The last install that need not wait for the value, and what it is called. */
  readonly run: RunInstruction;
  readonly title: string;
}

/** The instructions that go along, and the install that they can stand below; undefined where there is none. */
function movedBelow(
  { instructions, file: { source } }: Stage,
  at: number,
  name: string,
  installs: ReadonlyMap<Invocation, string>,
): Moved | undefined {
  const tracked = [name];
  const moved = [instructions[at] as Instruction];
  let last: { run: RunInstruction; title: string } | undefined;
  let count = 1;
  for (const one of instructions.slice(at + 1)) {
    const isMention = tracked.some((each) => source.slice(one.span).includes(each));
    if (one.keyword === "RUN") {
      const calls = invocationsOf(one.command);
      const title = calls.map((call) => installs.get(call)).find((found) => found !== undefined);
      if (isMention || title === undefined || !calls.every((call) => installs.has(call) || harmless.test(call.name ?? ""))) break;
      last = { run: one, title };
      count = moved.length;
    } else if (!isMention) continue;
    else if (one.keyword === "LABEL") moved.push(one);
    else if (one.keyword === "ENV" && one.assignments.every(({ value }) => tracked.some((each) => value?.text.includes(each)))) {
      moved.push(one);
      tracked.push(...one.assignments.map((assignment) => assignment.name));
    } else break;
  }
  return last && { moved: moved.slice(0, count), ...last };
}

/** The edits that move instructions, with the comments above them, below a RUN. */
function moveBelow(stage: Stage, moved: readonly Instruction[], run: RunInstruction): readonly TextEdit[] {
  const { source } = stage.file;
  const spans = moved.map(({ leadingComments, span }) => ({
    start: source.lineSpan(source.lineOf(leadingComments[0]?.span.start ?? span.start)).start,
    end: source.nextLineStart(span.end),
  }));
  const { offset, needsBreak } = placeAfter(stage, run);
  return [...spans.map(remove), insert(offset, (needsBreak ? source.eol : "") + spans.map((span) => source.slice(span)).join(""))];
}
