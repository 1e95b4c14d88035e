import type { Filter, Text, Workflow } from "../../languages/workflow/model.ts";
import { isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule, type Problem } from "../../rule.ts";

export default defineRule({
  id: "workflow/invalid-glob",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The pattern of a filter can match nothing.",
  why: `
Filters take globs, not regular expressions: \`*\` is anything but a slash, \`**\` anything, \`?\` and \`+\` repeat what stands before them, \`[a-z]\` is one character. A pattern of branches or tags that no Git name can match, and a path that begins with \`./\` or \`/\`, let nothing through: the workflow never starts, or never stays away.`,
  examples: [
    {
      title: "A path with a dot in front",
      bad: "on:\n  push:\n    paths: ['./src/**']\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  push:\n    paths: ['src/**']\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:glob"],
  judges: "part",
  check(file, { report }) {
    const seen = new Set<unknown>();
    for (const { filters } of file.triggers) {
      for (const filter of filters) {
        for (const pattern of filter.patterns ?? []) {
          if (!isPlainText(pattern) || pattern.text === "" || seen.has(pattern.node.span.start)) continue;
          seen.add(pattern.node.span.start);
          const problem = filter.key.startsWith("paths") ? pathProblem(pattern, file) : nameProblem(pattern, filter);
          if (problem) report(problem);
        }
      }
    }
  },
});

function pathProblem(pattern: Text, file: Workflow): Problem | undefined {
  const { text, span } = pattern;
  const common = bracketProblem(pattern);
  if (common) return common;
  const start = /^(!?)(?:\.?\/)+/.exec(text);
  if (start && start[0].length > (start[1] ?? "").length) {
    const rest = text.slice(start[0].length);
    const message = `Paths are told from the root of the repository without \`${start[0].slice((start[1] ?? "").length)}\` in front, so this matches nothing. Leave that out.`;
    return { span, message, fixes: rest === "" ? [] : rewordFix(file, pattern, (start[1] ?? "") + rest, "unsafe") };
  }
  if (/^!?\.\.(?:\/|$)/.test(text))
    return {
      span,
      message: "Nothing above the root of the repository is part of it, so this matches nothing. Write the path from the root on.",
    };
  return undefined;
}

/** What no branch or tag can be called. Source: https://git-scm.com/docs/git-check-ref-format. */
function nameProblem(pattern: Text, { key }: Filter): Problem | undefined {
  const { text, span } = pattern;
  const common = bracketProblem(pattern);
  if (common) return common;
  const what = key.startsWith("tags") ? "tag" : "branch";
  if (/\\[dws]|\(\?:|^!?\^/.test(text)) return regularExpression(pattern, what);
  // These may stand in a name, but hardly do: `/.` begins no part of one, and nobody calls a branch `(a|b)`.
  if (/(?:^!?|\/)\.\*|\([^()]*\|[^()]*\)|[\])+*]\$$/.test(text)) return { ...regularExpression(pattern, what), severity: "warning" };
  const name = text.replace(/^!/, "");
  const wrong = /[\s~^:]/.exec(name.replace(/\[[^\]]*\]/g, ""))?.[0];
  if (wrong !== undefined) {
    const character = /\s/.test(wrong) ? "a blank" : `\`${wrong}\``;
    return { span, message: `No ${what} can have ${character} in its name, so this matches nothing. Take it out.` };
  }
  if (/^refs\/(?:heads|tags)\//.test(name)) {
    return {
      span,
      message: `Filters match a ${what} by its name alone, without \`refs/heads/\` or \`refs/tags/\`, so this matches nothing. Leave that out.`,
    };
  }
  if (name.startsWith("/") || name.endsWith("/") || name.includes("//")) {
    return { span, message: `The name of a ${what} neither begins nor ends with a slash, so this matches nothing. Take the slash out.` };
  }
  return undefined;
}

function regularExpression({ span }: Text, what: string): Problem {
  return {
    span,
    message: `This looks like a regular expression, but filters are globs, and no ${what} matches it. Use \`*\`, \`**\`, \`?\`, \`+\` and \`[]\`.`,
  };
}

function bracketProblem({ text, span }: Text): Problem | undefined {
  if (text === "!") return { span, message: "A `!` alone takes nothing out, and GitHub refuses it. Write the pattern behind it." };
  for (let at = text.indexOf("["); at >= 0; at = text.indexOf("[", at + 1)) {
    if (text.charAt(at - 1) === "\\") continue;
    const end = text.indexOf("]", at + 1);
    if (end < 0)
      return {
        span,
        message: "This `[` is never closed, and GitHub refuses the pattern. Close it by `]`, or write `\\[` for the character.",
      };
    const inside = text.slice(at + 1, end);
    if (inside === "")
      return { span, message: "Between `[` and `]` stands no character, and GitHub refuses the pattern. Name some, or take it out." };
    const range = [...inside.matchAll(/(.)-(.)/gs)].find(([, low = "", high = ""]) => low > high);
    if (range) return { span, message: `The range \`${range[0]}\` runs backwards, and GitHub refuses the pattern. Turn it round.` };
    at = end;
  }
  return undefined;
}
