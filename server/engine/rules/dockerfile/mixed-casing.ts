import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";

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
    const words: Span[] = [];
    for (const one of file.instructions) {
      if (one.keyword === "UNKNOWN") continue;
      words.push(one.keywordSpan);
      if (one.keyword === "ONBUILD" && one.trigger) words.push(one.trigger.keywordSpan);
      if (one.keyword !== "FROM" || !one.name || !one.image) continue;
      const { end } = one.image.word.span;
      const match = /^\s+(as)\s/i.exec(source.slice({ start: end, end: one.name.span.start }));
      if (match) words.push({ start: end + match[0].length - 3, end: end + match[0].length - 1 });
    }
    const isLower = (span: Span) => source.slice(span) === source.slice(span).toLowerCase();
    const lower = words.filter(isLower).length;
    const toLower = lower > words.length - lower;
    if (lower * 2 === words.length) return;
    for (const span of words) {
      const written = source.slice(span);
      const wanted = toLower ? written.toLowerCase() : written.toUpperCase();
      if (written === wanted) continue;
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
