import { fixesOf, removeKey, setValue } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const service = (more: string) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n${more}  selector:\n    app: web\n  ports:\n    - port: 80\n`;

/** Annotations with which clouds keep a load balancer inside of the network. */
const internal =
  /(?:^|[./-])(?:internal|load-balancer-type|aws-load-balancer-(?:internal|scheme)|azure-load-balancer-internal|networking\.gke\.io\/load-balancer-type|source-ranges|allow(?:ed)?-source|security-groups?)/i;

export default defineRule({
  id: "kubernetes/exposed-service",
  language: "kubernetes",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "The Service can be reached from outside of the cluster.",
  why: `
\`NodePort\` opens a port on every node, and \`LoadBalancer\` an address of its own, usually on the internet: without TLS, without a host name, past what the Ingress or Gateway checks. One entrance for all applications is easier to watch. What has to be a load balancer can say who may come: \`loadBalancerSourceRanges\`, or the cloud's annotation for an internal one; both silence the rule.

\`externalIPs\` take traffic that the cluster does not own: any user who may create Services can redirect that of others (CVE-2020-8554). That is a warning, the rest a remark.`,
  examples: [{ title: "Behind the Ingress", bad: service("  type: NodePort\n"), good: service("  type: ClusterIP\n") }],
  links: ["https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["P2", "P4"],
  alsoKnownAs: ["kube-linter:exposed-services", "kube-score:service-type"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (object.kind !== "Service" || object.group !== "") continue;
      const external = object.spec.list("externalIPs");
      if (external.nodes.length > 0 && external.entry) {
        report({
          span: external.entry.keySpan,
          message: "`externalIPs` take over traffic to addresses that the cluster does not own. Use a load balancer or a Gateway.",
          fixes: fixesOf("Remove `externalIPs`", "unsafe", object, removeKey(object, external.entry)),
        });
      }
      const type = object.spec.text("type");
      const isOpen =
        type.value === "NodePort" ||
        (type.value === "LoadBalancer" &&
          object.spec.has("loadBalancerSourceRanges") === false &&
          !object.annotations.isOpen &&
          !object.annotations.entries.some(({ key }) => internal.test(key)));
      if (!isOpen || !type.span) continue;
      const isNode = type.value === "NodePort";
      report({
        span: type.span,
        message: isNode
          ? "A port of every node leads to this Service, past Ingress and Gateway. Take `ClusterIP`, unless something outside relies on the port."
          : "The load balancer takes traffic from everywhere. Name who may come in `loadBalancerSourceRanges`, or go through the Ingress or Gateway.",
        severity: "info",
        // Where a port of the nodes is named, somebody relies on it.
        fixes:
          isNode && !object.spec.list("ports").mappings.some((port) => port.has("nodePort") !== false)
            ? fixesOf("Take `ClusterIP`", "unsafe", object, setValue(object, type, "ClusterIP"))
            : [],
      });
    }
  },
});
