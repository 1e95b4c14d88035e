import { baseImageOf } from "../../image/base.ts";
import { withTriggers } from "../../image/command.ts";
import { endsOpen, insertInstructions, placeAfter } from "../../image/insertion.ts";
import type { Assignment, EnvInstruction, Instruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { remove, type TextEdit } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/self-referencing-variable",
  language: "dockerfile",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "ENV uses a variable that it sets itself.",
  why: `Within one ENV every value is expanded with what held before the instruction. A variable that the same ENV sets is not there yet: \`ENV HOME=/app BIN=$HOME/bin\` makes \`BIN\` of the old
\`HOME\`, or of nothing.

Set it in an ENV of its own before. Where an earlier ENV or ARG has set the name, the old value is taken to be meant, as in \`ENV PATH=/app/bin:$PATH\`; so it is with a base image that is not known.`,
  examples: [
    {
      title: "One builds on the other",
      bad: "FROM debian:13-slim\nENV APP_HOME=/app APP_BIN=$APP_HOME/bin\n",
      good: "FROM debian:13-slim\nENV APP_HOME=/app\nENV APP_BIN=$APP_HOME/bin\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#environment-replacement"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3044"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      // An image that is not known may set it.
      if (!baseImageOf(stage)) continue;
      // What triggers set is there for triggers alone.
      const set = new Set(stage.chain.slice(0, -1).flatMap(({ instructions }) => instructions.flatMap(namesSetBy)));
      const triggered = new Set<string>();
      for (const one of withTriggers(stage.instructions)) {
        if (one.keyword !== "ENV" && one.keyword !== "ARG") continue;
        const isSet = (name: string) => set.has(name) || (one.onbuild !== undefined && triggered.has(name));
        const setHere = new Map<string, Assignment[]>();
        for (const each of one.assignments) setHere.set(each.name, [...(setHere.get(each.name) ?? []), each].slice(0, 2));
        for (const assignment of one.assignments) {
          const { value } = assignment;
          if (one.keyword !== "ENV" || !value || /^'/.test(value.raw)) continue;
          const [used] = [...value.raw.matchAll(/(?<!\\)\$(?:(\w+)|\{(\w+)\})/g)]
            .map(([, bare = "", braced = bare]) => braced)
            .flatMap((name) => (isSet(name) || usual.test(name) ? [] : (setHere.get(name)?.find((other) => other !== assignment) ?? [])))
            .sort((a, b) => a.span.start - b.span.start);
          if (!used) continue;
          const edits = apart(one, assignment);
          report({
            span: value.span,
            message: `\`${used.name}\` is set by the same ENV, and not there yet when this value is made. Set it in an ENV of its own before.`,
            related: [{ path: file.source.path, span: used.nameSpan, message: "It is set here." }],
            ...(edits && {
              fixes: [
                {
                  title: `Set \`${assignment.name}\` in an ENV of its own`,
                  safety: "unsafe" as const,
                  changes: [{ kind: "edit" as const, path: file.source.path, edits }],
                },
              ],
            }),
          });
        }
        for (const name of namesSetBy(one)) (one.onbuild ? triggered : set).add(name);
      }
    }
  },
});

function namesSetBy(one: Instruction): readonly string[] {
  return one.keyword === "ENV" || one.keyword === "ARG" ? one.assignments.map(({ name }) => name) : [];
}

/** Variables that images usually bring. */
const usual =
  /^(?:PATH|HOME|HOSTNAME|LANG|LC_ALL|USER|SHELL|PWD|TERM|JAVA_HOME|GOPATH|GOROOT|LD_LIBRARY_PATH|PYTHONPATH|NODE_PATH|MANPATH|CLASSPATH)$/;

/** The edits that move an assignment to an ENV below; undefined in a trigger, over several lines, and where a comment stands between it and its neighbours. */
function apart(env: EnvInstruction, assignment: Assignment): readonly TextEdit[] | undefined {
  const { stage, onbuild, assignments } = env;
  const index = assignments.indexOf(assignment);
  const before = assignments[index - 1];
  const gone = before
    ? { start: before.span.end, end: assignment.span.end }
    : { start: assignment.span.start, end: assignments[1]?.span.start ?? 0 };
  const written = stage?.file.source.slice(assignment.span) ?? "";
  if (!stage || onbuild || endsOpen(stage) || /[\r\n]/.test(written) || stage.file.source.slice(gone).includes("#")) return undefined;
  return [remove(gone), insertInstructions(stage, placeAfter(stage, env), `ENV ${written}`)];
}
