import type { Job } from "../../languages/workflow/model.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/needs-cycle",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "Jobs wait for each other in a circle.",
  why: `
Of jobs that need each other none can be the first, so GitHub refuses the workflow. A job that needs itself is the smallest such circle.`,
  examples: [
    {
      title: "Two jobs that wait for each other",
      bad: "on: push\njobs:\n  build:\n    needs: deploy\n    runs-on: ubuntu-latest\n    steps:\n      - run: make build\n  deploy:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make build\n  deploy:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  patterns: ["C3"],
  alsoKnownAs: ["actionlint:job-needs"],
  check(file, { report }) {
    for (const cycle of cyclesOf(file.jobs)) {
      const [job, next = job] = cycle;
      const need = job?.needs.find(({ text }) => text.toLowerCase() === next?.id.toLowerCase());
      if (!job || !need) continue;
      const message =
        cycle.length === 1
          ? `\`${job.id}\` needs itself and so can never begin. Take it out of \`needs\`.`
          : `These jobs wait for each other, so none can begin: ${[...cycle, job].map(({ id }) => `\`${id}\``).join(" needs ")}. Take one of them out of \`needs\`.`;
      report({ span: need.span, message });
    }
  },
});

/** One circle for each set of jobs that are in one, from its first job in the text on. */
function cyclesOf(jobs: readonly Job[]): Job[][] {
  const state = new Map<Job, "open" | "done">();
  const cycles: Job[][] = [];
  const found = new Set<Job>();
  for (const start of jobs) {
    if (state.has(start)) continue;
    // Depth first, with a stack of its own: chains may be long.
    const path: { job: Job; next: number }[] = [{ job: start, next: 0 }];
    state.set(start, "open");
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const needed = top.job.neededJobs[top.next++];
      if (!needed) {
        state.set(top.job, "done");
        path.pop();
      } else if (!state.has(needed)) {
        state.set(needed, "open");
        path.push({ job: needed, next: 0 });
      } else if (state.get(needed) === "open") {
        const cycle = path.slice(path.findIndex(({ job }) => job === needed)).map(({ job }) => job);
        if (cycle.some((job) => found.has(job))) continue;
        for (const job of cycle) found.add(job);
        cycles.push(cycle);
      }
    }
  }
  return cycles;
}
