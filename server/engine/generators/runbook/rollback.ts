import { scriptCall } from "../kubernetes/scripts.ts";
import { namespaceIn, shapeOf } from "../kubernetes/shape.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { freezeVariable, ownPath, workflowPath } from "../pipeline/names.ts";
import { addressVariable, isReachable } from "../pipeline/target/smoke.ts";
import { type Way, waysBack } from "../rollback/script.ts";
import {
  document,
  hasMigrations,
  isServing,
  kubectl,
  listed,
  ownerOf,
  production,
  rehearsal,
  selected,
  shell,
  stateCommands,
} from "./service.ts";

/** When, who and how: to be read by somebody who has just been woken up. */
export function rollbackRunbook(plan: Plan): GeneratedFile {
  const { service, strategy, target } = plan.answers;
  const isCanary = target === "kubernetes" && strategy === "canary" && shapeOf(plan).kind !== "CronJob";
  return document(
    plan,
    "rollback",
    "When, who and how to bring the version before back",
    `---
service: ${service}
owner: ${JSON.stringify(ownerOf(plan))}
last_drill: "DECIDE: the date of the last rehearsal"
---

# Roll back ${service}

## When

After a deployment, roll back as soon as one of these holds${isCanary ? "; while the canary has its share, one of them for the canary is enough" : ""}:

${triggers(plan)}

## Who decides

Whoever is on call, alone and at once: first it works again, then it is understood. Nobody has to be asked, and a rollback that proves needless is not held against anybody. ${plan.answers.owner === undefined ? "DECIDE: which team answers for the service" : `${plan.answers.owner} answers for the service.`}

## Switch off, go back or go forward

| What is wrong | What to do |
| --- | --- |
| a feature behind a flag | switch the flag off: that takes seconds, and no deployment |
| the new version | roll back, as below |
| the new version, and a fix is ready and reviewed within 15 minutes | go forward: merge it |
${
  hasMigrations(plan)
    ? `| the new version, and its migration took away what the version before needs | go forward: see [Database](#database) |
`
    : ""
}| the configuration or a secret | put that right: [bad configuration](bad-configuration.md) |
${plan.answers.services.length > 0 ? "| something that the service depends on | a rollback changes nothing: [dependency down](dependency-down.md) |\n" : ""}
## How

${how(plan)}
${hasMigrations(plan) ? `\n${database(plan)}` : ""}
## Verify

${verification(plan)}

If it is no better after 10 minutes, the new version was not the cause: go on with the [incident](incident.md).

## Tell

- At the start: "${service} in ${production(plan)} is being rolled back because of SYMPTOM. Next word in 15 minutes."
- At the end: "${service} in ${production(plan)} runs VERSION again since TIME. Deployments are stopped until the cause is found."
- Where: DECIDE: the channel and the status page that users look at

## Afterwards

1. Revert the change on the branch \`${plan.answers.defaultBranch}\`, or fix it, with a test that would have shown it.
2. Let deployments through again:

${indentedBlock(shell(`gh variable delete ${freezeVariable(plan)}`))}
3. Write down what happened, as the [incident](incident.md#afterwards) says.

## Rehearse

Once in three months, in ${rehearsal(plan)}: open an issue from the template "Rollback drill of ${service}", and put the date at the head of this page.
`,
  );
}

function triggers(plan: Plan): string {
  const rows = isServing(plan)
    ? [
        ["failed requests (5xx)", "more than 1 % for 5 minutes, or 3 times as many as in the hour before"],
        ["response time, 95th percentile", "twice that of the hour before, for 10 minutes"],
        ["instances that are not ready", "more than a third for 5 minutes"],
        ["restarts", "more than 3 in 10 minutes"],
        ["smoke test", "fails twice in a row"],
      ]
    : [
        ["failed pieces of work", "more than 1 % for 15 minutes, or 3 times as many as in the hour before"],
        ["work that waits", "grows for 15 minutes while instances are idle"],
        ["restarts", "more than 3 in 10 minutes"],
      ];
  return ["| Signal | Limit |", "| --- | --- |", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}

/** How each way is written behind the script's name. */
const written: Readonly<Record<Way, readonly [string, string]>> = {
  previous: ["previous", "the version before"],
  revision: ["revision 12", "a revision by its number"],
  image: ["image sha256:...", "an image by its digest or tag"],
};

function how(plan: Plan): string {
  const { target, rollbackCommand } = plan.answers;
  const environment = production(plan);
  if (target === "command" && rollbackCommand === undefined)
    return `1. Keep newer versions out: \`gh variable set ${freezeVariable(plan)} --body true\`.
2. Bring the version before back:

${indentedBlock(shell("# DECIDE: the platform's command that brings an earlier version back"))}`;
  const ways = waysBack(plan);
  const [usual = "previous"] = ways;
  const [folder, workflow] = [plan.answers.folder, workflowPath("rollback", plan).replace(/^.*\//, "")];
  const script = (way: Way) => `sh ${ownPath("scripts/rollback.sh", plan)} ${environment} ${written[way][0]}`;
  const field = usual === "image" ? " --field version=sha256:..." : "";
  const direct = directly(plan);
  return `The workflow does it all, keeps newer versions out, and writes down who did it and why:

${shell(`gh workflow run ${workflow} --field environment=${environment} --field target=${usual}${field} --field reason="SYMPTOM"`, "sleep 5", `gh run watch "$(gh run list --workflow ${workflow} --limit 1 --json databaseId --jq '.[0].databaseId')"`)}

Without GitHub, from a checkout of the repository${target === "compose" ? ", with `SSH_TARGET` set to user@host" : target === "kubernetes" ? `, with access to the cluster (namespace \`${namespaceIn(plan.answers, environment)}\`)` : ""}:

${ways.map((way, at) => `${at === 0 ? "" : `To ${written[way][1]}:\n\n`}${shell(script(way))}`).join("\n\n")}

With \`DRY_RUN=true\` before it, each only says what it would do. Run by hand, nothing keeps the next merge from deploying the bad version again: set the variable \`${freezeVariable(plan)}\` to \`true\`${folder === "" ? "" : " in the repository"} (\`gh variable set ${freezeVariable(plan)} --body true\`).${direct === "" ? "" : `\n\n${direct}`}`;
}

/** What the strategy has beside the script: where a release is under way, or without a checkout. */
function directly(plan: Plan): string {
  const { target, service } = plan.answers;
  if (target !== "kubernetes") return "";
  const { kind, strategy, variants } = shapeOf(plan);
  const k = kubectl(plan);
  if (kind === "CronJob")
    return `Keep it from running meanwhile:\n\n${shell(`${k} patch cronjob/${service} --patch '{"spec":{"suspend":true}}'`)}`;
  if (kind === "Rollout")
    return `While the release is still under way, stop it; all requests go back to the old version at once:\n\n${shell(
      `kubectl argo rollouts abort ${service} --namespace ${namespaceIn(plan.answers, production(plan))}`,
    )}`;
  if (variants.length > 0 && strategy === "blue-green")
    return `The old slot still runs, so that only the switch goes back. It takes seconds, as long as the slot has not been retired:\n\n${shell(`${scriptCall(plan, production(plan))} back`)}`;
  if (variants.length > 0)
    return `While the canary still has its share, stop it; the stable version has never been away:\n\n${shell(`${scriptCall(plan, production(plan))} abort`)}`;
  return `Without a checkout:\n\n${shell(`${k} rollout undo deployment/${service}`, `${k} rollout status deployment/${service} --timeout=5m`)}`;
}

function database(plan: Plan): string {
  const { migrate } = plan.application.tasks;
  return `## Database

A rollback brings back the program, not the schema: \`${migrate?.value}\` has already changed that. This is no trouble as long as migrations are written as the [guide](../migrations.md) says, for then each version runs with the schema of the next.

- Do not run migrations backwards in an incident: what was written since is lost.
- Where a column or table that the version before needs is gone, go forward: give it back in a new migration, with what is left of its data.
- Where data was destroyed: stop what writes, and restore from the backup. DECIDE: who may, and how old the newest backup can be
`;
}

function verification(plan: Plan): string {
  const { target, readinessPath, service } = plan.answers;
  const image =
    target === "kubernetes"
      ? [
          "# The image that runs is the one that was meant, and all pods are ready:",
          `${kubectl(plan)} get pods ${selected(plan)} --output 'custom-columns=POD:.metadata.name,READY:.status.containerStatuses[0].ready,IMAGE:.spec.containers[0].image'`,
        ]
      : stateCommands(plan);
  const smoke = !isServing(plan)
    ? []
    : isReachable(plan)
      ? [`sh ${ownPath("scripts/smoke.sh", plan)} "$${addressVariable}${readinessPath}"`]
      : [
          `${kubectl(plan)} port-forward service/${service} 8080:80 &`,
          "sleep 2",
          `curl --fail --silent --show-error "http://127.0.0.1:8080${readinessPath}"`,
          'kill "$!"',
        ];
  return `${shell(...image, ...smoke)}

Then watch for 10 minutes: ${listed(isServing(plan) ? ["failed requests", "response times", "restarts"] : ["failed work", "work that waits", "restarts"])} are as before the deployment.`;
}

/** A block below an item of a numbered list. */
function indentedBlock(block: string): string {
  return `${block
    .split("\n")
    .map((line) => `   ${line}`)
    .join("\n")}\n`;
}
