import { baseImageOf } from "../../image/base.ts";
import { withTriggers } from "../../image/command.ts";
import { instructionsBefore } from "../../image/environment.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/self-referencing-variable",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
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
  patterns: [],
  alsoKnownAs: ["hadolint:DL3044"],
  judges: "part",
  check(file, { report }) {
    for (const stage of file.stages) {
      // An image that is not known may set it.
      if (!baseImageOf(stage)) continue;
      for (const one of withTriggers(stage.instructions)) {
        if (one.keyword !== "ENV" || one.assignments.length < 2) continue;
        const before = new Set(
          instructionsBefore(stage, one).flatMap((earlier) =>
            earlier.keyword === "ENV" || earlier.keyword === "ARG" ? earlier.assignments.map(({ name }) => name) : [],
          ),
        );
        for (const { value } of one.assignments) {
          if (!value || /^'/.test(value.raw)) continue;
          const used = one.assignments.find(
            ({ name, value: own }) =>
              own !== value &&
              !before.has(name) &&
              !usual.test(name) &&
              new RegExp(`(?<!\\\\)\\$(?:${name}(?![\\w])|\\{${name}\\})`).test(value.raw),
          );
          if (!used || !/^\w+$/.test(used.name)) continue;
          report({
            span: value.span,
            message: `\`${used.name}\` is set by the same ENV, and not there yet when this value is made. Set it in an ENV of its own before.`,
            related: [{ path: file.source.path, span: used.nameSpan, message: "It is set here." }],
          });
        }
      }
    }
  },
});

/** Variables that images usually bring. */
const usual =
  /^(?:PATH|HOME|HOSTNAME|LANG|LC_ALL|USER|SHELL|PWD|TERM|JAVA_HOME|GOPATH|GOROOT|LD_LIBRARY_PATH|PYTHONPATH|NODE_PATH|MANPATH|CLASSPATH)$/;
