import { mergeRuns } from "../../image/merge-runs.ts";
import { isDevelopment, shipped } from "../../image/production.ts";
import type { RunInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import type { SourceText } from "../../text/source.ts";

export default defineRule({
  id: "dockerfile/consecutive-run",
  language: "dockerfile",
  category: "performance",
  severity: "hint",
  preset: "optional",
  summary: "Short RUN instructions follow each other, each with a layer of its own.",
  why: `Every RUN makes a layer, and what one of them deletes stays in the layer of another. Short commands that belong together are better one RUN, joined by \`&&\`.

It is a matter of taste where each step is worth a place in the cache, so that only runs of one line with at most two commands are reported, and only in stages that are shipped. Different flags or mounts,
heredocs, comments in between and commands that change the shell for the next one (\`cd\`, \`export\`, \`set\`) keep RUNs apart.`,
  examples: [
    {
      title: "Two commands",
      bad: "FROM debian:13-slim\nRUN mkdir -p /app/data\nRUN touch /app/data/ready\n",
      good: "FROM debian:13-slim\nRUN mkdir -p /app/data \\\n    && touch /app/data/ready\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#run"],
  since: "0.7.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3059", "sonar:S7031"],
  judges: "part",
  check(file, { workspace, report }) {
    const inImage = shipped(file, workspace);
    for (const stage of file.stages) {
      if (!inImage.has(stage) || isDevelopment(stage)) continue;
      for (const group of groupsIn(stage, file.source)) {
        const edits = mergeRuns(group, file.source);
        const second = group[1];
        if (!edits || !second) continue;
        report({
          span: second.keywordSpan,
          message: `${group.length === 2 ? "This RUN and the one above make" : `${group.length} RUNs in a row make`} a layer each. Join them with \`&&\`.`,
          fixes: [
            {
              title: "Make one RUN of them",
              safety: "safe",
              changes: [{ kind: "edit", path: file.source.path, edits }],
            },
          ],
        });
      }
    }
  },
});

/** Short RUNs that follow each other and can be merged with their neighbours. */
function groupsIn(stage: Stage, source: SourceText): readonly (readonly RunInstruction[])[] {
  const groups: RunInstruction[][] = [];
  let group: RunInstruction[] = [];
  for (const one of stage.instructions) {
    const last = group.at(-1);
    const isRun = one.keyword === "RUN" && isShort(one, source);
    if (isRun && last && mergeRuns([last, one], source)) {
      group.push(one);
      continue;
    }
    group = isRun ? [one] : [];
    if (isRun) groups.push(group);
  }
  return groups.filter(({ length }) => length > 1);
}

function isShort(run: RunInstruction, source: SourceText): boolean {
  return (run.command?.script?.commands.length ?? 0) <= 2 && source.lineOf(run.span.start) === source.lineOf(run.span.end);
}
