import type { Job, Step } from "../../languages/workflow/model.ts";
import { type Uploads, uploadOf, uploadsOf } from "../../pipeline/artifacts.ts";
import { addNeeds, fixesOf } from "../../pipeline/edit.ts";
import { rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const file = (name: string) =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n      - uses: actions/upload-artifact@v7\n        with:\n          name: dist\n          path: dist\n  publish:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/download-artifact@v8\n        with:\n          name: ${name}\n`;

export default defineRule({
  id: "workflow/missing-artifact",
  language: "workflow",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A job downloads an artifact that nothing before it uploads.",
  why: `
\`actions/download-artifact\` takes what an earlier job of the same run has uploaded. Under a name that nobody has given, or before the job that gives it has run, there is nothing, and the step fails.

Nothing is said where another run is asked (\`run-id\`), where a pattern is given, and where an action or a called workflow that cannot be looked into may have uploaded it.`,
  examples: [{ title: "The name it was given", bad: file("dits"), good: file("dist") }],
  links: ["https://github.com/actions/download-artifact"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C2"],
  check(file, { workspace, report }) {
    if (file.trigger("workflow_call")) return;
    for (const job of file.jobs) {
      for (const step of job.steps) {
        const name = wanted(step);
        const literal = name?.literal?.trim();
        if (!name || !literal) continue;
        const before = uploadsBefore(step, job, workspace);
        if (before.uploads.some(({ pattern }) => pattern.test(literal))) continue;
        const uploader = file.jobs.find(
          (other) =>
            other !== job &&
            !job.closure.includes(other) &&
            uploadsOf(other, workspace).uploads.some(({ name: given }) => given?.literal?.trim() === literal),
        );
        const near = nearest(
          literal,
          before.uploads.flatMap(({ name: given }) => given?.literal?.trim() ?? []),
        );
        if (!before.isComplete && !uploader && near === undefined) continue;
        const isLater = uploader !== undefined && near === undefined;
        const canNeed = isLater && !uploader.closure.includes(job);
        report({
          span: name.span,
          message: isLater
            ? `\`${uploader.id}\` uploads this artifact, but \`${job.id}\` does not wait for it, so it may not be there yet. ${canNeed ? `Add \`${uploader.id}\` to \`needs\`.` : "Upload it in a job before."}`
            : `Nothing before this step uploads an artifact named \`${literal}\`, so the download fails.${near === undefined ? "" : ` Write \`${near}\`.`}`,
          fixes: canNeed
            ? fixesOf(`Wait for \`${uploader.id}\``, "unsafe", file, addNeeds(job, [uploader.id]))
            : near === undefined
              ? []
              : rewordFix(file, name, near, "unsafe"),
        });
      }
    }
  },
});

/** The name that a step downloads from its own run. */
function wanted(step: Step) {
  if (step.uses?.action !== "actions/download-artifact") return undefined;
  if (["pattern", "run-id", "repository", "artifact-ids", "github-token"].some((input) => step.input(input))) return undefined;
  // One that may be missing.
  if (step.continueOnError && step.continueOnError.literal !== "false") return undefined;
  return step.input("name")?.value;
}

function uploadsBefore(step: Step, job: Job, workspace: Workspace): Uploads {
  const all = job.closure.map((needed) => uploadsOf(needed, workspace));
  const earlier = job.steps.slice(0, job.steps.indexOf(step));
  const own = earlier.flatMap((one) => uploadOf(one) ?? []);
  const isOwnKnown = earlier.every(
    ({ uses }) => !uses || /^(?:actions|docker|aws-actions|azure|google-github-actions)\//.test(uses.action ?? "?"),
  );
  return {
    uploads: [...all.flatMap(({ uploads }) => uploads), ...own],
    isComplete: isOwnKnown && all.every(({ isComplete }) => isComplete),
  };
}
