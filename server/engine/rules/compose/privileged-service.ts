import { applicationOf } from "../../application/application.ts";
import { removeKey } from "../../application/edit.ts";
import { adviceOnReach, fixesOfReach, severityOfReach } from "../../application/hardening.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) => `services:\n  web:\n    image: registry.example.com/web:1.4.2\n${more}`;

export default defineRule({
  id: "compose/privileged-service",
  language: "compose",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A privileged service has all rights of its host.",
  why: `
\`privileged: true\` gives a container every capability, all devices of the host and none of the usual protections: whoever takes it over owns the host and every container on it. Almost no application needs it; single capabilities (\`cap_add\`) or single devices (\`devices\`) do.

Programs that are known to need it (Docker in Docker, BuildKit, cAdvisor and other agents of the host) get a hint, and so do files for developing and testing.`,
  examples: [{ title: "Without the host's rights", bad: service("    privileged: true\n"), good: service("") }],
  links: ["https://docs.docker.com/reference/compose-file/services/#privileged", "https://docs.docker.com/engine/containers/run/"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["semgrep:privileged-service"],
  uncovers: [
    "compose/added-capability",
    "compose/disabled-seccomp",
    "compose/kept-capabilities",
    "compose/missing-pids-limit",
    "compose/new-privileges",
    "compose/writable-root-filesystem",
  ],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      const privileged = own.mapping.boolean("privileged");
      if (own.file !== file || !privileged.value || !privileged.entry || told.has(privileged.entry.span.start)) continue;
      // Services that share it by an anchor are told of once.
      told.add(privileged.entry.span.start);
      report({
        span: privileged.entry.span,
        message: `${own.called} is privileged: whoever takes it over owns the host and all its containers. ${adviceOnReach(one, "rights", "Remove `privileged`, and add the single capability or device that it needs.")}`,
        ...severityOfReach(one, "rights"),
        fixes: fixesOfReach(one, "rights", "Remove `privileged`", removeKey(file, privileged)),
      });
    }
  },
});
