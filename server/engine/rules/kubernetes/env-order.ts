import { type Edits, fixesOf } from "../../cluster/edit.ts";
import type { Container, EnvironmentVariable, ManifestFile } from "../../languages/kubernetes/model.ts";
import { defineRule } from "../../rule.ts";
import { insert, remove } from "../../text/edit.ts";

const url = "        - name: DATABASE_URL\n          value: postgres://$(DB_HOST):5432/shop\n";
const host = "        - name: DB_HOST\n          value: db.example.com\n";
const pod = (env: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: ghcr.io/example/web:1.4.2\n      env:\n${env}`;

export default defineRule({
  id: "kubernetes/env-order",
  language: "kubernetes",
  category: "reliability",
  severity: "warning",
  preset: "strict",
  summary: "A variable is used by `$(NAME)` before the list defines it.",
  why: `
Kubernetes goes through \`env\` from top to bottom and replaces \`$(NAME)\` by what it has seen so far. A variable that is defined further down is not known yet, so the text stays as it is written, and the program gets \`$(NAME)\` for a host or a password.

Define a variable above those that use it. \`$$(NAME)\` is left as \`$(NAME)\` on purpose, and what \`envFrom\` may bring is known from the start.`,
  examples: [{ title: "Defined before it is used", bad: pod(url + host), good: pod(host + url) }],
  links: ["https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/"],
  since: "0.3.0",
  fix: "safe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      for (const container of object.workload?.pod.allContainers ?? []) {
        for (const { user, used, start, end } of earlyUses(file, container)) {
          const { node } = user.value;
          if (!node) continue;
          report({
            span: node.alias ?? node.mapped.spanToSource({ start, end }),
            message: `\`${used.name.value}\` is defined further down, so \`$(${used.name.value})\` stays as it is written. Move its definition up.`,
            ...(used.name.span && { related: [{ path: file.source.path, span: used.name.span, message: "Defined here." }] }),
            fixes: fixesOf(`Define \`${used.name.value}\` first`, "safe", object, moved(file, container, used, user)),
          });
        }
      }
    }
  },
});

interface EarlyUse {
  readonly user: EnvironmentVariable;
  readonly used: EnvironmentVariable;
  /** In the text of the value. */
  readonly start: number;
  readonly end: number;
}

function* earlyUses(file: ManifestFile, { env, envList, mapping }: Container): Generator<EarlyUse> {
  if (env.length < 2 || envList.isOpen || mapping.has("envFrom") !== false) return;
  const defined = new Set<string>();
  for (const [index, user] of env.entries()) {
    for (const { name, start, end } of referencesIn(user)) {
      if (defined.has(name)) continue;
      const used = env.slice(index + 1).find((variable) => variable.name.value === name);
      if (used && !mayStandAlone(file, user, used)) yield { user, used, start, end };
    }
    if (user.name.value === undefined) return;
    defined.add(user.name.value);
  }
}

/** A template may write one of the two without the other. */
function mayStandAlone(file: ManifestFile, user: EnvironmentVariable, used: EnvironmentVariable): boolean {
  const a = user.name.entry;
  const b = used.name.entry;
  return !a || !b || file.isConditional(a, b);
}

/** The variables that a value takes in, each at its first place; `$$` is a dollar sign. */
function referencesIn({ value }: EnvironmentVariable): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  const text = value.value;
  if (!text?.includes("$(")) return [];
  const found = new Map<string, { name: string; start: number; end: number }>();
  for (const match of text.matchAll(/\$\$|\$\(([^)]+)\)/g)) {
    const [all, name] = match;
    if (name !== undefined && !found.has(name)) found.set(name, { name, start: match.index, end: match.index + all.length });
  }
  return [...found.values()];
}

/** Moves one definition above another, with its lines as they stand. */
function moved(file: ManifestFile, { pod, env, envList }: Container, used: EnvironmentVariable, user: EnvironmentVariable): Edits {
  const { source, template } = file;
  const sequence = envList.sequence;
  if (!sequence || sequence.isFlow || sequence.alias || template !== undefined) return undefined;
  if (pod.workload.object.document.yaml.anchors.length > 0) return undefined;
  // What it takes in itself must stay above it.
  const between = env.slice(env.indexOf(user), env.indexOf(used)).map(({ name }) => name.value);
  if (referencesIn(used).some(({ name }) => between.includes(name))) return undefined;
  const item = sequence.items.find(({ value }) => value === used.mapping.map);
  const before = sequence.items.find(({ value }) => value === user.mapping.map);
  if (!item || !before) return undefined;
  const start = source.lineSpan(source.lineOf(item.span.start)).start;
  const end = source.nextLineStart(item.span.end - 1);
  const target = source.lineSpan(source.lineOf(before.span.start)).start;
  const text = source.text.slice(start, end);
  if (source.text.slice(start, item.span.start).trim() !== "" || source.text.slice(target, before.span.start).trim() !== "")
    return undefined;
  return [insert(target, text.endsWith("\n") ? text : text + source.eol), remove({ start, end })];
}
