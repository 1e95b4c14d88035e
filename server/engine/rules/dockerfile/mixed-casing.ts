import { rememberForText } from "../../languages/dockerfile/instructions.ts";
import type { Instruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/mixed-casing",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "An instruction, or AS, is written in another case than the others.",
  why: `Any case will do for the builder; readers, and what searches files for \`FROM\`, do better with one. What most instructions of the file are written in is taken for it; where they are as many, nothing is said.

Only the keywords are looked at: names of stages keep theirs.`,
  examples: [
    {
      title: "One among capitals",
      bad: 'FROM debian:13-slim as base\nRUN mkdir /data\nCMD ["date"]\n',
      good: 'FROM debian:13-slim AS base\nRUN mkdir /data\nCMD ["date"]\n',
    },
  ],
  links: [
    "https://docs.docker.com/reference/build-checks/consistent-instruction-casing/",
    "https://docs.docker.com/reference/build-checks/from-as-casing/",
  ],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["buildkit:ConsistentInstructionCasing", "buildkit:FromAsCasing", "dockerfile-utils:0", "sonar:S6476"],
  check(file, { report }) {
    const { source } = file;
    let all = 0;
    let lower = 0;
    let upper = 0;
    for (const one of file.instructions) {
      // Most have one word alone, in capitals.
      if (one.keywordText === one.keyword && !hasOthers.has(one.keyword)) {
        all++;
        upper++;
        continue;
      }
      const words = wordsOf(one);
      all += words.all.length;
      lower += words.lower;
      upper += words.upper;
    }
    const toLower = lower > all - lower;
    if (lower * 2 === all || lower === all || upper === all) return;
    for (const one of file.instructions) for (const word of wordsOf(one).all) judge(one, word);

    function judge(one: Instruction, { text, start, isInTrigger }: CasedWord): void {
      const wanted = toLower ? text.toLowerCase() : text.toUpperCase();
      if (text === wanted) return;
      const own = isInTrigger && one.keyword === "ONBUILD" ? (one.trigger ?? one) : one;
      const span = start === undefined ? own.keywordSpan : own.rest.spanToSource({ start, end: start + text.length });
      report({
        span,
        message: `The file is written in ${toLower ? "small letters" : "capitals"} but for this word.`,
        fixes: [
          { title: `Write \`${wanted}\``, safety: "safe", changes: [{ kind: "edit", path: source.path, edits: [replace(span, wanted)] }] },
        ],
      });
    }
  },
});

/** A keyword of an instruction, or the AS of a FROM, with its place in the arguments. */
interface CasedWord {
  readonly text: string;
  readonly start?: number;
  readonly isInTrigger?: true;
}

/** May have more such words than one, or none. */
const hasOthers: ReadonlySet<Instruction["keyword"]> = new Set(["FROM", "ONBUILD", "UNKNOWN"]);

const wordsOf = rememberForText((one: Instruction) => {
  const all: CasedWord[] = one.keyword === "UNKNOWN" ? [] : [{ text: one.keywordText }];
  if (one.keyword === "ONBUILD" && one.trigger) all.push({ text: one.trigger.keywordText, isInTrigger: true });
  const [, before, as] = (one.keyword === "FROM" && /^(\S+\s+)(as)\s+\S/i.exec(one.rest.text)) || [];
  if (before !== undefined && as !== undefined) all.push({ text: as, start: before.length });
  const lower = all.filter(({ text }) => text === text.toLowerCase()).length;
  return { all, lower, upper: all.filter(({ text }) => text === text.toUpperCase()).length };
});
