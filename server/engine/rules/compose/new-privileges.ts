import { applicationOf } from "../../application/application.ts";
import { fixesOf, insertItem, insertServiceKey } from "../../application/edit.ts";
import { lacksHardening, securityOptionsOf } from "../../application/hardening.ts";
import type { Service } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) => `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    restart: unless-stopped\n${more}`;

export default defineRule({
  id: "compose/new-privileges",
  language: "compose",
  category: "security",
  severity: "hint",
  preset: "strict",
  summary: "Programs in a service can gain rights that it was not started with.",
  why: `
A program with the set-user-id bit (\`su\`, \`sudo\`, \`ping\` of old) runs as root whoever starts it, and so a hole in one of them makes an intruder root in the container. \`no-new-privileges:true\` has the kernel refuse that; programs that start as root and step down (\`gosu\`, \`su-exec\`) are not affected.

Nothing is reported in files for developing and testing, for privileged services, and where another file may set it.`,
  examples: [
    { title: "What it has is what it keeps", bad: service(""), good: service("    security_opt:\n      - no-new-privileges:true\n") },
  ],
  links: [
    "https://docs.docker.com/reference/cli/docker/container/run/#security-opt",
    "https://docs.kernel.org/userspace-api/no_new_privs.html",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["semgrep:no-new-privileges"],
  check(file, { workspace, report }) {
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (!lacksHardening(one, workspace) || [...one.layers, ...one.possible].some(mayForbid)) continue;
      const list = own.mapping.list("security_opt");
      const set = own.mapping.has("security_opt")
        ? insertItem(file, list, "no-new-privileges:true")
        : insertServiceKey(own, "security_opt", ["no-new-privileges:true"]);
      report({
        span: own.nameSpan,
        message: `Programs in ${own.called} can gain rights that it was not started with. Set \`no-new-privileges:true\` in \`security_opt\`.`,
        fixes: fixesOf("Forbid new privileges", "unsafe", file, set),
      });
    }
  },
});

/** Whether a file says that no privileges are gained, or that cannot be known. A \`false\` is said on purpose. */
function mayForbid(service: Service): boolean {
  const list = service.mapping.list("security_opt");
  if (list.isOpen) return true;
  return securityOptionsOf(service).some(({ name }) => name === "no-new-privileges") || list.texts.includes(undefined);
}
