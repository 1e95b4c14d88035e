import { shapeOf } from "../kubernetes/shape.ts";
import type { GeneratedFile, Plan } from "../model.ts";
import { document, kubectl, logCommands, onHost, selected, shell, stateCommands } from "./service.ts";

export function crashLoop(plan: Plan): GeneratedFile {
  const { service, target, memoryLimit } = plan.answers;
  const reason =
    target === "kubernetes"
      ? [
          `${kubectl(plan)} get pods ${selected(plan)} --output 'custom-columns=POD:.metadata.name,RESTARTS:.status.containerStatuses[0].restartCount,REASON:.status.containerStatuses[0].lastState.terminated.reason,CODE:.status.containerStatuses[0].lastState.terminated.exitCode'`,
        ]
      : target === "compose"
        ? [
            onHost(plan, "ps --all --quiet").replace(
              /'$/,
              ` | xargs docker inspect --format "{{.Name}} {{.RestartCount}} {{.State.ExitCode}} {{.State.OOMKilled}}"'`,
            ),
          ]
        : stateCommands(plan);
  return document(
    plan,
    "crash-loop",
    "What to do when it restarts again and again, or is killed for its memory",
    `# ${service}: crash loop, or out of memory

## Find out how it ends

${shell(...reason, ...(target === "command" ? [] : logCommands(plan)))}

| Code | It means |
| --- | --- |
| 0 | it ended by itself: something tells it to stop |
| 1, 2, 3 | it gave up; the last lines of the log say why, and at the start it is mostly the [configuration](bad-configuration.md) |
| 137 | it was killed: for its memory where the reason is \`OOMKilled\`, else because its liveness probe failed or it did not end in time |
| 139, 134 | it crashed in native code: compare what was built with what was deployed |
| 143 | it was told to stop, and did |

## Did it begin with a deployment?

Then [roll back](rollback.md). Do not wait until the cause is found.

## Killed for its memory

1. Does use climb for hours, or did it jump? A climb is a leak: go back to the version before it began. A jump is a request or piece of work that is too large: find it in the log, and refuse it.
2. Raise the limit, ${memoryLimit} now, by half, to win time${raise(plan)}.${target === "kubernetes" ? " Set the memory request with it." : ""}
3. Note by when the cause is to be found: a limit that is raised twice is a leak.

## Killed by its probe

The log has no error, and ${target === "kubernetes" ? "the events say `Liveness probe failed`" : "its state is `unhealthy`"}. Either it hangs: take a dump before it is killed, then roll back. Or it is only slow, since the processor is short: give it more of it, or more instances. Liveness must ask nothing outside of the process.
`,
  );
}

function raise(plan: Plan): string {
  const { target, service } = plan.answers;
  if (target === "compose") return `: \`deploy.resources.limits.memory\` in the Compose file`;
  if (target !== "kubernetes") return "";
  const { kind } = shapeOf(plan);
  return kind === "Deployment"
    ? `: in the manifests, so that the next deployment does not take it back (container \`${service}\`)`
    : ": in the manifests";
}
