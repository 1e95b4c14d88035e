import * as z from "zod/mini";
import { defineRule, type Fix } from "../../rule.ts";
import { insert } from "../../text/edit.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

const own = /^deployment-patterns-ignore(?:-file)?(?=[\s:]|$)[\s:]*(?:[^\s,/]+\/[^\s,/]+(?:[\s,]+|$))*/;
/** Comments that silence findings, with the names in them; what is left of a comment is the reason. See `suppressions.ts`. */
const silencing: readonly RegExp[] = [
  own,
  /^hadolint\s+(?:global\s+|stage\s+)?ignore\s*=\s*(?:[A-Za-z]+\d+[\s,]*)*/,
  /(?:checkov|bridgecrew|cortex):skip=\s*\w+/,
  /trivy:ignore:[\w-]+/,
  /zizmor:\s*ignore\[[^\]]*\]/,
  /^nosem(?:grep)?\b(?:\s*:\s*[\w./-]+(?:,\s*[\w./-]+)*)?/,
  /^NOSONAR\b(?:\s*\([^)]*\)|[\s,:]*S\d+)?/,
  /^check\s*=.*\bskip\s*=.*/,
  /^dclint\s+disable.*/,
];

export default defineRule({
  id: "dockerfile/unexplained-suppression",
  language: "dockerfile",
  alsoChecks: ["dockerignore", "workflow", "action", "kubernetes", "compose", "readiness"],
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "A comment that silences findings does not say why.",
  why: `Who comes upon the comment later cannot tell whether the reason still holds, so it stays for ever, and with it whatever it hides.

Write the reason behind the names, \`# deployment-patterns-ignore dockerfile/root-user -- the base image drops root itself\`, or as a comment on the line above. hadolint's, Checkov's, Trivy's, Semgrep's, Sonar's, zizmor's, dclint's and BuildKit's comments are judged as well. With the option \`forbidden\` every such comment is reported.`,
  examples: [
    {
      title: "With a reason",
      bad: "# deployment-patterns-ignore dockerfile/latest-base-image\nFROM debian:latest\n",
      good: "# deployment-patterns-ignore dockerfile/latest-base-image -- reason\nFROM debian:latest\n",
    },
    {
      title: "No such comments at all",
      options: { forbidden: true },
      bad: "# hadolint ignore=DL3007 -- the newest is wanted\nFROM debian:latest\n",
      good: "# The newest is wanted.\nFROM debian:latest\n",
    },
  ],
  links: [
    "https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/configuration.md",
    "https://github.com/hadolint/hadolint#inline-ignores",
  ],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["hadolint:DL1001"],
  options: z.strictObject({
    forbidden: z
      ._default(z.boolean(), false)
      .check(z.describe("Whether every comment that silences findings is reported, whatever its reason.")),
  }),
  readsTemplates: true,
  judges: "part",
  check(file, { options, report }) {
    const { source, comments } = file;
    for (const [index, { text, span }] of comments.entries()) {
      const pattern = silencing.find((one) => one.test(text));
      if (!pattern) continue;
      if (options.forbidden) {
        report({
          span,
          message: "Comments that silence findings are not wanted here. Mend what is reported, or change the configuration.",
        });
        continue;
      }
      const line = source.lineOf(span.start);
      const isExplained = [comments[index - 1], comments[index + 1]].some(
        (other, i) => other && source.lineOf(other.span.start) === line + i * 2 - 1 && isAlone(other.span, source) && isReason(other.text),
      );
      if (isReason(text.replace(pattern, "")) || (isExplained && isAlone(span, source))) continue;
      const fix = fixOf(span, pattern === own, source);
      report({
        span,
        message: "This comment silences findings and does not say why. Write the reason behind it, or on the line above.",
        ...(fix && { fixes: [fix] }),
      });
    }
  },
});

function isReason(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !silencing.some((one) => one.test(text));
}

/** Whether the comment has its line to itself. */
function isAlone({ start }: Span, source: SourceText): boolean {
  return /^[\s\uFEFF]*$/.test(source.text.slice(source.lineSpan(source.lineOf(start)).start, start));
}

/** A place for the reason: behind ours, above those of tools, which may take it for a name. */
function fixOf({ start, end }: Span, isOwn: boolean, source: SourceText): Fix | undefined {
  if (!isOwn && !isAlone({ start, end }, source)) return undefined;
  const column = start - source.lineSpan(source.lineOf(start)).start;
  const text = isOwn ? " -- reason" : `# reason${source.eol}${source.text.slice(start - column, start).replace("\uFEFF", "")}`;
  const from = text.indexOf("reason");
  return {
    title: "Write the reason",
    safety: "unsafe",
    changes: [
      { kind: "edit", path: source.path, edits: [insert(isOwn ? end : start, text, [{ start: from, end: from + "reason".length }])] },
    ],
  };
}
