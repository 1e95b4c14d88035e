import type { Step } from "../../languages/workflow/model.ts";
import { didYouMean, isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/unknown-parallel-step",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A step waits for, or cancels, a background step that is not there.",
  why: `
\`wait\` and \`cancel\` name steps by their ids, which have to stand above them in the same job with \`background: true\`. \`parallel\` runs its steps at once and waits for all of them; it cannot stand inside of another. GitHub refuses the workflow otherwise.`,
  examples: [
    {
      title: "An id that was renamed",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - id: server\n        run: make serve\n        background: true\n      - run: make test\n      - cancel: serve\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - id: server\n        run: make serve\n        background: true\n      - run: make test\n      - cancel: server\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsbackground"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:parallel-steps"],
  judges: "part",
  check(file, { report }) {
    for (const job of file.jobs) {
      const background = new Map<string, Step>();
      const all = new Map<string, Step>();
      for (const step of job.steps) {
        const nested = step.parent?.parent ? step.parent.map.entry("parallel") : undefined;
        if (nested && step.parent?.parallel[0] === step) {
          report({
            span: nested.keySpan,
            message:
              "`parallel` cannot stand inside of another `parallel`, and GitHub refuses the workflow. Put its steps beside the others.",
          });
        }
        for (const target of step.waits?.targets ?? []) {
          if (!isPlainText(target) || target.text === "" || target.node.alias) continue;
          const id = target.text.toLowerCase();
          if (background.has(id)) continue;
          const kind = step.waits?.kind === "cancel" ? "cancel" : "wait for";
          const meant = all.has(id) ? undefined : nearest(target.text, background.keys());
          const known = meant === undefined ? undefined : background.get(meant)?.id?.text;
          const message = all.has(id)
            ? `The step \`${target.text}\` does not run in the background, so there is nothing to ${kind}. Set \`background: true\` on it, or remove this step.`
            : job.step(target.text)
              ? `The step \`${target.text}\` comes later, so there is nothing to ${kind} yet. Move this step behind it.`
              : `No step of this job has the id \`${target.text}\`, and GitHub refuses the workflow.${didYouMean(known, " Name a step above that runs in the background.")}`;
          report({ span: target.span, message, fixes: rewordFix(file, target, known, "unsafe") });
        }
        const id = step.id?.literal?.toLowerCase();
        if (id === undefined) continue;
        all.set(id, step);
        if (step.isBackground) background.set(id, step);
      }
    }
  },
});
