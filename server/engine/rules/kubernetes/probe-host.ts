import { allOf, type Edits, fixesOf, insertItem, renameKey, setValue } from "../../cluster/edit.ts";
import { isOwnHost } from "../../cluster/exec-command.ts";
import { hooksOf, keyOf, probesOf, removeSilently } from "../../cluster/probes.ts";
import type { Handler, ManifestObject } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (more: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      readinessProbe:\n        httpGet:\n          path: /ready\n          port: 8080\n${more}`;

export default defineRule({
  id: "kubernetes/probe-host",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A probe or hook asks a host instead of its own pod.",
  why: `
The kubelet asks the pod's own address. With \`host\` it asks wherever that leads, from the node: another service's state then restarts this pod, and whoever can create pods can make the node send requests into its network. From Kubernetes 1.34 on, the baseline Pod Security Standard forbids it. \`localhost\` is the node, not the container.

A name that the application needs for choosing a virtual host belongs into the \`Host\` header. With \`hostNetwork\`, \`127.0.0.1\` is right and is not reported.`,
  examples: [
    {
      title: "The name as a header",
      bad: pod("          host: shop.example.com\n"),
      good: pod("          httpHeaders:\n            - name: Host\n              value: shop.example.com\n"),
    },
  ],
  links: ["https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"],
  since: "0.3.0",
  fix: "unsafe",
  uncovers: ["kubernetes/identical-probes"],
  patterns: ["H3"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const hooks = hooksOf(object).flatMap(({ handlers, name }) => handlers.map((handler) => ({ handler, where: name })));
      const probes = probesOf(object).flatMap(({ handler, kind }) => (handler ? [{ handler, where: keyOf(kind) }] : []));
      for (const { handler, where } of [...probes, ...hooks]) {
        const { host } = handler;
        const name = host.value;
        if ((handler.kind !== "httpGet" && handler.kind !== "tcpSocket") || !name || !host.span) continue;
        const isLocal = isOwnHost(name);
        // On the host's network the container's own address may be the node's.
        if (/[$]/.test(name) || (isLocal && object.workload?.pod.hostNetwork.or(false) !== false)) continue;
        report({
          span: host.span,
          message: isLocal
            ? `\`${where}\` asks \`${name}\`, which is the node and not the container. Remove \`host\`: the pod's own address is asked then.`
            : `\`${where}\` asks \`${name}\` instead of its own pod, and the baseline Pod Security Standard forbids that. Remove \`host\`; a virtual host belongs into the \`Host\` header.`,
          fixes: fixesFor(object, handler, name, isLocal),
        });
      }
    }
  },
});

function fixesFor(object: ManifestObject, handler: Handler, name: string, isLocal: boolean) {
  const removed = fixesOf("Remove `host`", "unsafe", object, removeSilently(object, handler.host));
  if (isLocal || handler.kind !== "httpGet" || /^[\d.:[\]]+$/.test(name)) return removed;
  return [...fixesOf("Send it as the `Host` header", "unsafe", object, asHeader(object, handler, name)), ...removed];
}

function asHeader(object: ManifestObject, { mapping, host }: Handler, value: string): Edits {
  const headers = mapping.list("httpHeaders");
  const header = { name: "Host", value };
  if (headers.sequence) {
    const isThere = headers.mappings.some((one) => one.text("name").value?.toLowerCase() === "host");
    return isThere ? undefined : allOf(removeSilently(object, host), insertItem(object, headers, header));
  }
  return host.entry && headers.isAbsent
    ? allOf(renameKey(object, host.entry, "httpHeaders"), setValue(object, host.entry, [header]))
    : undefined;
}
