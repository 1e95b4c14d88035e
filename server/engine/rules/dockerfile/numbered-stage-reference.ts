import { freeStageName } from "../../image/multi-stage.ts";
import type { CopyInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert, replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/numbered-stage-reference",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "`COPY --from` names a stage by its number.",
  why: `\`COPY --from=0\` means the first stage of the file, whichever that is: a stage put in front later moves all numbers, and the build then copies from another one without a word.

Give the stage a name, \`FROM golang:1.27 AS build\`, and use it.`,
  examples: [
    {
      title: "The first stage",
      bad: "FROM golang:1.27\nRUN go build -o /server .\n\nFROM scratch\nCOPY --from=0 /server /server\n",
      good: "FROM golang:1.27 AS build\nRUN go build -o /server .\n\nFROM scratch\nCOPY --from=build /server /server\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/multi-stage/#name-your-build-stages"],
  since: "0.7.0",
  fix: "safe",
  patterns: ["D1"],
  judges: "part",
  check(file, { report }) {
    const uses = new Map<Stage, CopyInstruction[]>();
    for (const stage of file.stages) {
      for (const one of stage.instructions) {
        if (one.keyword !== "COPY" || !one.fromStage || !/^\d+$/.test(one.from?.text ?? "")) continue;
        const known = uses.get(one.fromStage);
        if (known) known.push(one);
        else uses.set(one.fromStage, [one]);
      }
    }
    for (const [stage, copies] of uses) {
      const [first, ...others] = copies.flatMap(({ from }) => from ?? []);
      if (!first) continue;
      const fix = nameFix(stage, copies);
      report({
        span: first.span,
        message: `Number ${first.text} is another stage as soon as one is put in front. ${stage.name === undefined ? "Give it a name" : `Use its name, \`${stage.name}\``}.`,
        related: [
          { path: file.source.path, span: stage.from.keywordSpan, message: "The stage that is meant." },
          ...others.map(({ span }) => ({ path: file.source.path, span, message: "The same stage." })),
        ],
        ...(fix && { fixes: [fix] }),
      });
    }
  },
});

function nameFix({ file, from, name: known }: Stage, copies: readonly CopyInstruction[]): Fix | undefined {
  const name = known ?? freeStageName(file);
  // A later stage of the same name would be taken in its place.
  if (!from.image || /[^\w.-]/.test(name) || file.stages.filter((one) => one.name === name).length > (known === undefined ? 0 : 1))
    return undefined;
  const naming = known === undefined ? [insert(from.image.word.span.end, ` ${from.keywordText === "from" ? "as" : "AS"} ${name}`)] : [];
  return {
    title: known === undefined ? `Name the stage \`${name}\`` : `Use the name \`${name}\``,
    safety: "safe",
    changes: [
      {
        kind: "edit",
        path: file.source.path,
        edits: [...naming, ...copies.flatMap((one) => (one.from ? [replace(one.from.span, name)] : []))],
      },
    ],
  };
}
