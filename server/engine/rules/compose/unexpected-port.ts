import { applicationOf } from "../../application/application.ts";
import { fixesOf, rewrite, setValue } from "../../application/edit.ts";
import { listeningPorts, mentions } from "../../application/listening.ts";
import { placeIn } from "../../application/place.ts";
import { portsOf, publishesPorts } from "../../application/ports.ts";
import type { Port } from "../../languages/compose/model.ts";
import { defineRule, type Fix } from "../../rule.ts";

const web = (port: string) => `services:\n  web:\n    build: .\n    ports:\n      - "127.0.0.1:8080:${port}"\n`;

export default defineRule({
  id: "compose/unexpected-port",
  language: "compose",
  category: "reliability",
  severity: "info",
  preset: "recommended",
  summary: "A service publishes a port of its container on which nothing seems to listen.",
  why: `
In \`"8080:80"\` the second number is the port inside of the container. Where its program listens on another one, the port of the host is open, connections are taken, and nobody answers.

Which port that is say a variable such as \`PORT\`, \`EXPOSE\` and the command of the Dockerfile that the service is built from, and for databases the image. It is a note: \`EXPOSE\` may be out of date.

Silent as soon as one published port is among them, or something of the service speaks of the number: its command, a variable, a label, a file of settings.`,
  examples: [
    {
      title: "Another port than the image's",
      bad: web("80"),
      good: web("3000"),
      files: { Dockerfile: 'FROM node:24-alpine\nCOPY . .\nEXPOSE 3000\nCMD ["node", "server.js"]\n' },
    },
    {
      title: "The port of the host on both sides",
      bad: 'services:\n  db:\n    image: postgres:18.1\n    ports:\n      - "127.0.0.1:15432:15432"\n',
      good: 'services:\n  db:\n    image: postgres:18.1\n    ports:\n      - "127.0.0.1:15432:5432"\n',
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#ports", "https://docs.docker.com/reference/dockerfile/#expose"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      if (own.file !== file || own.ports.length === 0 || !publishesPorts(service)) continue;
      const ports = portsOf(service).filter(({ protocol }) => protocol.state !== "known" || protocol.value === "tcp");
      const targets = ports.map(targetOf);
      const [first] = targets;
      const port = ports[0];
      if (first === undefined || !port || port.service !== own || targets.some((target) => target === undefined)) continue;
      const listening = listeningPorts(service, workspace);
      if (!listening || targets.some((target) => listening.ports.includes(target as number))) continue;
      if (targets.some((target) => mentions(service, target as number, workspace))) continue;
      const [expected = first] = listening.ports;
      const known = listening.ports.length === 1 ? `port ${expected}` : `the ports ${listening.ports.join(", ")}`;
      report({
        span: placeIn(service, port.target.span),
        message: `Nothing seems to listen on port ${first} of \`${own.name}\`: it has ${known} (${listening.because}).`,
        fixes: ports.length === 1 ? corrected(port, expected) : [],
      });
    }
  },
});

/** The one port of the container that an entry publishes; undefined for several and where it is not known. */
function targetOf({ target, protocol }: Port): number | undefined {
  if (target.state !== "known" || target.isDefault || protocol.state === "unknown") return undefined;
  return target.value.first === target.value.last ? target.value.first : undefined;
}

function corrected({ service: { file }, node, mapping, target }: Port, expected: number): readonly Fix[] {
  const entry = mapping.entryOf("target");
  const edits = node.kind === "scalar" ? rewrite(file, node, target.span, String(expected)) : entry && setValue(file, entry, expected);
  return fixesOf(`Publish port ${expected} of the container`, "unsafe", file, edits);
}
