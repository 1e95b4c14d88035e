import type { Generator } from "../model.ts";
import { freezeVariable } from "../pipeline/names.ts";
import { releaseScript } from "../pipeline/release-script.ts";
import { smokeScript } from "../pipeline/smoke-script.ts";
import { targets } from "../pipeline/target/index.ts";
import { rollbackScript } from "./script.ts";
import { rollbackWorkflow } from "./workflow.ts";

export const rollback: Generator = {
  id: "rollback",
  title: "Prepare the rollback",
  summary: "A workflow that brings an earlier version back, started by hand, and the script that it runs.",
  patterns: ["R1", "S1", "S2", "S3"],
  asks: ["target", "environments", "strategy", "rollbackCommand"],
  customises: ["image", "controller", "traffic", "layout", "namespace", "route", "readinessPath"],
  obstacle: ({ answers: { target, rollbackCommand } }) =>
    target === "command" && rollbackCommand === undefined
      ? "the platform's own command is not known: answer `rollbackCommand` with what brings the image `$IMAGE` back to the environment `$ENVIRONMENT`"
      : undefined,
  generate(plan) {
    const { answers } = plan;
    return {
      files: [
        rollbackWorkflow(plan),
        rollbackScript(plan),
        ...(answers.port === undefined ? [] : [smokeScript(plan)]),
        ...(answers.target === "compose" ? [releaseScript(plan)] : []),
      ],
      notes: [
        ...targets[answers.target].needs(plan),
        `To have the workflow keep newer versions out by itself, give the environments the secret \`FREEZE_TOKEN\`: a token that may write the repository's variables. The run's own token may not; without it, set the variable \`${freezeVariable(plan)}\` to \`true\` by hand.`,
      ],
    };
  },
};
