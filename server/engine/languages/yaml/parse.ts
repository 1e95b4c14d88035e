import { nestsTooDeeply } from "../../text/nesting.ts";
import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { type Block, halfMap, type RawAlias, type RawAnchor, readBlock } from "./blocks.ts";
import type { YamlComment, YamlDocument, YamlFile, YamlProblem } from "./model.ts";
import { type DocumentParts, documentOf, type PlacedMap } from "./nodes.ts";
import { missingColon } from "./problems.ts";
import { splitDocument, splitStream } from "./split.ts";

/** Files above this size hold data, not settings. */
const maximumSize = 1024 * 1024;

/**
 * A YAML file as it stands, with exact places; whatever is wrong with it, all that can be read is there. Never throws. Blocks of the text that
 * were read before are not read again.
 */
export function parseYaml(source: SourceText): YamlFile {
  const { text } = source;
  if (text.length > maximumSize) {
    return refused(source, {
      code: "too-large",
      message: "This file is larger than 1 MB and is not checked. Split it, or keep data out of it.",
    });
  }
  if (nestsTooDeeply(text)) {
    return refused(source, { code: "too-deep", message: "This file nests too deeply and is not checked. Flatten its maps and lists." });
  }
  return new File(source, assemble(text));
}

/** The file read without dividing it into blocks; what `parseYaml` gives must be the same wherever the text is without mistakes. */
export function parseYamlWhole(source: SourceText): YamlFile {
  const assembly = new Assembly(source.text);
  assembly.addWhole(0, source.text.length);
  return new File(source, assembly);
}

function refused(source: SourceText, problem: Omit<YamlProblem, "span">): YamlFile {
  const span = { start: 0, end: Math.min(1, source.text.length) };
  const document: YamlDocument = {
    span: { start: 0, end: source.text.length },
    root: undefined,
    anchors: [],
    aliases: [],
    sections: undefined,
  };
  return { source, documents: [document], comments: [], problems: [{ ...problem, span }] };
}

interface Piece {
  readonly block: Block;
  readonly base: number;
}

function assemble(text: string): Assembly {
  const assembly = new Assembly(text);
  for (const chunk of splitStream(text)) assembly.add(chunk);
  return assembly;
}

/** Puts the blocks of a file together. */
class Assembly {
  readonly documents: DocumentParts[] = [];
  readonly pieces: Piece[] = [];
  /** What is wrong beyond the blocks' own problems. */
  readonly problems: YamlProblem[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  #read(start: number, end: number): Piece {
    const piece = { block: readBlock(this.#text.slice(start, end)), base: start };
    this.pieces.push(piece);
    return piece;
  }

  add(chunk: Span): void {
    const parts = splitDocument(this.#text, chunk);
    if (!parts) {
      this.addWhole(chunk.start, chunk.end);
      return;
    }
    if (parts.prologue.end > parts.prologue.start) this.#read(parts.prologue.start, parts.prologue.end);
    const root: PlacedMap[] = [];
    const anchors: { raw: RawAnchor; base: number }[] = [];
    const aliases: { raw: RawAlias; base: number }[] = [];
    const place = (span: Span): PlacedMap | undefined => {
      const piece = this.#read(span.start, span.end);
      const document = piece.block.documents[0];
      for (const raw of document?.anchors ?? []) anchors.push({ raw, base: piece.base });
      for (const raw of document?.aliases ?? []) aliases.push({ raw, base: piece.base });
      if (!document?.root) return undefined;
      if (document.root.kind === "map") return { raw: document.root, base: piece.base };
      const map = halfMap(document.root);
      if (!map) return undefined;
      this.problems.push(missingColon(this.#text, { start: map.start + piece.base, end: map.end + piece.base }));
      return { raw: map, base: piece.base };
    };
    for (const section of parts.sections) {
      const head = place(section.head);
      if (!head) continue;
      const below = section.below.flatMap((span) => place(span) ?? []);
      const holder = head.raw.entries.at(-1);
      root.push(below.length > 0 && holder ? { ...head, below: new Map([[holder, below]]) } : head);
    }
    this.documents.push({ span: chunk, root: root.length > 0 ? root : undefined, anchors, aliases, sections: parts.sections });
  }

  /** Adds a part of the stream that is read in one piece, with as many documents as it has. */
  addWhole(start: number, end: number): void {
    const { block, base } = this.#read(start, end);
    for (const [i, document] of block.documents.entries()) {
      const next = block.documents[i + 1];
      this.documents.push({
        span: { start: i === 0 ? start : document.start + base, end: next ? next.start + base : end },
        root: document.root && { raw: document.root, base },
        anchors: document.anchors.map((raw) => ({ raw, base })),
        aliases: document.aliases.map((raw) => ({ raw, base })),
      });
    }
    if (block.documents.length === 0) this.documents.push({ span: { start, end }, root: undefined, anchors: [], aliases: [] });
  }
}

class File implements YamlFile {
  readonly source: SourceText;
  readonly documents: readonly YamlDocument[];
  readonly #pieces: readonly Piece[];
  readonly #beyond: readonly YamlProblem[];
  #comments: readonly YamlComment[] | undefined;
  #problems: readonly YamlProblem[] | undefined;

  constructor(source: SourceText, assembly: Assembly) {
    this.source = source;
    this.documents = assembly.documents.map(documentOf);
    this.#pieces = assembly.pieces;
    this.#beyond = assembly.problems;
  }

  get comments(): readonly YamlComment[] {
    this.#comments ??= this.#pieces.flatMap(({ block, base }) =>
      block.comments.map(({ start, end }) => this.#comment({ start: start + base, end: end + base })),
    );
    return this.#comments;
  }

  #comment(span: Span): YamlComment {
    const { text } = this.source;
    let before = span.start - 1;
    while (before >= 0 && (text[before] === " " || text[before] === "\t" || text.charCodeAt(before) === 0xfeff)) before--;
    const isOwnLine = before < 0 || text[before] === "\n" || text[before] === "\r";
    return { span, text: text.slice(span.start + 1, span.end).trim(), isOwnLine };
  }

  get problems(): readonly YamlProblem[] {
    if (!this.#problems) {
      const problems = [...this.#beyond];
      for (const { block, base } of this.#pieces) {
        for (const problem of block.problems) {
          problems.push({ ...problem, span: { start: problem.span.start + base, end: problem.span.end + base } });
        }
      }
      this.#problems = problems.sort((a, b) => a.span.start - b.span.start);
    }
    return this.#problems;
  }
}
