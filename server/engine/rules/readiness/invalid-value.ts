import { fixesOf, rewrite } from "../../readiness/edit.ts";
import { schemaProblemsOf } from "../../readiness/schema-problems.ts";
import { defineRule } from "../../rule.ts";
import { isDay } from "../../text/days.ts";
import { either } from "../../text/either.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "readiness/invalid-value",
  language: "readiness",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A value that a sign-off file cannot have, or one that is missing.",
  why: `
A decision has a status that is one of three, and days are days of the calendar; what is anything else is not read, and the item stays open.

\`schema: 1\` and \`service\` are always there, and each piece of evidence has a \`kind\` and a \`ref\`.`,
  examples: [
    {
      title: "A level that there is not",
      bad: "schema: 1\nservice: checkout\nlevel: standart\n",
      good: "schema: 1\nservice: checkout\nlevel: standard\n",
    },
  ],
  links: ["https://github.com/deployment-patterns/deployment-patterns/blob/main/docs/readiness.md"],
  since: "0.5.0",
  fix: "safe",
  patterns: [],
  check(file, { report }) {
    for (const problem of schemaProblemsOf(file)) {
      if (problem.kind === "unknown-key") continue;
      const { key, span } = problem;
      if (problem.kind === "missing") {
        report({ span, message: `\`${key}\` is missing here, and without it this is not read.` });
        continue;
      }
      const { message, values } = problem;
      const written = file.source.slice(span);
      const meant = nearest(written, values);
      report({
        span,
        message: values.length > 0 ? `\`${key}\` is ${either(values)}.` : `\`${key}\` cannot be read: ${message}.`,
        fixes: meant ? fixesOf(`Write \`${meant}\``, "safe", file, rewrite(file, span, meant)) : [],
      });
    }
    for (const { mapping } of file.isBroken ? [] : file.signOffs) {
      for (const key of ["on", "expires"]) {
        const { value, node } = mapping.text(key);
        if (value !== undefined && node && /^\d{4}-\d\d-\d\d$/.test(value) && !isDay(value))
          report({ span: node.span, message: `\`${value}\` is no day of the calendar.` });
      }
    }
  },
});
