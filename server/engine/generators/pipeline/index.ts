import { container } from "../container/index.ts";
import type { Generation, Generator } from "../model.ts";
import { ownPath } from "./names.ts";
import { pipelineNotes } from "./notes.ts";
import { previewFiles } from "./preview.ts";
import { releaseScript } from "./release-script.ts";
import { smokeScript } from "./smoke-script.ts";
import { updateFiles } from "./updates.ts";
import { pipelineWorkflow } from "./workflow.ts";

export const pipeline: Generator = {
  id: "pipeline",
  title: "Set up a pipeline",
  summary: "A workflow that checks every change, builds the image once and brings it by way of staging to production.",
  patterns: ["C1", "C2", "C3", "C4", "C5", "C6"],
  asks: ["target", "environments", "preview", "updates"],
  customises: [
    "image",
    "defaultBranch",
    "apply",
    "deployCommand",
    "strategy",
    "controller",
    "traffic",
    "layout",
    "namespace",
    "route",
    "readinessPath",
    "services",
  ],
  obstacle: ({ answers: { target, deployCommand } }) =>
    target === "command" && deployCommand === undefined
      ? "the platform's own command is not known: answer `deployCommand` with what deploys the image `$IMAGE` to the environment `$ENVIRONMENT`"
      : undefined,
  generate(plan): Generation {
    const { answers } = plan;
    return {
      files: [
        pipelineWorkflow(plan),
        ...(answers.port === undefined ? [] : [smokeScript(plan)]),
        ...previewFiles(plan),
        ...(answers.target === "compose" ? [releaseScript(plan)] : []),
        ...updateFiles(plan),
        // What is built has to be there.
        ...(plan.workspace.has(ownPath("Dockerfile", plan)) === false ? container.generate(plan).files : []),
      ],
      notes: pipelineNotes(plan),
    };
  },
};
