import type { Job, Step } from "../../languages/workflow/model.ts";
import { statusFunctionsOf } from "../../pipeline/condition.ts";
import { addCondition, type Edits, fixesOf, insertKey, stepKeyOrder } from "../../pipeline/edit.ts";
import type { Stage } from "../../pipeline/model.ts";
import { stagesOfStep } from "../../pipeline/stages.ts";
import { swallowedFailures } from "../../pipeline/swallowed.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/lost-report",
  language: "workflow",
  category: "operability",
  severity: "info",
  preset: "recommended",
  summary: "A test's report is not uploaded when the test fails.",
  why: `
After a failed step the rest of the job is skipped, so a report that is uploaded behind the tests is missing exactly when somebody wants to read it. \`if: always()\` uploads it whatever has happened.

Reports are told by the artifact's name and path. Silent where the tests may fail without ending the job, where the condition asks for the tests' outcome, and where another job takes the artifact over.`,
  examples: [
    {
      title: "A report behind the tests",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npx playwright test\n      - uses: actions/upload-artifact@v4\n        with:\n          name: playwright-report\n          path: playwright-report/\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npx playwright test\n      - uses: actions/upload-artifact@v4\n        if: always()\n        with:\n          name: playwright-report\n          path: playwright-report/\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions"],
  since: "0.2.0",
  fix: "safe",
  patterns: ["C2"],
  check(file, { report, workspace }) {
    for (const step of file.steps) {
      if (step.uses?.action !== "actions/upload-artifact" || !step.job || step.parent || !isReport(step)) continue;
      if (statusFunctionsOf(step.if).size > 0 || /\bsteps\./.test(step.if?.text.text ?? "") || isTakenOver(step, step.job)) continue;
      const test = step.job.steps.find((other) => other.index < step.index && isFailingTest(other, workspace));
      if (!test) continue;
      report({
        span: step.uses.span,
        message: "When the tests fail this step is skipped, and their report is lost with it. Add `if: always()`.",
        fixes: fixesOf(step.if ? "Add `always()` to the `if`" : "Add `if: always()`", "safe", file, always(step)),
      });
    }
  },
});

const reports =
  /(?:^|[^a-z])(?:reports?|coverage|results?|junit|screenshots?|videos?|playwright|cypress|lcov|(?:test|e2e)[-_ ]?(?:logs?|output|artifacts?))(?:[^a-z]|$)/i;
const products =
  /(?:^|[^a-z])(?:dist|binar(?:y|ies)|packages?|wheels?|sdist|bundle|image|installer|apk|ipa|jar|sbom|sarif|bench\w*|benchmark\w*)(?:[^a-z]|$)/i;

/** Whether an artifact is what tests leave behind, by its name and path. */
function isReport(step: Step): boolean {
  const name = step.input("name")?.value?.text ?? "";
  const paths = (step.input("path")?.value?.text ?? "").split("\n").map((path) => path.trim());
  if (products.test(name)) return false;
  return (
    reports.test(name) ||
    (name === "" ? paths.some((path) => reports.test(path)) : paths.every((path) => path === "" || reports.test(path)))
  );
}

const tests: readonly Stage[] = ["unit", "integration", "e2e"];

/** A test whose failure skips what comes after. */
function isFailingTest(step: Step, workspace: Workspace): boolean {
  if (step.map.entry("continue-on-error") || step.parent) return false;
  const stages = stagesOfStep(step, workspace);
  if (!tests.some((stage) => stages.has(stage)) || /^\s*set \+e\b/m.test(step.run?.text ?? "")) return false;
  return swallowedFailures(step).length === 0;
}

/** Whether another job downloads the artifact: then it is handed on by tests that went well. */
function isTakenOver(step: Step, job: Job): boolean {
  const name = step.input("name")?.value?.text;
  return job.workflow.jobs.some(
    (other) =>
      other !== job &&
      other.stepsUsing("actions/download-artifact").some((download) => {
        const wanted = download.input("name")?.value?.text;
        if (statusFunctionsOf(other.if).size > 0) return false;
        return wanted === undefined || wanted === name || wanted.includes("${{") || (name?.includes("${{") ?? false);
      }),
  );
}

function always(step: Step): Edits {
  if (step.if) return addCondition(step, "always()");
  // In front of all others it would take the dash's line from the action's name.
  const isNamed = step.map.entry("name") ?? step.map.entry("id");
  const order = isNamed ? stepKeyOrder : ["uses", "if", ...stepKeyOrder.filter((key) => key !== "uses" && key !== "if")];
  return insertKey(step.file, step.map, "if", "always()", order);
}
