import { deployJobs } from "../../pipeline/deploy.ts";
import { addNeeds, fixesOf } from "../../pipeline/edit.ts";
import { checksAfter, needsFor, stagingBeside, workBeside } from "../../pipeline/gates.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/production-before-staging",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Production does not wait for staging, or for the test of what runs there.",
  why: `
Staging shows what is wrong before customers see it, but only where production waits for it: without \`needs\` both are deployed at once. Where a job tests staging, wait for that one.

Silent where different events deploy the two, and where production waits for one of several stagings.`,
  examples: [
    {
      title: "Both at once",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  staging:\n    needs: test\n    runs-on: ubuntu-latest\n    environment: staging\n    steps:\n      - run: kubectl apply -f k8s\n  production:\n    needs: test\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: kubectl apply -f k8s\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n  staging:\n    needs: test\n    runs-on: ubuntu-latest\n    environment: staging\n    steps:\n      - run: kubectl apply -f k8s\n  production:\n    needs: [test, staging]\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: kubectl apply -f k8s\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idneeds"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C6"],
  uncovers: ["workflow/ignored-test-failure", "workflow/silently-skipped-deploy"],
  check(file, { report, workspace }) {
    for (const deployment of deployJobs(file, workspace)) {
      const { job } = deployment;
      const stagings = stagingBeside(deployment, workspace).map((one) => one.job);
      if (stagings.length === 0 || workBeside(job, workspace).length > 0) continue;
      const before = stagings.filter((one) => job.closure.includes(one));
      const checked = before.length > 0 ? before : stagings;
      const checks = checked.flatMap((one) => checksAfter(one, workspace)).filter((one) => !one.closure.includes(job));
      if (before.length > 0 && (checks.length === 0 || checks.some((one) => job.closure.includes(one)))) continue;
      const ids = needsFor(job, [...checked, ...checks]);
      const [id] = ids;
      if (id === undefined) continue;
      report({
        span: job.idSpan,
        message:
          before.length > 0
            ? `\`${job.id}\` waits for staging, but not for \`${id}\`, which tests it. Add that to \`needs\`.`
            : `\`${job.id}\` does not wait for \`${checked[0]?.id}\`, so what is wrong reaches production and staging at once. Add \`${id}\` to \`needs\`.`,
        fixes: fixesOf(`Wait for ${ids.map((one) => `\`${one}\``).join(" and ")}`, "unsafe", file, addNeeds(job, ids)),
        ...(before.length > 0 && { severity: "info" as const }),
      });
    }
  },
});
