import { mayStillRun, nameOfSegment, stepNamed, unknownName } from "../../pipeline/expression-context.ts";
import { readableExpressions, renameFix, spanIn } from "../../pipeline/expression-edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-step",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An expression asks for a step that has not run before it.",
  why: `
\`steps\` holds the steps of the same job that have an \`id\` and stand above. What is read of another is empty, and no error tells: an image gets no tag, a condition never holds. What is read of a step in the background before something waits for it is there by chance. Outputs of other jobs come by \`needs.<job>.outputs\`.`,
  examples: [
    {
      title: "An id that was renamed",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - id: version\n        run: ./version.sh\n      - run: make image TAG=${{ steps.versions.outputs.tag }}\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - id: version\n        run: ./version.sh\n      - run: make image TAG=${{ steps.version.outputs.tag }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#steps-context"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:expression"],
  uncovers: ["workflow/unknown-step-output", "workflow/unknown-context-property"],
  check(file, { report, workspace }) {
    for (const { place, site } of readableExpressions(file)) {
      if (site.available?.contexts.has("steps") === false) continue;
      for (const access of place.expression.accesses) {
        if (access.name !== "steps") continue;
        const [first] = access.segments;
        const known = first && stepNamed(site, nameOfSegment(first) ?? "");
        if (first && known && site.step && known.index < site.step.index && mayStillRun(site, known)) {
          const wait = known.parent ? "Read it behind the `parallel` block" : `Wait for it with \`wait: ${known.id?.text}\``;
          report({
            span: spanIn(place.expression, first.span),
            message: `The step \`${known.id?.text}\` may still run here, so what is read of it is there or not by chance. ${wait}.`,
            severity: "warning",
          });
          continue;
        }
        const found = unknownName(site, access, workspace);
        if (found?.path.length !== 1) continue;
        const { name, segment, names } = found;
        const step = stepNamed(site, name);
        const other = file.language === "workflow" && !step ? file.jobs.find((job) => job !== site.job && job.step(name)) : undefined;
        const meant =
          step || other
            ? undefined
            : nearest(
                name,
                names.names.map((one) => one.name),
              );
        const where = file.language === "action" ? "of this action" : "of this job";
        const problem =
          step && step === site.step
            ? `The step \`${name}\` reads its own results, which are there for later steps.`
            : step
              ? `The step \`${name}\` runs later, so this is always empty.`
              : other
                ? `The step \`${name}\` is one of the job \`${other.id}\`, so this is always empty: pass its output on by \`outputs\` of that job and \`needs\`.`
                : `No step ${where} has the id \`${name}\`, so this is always empty.${didYouMean(meant)}`;
        report({ span: spanIn(place.expression, segment.span), message: problem, fixes: renameFix(file, place, segment, meant) });
      }
    }
  },
});
