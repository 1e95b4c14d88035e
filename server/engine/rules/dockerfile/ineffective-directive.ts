import { lackingFeature, syntaxVersion } from "../../image/syntax-features.ts";
import type { Comment, Dockerfile } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert, remove } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/ineffective-directive",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A parser directive that stands too far down, where it is only a comment.",
  why: `
\`# syntax=\`, \`# escape=\` and \`# check=\` count only at the top of the file: in front of every other comment, blank line and instruction. Further down the builder passes over them without a word, so the file is
built with another version of the syntax, another escape character or other checks than it says.

Move the line to the top. A \`# check=skip=\` directly above an instruction is for that instruction, and not reported.`,
  examples: [
    {
      title: "Behind another comment",
      bad: '# Builds the service.\n# syntax=docker/dockerfile:1\nFROM node:22.12-slim\nUSER node\nCMD ["node", "server.js"]\n',
      good: '# syntax=docker/dockerfile:1\n# Builds the service.\nFROM node:22.12-slim\nUSER node\nCMD ["node", "server.js"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#parser-directives"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  check(file, { report }) {
    const set = new Set(file.directives.map(({ name }) => name));
    const read = new Set(file.directives.map(({ span }) => span.start));
    let aboveInstructions: ReadonlySet<Comment> | undefined;
    for (const comment of file.comments) {
      const [, written = "", value = ""] = directive.exec(comment.text) ?? [];
      const name = written.toLowerCase();
      if (!looksMeant[name]?.test(value) || read.has(comment.span.start)) continue;
      // Dockerfile frontend 1.21 and later: https://github.com/moby/buildkit/pull/6334.
      aboveInstructions ??= new Set(file.instructions.flatMap(({ leadingComments }) => leadingComments));
      if (name === "check" && aboveInstructions.has(comment)) continue;
      const isSet = set.has(name);
      const isMovable = name === "syntax" ? hasAll(value, file) : name === "check" && checks.test(value);
      const fixes = isSet || !isMovable ? [] : fixOf(comment, name, file);
      set.add(name);
      report({
        span: comment.span,
        message: `\`# ${name}=\` counts only at the top of the file, before other comments, blank lines and instructions: here it is a comment. ${isSet ? "Remove it." : "Move it to the first line."}`,
        fixes,
      });
    }
  },
});

const directive = /^(syntax|escape|check)\s*=\s*(\S.*)$/i;

/** Values that are not prose about the directive: a frontend's image, an escape character, options. */
const looksMeant: Readonly<Record<string, RegExp>> = {
  syntax: /^(?:[\w.:-]+\/)*dockerfile(?:-[\w-]+)?(?:[:@][\w.:@-]+)?$/i,
  escape: /^[\\`]$/,
  check: /^(?:skip|error|experimental)=\S/,
};

/** What the whole file's `check` takes without stopping the build. */
const checks = /^(?:(?:skip|experimental)=[\w, ]+|error=(?:true|false))(?:;(?:(?:skip|experimental)=[\w, ]+|error=(?:true|false))){0,2}$/;

/** Whether a version of the syntax has what the file uses: the file builds today, as the builder's own version reads it. */
function hasAll(value: string, file: Dockerfile): boolean {
  const version = syntaxVersion(value);
  return !version || !lackingFeature(file, version);
}

function fixOf({ text, span }: Comment, name: string, { source }: Dockerfile): readonly Fix[] {
  const start = source.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const top = source.text.startsWith("#!", start) ? source.nextLineStart(start) : start;
  const line = { start: source.lineSpan(source.lineOf(span.start)).start, end: source.nextLineStart(span.end) };
  return [
    {
      title: `Move \`# ${name}=\` to the top`,
      safety: "unsafe",
      changes: [{ kind: "edit", path: source.path, edits: [insert(top, `# ${text}${source.eol}`), remove(line)] }],
    },
  ];
}
