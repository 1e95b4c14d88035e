// A handful of rules of every kind, so that protocol tests do not hang on what the real ones say.
import { defineRule, type Rule } from "../../server/engine/rule.ts";
import { insert, replace } from "../../server/engine/text/edit.ts";

const common = {
  language: "dockerfile",
  preset: "recommended",
  severity: "warning",
  why: "Because it matters.\n\nMore about it.",
  examples: [{ title: "-", bad: "FROM a:latest\n", good: "FROM a:1\n" }],
  links: [],
  since: "0.1.0",
  patterns: [],
} as const;

/** Has a safe fix, and an unsafe one with something to fill in. */
const latest = defineRule({
  ...common,
  id: "dockerfile/latest",
  category: "reproducibility",
  summary: "A tag that moves.",
  fix: "safe",
  check(file, context) {
    for (const stage of file.stages) {
      const span = stage.from.image?.tag === "latest" ? stage.from.image.tagSpan : undefined;
      if (!span) continue;
      const { path } = file.source;
      context.report({
        span,
        message: "`latest` moves.",
        tags: ["deprecated"],
        fixes: [
          { title: "Use `1`", safety: "safe", changes: [{ kind: "edit", path, edits: [replace(span, "1")] }] },
          {
            title: "Use another",
            safety: "unsafe",
            changes: [{ kind: "edit", path, edits: [{ span, text: "$VERSION", placeholders: [{ start: 0, end: 8 }] }] }],
          },
        ],
      });
    }
  },
});

/** Reads the workspace, and its fix creates a file. */
const ignoreFile = defineRule({
  ...common,
  id: "dockerfile/no-ignore-file",
  category: "performance",
  severity: "info",
  summary: "There is no ignore file.",
  fix: "safe",
  check(file, context) {
    const from = file.stages[0]?.from;
    if (!from || context.workspace.has(".dockerignore") !== false) return;
    context.report({
      span: from.keywordSpan,
      message: "No `.dockerignore`.",
      fixes: [{ title: "Create it", safety: "safe", changes: [{ kind: "create", path: ".dockerignore", text: ".git\n" }] }],
    });
  },
});

/** Points at another file, and its fix edits it. */
const manifest = defineRule({
  ...common,
  id: "dockerfile/bad-manifest",
  category: "security",
  severity: "error",
  summary: "A bad manifest.",
  check(file, context) {
    const text = context.workspace.read("package.json");
    const start = text?.indexOf("bad") ?? -1;
    const from = file.stages[0]?.from;
    if (!from || start < 0) return;
    const span = { start, end: start + 3 };
    context.report({
      span: from.keywordSpan,
      message: "The manifest is bad.",
      related: [{ path: "package.json", span, message: "here" }],
      fixes: [
        { title: "Better it", safety: "unsafe", changes: [{ kind: "edit", path: "package.json", edits: [replace(span, "good")] }] },
        { title: "Note it", safety: "unsafe", changes: [{ kind: "edit", path: file.source.path, edits: [insert(0, "# bad\n")] }] },
      ],
    });
  },
});

/** What every extension for Dockerfiles reports. */
const unknown = defineRule({
  ...common,
  id: "dockerfile/unknown-word",
  category: "syntax",
  severity: "error",
  summary: "No such instruction.",
  alsoKnownAs: ["dockerfile-utils:38"],
  check(file, context) {
    for (const one of file.instructions) {
      if (one.keyword === "UNKNOWN") context.report({ span: one.keywordSpan, message: "No such instruction." });
    }
  },
});

/** What GitHub's extension reports of workflows. */
const unknownKey = defineRule({
  ...common,
  id: "workflow/unknown-key",
  language: "workflow",
  category: "syntax",
  severity: "error",
  summary: "No such key.",
  examples: [{ title: "-", bad: "onn: push\n", good: "on: push\n" }],
  check(file, context) {
    for (const { key, keySpan } of file.root?.entries ?? []) if (key === "onn") context.report({ span: keySpan, message: "No such key." });
  },
});

/** Falls where the file says so. */
const falling = defineRule({
  ...common,
  id: "dockerfile/falling",
  category: "reliability",
  summary: "Falls.",
  check(file) {
    if (file.source.text.includes("FALL")) throw new Error("it fell");
  },
});

export const rules: readonly Rule[] = [manifest, falling, latest, ignoreFile, unknown, unknownKey] as readonly Rule[];
