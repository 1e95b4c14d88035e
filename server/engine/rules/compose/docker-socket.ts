import { applicationOf } from "../../application/application.ts";
import { removeKey, withdrawItem } from "../../application/edit.ts";
import { fixesOfReach, needsHost, recognisableImageOf, severityOfReach } from "../../application/hardening.ts";
import { isSocketProxy } from "../../knowledge/host-agents.ts";
import { isRuntimeSocket } from "../../knowledge/host-paths.ts";
import type { Mount } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    volumes:\n${more}      - data:/data\nvolumes:\n  data:\n`;

export default defineRule({
  id: "compose/docker-socket",
  language: "compose",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A service can talk to the container runtime of its host.",
  why: `
Whoever reaches \`docker.sock\` can start a container with all rights that mounts the host's disk: the socket is root on the host. Mounting it read-only (\`:ro\`) does not help, as that only protects the file, not the API behind it. \`use_api_socket: true\` hands it out in the same way, with the user's registry credentials.

Give it to no service that answers requests from outside. Where a service has to see containers (Traefik, a log collector), put a socket proxy between that allows reading alone.

Services known as such agents get a hint, and so do files for developing and testing; socket proxies themselves are left alone.`,
  examples: [{ title: "Without the runtime", bad: service("      - /var/run/docker.sock:/var/run/docker.sock\n"), good: service("") }],
  links: [
    "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
    "https://docs.docker.com/reference/compose-file/services/#use_api_socket",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["P4"],
  alsoKnownAs: ["semgrep:exposing-docker-socket-volume"],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const one of applicationOf(file, workspace).services) {
      const { own } = one;
      if (own.file !== file || isSocketProxy(recognisableImageOf(one) ?? "")) continue;
      const severity = severityOfReach(one, "socket");
      const advice = needsHost(one, "socket")
        ? "Its program works by that: let a socket proxy stand between, or keep it out of reach of strangers."
        : "Remove it, or let a socket proxy stand between.";
      for (const mount of own.mounts) {
        const span = socketOf(mount);
        if (!span || told.has(span.start)) continue;
        told.add(span.start);
        const index = own.mountList.sequence?.items.findIndex(({ value }) => value?.span.start === mount.span.start) ?? -1;
        report({
          span,
          message: `Through \`${file.source.slice(span)}\` whoever takes ${own.called} over can start containers with all rights of the host${mount.isReadOnly ? "; mounting it read-only does not change that" : ""}. ${advice}`,
          ...severity,
          fixes: fixesOfReach(one, "socket", "Remove the socket", withdrawItem(file, own.mountList, index)),
        });
      }
      const api = own.mapping.boolean("use_api_socket");
      if (!api.value || !api.entry || told.has(api.entry.span.start)) continue;
      told.add(api.entry.span.start);
      report({
        span: api.entry.span,
        message: `With \`use_api_socket\` whoever takes ${own.called} over can start containers with all rights of the host. ${advice}`,
        ...severity,
        fixes: fixesOfReach(one, "socket", "Remove `use_api_socket`", removeKey(file, api)),
      });
    }
  },
});

/** Where a mount names the runtime's socket: on the host, or, where that is a variable, as what the container finds. */
function socketOf({ type, source, target }: Mount): Mount["span"] | undefined {
  if (type !== "bind" && type !== "unknown") return undefined;
  if (source.state === "known") return isRuntimeSocket(source.value) ? source.span : undefined;
  return target.state === "known" && isRuntimeSocket(target.value) ? target.span : undefined;
}
