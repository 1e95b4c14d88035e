import type { Job } from "../../languages/workflow/model.ts";
import { addNeeds, fixesOf } from "../../pipeline/edit.ts";
import { unknownName } from "../../pipeline/expression-context.ts";
import { readableExpressions, renameFix, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-need-reference",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression asks for a job that `needs` does not name.",
  why: `
\`needs\` in an expression holds the jobs that the job names in its own \`needs\`, and not those which they need in turn. Result and outputs of another are empty, and no error tells: a condition never holds, a deployment gets no tag.

In the job's own \`if\` GitHub also fills in the jobs behind those that are needed. Its documentation says otherwise, so a condition that counts on it is worth a word, not an error.`,
  examples: [
    {
      title: "An output of a job that is needed by another one alone",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    outputs:\n      tag: v1\n    steps:\n      - run: make\n  scan:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: make scan\n  deploy:\n    needs: [scan]\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy TAG=${{ needs.build.outputs.tag }}\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    outputs:\n      tag: v1\n    steps:\n      - run: make\n  scan:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: make scan\n  deploy:\n    needs: [scan, build]\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy TAG=${{ needs.build.outputs.tag }}\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#needs-context",
    "https://github.com/actions/runner/issues/2356",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/unknown-job-output", "workflow/unknown-context-property"],
  check(file, { report, workspace }) {
    const seen = new Map<Job, Set<string>>();
    for (const { place, site } of readableExpressions(file)) {
      const { job } = site;
      if (!job || site.available?.contexts.has("needs") === false) continue;
      for (const access of place.expression.accesses) {
        if (access.name !== "needs") continue;
        const found = unknownName(site, access, workspace);
        if (found?.path.length !== 1) continue;
        const { name, segment, names } = found;
        const other = file.job(name);
        if (other) {
          // One key to mend, however often it is read.
          const before = seen.get(job) ?? new Set();
          if (before.has(other.id)) continue;
          seen.set(job, before.add(other.id));
        }
        const isPossible = other !== undefined && other !== job && !other.closure.includes(job);
        const meant = other
          ? undefined
          : nearest(
              name,
              names.names.map((one) => one.name),
            );
        // Seen by many, and reported as actions/runner#2356: the job's own condition reads the jobs behind its needs as well.
        const isFilledIn = other !== undefined && !site.step && place.path.at(-1) === "if" && job.closure.includes(other);
        const problem = isFilledIn
          ? `\`needs\` of this job does not name \`${other.id}\`; that this reads it nevertheless is not documented, and holds in the job's own condition alone. Add it.`
          : other
            ? `\`needs\` of this job does not name \`${other.id}\`, so this is always empty.${isPossible ? " Add it." : ""}`
            : `No job \`${name}\` is in \`needs\` of this job, so this is always empty.${didYouMean(meant)}`;
        report({
          span: spanIn(place.expression, segment.span),
          message: problem,
          ...(isFilledIn && { severity: "info" as const }),
          fixes: isPossible
            ? fixesOf(`Add \`${other.id}\` to \`needs\``, "unsafe", file, addNeeds(job, [other.id]))
            : renameFix(file, place, segment, meant),
        });
      }
    }
  },
});
