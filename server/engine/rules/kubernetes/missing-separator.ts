import { missingSeparators } from "../../cluster/api-versions.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

const first = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n";
const second = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: worker\n";

export default defineRule({
  id: "kubernetes/missing-separator",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "Two objects stand in one document, without `---` between them.",
  why: `
YAML reads them as one map in which keys come twice. The tools of Kubernetes keep the last of each, or refuse the file: the first object is never applied, and the second one may have got parts of it.`,
  examples: [{ title: "Two ConfigMaps", bad: first + second, good: `${first}---\n${second}` }],
  links: ["https://kubernetes.io/docs/concepts/workloads/management/#organizing-resource-configurations"],
  since: "0.3.0",
  fix: "safe",
  patterns: [],
  judges: "part",
  alsoKnownAs: [],
  check(file, { report }) {
    // In a template, one of two branches may write each.
    if (file.template === "helm" || file.template === "jinja") return;
    const { source } = file;
    for (const document of file.documents) {
      const map = document.root?.map;
      if (!map || map.isFlow) continue;
      for (const { key, keySpan } of missingSeparators(map)) {
        let line = source.lineOf(keySpan.start);
        // Comments right above belong to what they head.
        while (line > 0 && /^#/.test(source.slice(source.lineSpan(line - 1)))) line--;
        report({
          span: keySpan,
          message: `Another object begins with this \`${key}\`, in the document of the one above: only the last of each key counts. Put \`---\` between them.`,
          fixes: [
            {
              title: "Insert `---`",
              safety: "safe",
              changes: [{ kind: "edit", path: source.path, edits: [insert(source.lineSpan(line).start, `---${source.eol}`)] }],
            },
          ],
        });
      }
    }
  },
});
