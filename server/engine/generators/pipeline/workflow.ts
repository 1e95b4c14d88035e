import { inFolder } from "../../workspace/paths.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { indented, type Lines, text } from "../yaml-text.ts";
import { checks } from "./checks.ts";
import { deployJob } from "./deploy.ts";
import { buildJob, imageJob } from "./image.ts";
import { section } from "./lines.ts";
import { workflowPath, workflowTitle } from "./names.ts";
import { previewJob } from "./preview.ts";

/** The workflow of pull requests and of the main branch: one, its jobs chained. */
export function pipelineWorkflow(plan: Plan): GeneratedFile {
  const path = workflowPath("ci-cd", plan);
  const { jobs, ids, buildsImage } = checks(plan);
  const { environments, defaultBranch } = plan.answers;
  const paths = ownPaths(plan, path);
  const trigger = (event: string) => section(event, `branches: [${defaultBranch}]`, section("paths", ...paths.map((one) => `- ${one}`)));
  const preview = previewJob(plan, buildsImage ? ids : [...ids, "build"]);
  const all: Lines[] = [
    ...jobs,
    ...(buildsImage ? [] : [buildJob(plan, ids)]),
    ...(preview ? [preview] : []),
    imageJob(plan, ids),
    ...environments.map((environment, i) => deployJob(plan, environment, environments[i - 1])),
  ];
  return {
    path,
    about: "Checks every change, and brings the main branch to production",
    text: text(
      `name: ${workflowTitle("CI/CD", plan)}`,
      "",
      ...section("on", trigger("push"), trigger("pull_request")),
      "",
      ...section("permissions", "contents: read"),
      "",
      "# A new commit of a pull request stops the run of the one before; runs on the main branch are let go on.",
      ...section(
        "concurrency",
        "group: ${{ github.workflow }}-${{ github.event.pull_request.number || github.run_id }}",
        "cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
      ),
      plan.answers.folder !== "" && ["", ...section("defaults", section("run", `working-directory: ${plan.answers.folder}`))],
      "",
      "jobs:",
      ...indented(2, ...all.flatMap((one, i) => (i === 0 ? [one] : ["", one]))),
    ),
  };
}

/**
 * The paths whose changes concern the application: of a folder that builds from itself alone. Where the build takes in the whole repository, any
 * package may be part of it, so that nothing is left out.
 */
export function ownPaths({ answers, application }: Plan, workflow: string): readonly string[] {
  if (answers.folder === "" || application.context !== answers.folder) return [];
  return [inFolder(answers.folder, "**"), workflow];
}
