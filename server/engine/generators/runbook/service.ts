import { pythonProject } from "../../workspace/project/python.ts";
import { nameLabel, namespaceIn, productionOf, shapeOf } from "../kubernetes/shape.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { ownPath } from "../pipeline/names.ts";
import { composeFile } from "../pipeline/release-script.ts";
import { hostFolder } from "../pipeline/target/compose.ts";

/** It answers requests. */
export function isServing({ answers }: Plan): boolean {
  return answers.port !== undefined;
}

export function hasMigrations({ application }: Plan): boolean {
  return application.tasks.migrate !== undefined;
}

/** It puts work into a queue, or takes it out of one. */
export function hasQueue(plan: Plan): boolean {
  const { services, framework, folder, ecosystem } = plan.answers;
  const python = ecosystem === "python" ? pythonProject(folder, plan.workspace) : undefined;
  return (
    services.includes("rabbitmq") ||
    framework === "celery" ||
    plan.application.kind.value === "worker" ||
    ["celery", "rq", "dramatiq", "arq"].some((name) => python?.dependencies.has(name))
  );
}

/** A file among the runbooks. */
export function document(plan: Plan, name: string, about: string, text: string): GeneratedFile {
  return { path: ownPath(`docs/runbooks/${name}.md`, plan), about, text };
}

/** Lines for a shell, as a block. */
export function shell(...lines: readonly (string | undefined)[]): string {
  return `\`\`\`sh\n${lines.filter((line) => line !== undefined).join("\n")}\n\`\`\``;
}

/** The team or person that answers for it. */
export function ownerOf({ answers }: Plan): string {
  return answers.owner ?? "DECIDE: the team that answers for it";
}

export function production(plan: Plan): string {
  return productionOf(plan.answers);
}

/** The environment to rehearse in: the last before production, or production where there is no other. */
export function rehearsal({ answers: { environments } }: Plan): string {
  return environments.at(-2) ?? (environments.at(-1) as string);
}

/** `kubectl` in the namespace of production. */
export function kubectl(plan: Plan): string {
  return `kubectl --namespace ${namespaceIn(plan.answers, production(plan))}`;
}

/** `--selector app.kubernetes.io/name=shop` */
export function selected({ answers }: Plan): string {
  return `--selector ${nameLabel}=${answers.service}`;
}

/** The workloads whose pods get requests: `deployment/shop`. */
export function workloads(plan: Plan): readonly string[] {
  const { kind, variants } = shapeOf(plan);
  const name = `${kind.toLowerCase()}/${plan.answers.service}`;
  return variants.length > 0 ? variants.map((variant) => `${name}-${variant.name}`) : [name];
}

/** A command of Docker Compose on the host, with the image that runs there. */
export function onHost(plan: Plan, command: string): string {
  return `ssh "$SSH_TARGET" 'cd ${hostFolder(plan)} && IMAGE=$(cat .release) docker compose --file ${composeFile(plan)} ${command}'`;
}

/** What the platform's own commands are, which only those who use it know. */
const unknown = "# DECIDE: the platform's command, or the address of its page";

/** What runs, and since when. */
export function stateCommands(plan: Plan): string[] {
  switch (plan.answers.target) {
    case "kubernetes":
      return [
        `${kubectl(plan)} get pods ${selected(plan)} --output wide`,
        `${kubectl(plan)} get events --sort-by=.lastTimestamp | tail -n 20`,
      ];
    case "compose":
      return [onHost(plan, "ps --all"), `ssh "$SSH_TARGET" 'free -m && df -h / && docker stats --no-stream'`];
    default:
      return [unknown];
  }
}

export function logCommands(plan: Plan): string[] {
  switch (plan.answers.target) {
    case "kubernetes":
      return [
        `${kubectl(plan)} logs ${selected(plan)} --all-containers --prefix --since=15m --tail=200`,
        "# Of containers that have ended:",
        `${kubectl(plan)} logs ${selected(plan)} --all-containers --prefix --previous --tail=100`,
      ];
    case "compose":
      return [onHost(plan, "logs --since 15m --tail 200")];
    default:
      return [unknown];
  }
}

/** Starts it anew with the same version. */
export function restartCommands(plan: Plan): string[] {
  const { target, service } = plan.answers;
  if (target === "compose") return [onHost(plan, "restart")];
  if (target !== "kubernetes") return [unknown];
  const { kind } = shapeOf(plan);
  if (kind === "CronJob") return [`${kubectl(plan)} create job --from=cronjob/${service} ${service}-by-hand`];
  // What Argo Rollouts reads as an order to start its pods anew.
  if (kind === "Rollout")
    return [`${kubectl(plan)} patch ${workloads(plan)[0]} --type merge --patch "{\\"spec\\":{\\"restartAt\\":\\"$(date -u +%FT%TZ)\\"}}"`];
  return workloads(plan).map((name) => `${kubectl(plan)} rollout restart ${name}`);
}

/** Words in a sentence: `a, b and c`. */
export function listed(words: readonly string[], last = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
