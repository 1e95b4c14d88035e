import { applicationOf } from "../../application/application.ts";
import { withdrawItem } from "../../application/edit.ts";
import { fixesOfReach, isPrivileged, type SecurityOption, securityOptionsOf, severityOfReach } from "../../application/hardening.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    security_opt:\n      - no-new-privileges:true\n${more}`;

export default defineRule({
  id: "compose/disabled-seccomp",
  language: "compose",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "System calls of a service are not filtered, or another guard of the kernel is off.",
  why: `
Docker starts containers with a seccomp filter that keeps some fifty system calls away from them, those that break out of containers among them; ordinary applications never notice. \`seccomp:unconfined\` switches it off. A debugger or a browser needs one or two calls more: a profile of one's own (\`seccomp:./profile.json\`) allows just these.

\`apparmor:unconfined\`, \`label:disable\` (SELinux) and \`systempaths=unconfined\` take other guards away; these are a remark, as not every host has them. Privileged services, which no filter applies to, are told of by \`compose/privileged-service\`. Agents of the host and files for developing and testing get a hint.`,
  examples: [{ title: "Docker's own filter", bad: service("      - seccomp:unconfined\n"), good: service("") }],
  links: ["https://docs.docker.com/engine/security/seccomp/", "https://docs.docker.com/reference/compose-file/services/#security_opt"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["semgrep:seccomp-confinement-disabled", "semgrep:selinux-separation-disabled"],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (own.file !== file || isPrivileged(one)) continue;
      const list = own.mapping.list("security_opt");
      for (const option of securityOptionsOf(own)) {
        const message = messageFor(option, own.called);
        if (!message || told.has(option.node.span.start)) continue;
        told.add(option.node.span.start);
        report({
          span: option.node.span,
          message,
          ...severityOfReach(one, "rights", option.name === "seccomp" ? undefined : "info"),
          fixes: fixesOfReach(one, "rights", `Remove \`${option.node.text}\``, withdrawItem(file, list, option.index)),
        });
      }
    }
  },
});

function messageFor({ name, value }: SecurityOption, called: string): string | undefined {
  if (name === "seccomp" && value === "unconfined")
    return `The system calls of ${called} are not filtered: those that break out of containers can be reached. Remove it, or name a profile that allows the calls that are needed.`;
  if (name === "apparmor" && value === "unconfined")
    return `AppArmor does not guard ${called}: it may mount file systems and write to the kernel's settings. Remove it, or name a profile of its own.`;
  if (name === "label" && value === "disable")
    return `SELinux does not part ${called} from the host's files and other containers. Remove it, and label what is mounted with \`:z\` or \`:Z\` instead.`;
  if (name === "systempaths" && value === "unconfined")
    return `The kernel's settings below \`/proc\` and \`/sys\` can be read and changed in ${called}. Remove it.`;
  return undefined;
}
