import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { invocationsOf } from "../../image/invocation.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/relinked-shell",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "`/bin/sh` is made another shell, where SHELL says which one is meant.",
  why: `A link over \`/bin/sh\` changes the shell of every script in the image, also of those that the distribution's packages bring and that were written for its own.

Say \`SHELL ["/bin/bash", "-c"]\`, which holds for the instructions that follow and for nothing else.`,
  examples: [
    {
      title: "Bash for what follows",
      bad: "FROM debian:13-slim\nRUN ln -sf /bin/bash /bin/sh\n",
      good: 'FROM debian:13-slim\nSHELL ["/bin/bash", "-c"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#shell"],
  since: "0.6.0",
  patterns: [],
  alsoKnownAs: ["hadolint:DL4005"],
  judges: "part",
  check(file, { report }) {
    for (const run of withTriggers(file.instructions)) {
      if (run.keyword !== "RUN") continue;
      for (const { name, nameWord, args } of invocationsOf(run.command)) {
        const target = args.at(-1);
        if (name !== "ln" || !target || !/^\/(?:usr\/)?bin\/sh$/.test(target.text) || args.length < 2) continue;
        report({
          span: { start: nameWord.span.start, end: target.span.end },
          message: `This changes the shell of every script in the image${whenChildIsBuilt(run)}. Say by \`SHELL\` which one the instructions are for.`,
        });
      }
    }
  },
});
