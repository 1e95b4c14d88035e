import { fixesOf, removeKey, renameKey } from "../../cluster/edit.ts";
import { defineRule } from "../../rule.ts";

const pod = (key: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  ${key}: web\n  containers:\n    - name: web\n      image: registry.example.com/web:1.4.2\n`;

export default defineRule({
  id: "kubernetes/deprecated-service-account-key",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "`serviceAccount` is the old name of `serviceAccountName`.",
  why: `
The API keeps \`serviceAccount\` as an alias of \`serviceAccountName\` only for old manifests. Tools and patches that set the one leave the other as it was, and the pod runs under an account nobody meant.`,
  examples: [{ title: "The key of today", bad: pod("serviceAccount"), good: pod("serviceAccountName") }],
  links: ["https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec"],
  since: "0.3.0",
  fix: "safe",
  patterns: ["P4"],
  alsoKnownAs: ["kube-linter:deprecated-service-account-field"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      const spec = object.workload?.pod.spec;
      const old = spec?.text("serviceAccount");
      if (!spec || !old?.entry || old.isAbsent) continue;
      const name = spec.text("serviceAccountName");
      const isSame = name.value !== undefined && name.value === old.value;
      if (name.isKnown && !isSame && old.isKnown) {
        report({
          span: old.entry.keySpan,
          message: `\`serviceAccount\` is the old name of \`serviceAccountName\`, and the two disagree: the pod runs as \`${name.value}\`. Keep one of them.`,
          tags: ["deprecated"],
        });
        continue;
      }
      report({
        span: old.entry.keySpan,
        message: "`serviceAccount` is the old name of `serviceAccountName`: patches of the one miss the other. Rename it.",
        tags: ["deprecated"],
        fixes: isSame
          ? fixesOf("Remove `serviceAccount`", "safe", object, removeKey(object, old))
          : name.isAbsent
            ? fixesOf("Rename it to `serviceAccountName`", "safe", object, renameKey(object, old.entry, "serviceAccountName"))
            : [],
      });
    }
  },
});
