import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import { quantityIn } from "../../cluster/resources.ts";
import { compareQuantities } from "../../languages/kubernetes/quantity.ts";
import { defineRule } from "../../rule.ts";

const pod = (request: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      resources:\n        requests:\n          memory: ${request}\n        limits:\n          memory: 512Mi\n`;

export default defineRule({
  id: "kubernetes/burstable-memory",
  language: "kubernetes",
  category: "reliability",
  severity: "info",
  preset: "optional",
  summary: "The container may use more memory than was set aside for it.",
  why: `
A node sets aside what pods request. Where limits are higher, all of them together can use more than the node has, and when that happens the kubelet evicts pods that are above their request. With equal values nobody is evicted for the sake of others, at the price of memory that stays unused. Teams differ in this, so it is advice on request.`,
  examples: [{ title: "All that may be used", bad: pod("256Mi"), good: pod("512Mi") }],
  links: ["https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D7"],
  alsoKnownAs: ["kube-score:container-memory-requests-equal-limits", "kube-score:container-resource-requests-equal-limits"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (object.workload?.isJob) continue;
      for (const { requests, limits } of object.workload?.pod.containers ?? []) {
        const request = requests.quantity("memory");
        const limit = limits.quantity("memory");
        const asked = quantityIn(request);
        const allowed = quantityIn(limit);
        if (!asked || !allowed || !request.span || compareQuantities(asked, allowed) >= 0) continue;
        report({
          span: request.span,
          message: `Up to ${limit.value} may be used, and ${request.value} is set aside: above that the pod is among the first to be evicted when its node runs short. Request as much as the limit.`,
          fixes: fixesOf(`Request ${limit.value}`, "unsafe", object, replaceScalar(object, request, limit.value as string)),
        });
      }
    }
  },
});
