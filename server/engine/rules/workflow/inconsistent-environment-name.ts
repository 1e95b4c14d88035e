import type { Workflow } from "../../languages/workflow/model.ts";
import { repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

const families: readonly ReadonlySet<string>[] = [
  new Set(["production", "prod", "prd"]),
  new Set(["staging", "stage", "stg"]),
  new Set(["development", "develop", "dev"]),
];

export default defineRule({
  id: "workflow/inconsistent-environment-name",
  language: "workflow",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "The repository's workflows call one environment by two names.",
  why: `
\`prod\` and \`production\` are two environments to GitHub, with secrets, rules and histories of their own. Where both stand in the workflows of one repository, one of them is mostly a slip, and its job runs without what was set up for the other.

Reported on the name that is used less.`,
  examples: [
    {
      title: "Two names for production",
      bad: "on: push\njobs:\n  migrate:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: make migrate\n  deploy:\n    needs: migrate\n    runs-on: ubuntu-latest\n    environment: prod\n    steps:\n      - run: make deploy\n",
      good: "on: push\njobs:\n  migrate:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: make migrate\n  deploy:\n    needs: migrate\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: make deploy\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  check(file, { report, workspace }) {
    const { path } = file.source;
    if (!file.jobs.some(({ environment }) => environment)) return;
    const others = (workflowsOf(repositoryOf(path), workspace) ?? []).filter((one) => one.source.path !== path);
    const counts = countsOf([file, ...others]);
    for (const { environment } of file.jobs) {
      const name = environment?.name;
      const family = families.find((one) => one.has(name?.literal?.toLowerCase() ?? ""));
      if (!name?.literal || !family) continue;
      const own = name.literal.toLowerCase();
      // The longest name where none is used more.
      const [usual] = [...family]
        .filter((one) => counts.has(one))
        .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || b.length - a.length);
      if (usual === undefined || usual === own) continue;
      report({
        span: name.span,
        message: `This repository calls the environment \`${usual}\` elsewhere, and \`${name.literal}\` is another one to GitHub. Use one name.`,
        fixes: rewordFix(file, name, usual, "unsafe"),
      });
    }
  },
});

function countsOf(workflows: readonly Workflow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { jobs } of workflows) {
    for (const { environment } of jobs) {
      const name = environment?.name?.literal?.toLowerCase();
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
}
