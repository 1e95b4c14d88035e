import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { YamlEntry, YamlFile, YamlMap, YamlNode, YamlScalar, YamlSequence } from "../../../server/engine/languages/yaml/model.ts";
import { parseYaml } from "../../../server/engine/languages/yaml/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

export function read(text: string): YamlFile {
  return parseYaml(new SourceText("file.yaml", text));
}

/** The values of the first document, as plain data: maps as lists of pairs, so that repeated keys stay. */
export function values(text: string): unknown {
  return data(read(text).documents[0]?.root);
}

export function data(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.items.map((item) => data(item.value));
  return { map: node.entries.map((entry) => [entry.key, data(entry.value)]) };
}

/** Everything that a file's tree tells, for comparison. */
export function everything(file: YamlFile): unknown {
  return {
    documents: file.documents.map((document) => ({
      span: document.span,
      root: describe(document.root),
      anchors: document.anchors.map(({ name, span, node }) => ({ name, span, node: node?.span })),
      aliases: document.aliases.map(({ name, span, anchor, isRecursive }) => ({ name, span, anchor: anchor?.span, isRecursive })),
    })),
    comments: file.comments,
    problems: file.problems,
  };
}

export function describe(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  const common = { kind: node.kind, span: node.span, alias: node.alias, tag: node.tag };
  switch (node.kind) {
    case "scalar":
      return { ...common, style: node.style, text: node.text, value: node.value, segments: node.mapped.segments };
    case "sequence":
      return { ...common, isFlow: node.isFlow, items: node.items.map((item) => ({ span: item.span, value: describe(item.value) })) };
    default:
      return {
        ...common,
        isFlow: node.isFlow,
        entries: node.entries.map(({ key, keySpan, span, valueOffset, value }) => ({
          key,
          keySpan,
          span,
          valueOffset,
          value: describe(value),
        })),
      };
  }
}

export function* scalars(node: YamlNode | undefined): Generator<YamlScalar> {
  if (node?.kind === "scalar") yield node;
  else if (node?.kind === "sequence") for (const item of node.items) yield* scalars(item.value);
  else if (node) for (const entry of node.entries) yield* scalars(entry.value);
}

export function map(node: YamlNode | undefined): YamlMap {
  if (node?.kind !== "map") throw new Error("no map");
  return node;
}

export function sequence(node: YamlNode | undefined): YamlSequence {
  if (node?.kind !== "sequence") throw new Error("no sequence");
  return node;
}

export function scalar(node: YamlNode | undefined): YamlScalar {
  if (node?.kind !== "scalar") throw new Error("no scalar");
  return node;
}

/** The entry at a path of keys and indices. */
export function entryAt(file: YamlFile, ...path: readonly (string | number)[]): YamlEntry {
  let node = file.documents[0]?.root;
  let entry: YamlEntry | undefined;
  for (const step of path) {
    if (typeof step === "number") node = sequence(node).items[step]?.value;
    else {
      entry = map(node).entry(step);
      node = entry?.value;
    }
  }
  if (!entry) throw new Error(`nothing at ${path.join(".")}`);
  return entry;
}

const corpus = fileURLToPath(new URL("../../../../shared/corpus", import.meta.url));

/** The YAML files of the corpus of real projects beside the project; none where that is absent. */
export function corpusFiles(folder: string): { readonly path: string; readonly text: string }[] {
  const root = join(corpus, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(corpus.length + 1), text: readFileSync(path, "utf8") }));
}
