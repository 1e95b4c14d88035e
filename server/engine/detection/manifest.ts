import { SourceText } from "../text/source.ts";
import { keyedFact } from "../workspace/keyed-fact.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readYaml, type YamlValue } from "../workspace/yaml-tree.ts";

/** A text of a JSON or YAML file with its line. */
export interface Entry {
  readonly key: string;
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

/** A JSON or YAML file as detection reads it: texts by the keys that lead to them, with their lines. */
export interface Manifest {
  readonly path: string;
  /** The text or number at some keys; undefined where there is none. */
  get(...keys: readonly string[]): Entry | undefined;
  /** The texts and numbers below some keys, by their own keys; those of a list have no key. */
  all(...keys: readonly string[]): readonly Entry[];
  has(...keys: readonly string[]): boolean;
  isTrue(...keys: readonly string[]): boolean;
}

/** The manifest at a path; undefined where it is not there or holds no map. Comments and commas at the end, as `tsconfig.json` has them, are no fault. */
export const manifestAt: (workspace: Workspace, path: string) => Manifest | undefined = keyedFact("manifest at", (workspace, path) => {
  const text = workspace.read(path);
  if (text === undefined) return undefined;
  const plain = /\.jsonc?$/.test(path) ? withoutComments(text.replace(/^\uFEFF/, " ")) : text;
  const [root] = readYaml(plain);
  if (!root?.isMap) return undefined;
  const source = new SourceText(path, plain);
  const lineAt = (offset: number) => source.lineOf(offset) + 1;
  const valueAt = (keys: readonly string[]) => keys.reduce<YamlValue | undefined>((value, key) => value?.get(key), root);
  return {
    path,
    get(...keys) {
      const name = keys.at(-1) as string;
      const entry = valueAt(keys.slice(0, -1))?.entries.find(({ key }) => key === name);
      const found = entry?.value.rawText;
      return entry === undefined || found === undefined ? undefined : { key: name, text: found, line: lineAt(entry.keySpan.start) };
    },
    all(...keys) {
      const value = valueAt(keys);
      const named = value?.entries.map(({ key, keySpan, value: item }) => ({ key, text: item.rawText, line: lineAt(keySpan.start) })) ?? [];
      const listed = value?.items.map((item) => ({ key: "", text: item.rawText, line: lineAt(item.span.start) })) ?? [];
      return [...named, ...listed].filter((entry): entry is Entry => entry.text !== undefined);
    },
    has: (...keys) => valueAt(keys) !== undefined,
    isTrue: (...keys) => valueAt(keys)?.isTrue === true,
  };
});

/** The text of a JSON file with its comments and its commas before brackets as blanks, so that the places stay. */
function withoutComments(text: string): string {
  return text
    .replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (token) => (token.startsWith('"') ? token : token.replace(/[^\n]/g, " ")))
    .replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/g, (token) => (token === "," ? " " : token));
}
