import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, parseAllDocuments } from "yaml";

/** What the library reads in a text without a way of ours: the trees of its documents as plain data, or undefined where it finds mistakes. */
export function oracle(text: string): unknown[] | undefined {
  const documents = parseAllDocuments(text, {
    strict: false,
    uniqueKeys: false,
    merge: false,
    schema: "core",
    logLevel: "silent",
    prettyErrors: false,
  });
  if (!Array.isArray(documents)) return [];
  if (documents.some((document) => document.errors.some((error) => error.code !== "TAG_RESOLVE_FAILED"))) return undefined;
  return documents.map((document) => plain(document.contents));
}

function plain(node: unknown): unknown {
  if (isAlias(node)) return { alias: node.source };
  if (isScalar(node)) {
    // An empty value: nothing stands there.
    if (node.range && node.range[0] === node.range[1]) return undefined;
    return { text: node.source };
  }
  if (isSeq(node)) return { items: node.items.map((item) => (isPair(item) ? { entries: [plainPair(item)] } : plain(item))) };
  if (isMap(node)) return { entries: node.items.map(plainPair) };
  return isCollection(node) ? "collection" : undefined;
}

function plainPair(pair: { readonly key: unknown; readonly value: unknown }): unknown {
  const key = isScalar(pair.key) ? (pair.key.source ?? "") : "";
  return [isAlias(pair.key) ? undefined : key, plain(pair.value)];
}
