import { freeStageName } from "../../image/multi-stage.ts";
import { wholeOf } from "../../image/production.ts";
import { hasNumberedStages } from "../../image/stage-links.ts";
import type { CopyInstruction, Dockerfile, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert, replace } from "../../text/edit.ts";
import { rememberFor } from "../../text/remember.ts";

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
  check(file, { report }) {
    const uses = usesOf(wholeOf(file));
    if (uses.size === 0) return;
    for (const { instructions } of file.stages) {
      for (const one of instructions) {
        const use = one.keyword === "COPY" && one.fromStage ? uses.get(one.fromStage) : undefined;
        const [first, ...others] = use?.copies ?? [];
        if (!use || !first?.from || first !== one) continue;
        const { fromStage: stage } = first;
        report({
          span: first.from.span,
          message: `Number ${first.from.text} is another stage as soon as one is put in front. ${stage?.name === undefined ? "Give it a name" : `Use its name, \`${stage.name}\``}.`,
          related: [
            { path: file.source.path, span: stage?.from.keywordSpan ?? first.from.span, message: "The stage that is meant." },
            ...others.map(({ span }) => ({ path: file.source.path, span, message: "The same stage." })),
          ],
          ...(use.fix && { fixes: [use.fix] }),
        });
      }
    }
  },
});

interface Use {
  readonly copies: CopyInstruction[];
  fix?: Fix | undefined;
}

/** The instructions that tell a stage by its number, by the stage. Taken from the whole file: no two stages may get the same name. */
const usesOf: (file: Dockerfile) => ReadonlyMap<Stage, Use> = rememberFor((file: Dockerfile) => {
  const uses = new Map<Stage, Use>();
  if (!hasNumberedStages(file)) return uses;
  for (const one of file.instructions) {
    if (one.keyword !== "COPY" || !one.fromStage || !/^\d+$/.test(one.from?.text ?? "")) continue;
    const known = uses.get(one.fromStage);
    if (known) known.copies.push(one);
    else uses.set(one.fromStage, { copies: [one] });
  }
  const taken = new Map<string | undefined, number>();
  for (const { name } of uses.size > 0 ? file.stages : []) taken.set(name, (taken.get(name) ?? 0) + 1);
  // More names would have to be tried out for each of them.
  for (const [stage, use] of [...uses].slice(0, 100)) use.fix = nameFix(stage, use.copies, taken);
  return uses;
});

function nameFix(
  { file, from, name: known }: Stage,
  copies: readonly CopyInstruction[],
  taken: Map<string | undefined, number>,
): Fix | undefined {
  const name = known ?? freeStageName(taken);
  // A later stage of the same name would be taken in its place.
  if (!from.image || /[^\w.-]/.test(name) || (taken.get(name) ?? 0) > 1) return undefined;
  taken.set(name, 1);
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
