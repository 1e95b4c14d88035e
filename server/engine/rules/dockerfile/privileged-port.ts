import { baseImageOf } from "../../image/base.ts";
import { startedBy } from "../../image/command.ts";
import { invocationsOf } from "../../image/invocation.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { runtimeUser } from "../../image/user.ts";
import type { ExposeInstruction, Stage, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";

const web = (port: number) =>
  `FROM python:3.14-slim\nWORKDIR /app\nCOPY app.py ./\nEXPOSE ${port}\nUSER 10001:10001\nHEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 CMD ["python", "health.py"]\nCMD ["gunicorn", "--bind", "0.0.0.0:${port}", "app:app"]\n`;

export default defineRule({
  id: "dockerfile/privileged-port",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "An image that does not run as root listens on a port below 1024.",
  why: `Ports below 1024 are root's on Linux. Docker has given them to everybody in a container since 20.10 (it sets \`net.ipv4.ip_unprivileged_port_start=0\`), and Podman does the same; with \`--network host\` and in many Kubernetes clusters the rule of old holds, and the program ends with "permission denied".

Listen on 8080 and the like: which port the world sees is said where the container is run. Silent where a capability is given to the program (\`setcap\`), as the image of Caddy does.`,
  examples: [{ title: "A port for everybody", bad: web(80), good: web(8080) }],
  links: [
    "https://github.com/moby/moby/pull/41030",
    "https://github.com/kubernetes/kubernetes/issues/102612",
    "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/",
  ],
  since: "0.7.0",
  patterns: ["D3", "D11"],
  judges: "connected",
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const stage of productionStages(file, workspace)) {
      const ports = stage.chainInstructions.filter((one) => one.keyword === "EXPOSE").flatMap(lowPorts);
      const [first] = ports;
      if (!first || told.has(first.span.start) || isDevelopment(stage, workspace)) continue;
      if (runtimeUser(stage).isRoot !== false || mayBind(stage)) continue;
      told.add(first.span.start);
      const numbers = [...new Set(ports.map(({ value }) => `\`${value}\``))];
      report({
        span: first.span,
        message: `${numbers.length > 1 ? `The ports ${numbers.join(", ")} are` : `Port ${numbers[0]} is`} root's, and this image runs as another user: Docker allows it, Kubernetes may not. Listen on a port from 1024 on.`,
      });
    }
  },
});

function lowPorts({ ports }: ExposeInstruction): readonly Word[] {
  return ports.filter(({ value }) => {
    const port = /^(\d{1,4})(?:-\d+)?(?:\/\w+)?$/.exec(value ?? "")?.[1];
    return port !== undefined && Number(port) > 0 && Number(port) < 1024;
  });
}

/** Whether the program has the right to its port: a capability of its file, set here or in what is copied from. */
function mayBind(stage: Stage): boolean {
  if (baseImageOf(stage)?.name === "caddy" || startedBy(stage).some(({ name }) => name === "caddy")) return true;
  return [...stage.chain, ...stage.dependencies].some(({ instructions }) =>
    instructions.some((one) => one.keyword === "RUN" && invocationsOf(one.command).some(({ name }) => name === "setcap")),
  );
}
