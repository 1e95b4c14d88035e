import type { Files, Language } from "../languages/index.ts";
import type { Finding, Fix } from "../rule.ts";
import type { Change } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A place in a file of the workspace. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** What a name stands for. */
export interface Definition extends Place {
  /** The name that was asked about, in the file at hand. */
  readonly origin: Span;
  /** What the editor goes to: the name where it is defined; `span` holds all of it. */
  readonly nameSpan: Span;
}

/** A name that can be given anew. */
export interface RenameTarget {
  readonly span: Span;
  readonly name: string;
  /** Why it cannot be given another name after all, where there is a reason worth telling. */
  readonly refusal?: string;
}

/** The changes of a rename, or why the new name cannot be. */
export type Rename = { readonly changes: readonly Change[] } | { readonly refusal: string };

export interface FoldingRange {
  /** From what stays visible to the end of what is hidden. */
  readonly span: Span;
  readonly kind?: "comment" | "region";
}

/** A word that stands in the text for the reader alone. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  /** Markdown. */
  readonly about?: string;
  readonly kind?: "type" | "parameter";
  /** A blank on this side of it. Default: before. */
  readonly padding?: "before" | "after";
}

/** A line above the text that says what stands in no single place. */
export interface CodeLens {
  readonly span: Span;
  readonly title: string;
  /** What the title counts; an editor that can lists them. */
  readonly places?: readonly Place[];
}

export interface Link {
  readonly span: Span;
  /** A file of the workspace, or an address on the web. */
  readonly target: { readonly path: string } | { readonly address: string };
  readonly about?: string;
}

/** A part of a text that is to be coloured by what it means; on one line. */
export interface SemanticToken {
  readonly kind: "function" | "parameter" | "string" | "variable" | "keyword" | "comment";
  readonly span: Span;
}

/** How something can be written, and what of it stands at a place. */
export interface Signatures {
  readonly signatures: readonly {
    readonly label: string;
    /** Markdown. */
    readonly about: string;
    /** Spans of the label. */
    readonly parameters: readonly { readonly span: Span; readonly about?: string }[];
  }[];
  /** Indexes of the form that fits what is written, and of its part. */
  readonly active: number;
  readonly parameter: number;
}

export interface EditorOptions {
  readonly workspace: Workspace;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** What was found in the file. */
  readonly findings?: readonly Finding[];
}

/** What an editor may ask of a file beside findings, completions, hovers and the outline; a language has what it has use for. */
export interface EditorFeatures<L extends Language> {
  definition?(file: Files[L], offset: number, options: EditorOptions): readonly Definition[];
  /** Every place that names the same, the definition included where that is asked for. */
  references?(file: Files[L], offset: number, options: EditorOptions & { readonly withDefinition: boolean }): readonly Place[];
  prepareRename?(file: Files[L], offset: number, options: EditorOptions): RenameTarget | undefined;
  rename?(file: Files[L], offset: number, name: string, options: EditorOptions): Rename | undefined;
  /** All of the file: an editor folds by indentation only where a language has no ranges of its own. */
  folding?(file: Files[L]): readonly FoldingRange[];
  inlayHints?(file: Files[L], range: Span, options: EditorOptions): readonly InlayHint[];
  codeLenses?(file: Files[L], options: EditorOptions): readonly CodeLens[];
  /** What no grammar of an editor's can colour, in order, none over another. */
  semanticTokens?(file: Files[L], range: Span): readonly SemanticToken[];
  links?(file: Files[L], options: EditorOptions): readonly Link[];
  /** What stands around an offset, the smallest part first, each within the next. */
  selection?(file: Files[L], offset: number): readonly Span[];
  signature?(file: Files[L], offset: number): Signatures | undefined;
  /** What can be made of the thing at an offset though nothing is wrong with it. */
  refactorings?(file: Files[L], offset: number, options: EditorOptions): readonly Fix[];
}
