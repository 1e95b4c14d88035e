import { applicationOf } from "../../application/application.ts";
import { fixesOf, insertItem, insertServiceKey } from "../../application/edit.ts";
import { lacksHardening, mayNeedRoot } from "../../application/hardening.ts";
import { imageUserOf } from "../../application/image-user.ts";
import { has } from "../../application/settings.ts";
import { capabilityName } from "../../knowledge/capabilities.ts";
import type { Service } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) => `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    restart: unless-stopped\n${more}`;

export default defineRule({
  id: "compose/kept-capabilities",
  language: "compose",
  category: "security",
  severity: "hint",
  preset: "strict",
  summary: "A service keeps the capabilities that Docker gives to every process of root.",
  why: `
Docker leaves fourteen capabilities of root to a container: changing owners, raw sockets, low ports, and more. Few applications use any. \`cap_drop: [ALL]\` takes them away; what is needed is added by name (\`cap_add: [NET_BIND_SERVICE]\`).

Nothing is reported for databases, proxies and other known services, which need some of them while they start, for services that run as another user, in files for developing and testing, for privileged services, and where another file may set it.`,
  examples: [{ title: "None by default", bad: service(""), good: service("    cap_drop:\n      - ALL\n") }],
  links: ["https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  check(file, { workspace, report }) {
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (!lacksHardening(one, workspace) || mayNeedRoot(one, workspace) || [...one.layers, ...one.possible].some(mayDropAll)) continue;
      // Whoever is not root has none of them.
      if (has(one, "user") !== false || imageUserOf(one, workspace)?.isRoot === false) continue;
      const list = own.mapping.list("cap_drop");
      const set = own.mapping.has("cap_drop") ? insertItem(file, list, "ALL", 0) : insertServiceKey(own, "cap_drop", ["ALL"]);
      report({
        span: own.nameSpan,
        message: `${own.called} keeps the capabilities that Docker gives to root, which few applications need. Set \`cap_drop: [ALL]\`, and add what it needs by name.`,
        fixes: fixesOf("Drop all capabilities", "unsafe", file, set),
      });
    }
  },
});

function mayDropAll({ mapping }: Service): boolean {
  const list = mapping.list("cap_drop");
  return list.isOpen || list.texts.some((text) => text === undefined || capabilityName(text) === "ALL");
}
