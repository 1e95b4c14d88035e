import { applicationOf } from "../../application/application.ts";
import { mayBeElsewhere, needsOf } from "../../application/dependencies.ts";
import { fixesOf } from "../../application/edit.ts";
import { misindentedIn } from "../../application/misindented.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

const application = (name: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    depends_on:\n      ${name}:\n        condition: service_healthy\n  postgres:\n    image: postgres:17.2\n    healthcheck:\n      test: ["CMD", "pg_isready", "-U", "postgres"]\n`;

export default defineRule({
  id: "compose/unknown-dependency",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A service needs another one that the application does not have.",
  why: `
\`depends_on\`, \`links\`, \`volumes_from\` and \`network_mode: service:…\` name services of the same application. Where there is none of that name, Compose refuses the whole file.

Looked at are the file itself, those that it includes, the main file under an override, and other Compose files that may be given together with it. Dependencies with \`required: false\` may be missing.`,
  examples: [{ title: "The service's name", bad: application("postgress"), good: application("postgres") }],
  links: ["https://docs.docker.com/reference/compose-file/services/#depends_on"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["compose/dependency-without-healthcheck", "compose/profiled-dependency"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const all = applicationOf(file, workspace);
    const told = new Set<number>();
    for (const service of all.services) {
      const needs = needsOf(service);
      for (const { name, reference, isRequired } of needs) {
        const { span, key } = reference;
        if (reference.service !== service.own || !isRequired || all.service(name) || told.has(span.start)) continue;
        if (mayBeElsewhere(all, name, workspace)) continue;
        // No service, but a part of the one above with the wrong indentation.
        if (misindentedIn(file).some(({ members }) => members.some(({ keySpan }) => keySpan.start === span.start))) continue;
        told.add(span.start);
        const others = all.serviceNames.filter((other) => other !== service.name && !needs.some((need) => need.name === other));
        const near = nearest(name, others);
        report({
          span,
          message: `\`${key}\` names the service \`${name}\`, which this application does not have, so Compose refuses the file.${near === undefined ? " Define it, or take the name out." : ` Did you mean \`${near}\`?`}`,
          fixes: near === undefined ? [] : fixesOf(`Write \`${near}\``, "unsafe", file, [replace(span, near)]),
        });
      }
    }
  },
});
