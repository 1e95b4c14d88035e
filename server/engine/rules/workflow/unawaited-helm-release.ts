import { deploymentOf } from "../../knowledge/deploy-commands.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { fixesOf, replaceInScript } from "../../pipeline/edit.ts";
import { programsOf } from "../../pipeline/programs.ts";
import { directCommand, isAwaited, rolloutChecks } from "../../pipeline/rollout.ts";
import { defineRule } from "../../rule.ts";

const file = (more: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: helm upgrade --install web ./chart${more}\n`;

export default defineRule({
  id: "workflow/unawaited-helm-release",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Helm does not wait until the release runs.",
  why: `
Without \`--wait\`, \`helm upgrade\` calls a release deployed once the cluster has taken the manifests. Containers that never start do not make it fail, and nothing is rolled back.

\`--wait --timeout 5m\` waits until everything is ready; \`--rollback-on-failure\` (\`--atomic\` before Helm 4) also goes back to the version before. A later \`kubectl rollout status\` is as good.`,
  examples: [{ title: "Wait for the release", bad: file(""), good: file(" --wait --timeout 5m") }],
  links: ["https://helm.sh/docs/helm/helm_upgrade/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { job, steps } of deployJobs(file, workspace)) {
      const deploying = new Set(steps.filter(({ platform }) => platform === "helm").map(({ step }) => step));
      if (deploying.size === 0) continue;
      const checks = rolloutChecks(job, workspace);
      for (const step of deploying) {
        for (const program of programsOf(step, workspace)) {
          if (program.name !== "helm") continue;
          const deployment = deploymentOf("helm", program.args);
          if (!deployment || deployment.isDryRun || deployment.waits !== false || isAwaited(undefined, step, program.command, checks, job))
            continue;
          const command = directCommand(program, step);
          // What a variable brings along may be the flag.
          const words = program.shell.args.map(({ raw }) => raw);
          if (
            words.some(
              (raw) =>
                /^"?\$\{?\w*(?:arg|flag|opt|extra|param|wait|values|set)\w*|\[@\]|\[\*\]/i.test(raw) ||
                (/^\$/.test(raw) && isFlagPlace(words, raw)),
            )
          )
            continue;
          const last = command?.args.at(-1);
          const hasTimeout = program.args.some((arg) => /^--timeout(?:=|$)/.test(arg));
          report({
            span: program.span,
            message: `\`helm ${deployment.command}\` does not wait here, so the job succeeds even when the new version never starts. Add \`--wait\` and a \`--timeout\`.`,
            fixes:
              last && !command?.isRequoted
                ? fixesOf(
                    hasTimeout ? "Add `--wait`" : "Add `--wait --timeout 5m`",
                    "unsafe",
                    file,
                    replaceInScript(step, { start: last.span.end, end: last.span.end }, hasTimeout ? " --wait" : " --wait --timeout 5m"),
                  )
                : [],
          });
        }
      }
    }
  },
});

/** Whether a bare variable stands behind the two operands of the command, where only flags may follow. */
function isFlagPlace(words: readonly string[], raw: string): boolean {
  const index = words.indexOf(raw);
  const before = words[index - 1] ?? "";
  return index > 2 && (!before.startsWith("-") || before.includes("="));
}
