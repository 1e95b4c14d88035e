import type { Plan } from "../model.ts";
import { canaryWeights, pauseMinutes } from "./argo.ts";
import { rolloutTimeoutSeconds } from "./budget.ts";
import { secretsOf } from "./configuration.ts";
import { unreleasedTag } from "./pod.ts";
import { scriptCall } from "./scripts.ts";
import { manifestsFolder, namespaceIn, overlayFolder, productionOf, shapeOf } from "./shape.ts";

/** What to do with the files: what the cluster has to have, how a version is released, and how it is taken back. */
export function notesOf(plan: Plan): readonly string[] {
  const { answers } = plan;
  const { service, layout, environments } = answers;
  const shape = shapeOf(plan);
  const production = productionOf(answers);
  const namespace = namespaceIn(answers, production);
  const namespaces = layout === "plain" ? [namespace] : environments.map((environment) => namespaceIn(answers, environment));
  const keys = secretsOf(plan).map(({ name }) => name);
  const version =
    layout === "plain"
      ? `put the version in the place of \`${unreleasedTag}\` in \`${manifestsFolder(answers)}/${shape.kind.toLowerCase()}.yaml\``
      : `\`(cd ${overlayFolder(answers, production)} && kustomize edit set image ${answers.image}=${answers.image}:TAG)\``;
  const apply =
    layout === "plain" ? `kubectl apply -f ${manifestsFolder(answers)}` : `kubectl apply -k ${overlayFolder(answers, production)}`;
  const script = scriptCall(plan, production);
  const notes: string[] = [
    `The namespaces have to be there: ${namespaces.map((name) => `\`kubectl create namespace ${name}\``).join(", ")}.`,
  ];
  if (layout === "plain" && environments.length > 1)
    notes.push(`Plain files are for ${production} alone: for ${environments.slice(0, -1).join(" and ")} choose \`layout=kustomize\`.`);
  const { livenessPath, readinessPath, framework, ecosystem } = answers;
  const helps = ["node", "python", "go"].includes(ecosystem) ? "writes them" : "says how to switch the framework's own on";
  if (shape.port !== undefined && plan.application.kind.value === "web" && !plan.application.livenessPath)
    notes.push(
      `The probes ask \`${livenessPath}\` and \`${readinessPath}\`, which the code does not seem to answer yet: \`deployment-patterns generate health\` ${helps}.`,
    );
  else if (shape.port !== undefined && framework === "django")
    notes.push(
      `Probes come with the pod's address as their host, which Django refuses unless \`${livenessPath}\` is answered before the check of \`ALLOWED_HOSTS\`.`,
    );
  if (keys.length > 0)
    notes.push(
      `The pods take ${keys.map((key) => `\`${key}\``).join(", ")} from the Secret \`${service}\`, which is not in the repository; in each namespace: \`kubectl -n ${namespace} create secret generic ${service} --from-env-file=FILE\`, or an operator that fetches it.`,
    );
  else if (answers.services.length > 0)
    notes.push(
      `It talks to ${answers.services.join(", ")}, and its code does not show by which variables it is told where: add them to the container, passwords from a Secret.`,
    );
  if (shape.route !== "none")
    notes.push(
      `The certificate is taken from the Secret \`${service}-tls\`: let cert-manager make it, or \`kubectl -n ${namespace} create secret tls ${service}-tls --cert=FILE --key=FILE\`.`,
    );
  if (shape.kind === "CronJob")
    return [...notes, `A run by hand: \`kubectl -n ${namespace} create job --from=cronjob/${service} ${service}-by-hand\`.`];
  if (shape.kind === "Rollout") {
    const seconds = rolloutTimeoutSeconds(answers) + (shape.strategy === "canary" ? canaryWeights.length * pauseMinutes * 60 : 0);
    const argo = (command: string) => `\`kubectl argo rollouts ${command} ${service} -n ${namespace}\``;
    const course =
      shape.strategy === "canary"
        ? `it goes on by itself, ${canaryWeights.map((weight) => `${weight} %`).join(", ")}, then all, as long as the analysis finds nothing wrong; ${argo("promote")} skips the wait`
        : `${argo("promote")} switches`;
    notes.push(
      `Argo Rollouts has to be in the cluster${shape.traffic === "gateway" ? ", with its Gateway API plugin" : ""}; \`kubectl argo rollouts status ${service} -n ${namespace} --timeout ${seconds}s\` waits for it.`,
      `Release: ${version}, then \`${apply}\`; ${course}. Stop: ${argo("abort")}. Rollback: ${argo("undo")}.`,
    );
    if (shape.traffic === "replicas") notes.push(granularity(plan));
    return notes;
  }
  if (shape.strategy === "rolling")
    notes.push(
      `Release: ${version}, then \`${apply} && kubectl -n ${namespace} rollout status deployment/${service} --timeout=${rolloutTimeoutSeconds(answers)}s\`. Rollback: \`kubectl -n ${namespace} rollout undo deployment/${service}\`.`,
    );
  if (shape.strategy === "blue-green")
    notes.push(
      `Release: \`${script} deploy ${answers.image}:TAG\`, then \`${script} switch\`; after a while \`${script} retire\`. Rollback: \`${script} back\`.`,
      "Both slots use the same database, so its schema has to serve both versions; connections that are open stay with the old slot until they end; the quota has to hold twice the pods.",
    );
  if (shape.strategy === "canary") {
    notes.push(
      `Release: \`${script} deploy ${answers.image}:TAG\`, then \`${script} weight 5\`, \`25\`, \`50\`${shape.traffic === "gateway" ? ", `100`" : ""}, then \`${script} promote\`. Stop: \`${script} abort\`. Rollback after that: \`${script} promote ${answers.image}:EARLIER\`.`,
    );
    if (shape.traffic === "replicas") notes.push(granularity(plan));
  }
  return notes;
}

/** What a share by pods really comes to. */
function granularity({ answers: { minReplicas } }: Plan): string {
  const share = Math.round(100 / (minReplicas + 1));
  return `One canary pod beside ${minReplicas} others is ${share} % of the traffic, and no share is smaller; 5 % takes 19 others, or \`traffic=gateway\`.`;
}
