import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { fixesOf, removeKey, rewrite, setValue } from "../../application/edit.ts";
import { isWrittenIn, placeIn } from "../../application/place.ts";
import { isChoice, portCount, portsOf, portText, publishesPorts, takenPorts } from "../../application/ports.ts";
import { type Replicas, replicasOf } from "../../application/replicas.ts";
import { settingOf } from "../../application/settings.ts";
import { isForSwarm } from "../../application/swarm.ts";
import type { Port } from "../../languages/compose/model.ts";
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

Silent where a variable decides, and about ports in files for Swarm, which publishes a port once for all containers and drops the name.`,
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
    const isSwarms = isForSwarm(file);
    for (const service of applicationOf(file, workspace).services) {
      if (service.own.file !== file) continue;
      const [first, second] = replicasOf(service);
      if (!first) continue;
      if (second && first.count !== second.count) report(differing(service, first, second));
      else if (first.count > 1) {
        // Swarm drops the name, and says so.
        for (const problem of names(service, first)) report(isSwarms ? { ...problem, severity: "info" } : problem);
        if (!isSwarms) for (const problem of ports(service, first)) report(problem);
      }
    }
  },
});

/** Both keys, with different numbers. */
function differing(service: ApplicationService, scale: Replicas, replicas: Replicas): Problem {
  const { own } = service;
  const [at, other] = own.deploy.integer("replicas").isAbsent ? [scale, replicas] : [replicas, scale];
  const field = at.key === "scale" ? own.mapping.integer("scale") : own.deploy.integer("replicas");
  return {
    span: placeIn(service, field.span),
    message: `\`${at.key}\` says ${at.count} and \`${other.key}\` ${other.count}: Compose refuses a service with two numbers of containers. Keep one of them.`,
    fixes: field.isKnown
      ? fixesOf(`Make \`${at.key}\` ${other.count} as well`, "unsafe", own.file, setValue(own.file, field, other.count))
      : [],
  };
}

function names(service: ApplicationService, { count, key }: Replicas): readonly Problem[] {
  const { own } = service;
  const name = settingOf(service, ({ mapping }) => mapping.text("container_name"));
  if (!name.value) return [];
  const field = own.mapping.text("container_name");
  return [
    {
      span: placeIn(service, field.span),
      message: `Only one container can be called \`${name.value}\`, and \`${key}\` wants ${count}: Compose refuses the file. Leave \`container_name\` away.`,
      fixes: field.isKnown ? fixesOf("Remove `container_name`", "unsafe", own.file, removeKey(own.file, field)) : [],
    },
  ];
}

function ports(service: ApplicationService, { count }: Replicas): readonly Problem[] {
  const { own } = service;
  if (!publishesPorts(service)) return [];
  return portsOf(service).flatMap((port): readonly Problem[] => {
    const { published } = port;
    if (published.state !== "known" || published.isDefault) return [];
    const range = published.value;
    const isFixed = takenPorts(port) !== undefined;
    if (!isFixed && !(isChoice(port) && portCount(range) < count)) return [];
    const isHere = port.service.file === own.file && isWrittenIn({ own }, published.span);
    const written = portText(range);
    return [
      {
        span: isHere ? published.span : own.nameSpan,
        message: isFixed
          ? `The ${count} containers of \`${own.name}\` cannot all have port ${written} of the host: the second one fails to start. Publish a range of ${count} ports, or none behind a reverse proxy.`
          : `The ${count} containers of \`${own.name}\` share ${portCount(range)} ports of the host (${written}), so not all of them start. Publish a range of ${count} ports.`,
        fixes: isHere ? widened(port, count) : [],
      },
    ];
  });
}

/** The fix that publishes as many ports as there are containers. */
function widened({ service: { file }, node, mapping, published, target }: Port, count: number): readonly Fix[] {
  if (published.state !== "known" || (target.state === "known" && portCount(target.value) > 1)) return [];
  const { first } = published.value;
  const range = portText({ first, last: first + count - 1 });
  if (first + count - 1 > 65_535) return [];
  const entry = mapping.entryOf("published");
  const edits = node.kind === "scalar" ? rewrite(file, node, published.span, range) : entry && setValue(file, entry, range);
  return fixesOf(`Publish the ports ${range}`, "unsafe", file, edits);
}
