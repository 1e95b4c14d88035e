import { fixesOf, raw, setValue } from "../../cluster/edit.ts";
import type { ManifestObject, Pod } from "../../languages/kubernetes/model.ts";
import type { Field, Mapping } from "../../languages/yaml/mapping.ts";
import { defineRule, type Problem } from "../../rule.ts";

const pod = (mode: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:1.4.2\n      volumeMounts:\n        - name: scripts\n          mountPath: /scripts\n  volumes:\n    - name: scripts\n      configMap:\n        name: web-scripts\n        defaultMode: ${mode}\n`;

export default defineRule({
  id: "kubernetes/decimal-file-mode",
  language: "kubernetes",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "The mode of a volume's files is written without the leading 0 that makes it octal.",
  why: `
Kubernetes takes \`defaultMode\` and \`mode\` as a number. YAML reads \`0644\` as octal, the mode that is meant, and \`644\` as the decimal number. Above 511 (\`0777\`) the API server rejects the object; \`400\`, \`440\`, \`444\` and \`500\` get through and mean \`0620\`, \`0670\`, \`0674\` and \`0764\`: files that were to be read by one become writable for others.

Decimal numbers that are modes, such as \`420\` for \`0644\`, are left alone: in JSON there is no other way to write them.`,
  examples: [
    { title: "Rejected", bad: pod("755"), good: pod("0755") },
    { title: "Another mode than the one that is meant", bad: pod("400"), good: pod("0400") },
  ],
  links: ["https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions"],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (!object.workload) continue;
      for (const mode of modesOf(object.workload.pod)) {
        const problem = problemOf(object, mode);
        if (problem) report(problem);
      }
    }
  },
});

/** All modes of files in a pod's volumes. */
function* modesOf({ volumes }: Pod): Generator<Field<number>> {
  for (const volume of volumes) {
    for (const source of ["configMap", "secret", "downwardAPI", "projected"].map((key) => volume.mapping(key))) {
      yield source.integer("defaultMode");
      yield* itemModes(source);
      for (const projected of source.list("sources").mappings) {
        for (const key of ["configMap", "secret", "downwardAPI"]) yield* itemModes(projected.mapping(key));
      }
    }
  }
}

function itemModes(source: Mapping): readonly Field<number>[] {
  return source.list("items").mappings.map((item) => item.integer("mode"));
}

/** Below 512 and octal to whoever reads them, and no mode that anybody wants when they are taken as decimal. */
const misread: ReadonlySet<number> = new Set([400, 440, 444, 500]);

function problemOf(object: ManifestObject, field: Field<number>): Problem | undefined {
  const { value, node, span } = field;
  if (value === undefined || !node || !span || !/^[1-9]\d*$/.test(node.text)) return undefined;
  const isRejected = value > 0o777;
  if (!isRejected && !misread.has(value)) return undefined;
  const isOctal = /^[0-7]{3,4}$/.test(node.text) && Number.parseInt(node.text, 8) <= 0o777;
  // JSON has no octal numbers.
  const written = isOctal ? (object.root.map?.isFlow ? String(Number.parseInt(node.text, 8)) : `0${node.text}`) : undefined;
  const advice = written === undefined ? "Write an octal mode such as `0644`." : `Write \`${written}\`.`;
  return {
    span,
    message: isRejected
      ? `\`${node.text}\` is read as a decimal number, and a mode ends at 511 (\`0777\`), so the API server rejects this. ${advice}`
      : `\`${node.text}\` is read as a decimal number, which is the mode \`0${value.toString(8)}\`. ${advice}`,
    ...(isRejected ? {} : { severity: "warning" as const }),
    fixes: written === undefined ? [] : fixesOf(`Write \`${written}\``, "unsafe", object, setValue(object, field, raw(written))),
  };
}
