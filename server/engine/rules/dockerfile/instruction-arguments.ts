import { ownLineFix } from "../../image/continuations.ts";
import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";
import { insert, remove, replace, type TextEdit } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import type { Span } from "../../text/span.ts";

export default defineRule({
  id: "dockerfile/instruction-arguments",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An instruction has too few or too many arguments.",
  why: `
The build stops here: each instruction takes a certain number of arguments, and BuildKit refuses others. A comment behind an instruction counts as arguments, too.

A RUN that holds a heredoc alone is complete, ARG takes any number of names, and what a variable gives is never counted.`,
  examples: [
    { title: "COPY without a destination", bad: "FROM alpine:3.24\nCOPY app\n", good: "FROM alpine:3.24\nCOPY app /app\n" },
    {
      title: "A comment behind an instruction",
      bad: "FROM alpine:3.24 # the smallest\nUSER nobody\n",
      good: "# the smallest\nFROM alpine:3.24\nUSER nobody\n",
    },
    {
      title: "A value with blanks",
      bad: "FROM alpine:3.24\nENV GREETING=good morning\n",
      good: 'FROM alpine:3.24\nENV GREETING="good morning"\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#overview"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: [],
  // What can be read can be judged.
  uncovers: [
    "dockerfile/deprecated-base-image",
    "dockerfile/development-final-stage",
    "dockerfile/duplicate-stage-name",
    "dockerfile/end-of-life-base-image",
    "dockerfile/healthcheck-without-tool",
    "dockerfile/latest-base-image",
    "dockerfile/missing-healthcheck",
    "dockerfile/reserved-stage-name",
    "dockerfile/root-user",
    "dockerfile/single-stage-build",
    "dockerfile/toolchain-in-final-stage",
    "dockerfile/untagged-base-image",
  ],
  alsoKnownAs: [
    "dockerfile-utils:2",
    "dockerfile-utils:5",
    "dockerfile-utils:6",
    "dockerfile-utils:7",
    "dockerfile-utils:8",
    "dockerfile-utils:9",
    "dockerfile-utils:22",
    "dockerfile-utils:32",
    "dockerfile-utils:33",
    "dockerfile-utils:34",
    "dockerfile-utils:35",
    "dockerfile-utils:36",
    "dockerfile-utils:43",
    "dockerfile-utils:44",
    "dockerfile-utils:46",
  ],
  judges: "part",
  check(file, { report }) {
    let done = 0;
    reportSyntax(file, "instruction-arguments", (problem) => {
      // The words of one comment, or of one value, are one finding.
      if (problem.span.start < done) return;
      const meant = meantBy(problem.span, file);
      done = meant?.end ?? done;
      report({ ...problem, ...(meant && { ...meant.about, fixes: [meant.fix] }) });
    });
  },
});

interface Meant {
  readonly fix: Fix;
  /** Up to where what was meant goes on. */
  readonly end?: number;
  /** What is said instead, where the cause is plain. */
  readonly about?: Pick<Problem, "message" | "span">;
}

/** What was most likely meant by superfluous words on one line. */
function meantBy({ start, end }: Span, { source }: Dockerfile): Meant | undefined {
  const line = source.lineSpan(source.lineOf(start));
  const before = source.text.slice(line.start, start);
  const text = source.text.slice(start, line.end).trimEnd();
  if (text.endsWith("\\") || text.endsWith("`") || end > line.end || line.end - line.start > 2000) return undefined;
  const isFrom = /^\s*from\s/i.test(before);
  const comment = (isFrom ? /^\S+(?:\s+as\s+\S+)?\s+(#.*)$/i : /^(#.*)$/).exec(text)?.[1];
  if (comment !== undefined) {
    const span = { start: start + text.length - comment.length, end: start + text.length };
    const message = "Behind an instruction `#` is a word like others, so the build stops here. Put the comment on a line of its own.";
    return { fix: ownLineFix(span, source, "safe"), end: span.end, about: { span, message } };
  }
  const fix = (title: string, ...edits: readonly TextEdit[]): { fix: Fix } => ({
    fix: { title, safety: "unsafe", changes: [{ kind: "edit", path: source.path, edits }] },
  });
  if (isFrom) {
    const [, stage, extra] = /^(\S+\s+as\s+\S+)(\s.*)$/i.exec(text) ?? [];
    if (stage !== undefined && extra !== undefined)
      return fix(`Take out \`${extra.trim()}\``, remove({ start: start + stage.length, end: start + text.length }));
    const image = /^(\S+\s+)[a-z][\w.-]*$/i.exec(text)?.[1];
    return image === undefined || /\sas\s/i.test(image) ? undefined : fix("Name the stage by `AS`", insert(start + image.length, "AS "));
  }
  if (/^\s*healthcheck\s/i.test(before)) {
    const none = /\snone(\s+)$/i.exec(before)?.[1];
    if (none !== undefined) return fix(`Take out \`${text}\``, remove({ start: start - none.length, end: start + text.length }));
    const word = text.slice(0, end - start);
    const meant = nearest(word, ["CMD", "NONE"], 1);
    if (meant) return fix(`Write \`${meant}\``, replace({ start, end }, meant));
    return /^[a-z/.][\w/.-]*$/.test(word) ? fix("Write `CMD` before the command", insert(start, "CMD ")) : undefined;
  }
  const value = /\s[A-Za-z_][\w.-]*=([^\s"'\\=]+)[ \t]+$/.exec(before);
  const words = /^[^\s"'\\=#]+(?:[ \t]+[^\s"'\\=#]+(?!\S))*(?!\S)/.exec(text)?.[0];
  if (!value?.[1] || words === undefined) return undefined;
  const last = start + words.length;
  const from = line.start + value.index + value[0].indexOf("=") + 1;
  return { ...fix("Put the value in double quotes", insert(from, '"'), insert(last, '"')), end: last };
}
