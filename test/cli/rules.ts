import * as z from "zod/mini";
import type { Dockerfile } from "../../server/engine/languages/dockerfile/model.ts";
import { defineRule, type Rule } from "../../server/engine/rule.ts";

// A few rules of the tests' own, in place of the product's: what the command line does must not hang on what the product finds.

const common = {
  category: "security",
  summary: "A summary.",
  why: "A reason.",
  examples: [{ title: "An example", bad: "FROM a:latest\n", good: "FROM a:1\n" }],
  links: ["https://docs.docker.com/"],
  since: "0.1.0",
  patterns: ["D1"],
} as const;

const latest = defineRule({
  ...common,
  id: "dockerfile/latest-base-image",
  language: "dockerfile",
  severity: "warning",
  preset: "recommended",
  fix: "safe",
  alsoKnownAs: ["hadolint:DL3007"],
  check(file, { report }) {
    for (const span of spansOf(file, /:latest/g)) {
      report({
        span: { start: span.start + 1, end: span.end },
        message: "The tag `latest` moves; pin a version.",
        fixes: [
          { title: "Pin version 1", safety: "safe", changes: [{ kind: "edit", path: file.source.path, edits: [{ span, text: ":1" }] }] },
        ],
      });
    }
  },
});

const root = defineRule({
  ...common,
  id: "dockerfile/root-user",
  language: "dockerfile",
  severity: "error",
  preset: "recommended",
  fix: "unsafe",
  check(file, { report }) {
    const from = file.stages.at(-1)?.from;
    if (!from || /^USER /m.test(file.source.text)) return;
    const end = file.source.text.length;
    const edits = [{ span: { start: end, end }, text: "USER 1000\n" }];
    report({
      span: from.keywordSpan,
      message: "The image runs as root: 100%, so\nset a `USER`.",
      fixes: [{ title: "Run as user 1000", safety: "unsafe", changes: [{ kind: "edit", path: file.source.path, edits }] }],
    });
  },
});

const ignoreFile = defineRule({
  ...common,
  id: "dockerfile/missing-dockerignore",
  language: "dockerfile",
  severity: "info",
  preset: "recommended",
  category: "performance",
  fix: "safe",
  check(file, { report, workspace }) {
    const slash = file.source.path.lastIndexOf("/") + 1;
    const path = `${file.source.path.slice(0, slash)}.dockerignore`;
    const copy = file.instructions.find(({ keyword }) => keyword === "COPY");
    if (!copy || workspace.has(path) !== false) return;
    report({
      span: copy.keywordSpan,
      message: "There is no ignore file.",
      fixes: [{ title: "Create one", safety: "safe", changes: [{ kind: "create", path, text: ".git\n" }] }],
      related: [{ path: file.source.path, span: { start: 0, end: 4 }, message: "For this image." }],
    });
  },
});

const words = defineRule({
  ...common,
  id: "dockerfile/word",
  language: "dockerfile",
  severity: "hint",
  preset: "strict",
  options: z.object({ word: z._default(z.string(), "echo") }),
  check(file, { report, options }) {
    for (const span of spansOf(file, new RegExp(options.word, "g"))) report({ span, message: `The word \`${options.word}\`.` });
  },
});

const thrower = defineRule({
  ...common,
  id: "dockerfile/thrower",
  language: "dockerfile",
  severity: "info",
  preset: "optional",
  check() {
    throw new Error("it broke");
  },
});

const star = defineRule({
  ...common,
  id: "dockerignore/star",
  language: "dockerignore",
  severity: "warning",
  preset: "recommended",
  check(file, { report }) {
    for (const { text, span } of file.patterns) if (text === "*") report({ span, message: "Everything is ignored." });
  },
});

/** Of workflows and actions alike. */
const script = defineRule({
  ...common,
  id: "workflow/bad-script",
  language: "workflow",
  alsoChecks: ["action"],
  severity: "warning",
  preset: "recommended",
  check({ steps }, { report }) {
    for (const { run } of steps) if (run?.text === "bad") report({ span: run.span, message: "The script is bad." });
  },
});

function* spansOf(file: Dockerfile, pattern: RegExp) {
  for (const { index, 0: text } of file.source.text.matchAll(pattern)) yield { start: index, end: index + text.length };
}

export const rules = [latest, ignoreFile, root, thrower, words, star, script] as unknown as readonly Rule[];
