import { fixesOf, removeItem } from "../../cluster/edit.ts";
import type { Container, EnvironmentVariable, ManifestFile } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";

const pod = (first: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:1.4.2\n      env:\n${first}        - name: LOG_FORMAT\n          value: json\n        - name: LOG_LEVEL\n          value: debug\n`;

export default defineRule({
  id: "kubernetes/duplicate-env",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An environment variable is set twice in one container.",
  why: `
Of two entries with the same name the last one holds, and the first is read by nobody but people, who take it for the value. Tools that merge manifests by name (\`kubectl apply\`, Kustomize) may keep either or drop one of them.

The rule is silent where another value reads the first entry by \`$(NAME)\` before it is replaced.`,
  examples: [{ title: "The last one holds", bad: pod("        - name: LOG_LEVEL\n          value: info\n"), good: pod("") }],
  links: ["https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/"],
  since: "0.3.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["kube-linter:duplicate-env-var", "kube-score:environment-variable-key-duplication"],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.allContainers ?? []) {
        for (const [first, last] of duplicatesIn(file, container)) {
          const { span } = first.name;
          if (!span) continue;
          const index = container.envList.sequence?.items.findIndex(({ value }) => value === first.mapping.map) ?? -1;
          report({
            span,
            message: `\`${first.name.value}\` is set again further down, and the last value holds. Delete the one that is not meant.`,
            tags: ["unnecessary"],
            ...(last.name.span && {
              related: [{ path: file.source.path, span: last.name.span, message: "This one holds." }],
            }),
            fixes: fixesOf("Delete the one that does not hold", "safe", object, removeItem(object, container.envList, index)),
          });
        }
      }
    }
  },
});

/** The entries that a later one replaces, each with the next of its name. */
function* duplicatesIn(file: ManifestFile, { env, envList }: Container): Generator<readonly [EnvironmentVariable, EnvironmentVariable]> {
  // A template may write one or the other.
  if (env.length < 2 || envList.isOpen) return;
  const last = new Map<string, number>();
  for (const [index, variable] of env.entries()) {
    const name = variable.name.value;
    if (name === undefined) continue;
    const before = last.get(name);
    last.set(name, index);
    const first = before === undefined ? undefined : env[before];
    if (before === undefined || !first || mayStandAlone(file, first, variable)) continue;
    const isRead = env.slice(before + 1, index + 1).some(({ value }) => value.value?.includes(`$(${name})`) || value.isUnknown);
    if (!isRead) yield [first, variable];
  }
}

/** A template may write one of the two without the other. */
function mayStandAlone(file: ManifestFile, first: EnvironmentVariable, last: EnvironmentVariable): boolean {
  const a = first.name.entry;
  const b = last.name.entry;
  return !a || !b || file.isConditional(a, b);
}
