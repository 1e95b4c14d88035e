import * as z from "zod/mini";
import { applicationOf } from "../../application/application.ts";
import { fixesOf, insertKey, rewrite, setValue } from "../../application/edit.ts";
import { isForDevelopment } from "../../application/files.ts";
import { isEveryAddress, publishesPorts } from "../../application/ports.ts";
import { isKeptRunning } from "../../application/production.ts";
import { likelyImageOf } from "../../application/settings.ts";
import { isForSwarm } from "../../application/swarm.ts";
import { type ServiceImage, type ServicePort, serviceImage } from "../../knowledge/service-images.ts";
import type { Port } from "../../languages/compose/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import type { Span } from "../../text/span.ts";

interface Options {
  readonly everyPort: boolean;
}

const database = (port: string) =>
  `services:\n  db:\n    image: postgres:18.1\n    restart: unless-stopped\n    ports:\n      - "${port}"\n`;

export default defineRule({
  id: "compose/exposed-port",
  language: "compose",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A database or a console is published on all addresses of the host.",
  why: `
\`"5432:5432"\` listens on every address of the host, the public one included, and Docker opens the port past \`ufw\` and most other firewalls of the host. Databases and consoles that are reachable from everywhere are found within hours and their passwords tried.

Other services of the application need no published port: they reach \`db:5432\` over the network. For a client on the host, publish the port on the loopback address: \`"127.0.0.1:5432:5432"\`.

It warns where the service is kept running on a server (\`restart: always\` or \`unless-stopped\`, or a \`deploy\` section), else it is a note; silent in files for development, where a variable decides the address, and about ports that are meant for everybody. The option \`everyPort\` has it note those as well.`,
  examples: [
    { title: "On the loopback address", bad: database("5432:5432"), good: database("127.0.0.1:5432:5432") },
    {
      title: "Every port, where that is asked for",
      bad: 'services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    ports:\n      - "8080:80"\n',
      good: 'services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    ports:\n      - "127.0.0.1:8080:80"\n',
      options: { everyPort: true },
    },
  ],
  links: [
    "https://docs.docker.com/engine/network/port-publishing/",
    "https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["dclint:no-unbound-port-interfaces"],
  options: z.strictObject({
    everyPort: z
      ._default(z.boolean(), false)
      .check(z.describe("Note every port that is published without an address of the host, not those of databases and consoles alone.")),
  }),
  check(file, { workspace, options, report }) {
    const { everyPort } = options as Options;
    const isQuiet = isForDevelopment(file);
    if (isQuiet && !everyPort) return;
    // What several services have from one anchor is said once.
    const told = new Set<number>();
    const isSwarms = isForSwarm(file);
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      if (own.file !== file || own.ports.length === 0 || !publishesPorts(service)) continue;
      const image = likelyImageOf(service);
      const known = image === undefined ? undefined : serviceImage(image);
      for (const port of own.ports) {
        const guarded = isQuiet ? undefined : guardedPort(known, port);
        if ((!guarded && !everyPort) || !isOnAllAddresses(port) || told.has(port.span.start)) continue;
        told.add(port.span.start);
        const isServers = guarded !== undefined && backing.has(guarded.image.kind) && isKeptRunning(service);
        report({
          span: (port.hostIp.state === "known" ? port.hostIp : port.published.state === "absent" ? port.target : port.published).span,
          ...((!isServers || port.published.state === "absent") && { severity: "info" as const }),
          message: guarded
            ? `Every address of the host leads to ${nameOf(guarded)} here, past most firewalls. Publish it on \`127.0.0.1\` if programs of the host need it, else not at all: services reach \`${own.name}:${guarded.port.number}\` without.`
            : "This port is published on all addresses of the host, past most firewalls. Name the address that it is for, such as `127.0.0.1`.",
          fixes: isSwarms ? [] : bound(port),
        });
      }
    }
  },
});

/** What applications keep their data in or send it through: nothing that the public should reach. */
const backing: ReadonlySet<ServiceImage["kind"]> = new Set(["database", "cache", "queue", "search"]);

interface Guarded {
  readonly image: ServiceImage;
  readonly port: ServicePort;
}

/** The port of a known image, among those that an entry publishes, that is not for everybody. */
function guardedPort(image: ServiceImage | undefined, { target, protocol }: Port): Guarded | undefined {
  if (!image || target.state !== "known" || (protocol.state === "known" && protocol.value !== "tcp")) return undefined;
  const { first, last } = target.value;
  const port = image.ports.find(({ number, purpose }) => purpose !== "traffic" && first <= number && number <= last);
  return port && { image, port };
}

function nameOf({ image: { title, ports }, port }: Guarded): string {
  return port.purpose === "administration" && ports.some(({ purpose }) => purpose !== "administration") ? `the console of ${title}` : title;
}

/** Whether an entry certainly names no single address of the host. */
function isOnAllAddresses({ hostIp }: Port): boolean {
  if (hostIp.state === "unknown" || hostIp.isDefault) return false;
  return hostIp.state === "absent" || isEveryAddress(hostIp.value);
}

/** The fix that publishes on the loopback address. */
function bound({ service: { file }, node, mapping, hostIp, published, target }: Port): readonly Fix[] {
  const title = "Publish it on `127.0.0.1`";
  if (node.kind !== "scalar") {
    const entry = mapping.entryOf("host_ip");
    return fixesOf(title, "unsafe", file, entry ? setValue(file, entry, "127.0.0.1") : insertKey(file, mapping, "host_ip", "127.0.0.1"));
  }
  if (hostIp.state === "known") return fixesOf(title, "unsafe", file, rewrite(file, node, hostIp.span, "127.0.0.1"));
  if (published.state !== "absent") return fixesOf(title, "unsafe", file, rewrite(file, node, before(published.span), "127.0.0.1:"));
  // A number alone is as good without quotes; with colons in it, it is better off with them.
  const text = node.style === "plain" ? rewrite(file, node, node.span, `127.0.0.1::${node.text}`) : undefined;
  const edits = text ? text.map((edit) => ({ ...edit, text: `"${edit.text}"` })) : rewrite(file, node, before(target.span), "127.0.0.1::");
  return fixesOf(title, "unsafe", file, edits);
}

function before({ start }: Span): Span {
  return { start, end: start };
}
