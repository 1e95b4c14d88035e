import type { MappedText } from "../../text/mapped.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

/** A YAML file as it stands, with exact places. Everything that can be read is there, whatever else is wrong. */
export interface YamlFile {
  readonly source: SourceText;
  /** At least one; that of an empty file has no root. */
  readonly documents: readonly YamlDocument[];
  /** All comments in the order of the text. */
  readonly comments: readonly YamlComment[];
  /** What YAML itself does not allow, in the order of the text. */
  readonly problems: readonly YamlProblem[];
}

export interface YamlDocument {
  readonly span: Span;
  /** Undefined where the document holds nothing but comments. */
  readonly root: YamlNode | undefined;
  /** Anchors in the order of the text; the same name may come again. */
  readonly anchors: readonly YamlAnchor[];
  readonly aliases: readonly YamlAlias[];
  /**
   * Where its root was read in blocks, each by itself, so that what a block holds depends on nothing around it: the keys in the first column, and where it was
   * worth it (`below`) the keys under one of them. The blocks under a key touch each other, and each holds at most one of these keys. Undefined where the
   * document was read in one piece.
   */
  readonly sections: readonly YamlSection[] | undefined;
}

export interface YamlSection {
  readonly head: Span;
  readonly below: readonly Span[];
}

export interface YamlComment {
  /** From `#` to the end of the line. */
  readonly span: Span;
  /** Without `#` and the blanks around. */
  readonly text: string;
  /** Nothing but blanks stand before it on its line. */
  readonly isOwnLine: boolean;
}

export interface YamlProblem {
  readonly code: YamlProblemCode;
  /** The shortest place that tells it: one character or word, never the rest of the file. */
  readonly span: Span;
  readonly message: string;
  /** What was meant, where that is certain (blanks for a tab). */
  readonly suggestion?: string;
}
export type YamlProblemCode = "syntax" | "tab" | "indentation" | "unclosed" | "too-deep" | "too-large";

export interface YamlAnchor {
  readonly name: string;
  /** `&name`. */
  readonly span: Span;
  /** What it names; undefined for an empty value. */
  readonly node: YamlNode | undefined;
}

export interface YamlAlias {
  readonly name: string;
  /** `*name`. */
  readonly span: Span;
  /** The last anchor of that name before it. */
  readonly anchor: YamlAnchor | undefined;
  /** It stands inside of what its anchor names. */
  readonly isRecursive: boolean;
}

/** A value. Reading goes through aliases: the node behind one is that of its anchor, and `alias` tells how it was reached. */
export type YamlNode = YamlMap | YamlSequence | YamlScalar;

interface Node {
  /** Its own text, without anchor and tag, comments and the blanks behind it. Behind an alias: that of what is aliased. */
  readonly span: Span;
  /** `*name`, where it was reached by one: what is reported belongs there or at the anchor, and nothing may be edited blindly. */
  readonly alias: Span | undefined;
  /** `!tag` as written. */
  readonly tag: string | undefined;
}

export interface YamlMap extends Node {
  readonly kind: "map";
  readonly isFlow: boolean;
  /** In the order of the text, repeated keys included; `<<` is a key like any other. */
  readonly entries: readonly YamlEntry[];
  /** The first entry with that key, compared exactly, else the one that is read as it. */
  entry(key: string): YamlEntry | undefined;
  /** Lets a misspelt key be read as the one that was meant, where there is none of that name: one slip is one finding, not two. */
  readAs(key: string, entry: YamlEntry): void;
  /** The value of the first entry with that key; undefined also where it has none. */
  get(key: string): YamlNode | undefined;
}

export interface YamlEntry {
  /** The key's text; "" where it is empty or no scalar. */
  readonly key: string;
  readonly keySpan: Span;
  /** Undefined where nothing stands behind the colon; `null` and `~` are scalars. */
  readonly value: YamlNode | undefined;
  /** From the key to the end of the value, without comments behind it. */
  readonly span: Span;
  /** Where a value stands, or would stand: behind the colon. */
  readonly valueOffset: number;
  readonly map: YamlMap;
}

export interface YamlSequence extends Node {
  readonly kind: "sequence";
  readonly isFlow: boolean;
  readonly items: readonly YamlItem[];
}

export interface YamlItem {
  /** From `- ` (in flow style the value) to the end of the value. */
  readonly span: Span;
  readonly value: YamlNode | undefined;
}

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

export interface YamlScalar extends Node {
  readonly kind: "scalar";
  readonly style: ScalarStyle;
  /** The string after YAML has read it; for a plain scalar its text, whatever type YAML gives that. */
  readonly text: string;
  /** `text` with the way back to the file: through block indents, folds, quotes and escapes. */
  readonly mapped: MappedText;
  /** What the core schema of YAML 1.2 makes of it: plain scalars may be numbers, booleans or null; everything else is a string. */
  readonly value: string | number | boolean | null;
}
