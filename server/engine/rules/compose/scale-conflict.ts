import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { fixesOf, removeKey, rewrite, setValue } from "../../application/edit.ts";
import { isChoice, portCount, portsOf, portText, publishesPorts, takenPorts } from "../../application/ports.ts";
import { type Replicas, replicasOf } from "../../application/replicas.ts";
import { settingOf } from "../../application/settings.ts";
import { isForSwarm } from "../../application/swarm.ts";
import type { ComposeFile, Port } from "../../languages/compose/model.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";

const web = (ports: string) =>
  `services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    ports:\n      - "${ports}"\n    deploy:\n      replicas: 3\n`;

export default defineRule({
  id: "compose/scale-conflict",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A service of several containers has one port of the host or one name for all of them.",
  why: `
Each container of a service needs its own port of the host and its own name. With \`replicas: 3\` and \`"8080:80"\` the first container takes port 8080 and the second fails with “port is already allocated”; with a \`container_name\` Compose refuses the file. It also refuses \`scale\` and \`deploy.replicas\` with different numbers.

Give a range of as many ports (\`"8080-8082:80"\`), or publish none and put a reverse proxy in front; leave \`container_name\` away.

Silent where a variable decides, and about ports in files for Swarm, which publishes a port once for all containers.`,
  examples: [
    { title: "A port for each container", bad: web("8080:80"), good: web("8080-8082:80") },
    {
      title: "One name for two containers",
      bad: "services:\n  worker:\n    image: ghcr.io/example/worker:1.4.2\n    container_name: worker\n    scale: 2\n",
      good: "services:\n  worker:\n    image: ghcr.io/example/worker:1.4.2\n    scale: 2\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/compose-file/services/#container_name",
    "https://docs.docker.com/reference/compose-file/deploy/#replicas",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P2"],
  check(file, { workspace, report }) {
    for (const service of applicationOf(file, workspace).services) {
      if (service.own.file !== file) continue;
      const all = replicasOf(service);
      const [first, second] = all;
      if (!first) continue;
      for (const problem of [
        ...numbers(file, first, second),
        ...(first.count > 1 && (second === undefined || second.count === first.count)
          ? [...names(file, service, first), ...ports(file, service, first)]
          : []),
      ])
        report(problem);
    }
  },
});

/** Both keys, with different numbers. */
function numbers(file: ComposeFile, first: Replicas, second: Replicas | undefined): readonly Problem[] {
  if (!second || first.count === second.count) return [];
  const [at, other] = isIn(file, second) ? [second, first] : [first, second];
  if (!isIn(file, at) || !at.field.span) return [];
  return [
    {
      span: at.field.span,
      message: `\`${at.key}\` says ${at.count} and \`${other.key}\` ${other.count}: Compose refuses a service with two numbers of containers. Keep one of them.`,
      fixes: fixesOf(`Make \`${at.key}\` ${other.count}`, "unsafe", file, setValue(file, at.field, other.count)),
    },
  ];
}

function isIn(file: ComposeFile, { field }: Pick<Replicas, "field">): boolean {
  return field.entry !== undefined && file.source === field.entry.map && true;
}

function names(file: ComposeFile, service: ApplicationService, replicas: Replicas): readonly Problem[] {
  return [];
}
