import { fixesOf, replaceScalar } from "../../cluster/edit.ts";
import { type Oddity, oddityOf } from "../../cluster/suspicious-quantity.ts";
import { defineRule } from "../../rule.ts";

const pod = (memory: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n      resources:\n        requests:\n          cpu: 250m\n          memory: ${memory}\n`;

export default defineRule({
  id: "kubernetes/suspicious-quantity",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An amount of CPU or memory has a unit that was hardly meant.",
  why: `
Units of quantities are short and easily mixed up, and the API takes nearly all of them: \`m\` is a thousandth (of a core, but also of a byte), \`M\` a million, \`Mi\` 1024 times 1024. \`memory: 512m\` is half a byte: as a limit no container starts with it, as a request it says nothing. \`cpu: 500Mi\` is half a billion cores, and the pod waits for such a node for ever. A plain \`1e3\` is read as a number by YAML.`,
  examples: [{ title: "Megabytes", bad: pod("512m"), good: pod("512Mi") }],
  links: ["https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: ["D7"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const { requests, limits } of object.workload?.pod.allContainers ?? []) {
        for (const amounts of [requests, limits]) {
          for (const { key } of amounts.entries) {
            const field = amounts.quantity(key);
            const oddity = oddityOf(key, field);
            if (!oddity || !field.span) continue;
            report({
              span: field.span,
              message: `${explain(oddity, field.value ?? "")} ${oddity.meant === undefined ? "Check the unit." : `Write \`${oddity.meant}\` if that was meant.`}`,
              fixes:
                oddity.meant === undefined
                  ? []
                  : fixesOf(`Write \`${oddity.meant}\``, "unsafe", object, replaceScalar(object, field, oddity.meant)),
            });
          }
        }
      }
    }
  },
});

function explain({ kind }: Oddity, text: string): string {
  switch (kind) {
    case "thousandths":
      return `\`${text}\` is thousandths of a byte.`;
    case "tiny":
      return `\`${text}\` is less than a megabyte, with which no container starts.`;
    case "bytes-of-cpu":
      return `\`${text}\` is a unit of memory: millions of cores, for which no node has room.`;
    case "many-cores":
      return `\`${text}\` is more cores than a node has, so the pod waits for ever.`;
    case "exponent":
      return `YAML reads \`${text}\` as a number, and what arrives may not be what stands here.`;
  }
}
