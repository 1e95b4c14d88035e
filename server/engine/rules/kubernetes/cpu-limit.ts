import * as z from "zod/mini";
import { fixesOf, insertAt, placeholder, removeKey } from "../../cluster/edit.ts";
import { isInjected } from "../../cluster/probes.ts";
import { severityOfMissingIn } from "../../cluster/unit.ts";
import { defineRule } from "../../rule.ts";

const pod = (limits: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      resources:\n        requests:\n          cpu: 100m\n          memory: 128Mi\n        limits:\n${limits}          memory: 256Mi\n`;

export default defineRule({
  id: "kubernetes/cpu-limit",
  language: "kubernetes",
  category: "performance",
  severity: "warning",
  preset: "optional",
  summary: "A CPU limit is there or missing, against what the team has decided.",
  why: `
Whether CPU should be limited is a matter of opinion. A limit makes the container wait in every period in which it has used its share up, even while the node idles; answers get slower for no reason that a graph shows. Without one a container can take all spare CPU of a node, which others get back as soon as they need what they requested; a cluster for many tenants may still want limits, and the class \`Guaranteed\` needs them.

The option \`policy\` says what was decided: \`forbid\` or \`require\`. By default (\`ignore\`) nothing is reported.`,
  examples: [
    { title: "Forbidden", options: { policy: "forbid" }, bad: pod("          cpu: 500m\n"), good: pod("") },
    { title: "Required", options: { policy: "require" }, bad: pod(""), good: pod("          cpu: 500m\n") },
  ],
  links: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D7"],
  alsoKnownAs: ["polaris:cpuLimitsMissing", "checkov:CKV_K8S_11", "trivy:KSV-0011"],
  options: z.strictObject({
    policy: z
      ._default(z.enum(["ignore", "require", "forbid"]), "ignore")
      .check(z.describe("Whether a CPU limit is to be there (`require`), must not be there (`forbid`), or either is fine (`ignore`).")),
  }),
  judges: "part",
  check(file, { workspace, options: { policy }, report }) {
    if (policy === "ignore") return;
    for (const object of file.objects) {
      if (!object.workload || object.workload.isJob) continue;
      for (const container of object.workload.pod.containers) {
        const limit = container.limits.quantity("cpu");
        const name = container.called("first");
        if (policy === "forbid" && limit.entry && !limit.isAbsent) {
          report({
            span: limit.entry.span,
            message: `${name} has a CPU limit: it waits whenever its share of a period is used up, even on an idle node. Remove the limit; the request is what protects others.`,
            fixes: fixesOf("Remove the CPU limit", "unsafe", object, removeKey(object, limit)),
          });
        }
        if (policy !== "require" || !limit.isAbsent || isInjected(container)) continue;
        const severity = severityOfMissingIn(container, ["resources", "limits", "cpu"], "warning", workspace);
        if (!severity) continue;
        report({
          span: (container.limits.entry ?? container.resources.entry)?.keySpan ?? container.nameSpan,
          message: `${name} has no CPU limit, which is required here. Set \`limits.cpu\`.`,
          severity,
          fixes: fixesOf(
            "Limit CPU to 500m",
            "unsafe",
            object,
            insertAt(object, container.mapping, ["resources", "limits", "cpu"], placeholder("500m")),
          ),
        });
      }
    }
  },
});
