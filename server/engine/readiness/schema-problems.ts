import type { ReadinessFile } from "../languages/readiness/model.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../languages/yaml/model.ts";
import { nearest } from "../text/nearest.ts";
import { rememberFor } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import { issuesIn, keysAt } from "./sign-off-type.ts";

/** What is wrong with the shape of a sign-off file, at its place. */
export type SchemaProblem =
  | { readonly kind: "unknown-key"; readonly entry: YamlEntry; readonly meant: string | undefined }
  | { readonly kind: "missing"; readonly key: string; readonly span: Span; readonly map: YamlMap | undefined }
  | { readonly kind: "value"; readonly key: string; readonly span: Span; readonly message: string; readonly values: readonly string[] };

/** All problems of a file, in its order; none of one that is no YAML. */
export const schemaProblemsOf: (file: ReadinessFile) => readonly SchemaProblem[] = rememberFor((file: ReadinessFile) => {
  const root = file.yaml.documents[0]?.root;
  if (file.isBroken || !root) return [];
  return issuesIn(plainOf(root, true))
    .flatMap(({ path, key, kind, message, values = [] }): SchemaProblem[] => {
      if (kind === "unknown-key") {
        const entry = mapAt(root, path)?.entry(key as string);
        const known = keysAt(path).map((one) => one.key);
        return entry ? [{ kind, entry, meant: nearest(key as string, known) }] : [];
      }
      const name = String(path.at(-1) ?? "the file");
      const node = at(root, path);
      const entry = typeof path.at(-1) === "string" ? mapAt(root, path.slice(0, -1))?.entry(String(path.at(-1))) : undefined;
      if (node || entry) return [{ kind, key: name, span: node?.span ?? (entry as YamlEntry).keySpan, message, values }];
      const holder = holderOf(root, path.slice(0, -1));
      return [
        {
          kind: "missing",
          key: name,
          span: holder?.keySpan ?? { start: root.span.start, end: root.span.start },
          map: mapAt(root, path.slice(0, -1)),
        },
      ];
    })
    .sort((a, b) => spanOf(a).start - spanOf(b).start);
});

function spanOf(problem: SchemaProblem): Span {
  return problem.kind === "unknown-key" ? problem.entry.keySpan : problem.span;
}

/** As plain values; every scalar is its text, but for the version of the format. Aliases are what they lead to, as far as the tree does. */
function plainOf(node: YamlNode | undefined, isRoot = false, depth = 0): unknown {
  if (!node || depth > 20) return undefined;
  if (node.kind === "scalar") return node.style === "plain" && /^(?:|~|null)$/.test(node.text) ? undefined : node.text;
  if (node.kind === "sequence") return node.items.map(({ value }) => plainOf(value, false, depth + 1) ?? null);
  if (node.kind !== "map") return undefined;
  const all: Record<string, unknown> = {};
  for (const { key, value } of node.entries) {
    const plain = plainOf(value, false, depth + 1);
    if (plain !== undefined) all[key] = isRoot && key === "schema" && plain === "1" ? 1 : plain;
  }
  return all;
}

type Path = readonly (string | number)[];

function at(root: YamlNode, path: Path): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>((node, step) => {
    if (node?.kind === "map") return node.get(String(step));
    return node?.kind === "sequence" ? node.items[Number(step)]?.value : undefined;
  }, root);
}

function mapAt(root: YamlNode, path: Path): YamlMap | undefined {
  const node = at(root, path);
  return node?.kind === "map" ? node : undefined;
}

/** The innermost key on the way to a path. */
function holderOf(root: YamlNode, path: Path): YamlEntry | undefined {
  for (let length = path.length; length > 0; length--) {
    const entry = mapAt(root, path.slice(0, length - 1))?.entry(String(path[length - 1]));
    if (entry) return entry;
  }
  return undefined;
}
