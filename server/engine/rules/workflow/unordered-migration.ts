import { deploymentOf, isMigration } from "../../knowledge/deploy-commands.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { programsOf } from "../../pipeline/programs.ts";
import { defineRule } from "../../rule.ts";

const file = (lines: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n${lines}`;

export default defineRule({
  id: "workflow/unordered-migration",
  language: "workflow",
  category: "reliability",
  severity: "info",
  preset: "optional",
  summary: "The database is migrated after the new version is live, or several times at once.",
  why: `
A new version that runs before its migration asks for columns that are not there yet. Migrations that several jobs of a matrix run at once get in each other's way, as not every tool locks.

Migrate first, in a step or job of its own, in a way that the version before can live with. Who takes columns away after the deployment, on purpose, leaves this rule off.`,
  examples: [
    {
      title: "Migrate first",
      bad: file("          kubectl set image deployment/web web=web:2\n          npx prisma migrate deploy\n"),
      good: file("          npx prisma migrate deploy\n          kubectl set image deployment/web web=web:2\n"),
    },
  ],
  links: ["https://martinfowler.com/bliki/ParallelChange.html"],
  since: "0.2.0",
  patterns: [],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { job, steps } of deployJobs(file, workspace)) {
      if (job.uses) continue;
      const isParallel =
        (job.strategy?.rows.some(({ values }) => values && values.length > 1) ?? false) && !job.environment?.name?.text.includes("matrix.");
      const deploying = new Set(steps.map(({ step }) => step));
      for (const step of job.steps) {
        let isLive = false;
        for (const { name, args, span } of programsOf(step, workspace)) {
          const deployment = deploymentOf(name, args);
          if (deployment && !deployment.isDryRun && deploying.has(step)) isLive = true;
          else if (isMigration(name, args) && (isLive || isParallel)) {
            report({
              span,
              message: isLive
                ? "The new version is live before its database is migrated. Migrate first, in a way that the version before can live with."
                : `Every job of the matrix runs this migration, and they get in each other's way. Run it once, in a job that \`${job.id}\` needs.`,
            });
            break;
          }
        }
      }
    }
  },
});
