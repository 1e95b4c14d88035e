import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { danglingContinuations } from "../../image/continuations.ts";
import { keywords } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";

const known: ReadonlySet<string> = new Set(keywords);

export default defineRule({
  id: "dockerfile/instruction-in-script",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "An instruction within the command of a RUN.",
  why: `What stands behind \`RUN\` is read by a shell, which looks for a program called \`COPY\` or \`RUN\` and finds none: instructions cannot be joined by \`&&\`.

End the \`RUN\` before it and give the instruction a line of its own; of \`&& RUN command\` the word \`RUN\` can go. Silent where the script defines a function of that name, and in quotes.`,
  examples: [
    {
      title: "One RUN",
      bad: "FROM debian:13-slim\nRUN mkdir /app && \\\n    RUN chmod 750 /app\n",
      good: "FROM debian:13-slim\nRUN mkdir /app && \\\n    chmod 750 /app\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#run"],
  since: "0.7.0",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const one of withTriggers(file.instructions)) {
      const script = one.keyword === "RUN" ? one.command?.script : undefined;
      if (!script) continue;
      for (const { name = "", nameSpan, wrappers, isRequoted } of script.commands) {
        const { text } = script.source;
        if (!known.has(name) || wrappers.length > 0 || isRequoted || text.slice(nameSpan.start, nameSpan.end) !== name) continue;
        if (text.includes(`${name}()`) || text.includes(`${name} ()`) || text.includes(`alias ${name}=`)) continue;
        if (danglingContinuations(one, file.source).some(({ keyword }) => keyword === name)) continue;
        report({
          span: script.source.spanToSource(nameSpan),
          message: `The shell takes \`${name}\` for a program, and there is none${whenChildIsBuilt(one)}. ${name === "RUN" ? "Leave the word out." : `End the \`RUN\` before it, and begin a line with \`${name}\`.`}`,
        });
      }
    }
  },
});
