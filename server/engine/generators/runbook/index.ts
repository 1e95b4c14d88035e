import type { Generator, Plan } from "../model.ts";
import { ownPath, workflowPath } from "../pipeline/names.ts";
import { addressVariable } from "../pipeline/target/smoke.ts";
import { badConfiguration } from "./bad-configuration.ts";
import { certificateExpiry } from "./certificate-expiry.ts";
import { crashLoop } from "./crash-loop.ts";
import { dependencyDown } from "./dependency-down.ts";
import { drillTemplate } from "./drill.ts";
import { incident } from "./incident.ts";
import { migrations } from "./migrations.ts";
import { queueBacklog } from "./queue-backlog.ts";
import { rollbackRunbook } from "./rollback.ts";
import { hasMigrations, hasQueue, isServing } from "./service.ts";

export const runbook: Generator = {
  id: "runbook",
  title: "Write the runbooks",
  summary: "How to roll back and what to do in an incident, with the commands of this service, and a rehearsal to be held every quarter.",
  patterns: ["R1", "R2", "P5"],
  asks: ["target", "strategy", "environments", "owner"],
  customises: ["service", "rollbackCommand", "controller", "traffic", "layout", "apply", "route", "namespace", "services", "image"],
  generate(plan) {
    return {
      files: [
        rollbackRunbook(plan),
        incident(plan),
        ...(plan.answers.services.length > 0 ? [dependencyDown(plan)] : []),
        crashLoop(plan),
        badConfiguration(plan),
        ...(isServing(plan) ? [certificateExpiry(plan)] : []),
        ...(hasQueue(plan) ? [queueBacklog(plan)] : []),
        ...(hasMigrations(plan) ? [migrations(plan)] : []),
        drillTemplate(plan),
      ],
      notes: [
        ...missing(plan),
        ...(isServing(plan)
          ? [`The runbooks ask the service under \`$${addressVariable}\`: the address that the workflows are given, too.`]
          : []),
        "Search for `DECIDE:`: what nobody but you can know.",
      ],
    };
  },
};

/** What the runbooks call that is not there yet. */
function missing(plan: Plan): string[] {
  const { target, rollbackCommand } = plan.answers;
  if (target === "command" && rollbackCommand === undefined) return [];
  const paths = [ownPath("scripts/rollback.sh", plan), workflowPath("rollback", plan)].filter((path) => !plan.workspace.has(path));
  return paths.length === 0 ? [] : [`The runbooks call ${paths.map((path) => `\`${path}\``).join(" and ")}: generate the rollback too.`];
}
