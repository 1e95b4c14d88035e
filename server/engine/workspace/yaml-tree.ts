import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, visit } from "yaml";
import { nestsTooDeeply } from "../text/nesting.ts";
import type { Span } from "../text/span.ts";

/** Files above this size hold data, not settings. */
const maximumSize = 256 * 1024;
/** How many aliases are followed in one file, so that references to references end. */
const aliasBudget = 2000;

/** A place in a YAML (or JSON) file: reading goes through aliases and merge keys, and ends at whatever is not there. */
export interface YamlValue {
  readonly span: Span;
  /** A string that nothing is put into: no `${…}` of Compose or Bake, no `${{ … }}` of a workflow, no template braces. */
  readonly text: string | undefined;
  /** A string as it stands; numbers and booleans as they are written. */
  readonly rawText: string | undefined;
  readonly isTrue: boolean;
  readonly isMap: boolean;
  readonly isList: boolean;
  get(key: string): YamlValue | undefined;
  readonly entries: readonly { readonly key: string; readonly keySpan: Span; readonly value: YamlValue | undefined }[];
  readonly items: readonly (YamlValue | undefined)[];
}

/** The documents of a YAML file; empty where it is too large or cannot be read. Never throws. */
export function readYaml(text: string): readonly YamlValue[] {
  if (text.length > maximumSize || nestsTooDeeply(text)) return [];
  try {
    const documents = parseAllDocuments(text, {
      strict: false,
      uniqueKeys: false,
      logLevel: "silent",
      prettyErrors: false,
      schema: "core",
    });
    if (!Array.isArray(documents)) return [];
    const values: YamlValue[] = [];
    for (const document of documents as Document[]) {
      const tree = new Tree(document);
      const value = tree.value(document.contents as Node | null);
      if (value) values.push(value);
    }
    return values;
  } catch {
    // A fault of the YAML reader is not the user's.
    return [];
  }
}

/** Whether something is put into a string before it is used. */
function isTemplate(text: string): boolean {
  return /\$\{|\$[A-Za-z_]|\{\{|<%/.test(text);
}

class Tree {
  readonly #anchors = new Map<string, { readonly at: number; readonly node: Node }[]>();
  #budget = aliasBudget;

  constructor(document: Document) {
    visit(document, {
      Node: (_, node) => {
        if (isAlias(node) || !("anchor" in node) || !node.anchor) return;
        const named = this.#anchors.get(node.anchor) ?? [];
        named.push({ at: node.range?.[0] ?? 0, node });
        this.#anchors.set(node.anchor, named);
      },
    });
  }

  value(node: Node | null | undefined): YamlValue | undefined {
    const target = this.#resolve(node);
    return target && new Value(this, target, target.range ? { start: target.range[0], end: target.range[1] } : { start: 0, end: 0 });
  }

  /** What an alias stands for: the last node with its anchor in front of it. */
  #resolve(node: Node | null | undefined): Node | undefined {
    let at = node ?? undefined;
    for (let hops = 0; at && isAlias(at); hops++) {
      if (hops > 20 || this.#budget-- <= 0) return undefined;
      const offset = at.range?.[0] ?? 0;
      at = this.#anchors.get(at.source)?.findLast((anchor) => anchor.at < offset)?.node;
    }
    return at;
  }
}

class Value implements YamlValue {
  readonly #tree: Tree;
  readonly #node: Node;
  readonly span: Span;
  #entries: YamlValue["entries"] | undefined;

  constructor(tree: Tree, node: Node, span: Span) {
    this.#tree = tree;
    this.#node = node;
    this.span = span;
  }

  get rawText(): string | undefined {
    if (!isScalar(this.#node)) return undefined;
    const { value, source } = this.#node;
    if (typeof value === "string") return value;
    return value === null || value === undefined ? undefined : (source ?? String(value));
  }

  get text(): string | undefined {
    const text = this.rawText;
    return text === undefined || isTemplate(text.replaceAll("$$", "")) ? undefined : text.replaceAll("$$", "$");
  }

  get isTrue(): boolean {
    return isScalar(this.#node) && (this.#node.value === true || this.#node.value === "true" || this.#node.value === "yes");
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  get(key: string): YamlValue | undefined {
    return this.entries.find((entry) => entry.key === key)?.value;
  }

  /** Own keys first, then what `<<` brings in and they do not have. */
  get entries(): YamlValue["entries"] {
    if (this.#entries) return this.#entries;
    const entries: YamlValue["entries"][number][] = [];
    this.#entries = entries;
    if (!isMap(this.#node)) return entries;
    const merged: YamlValue[] = [];
    const seen = new Set<string>();
    for (const pair of this.#node.items) {
      const key = pair.key as Node | null;
      if (!isScalar(key)) continue;
      const value = this.#tree.value(pair.value as Node | null);
      const name = String(key.value);
      if (name === "<<") {
        if (value?.isList) merged.push(...value.items.flatMap((item) => (item ? [item] : [])));
        else if (value) merged.push(value);
        continue;
      }
      seen.add(name);
      entries.push({ key: name, keySpan: { start: key.range?.[0] ?? 0, end: key.range?.[1] ?? 0 }, value });
    }
    for (const map of merged) {
      for (const entry of map.entries) {
        if (seen.has(entry.key)) continue;
        seen.add(entry.key);
        entries.push(entry);
      }
    }
    return entries;
  }

  get items(): readonly (YamlValue | undefined)[] {
    return isSeq(this.#node) ? this.#node.items.map((item) => this.#tree.value(item as Node | null)) : [];
  }
}
