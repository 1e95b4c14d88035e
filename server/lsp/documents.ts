import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { detectLanguage, type Language, SourceText } from "../engine/index.ts";
import type { Folder, Folders } from "./folders.ts";

/** One version of an open document. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly folder: Folder;
  readonly source: SourceText;
}

/** One that is in a language of ours. */
export interface OpenFile extends OpenDocument {
  readonly language: Language;
}

interface Known {
  readonly uri: string;
  readonly text: TextDocument;
  readonly version: number;
  readonly generation: number;
  readonly folder: Folder;
  readonly path: string;
  readonly source: SourceText;
  readonly file: OpenFile | undefined;
}

/** The open documents as the engine sees them: read once for each version, and laid over the files of their folder. */
export class Documents {
  readonly #texts: TextDocuments<TextDocument>;
  readonly #folders: Folders;
  readonly #known = new Map<string, Known>();
  /** Documents whose text has not been laid over their folder yet. */
  readonly #changed: Set<string>;

  constructor(texts: TextDocuments<TextDocument>, folders: Folders) {
    this.#texts = texts;
    this.#folders = folders;
    this.#changed = new Set(texts.keys());
  }

  /** The client has opened or changed a document; it is read when it is needed. */
  changed(uri: string): void {
    this.#changed.add(uri);
  }

  /** The present version of an open document; undefined where it is not open, or in no language of ours. */
  get(uri: string): OpenFile | undefined {
    return this.#read(uri)?.file;
  }

  /** Any open document, of a language of ours or not. */
  any(uri: string): OpenDocument | undefined {
    return this.#read(uri);
  }

  /** The open document of a path, whichever way the client spells its address. */
  at(folder: Folder, path: string): OpenDocument | undefined {
    this.sync();
    for (const known of this.#known.values()) if (known.folder === folder && known.path === path) return known;
    return undefined;
  }

  /** The version that the client has told of last; asking does not read the text. */
  version(uri: string): number | undefined {
    return this.#texts.get(uri)?.version;
  }

  uris(): string[] {
    return this.#texts.keys();
  }

  /** Makes what is open the truth: every change that came since the last call is laid over the files. */
  sync(): void {
    for (const uri of this.#changed) this.#read(uri);
    this.#changed.clear();
  }

  /** The folders are others now: every document may belong to another one. */
  moved(): void {
    for (const uri of this.#texts.keys()) this.#changed.add(uri);
  }

  /** Takes a closed document off its file. */
  close(uri: string): void {
    const known = this.#known.get(uri);
    this.#known.delete(uri);
    known?.folder.snapshot.open(known.path, undefined);
  }

  #read(uri: string): Known | undefined {
    const text = this.#texts.get(uri);
    if (!text) return undefined;
    const known = this.#known.get(uri);
    // A document that was closed and opened again counts its versions anew.
    if (known?.text === text && known.version === text.version && known.generation === this.#folders.generation) return known;
    const { folder, path } = this.#folders.place(uri);
    const source = new SourceText(path, text.getText());
    const language = detectLanguage(path, text.languageId, () => source.text);
    if (known && known.folder !== folder) known.folder.snapshot.open(known.path, undefined);
    folder.snapshot.open(path, source.text);
    const file = language && { uri, version: text.version, folder, source, language };
    const read: Known = { uri, text, version: text.version, generation: this.#folders.generation, folder, path, source, file };
    this.#known.set(uri, read);
    return read;
  }
}
