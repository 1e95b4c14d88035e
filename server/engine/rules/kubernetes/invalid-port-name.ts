import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { nameProblem } from "../../languages/kubernetes/names.ts";
import type { Field } from "../../languages/yaml/mapping.ts";
import { defineRule } from "../../rule.ts";

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      ports:\n        - name: ${name}\n          containerPort: 8080\n`;

export default defineRule({
  id: "kubernetes/invalid-port-name",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The API refuses the name of the container's port.",
  why: `
The name of a container's port has at most 15 characters, of lower-case letters, digits and single dashes, with at least one letter; within a container no two may be the same, as probes and Services look ports up by name. (Names of a Service's ports may be longer.)`,
  examples: [{ title: "Lower case", bad: pod("HTTP"), good: pod("http") }],
  links: ["https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["H3"],
  alsoKnownAs: ["kube-linter:invalid-target-ports", "kube-score:container-ports-check"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const { name, taken } of namesIn(object)) {
        const { value, span } = name;
        if (value === undefined || !span) continue;
        const problem = nameProblem("port", value);
        if (problem) {
          const { corrected } = problem;
          report({
            span,
            message: `\`${value}\` is no name of a container's port, which must ${problem.must}. The API refuses it.`,
            fixes:
              corrected === undefined ? [] : fixesOf(`Write \`${corrected}\``, "unsafe", object, replaceScalar(object, name, corrected)),
          });
        } else if (taken.has(value)) {
          report({
            span,
            message: `Another port of this container is named \`${value}\`: the API refuses it, as probes would not know which is meant. Give it another name.`,
          });
        }
        taken.add(value);
      }
    }
  },
});

/** The names of ports, with those that the same container has before. */
function namesIn({ workload }: ManifestObject): readonly { readonly name: Field<string>; readonly taken: Set<string> }[] {
  return (workload?.pod.allContainers ?? []).flatMap(({ ports }) => {
    const taken = new Set<string>();
    return ports.map(({ name }) => ({ name, taken }));
  });
}
