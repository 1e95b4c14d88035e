import { applicationOf } from "../../application/application.ts";
import { fixesOf, removeItem, removeKey } from "../../application/edit.ts";
import { environmentFile } from "../../application/variables.ts";
import type { ComposeFile, Pair, Pairs, Service } from "../../languages/compose/model.ts";
import { List } from "../../languages/yaml/mapping.ts";
import { defineRule } from "../../rule.ts";
import { folderOf, resolvePath } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "compose/duplicate-variable",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A variable is set twice.",
  why: `
Of a name that comes twice in a list the last one holds, and nobody who changes the first sees why nothing happens. Remove the other.

What \`environment\` sets goes before \`env_file\`, which is mostly meant; there the rule only gives a hint, at values that are written out in both.`,
  examples: [
    {
      title: "Twice in a list",
      bad: "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    environment:\n      - LOG_LEVEL=debug\n      - PORT=8080\n      - LOG_LEVEL=info\n",
      good: "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    environment:\n      - PORT=8080\n      - LOG_LEVEL=info\n",
    },
  ],
  links: ["https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/"],
  since: "0.4.0",
  fix: "safe",
  patterns: [],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const reported = new Set<number>();
    for (const { own } of applicationOf(file, workspace).services) {
      if (own.file !== file) continue;
      for (const pairs of [own.environment, ...(own.build ? [own.build.args] : [])]) {
        if (pairs.form !== "list") continue;
        for (const [first, last] of repeated(pairs)) {
          if (reported.has(first.span.start)) continue;
          reported.add(first.span.start);
          report({
            span: first.nameSpan,
            message: `\`${first.name}\` comes again further down, and the value there holds. Remove this one.`,
            fixes: fixesOf("Remove the one that does not hold", "safe", file, removed(file, pairs, first)),
            related: [{ path: file.source.path, span: last.nameSpan, message: "This one holds." }],
            tags: ["unnecessary"],
          });
        }
      }
      for (const { pair, path, isSame } of alsoInFile(own, workspace)) {
        if (reported.has(pair.span.start)) continue;
        reported.add(pair.span.start);
        report({
          span: pair.nameSpan,
          severity: "hint",
          message: isSame
            ? `\`${path}\` sets \`${pair.name}\` to the same value. Remove one of them, or they will differ one day.`
            : `\`${path}\` sets \`${pair.name}\` too, and this value goes before it. Keep one of them unless that is meant.`,
          fixes: isSame ? fixesOf("Leave it to the file", "unsafe", file, removed(file, own.environment, pair)) : [],
        });
      }
    }
  },
});

/** The pairs that do not hold, each with the one of its name that does. Two that are the same letter by letter are refused, which is told of elsewhere. */
function repeated({ pairs }: Pairs): readonly (readonly [Pair, Pair])[] {
  const last = new Map(pairs.map((pair) => [pair.name, pair]));
  return pairs.flatMap((pair) => {
    const holds = last.get(pair.name);
    const isSame = holds?.node?.text === pair.node?.text && !pair.hasVariable;
    return holds && holds !== pair && !isSame ? [[pair, holds] as const] : [];
  });
}

/** The variables with a written value that a file of `env_file` has as well. */
function alsoInFile(
  { file, environment, envFiles }: Service,
  workspace: Workspace,
): readonly { readonly pair: Pair; readonly path: string; readonly isSame: boolean }[] {
  const found: { pair: Pair; path: string; isSame: boolean }[] = [];
  for (const { key, path: written } of envFiles) {
    const path = key === "env_file" && written !== undefined ? resolvePath(folderOf(file.source.path), written) : undefined;
    const entries = path === undefined ? undefined : environmentFile(workspace, path);
    if (!entries || written === undefined) continue;
    for (const pair of environment.pairs) {
      const value = pair.value === undefined ? undefined : entries.lookup(pair.name);
      if (typeof value === "string") found.push({ pair, path: written, isSame: value === pair.value });
    }
  }
  return found;
}

function removed(file: ComposeFile, { entry }: Pairs, pair: Pair) {
  if (pair.entry) return removeKey(file, pair.entry);
  const list = List.of(file, entry?.value, entry);
  const index = pair.item ? (list.sequence?.items.indexOf(pair.item) ?? -1) : -1;
  return index < 0 ? undefined : removeItem(file, list, index);
}
