import { shapeOf } from "../kubernetes/shape.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { document, isServing, kubectl, logCommands, onHost, shell, workloads } from "./service.ts";

export function queueBacklog(plan: Plan): GeneratedFile {
  const { service, services, framework } = plan.answers;
  const depth = services.includes("rabbitmq")
    ? [
        "# On the broker: messages that wait, that are being worked on, and who works on them",
        "rabbitmqctl list_queues name messages_ready messages_unacknowledged consumers",
      ]
    : framework === "celery"
      ? ["# What is being worked on:", "celery --app PROJECT inspect active".replace("PROJECT", '"$CELERY_APP"')]
      : ["# DECIDE: the command or page that shows how much work waits"];
  const more = moreWorkers(plan);
  return document(
    plan,
    "queue-backlog",
    "What to do when work waits for longer and longer",
    `# ${service}: work waits

## Look

${shell(...depth, ...logCommands(plan))}

| What is seen | It means |
| --- | --- |
| nobody works on the queue | the workers are down, or listen elsewhere: [crash loop](crash-loop.md), [bad configuration](bad-configuration.md) |
| as much is being worked on as there are workers, and it does not end | each piece waits for something: ${services.length > 0 ? "[dependency down](dependency-down.md)" : "what it calls does not answer"} |
| the same piece comes again and again | a poisoned message: it fails each time, and blocks what is behind it |
| everything is worked on, and more comes than goes | too few workers |

## Do

1. How old is the oldest piece, and what is it worth? Beyond its use, it may be thrown away: by its owner's decision, in writing.
2. Did it begin with a deployment? [Roll back](rollback.md).
3. Put a poisoned message aside, into the queue for failures, and keep it: it is the test for the fix.
4. Too few workers: more of them, as far as the database bears it.
${more.length > 0 ? `\n${shell(...more).replace(/^/gm, "   ")}\n` : ""}
5. Slow down those who put work in, before the broker's memory or disk is full: then it takes nothing at all.
6. Once it is empty, take the additional workers away.
`,
  );
}

/** What starts more workers; nothing where the platform or a program that also answers requests decides that. */
function moreWorkers(plan: Plan): string[] {
  const { target, service, maxReplicas } = plan.answers;
  if (target === "compose") return isServing(plan) ? [] : [onHost(plan, `up --detach --no-recreate --scale ${service}=3`)];
  const { kind, isAutoscaled } = shapeOf(plan);
  if (target !== "kubernetes" || kind !== "Deployment") return [];
  const [workload = ""] = workloads(plan);
  // The autoscaler would take back what is set beside it.
  return isAutoscaled
    ? [`${kubectl(plan)} patch hpa/${workload.split("/")[1]} --patch '{"spec":{"minReplicas":${maxReplicas}}}'`]
    : [`${kubectl(plan)} scale ${workload} --replicas=${maxReplicas}`];
}
