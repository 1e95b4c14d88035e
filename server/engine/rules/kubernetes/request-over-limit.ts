import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import { quantityIn } from "../../cluster/resources.ts";
import { isSuspicious } from "../../cluster/suspicious-quantity.ts";
import { compareQuantities } from "../../languages/kubernetes/quantity.ts";
import { defineRule } from "../../rule.ts";

const pod = (request: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      resources:\n        requests:\n          memory: ${request}\n        limits:\n          memory: 512Mi\n`;

export default defineRule({
  id: "kubernetes/request-over-limit",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A container requests more than its limit allows.",
  why: `
The API refuses a container whose request is greater than its limit: a Pod at once, a Deployment only when its pods are made, where it shows in the ReplicaSet's events alone. Units are a common cause: \`1Gi\` is more than \`1000Mi\`, and \`1G\` is less than \`1Gi\`.`,
  examples: [{ title: "As much as the limit", bad: pod("1Gi"), good: pod("512Mi") }],
  links: ["https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D7"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const { requests, limits } of object.workload?.pod.allContainers ?? []) {
        for (const { key } of requests.entries) {
          const request = requests.quantity(key);
          const limit = limits.quantity(key);
          const asked = quantityIn(request);
          const allowed = quantityIn(limit);
          if (!asked || !allowed || !request.span || compareQuantities(asked, allowed) <= 0) continue;
          // A wrong unit is told of as such.
          if (isSuspicious(key, request) || isSuspicious(key, limit)) continue;
          report({
            span: request.span,
            message: `The request of ${request.value} is more than the limit of ${limit.value}, so the API refuses the pod. Request no more than the limit, or raise that.`,
            fixes: fixesOf(`Request ${limit.value}`, "unsafe", object, replaceScalar(object, request, limit.value as string)),
          });
        }
      }
    }
  },
});
