import type { GeneratedFile, Plan } from "../model.ts";
import { ownPath, workflowPath } from "../pipeline/names.ts";
import { waysBack } from "../rollback/script.ts";
import { hasMigrations, isServing, rehearsal } from "./service.ts";

/** The rehearsal as an issue to be worked off. */
export function drillTemplate(plan: Plan): GeneratedFile {
  const { service, folder, target, rollbackCommand } = plan.answers;
  const environment = rehearsal(plan);
  const isOpen = target === "command" && rollbackCommand === undefined;
  const workflow = workflowPath("rollback", plan).replace(/^.*\//, "");
  const steps = [
    `${environment} runs the newest version, and the one before is known by its digest`,
    ...(hasMigrations(plan) ? ["The newest version has brought a migration, or the last one that did was tried"] : []),
    "The clock is started",
    isOpen
      ? "The version before was brought back by the platform's command"
      : `The workflow \`${workflow}\` was run with \`environment: ${environment}\` and \`target: ${waysBack(plan)[0]}\``,
    isServing(plan) ? "The smoke test passed, and requests were answered all the while" : "Work goes on, and none was lost or done twice",
    "The clock is stopped",
    "The newest version was deployed again, and deployments are let through",
    `The date and what was missing are in \`${ownPath("docs/runbooks/rollback.md", plan)}\``,
  ];
  return {
    path: `.github/ISSUE_TEMPLATE/${folder === "" ? "rollback-drill" : `rollback-drill-${service}`}.yml`,
    about: "The rehearsal of a rollback, as an issue to be worked off",
    text: `name: Rollback drill of ${service}
description: Rehearse the rollback in ${environment}, once in three months
title: "Rollback drill of ${service}"
labels: [operations]
body:
  - type: markdown
    attributes:
      value: Somebody who has not done it before follows \`${ownPath("docs/runbooks/rollback.md", plan)}\`; whoever knows the way only watches.
  - type: checkboxes
    id: steps
    attributes:
      label: Steps
      options:
${steps.map((step) => `        - label: ${JSON.stringify(step)}\n`).join("")}  - type: input
    id: run
    attributes:
      label: Address of the run
    validations:
      required: true
  - type: input
    id: minutes
    attributes:
      label: Minutes from the decision until it worked again
      description: More than 10 is a finding
    validations:
      required: true
  - type: input
    id: versions
    attributes:
      label: Digests, from and to
  - type: textarea
    id: findings
    attributes:
      label: What was missing or wrong
      description: Each with somebody who mends it
`,
  };
}
