import { fixesOf, setValue } from "../../cluster/edit.ts";
import { refusal, rewriteFix, scalarOf, schemaProblemsIn } from "../../cluster/schema.ts";
import type { WorkloadKind } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import { either } from "../../text/either.ts";

const pod = (policy: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      imagePullPolicy: ${policy}\n`;

/** Kinds that keep their pods running, in whose templates the API's validation takes `restartPolicy: Always` alone. */
const keepsRunning: ReadonlySet<WorkloadKind> = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"]);

/** Ports of containers, with the least number: 0 for a port of the node is none. */
const leastPorts = [
  ["containerPort", 1],
  ["hostPort", 0],
] as const;

export default defineRule({
  id: "kubernetes/invalid-value",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A value is not one of those that its field takes.",
  why: `
Many fields take one of a few words, and the API server refuses the object with any other; upper and lower case count. Quantities (\`500m\`, \`128Mi\`) are judged as well: \`512MB\` is none. So are ports of containers, and a \`restartPolicy\` that is good for a Pod or a Job, in a Deployment, a StatefulSet or a DaemonSet.

Values that a template fills in, and fields that take words of an add-on's own, are not judged.`,
  examples: [
    { title: "In lower case", bad: pod("always"), good: pod("Always") },
    { title: "A letter that is missing", bad: pod("IfNotPresnt"), good: pod("IfNotPresent") },
  ],
  links: ["https://kubernetes.io/docs/reference/kubernetes-api/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  uncovers: ["kubernetes/job-restart-policy"],
  judges: "part",
  alsoKnownAs: ["kube-linter:schema-validation", "kube-linter:restart-policy"],
  check(file, { workspace, report }) {
    for (const problem of schemaProblemsIn(file, "invalid-value", workspace)) {
      const { span, key, entry, suggestion, expected } = problem;
      const text = scalarOf(problem)?.text ?? "";
      const shown = text === "" || text.length > 40 || text.includes("\n") ? "this" : `\`${text}\``;
      const name = entry?.key ?? key;
      const advice = suggestion === undefined ? "" : ` Write \`${suggestion}\`.`;
      const takes =
        expected?.is !== "enum"
          ? "a quantity such as `500m` or `128Mi`"
          : suggestion === undefined && expected.values.length <= 12
            ? either(expected.values)
            : "one of a few words, in exactly these letters";
      const isSame = suggestion?.toLowerCase() === text.toLowerCase();
      report({
        span,
        message: `\`${name}\` takes ${takes}, not ${shown}, and ${refusal(problem.object).outcome}.${advice}`,
        fixes: suggestion === undefined ? [] : rewriteFix(problem, suggestion, isSame && expected?.is === "enum" ? "safe" : "unsafe", true),
      });
    }
    for (const object of file.objects) {
      const { workload } = object;
      for (const { mapping } of workload?.pod.allContainers.flatMap(({ ports }) => ports) ?? []) {
        for (const [key, least] of leastPorts) {
          const { value, span } = mapping.integer(key);
          if (value === undefined || !span || (value >= least && value <= 65_535)) continue;
          report({ span, message: `\`${key}\` takes a port from ${least} to 65535, not \`${value}\`, and ${refusal(object).outcome}.` });
        }
      }
      if (!workload || !keepsRunning.has(workload.kind)) continue;
      const { restartPolicy } = workload.pod;
      const { value, span } = restartPolicy;
      if ((value !== "Never" && value !== "OnFailure") || !span) continue;
      report({
        span,
        message: `\`restartPolicy\` of a ${workload.kind} takes \`Always\` alone, not \`${value}\`, and ${refusal(object).outcome}. What runs once is a Job.`,
        fixes: fixesOf("Set `restartPolicy: Always`", "unsafe", object, setValue(object, restartPolicy, "Always")),
      });
    }
  },
});
