import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { fixesOf, removeItem } from "../../application/edit.ts";
import { isWrittenIn } from "../../application/place.ts";
import { type HostPorts, portsOf, portText, publishesPorts, sharedPorts, takenPorts } from "../../application/ports.ts";
import { isForSwarm } from "../../application/swarm.ts";
import { runTogether, startedServices } from "../../application/together.ts";
import type { ComposeFile, Port } from "../../languages/compose/model.ts";
import { defineRule, type Problem } from "../../rule.ts";

interface Taken {
  readonly service: ApplicationService;
  readonly port: Port;
  readonly host: HostPorts;
}

const services = (port: string) =>
  `services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    ports:\n      - "8080:80"\n  admin:\n    image: ghcr.io/example/admin:1.4.2\n    ports:\n      - "${port}"\n`;
const twice = (more: string) =>
  `services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    ports:\n      - "8080:80"\n${more}      - "8443:443"\n`;

export default defineRule({
  id: "compose/port-conflict",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "Two services publish the same port of the host.",
  why: `
A port of the host belongs to one container: the one that is started second fails with “port is already allocated”. Ranges count with all their ports, and a port without an address is on all addresses of the host, so that \`"8080:80"\` is in the way of \`"127.0.0.1:8080:80"\`.

Publish one of them on another port, or on another address. Services that never run at the same time may share a port: give them different \`profiles\`.

Silent for services of different profiles, different protocols or addresses, where a variable decides, and where the engine chooses the port.`,
  examples: [
    { title: "A port for each service", bad: services("8080:8080"), good: services("8081:8080") },
    {
      title: "On all addresses, and on one of them",
      bad: services("127.0.0.1:8080:8080/tcp"),
      good: services("127.0.0.1:8080:8080/udp"),
    },
    { title: "The same line twice", bad: twice('      - "8080:80/tcp"\n'), good: twice("") },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#ports", "https://docs.docker.com/engine/network/port-publishing/"],
  since: "0.4.0",
  patterns: [],
  alsoKnownAs: ["dclint:no-duplicate-exported-ports"],
  fix: "safe",
  check(file, { workspace, report }) {
    const isSwarms = isForSwarm(file);
    const taken = startedServices(applicationOf(file, workspace)).flatMap((service) => takenBy(service, isSwarms));
    for (const [later, earlier] of meeting(taken)) {
      const problem = problemOf(file, later, earlier);
      if (problem) report(problem);
    }
  },
});

function takenBy(service: ApplicationService, isSwarms: boolean): readonly Taken[] {
  const ports = portsOf(service);
  if (ports.length === 0 || !publishesPorts(service)) return [];
  return ports.flatMap((port) => {
    // Swarm may place the two on different nodes.
    const host = isSwarms && port.mapping.text("mode").value === "host" ? undefined : takenPorts(port);
    return host ? [{ service, port, host }] : [];
  });
}

/** What takes a port that something before it takes as well, each once with the first such. */
function meeting(taken: readonly Taken[]): readonly (readonly [later: Taken, earlier: Taken])[] {
  const order = new Map(taken.map((one, index) => [one, index]));
  const found = new Map<Taken, Taken>();
  let open: Taken[] = [];
  for (const one of [...taken].sort((a, b) => a.host.first - b.host.first)) {
    open = open.filter(({ host }) => host.last >= one.host.first);
    for (const other of open) {
      if (!sharedPorts(one.host, other.host)) continue;
      const [earlier, later] = (order.get(one) as number) < (order.get(other) as number) ? [one, other] : [other, one];
      if (isOnce(earlier, later) || !(earlier.service === later.service || runTogether(earlier.service, later.service))) continue;
      const known = found.get(later);
      if (!known || (order.get(earlier) as number) < (order.get(known) as number)) found.set(later, earlier);
    }
    open.push(one);
  }
  return [...found].sort(([a], [b]) => (order.get(a) as number) - (order.get(b) as number));
}

/** The same port of the same service, in several files: Compose takes it once. */
function isOnce(a: Taken, b: Taken): boolean {
  return a.service === b.service && isSame(a, b) && a.port.service !== b.port.service;
}

/** Both have it from the same place: an anchor, or a service that they extend. */
function isOneEntry(a: Port, b: Port): boolean {
  return a.service.file === b.service.file && a.span.start === b.span.start;
}

function isOneText(a: Port, b: Port): boolean {
  return a.service === b.service && a.node.kind === "scalar" && b.node.kind === "scalar" && a.node.text === b.node.text;
}

/** Compose drops what it reads as the same twice. */
function isSame(a: Taken, b: Taken): boolean {
  const target = ({ port }: Taken) => (port.target.state === "known" ? portText(port.target.value) : "");
  const address = ({ host }: Taken) => host.address ?? "0.0.0.0";
  return a.host.first === b.host.first && a.host.last === b.host.last && target(a) === target(b) && address(a) === address(b);
}

function problemOf(file: ComposeFile, later: Taken, earlier: Taken): Problem | undefined {
  const shared = sharedPorts(later.host, earlier.host);
  // What an included file or the one below says of itself is reported there.
  if (!shared || later.service.own.file !== file) {
    return shared && earlier.service.own.file === file && later.service.own.file !== file ? problemOf(file, earlier, later) : undefined;
  }
  const { own } = later.service;
  const { port } = later;
  const isInherited = port.service.file !== file || !isWrittenIn({ own }, port.span) || isOneEntry(port, earlier.port);
  const span = isInherited ? own.nameSpan : port.published.span;
  const ports = `Port ${portText(shared)}`;
  const isOwn = later.service === earlier.service;
  const related = [
    { path: earlier.port.service.file.source.path, span: earlier.port.published.span, message: `${ports} is published here as well.` },
  ];
  if (isOwn && isSame(later, earlier)) {
    // A list with the same text twice is a matter of the schema.
    if (isOneText(port, earlier.port)) return undefined;
    return {
      span,
      severity: "info",
      message: `${ports} is listed twice, and Compose takes it once. Remove one of the lines.`,
      fixes: isInherited
        ? []
        : fixesOf(
            "Remove the line",
            "safe",
            file,
            removeItem(
              file,
              port.service.portList,
              port.service.portList.sequence?.items.findIndex(({ value }) => value === port.node) ?? -1,
            ),
          ),
      related,
    };
  }
  const other = isOwn ? "another entry of this service" : `\`${earlier.service.name}\``;
  return {
    span,
    ...(isInherited && { severity: "warning" as const }),
    message: isInherited
      ? `\`${own.name}\` takes port ${portText(shared)} of the host over from what it shares with ${other}, and only one container can have it. Publish it in one of them.`
      : `${ports} of the host is taken by ${other} already, and only one container can have it. Choose another port or address, or give services that never run together different \`profiles\`.`,
    related,
  };
}
