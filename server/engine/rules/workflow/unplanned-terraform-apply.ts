import { plainWords } from "../../knowledge/launchers.ts";
import { deployJobs } from "../../pipeline/deploy.ts";
import { programsOf } from "../../pipeline/programs.ts";
import { defineRule } from "../../rule.ts";

const file = (steps: string) => `on:\n  push:\n    branches: [main]\njobs:\n  apply:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;

export default defineRule({
  id: "workflow/unplanned-terraform-apply",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "Terraform applies what nobody has seen.",
  why: `
\`terraform apply -auto-approve\` plans anew and carries that out at once. What it deletes or replaces may be something else than what was looked at in the pull request, since the world has gone on in between.

Save the plan (\`terraform plan -out=tfplan\`), let it be looked at, and apply that file; or put the job behind an \`environment\` whose reviewers approve it.`,
  examples: [
    {
      title: "Apply the plan",
      bad: file("      - run: terraform init\n      - run: terraform apply -auto-approve\n"),
      good: file("      - run: terraform init\n      - run: terraform plan -out=tfplan\n      - run: terraform apply tfplan\n"),
    },
  ],
  links: ["https://developer.hashicorp.com/terraform/tutorials/automation/automate-terraform"],
  since: "0.2.0",
  patterns: [],
  judges: "part",
  check(file, { workspace, report }) {
    for (const { job, steps } of deployJobs(file, workspace)) {
      if (job.environment || job.uses) continue;
      for (const step of new Set(steps.filter(({ platform }) => /^(?:terraform|opentofu)$/.test(platform)).map((one) => one.step))) {
        for (const { name, args, span } of programsOf(step, workspace)) {
          if (!/^(?:terraform|tofu|terragrunt)$/.test(name)) continue;
          const words = plainWords(name, args);
          if (!words.includes("apply") || !args.some((arg) => /^--?auto-approve(?:=true)?$/.test(arg))) continue;
          // A plan, or a variable that may be one.
          if (hasPlan(args) || args.some((arg) => /^--?destroy$/.test(arg) || arg.startsWith("$"))) continue;
          report({
            span,
            message: `\`${name} apply\` plans anew here and carries it out unseen. Apply a saved plan, or put the job behind an \`environment\` with reviewers.`,
          });
        }
      }
    }
  },
});

/** Whether a file is named behind `apply`; options have one dash here, and some take the next word. */
function hasPlan(args: readonly string[]): boolean {
  const rest = args.slice(args.indexOf("apply") + 1);
  return rest.some(
    (arg, i) =>
      !arg.startsWith("-") && !/^--?(?:var|var-file|target|replace|parallelism|lock-timeout|state|backup)$/.test(rest[i - 1] ?? ""),
  );
}
