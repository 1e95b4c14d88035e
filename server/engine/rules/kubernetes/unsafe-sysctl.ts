import { isSafeSysctl } from "../../cluster/pod-security.ts";
import { defineRule } from "../../rule.ts";

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    sysctls:\n      - name: ${name}\n        value: "1024"\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/unsafe-sysctl",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "The pod sets a kernel parameter that nodes do not allow by default.",
  why: `
The kubelet only lets pods set kernel parameters that cannot disturb others on the node. A pod with another one is scheduled and then refused by the node (\`SysctlForbidden\`), over and over, unless each node lists it in \`--allowed-unsafe-sysctls\`.`,
  examples: [{ title: "A safe parameter", bad: pod("net.core.somaxconn"), good: pod("net.ipv4.ip_unprivileged_port_start") }],
  links: ["https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/"],
  since: "0.3.0",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:unsafe-sysctls", "trivy:KSV-0026"],
  judges: "part",
  check(file, { kubernetesVersion, report }) {
    for (const { workload } of file.objects) {
      for (const sysctl of workload?.pod.securityContext.list("sysctls").mappings ?? []) {
        const name = sysctl.text("name");
        if (name.value === undefined || !name.span || isSafeSysctl(name.value, kubernetesVersion)) continue;
        report({
          span: name.span,
          message: `Nodes refuse a pod that sets \`${name.value}\`, unless their kubelet allows it explicitly. Set it on the node, or do without.`,
        });
      }
    }
  },
});
