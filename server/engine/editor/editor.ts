// What an editor asks of a file, answered by its language; a language that has nothing to say answers with nothing.
import type { Language } from "../languages/index.ts";
import { parse } from "../languages/parse.ts";
import type { Fix } from "../rule.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { features } from "./features.ts";
import type {
  CodeLens,
  Definition,
  EditorFeatures,
  EditorOptions,
  FoldingRange,
  InlayHint,
  Link,
  Place,
  Rename,
  RenameTarget,
  SemanticToken,
  Signatures,
} from "./model.ts";

/** The features of a language; its model comes from `parse` with the same language, so that they fit. */
function of(language: Language): EditorFeatures<Language> {
  return features[language];
}

/** What the name at an offset stands for. */
export function definition(source: SourceText, language: Language, offset: number, options: EditorOptions): readonly Definition[] {
  return of(language).definition?.(parse(source, language), offset, options) ?? [];
}

/** The places that name what is named at an offset. */
export function references(
  source: SourceText,
  language: Language,
  offset: number,
  options: EditorOptions & { readonly withDefinition: boolean },
): readonly Place[] {
  return of(language).references?.(parse(source, language), offset, options) ?? [];
}

/** The name at an offset that can be given anew. */
export function prepareRename(source: SourceText, language: Language, offset: number, options: EditorOptions): RenameTarget | undefined {
  return of(language).prepareRename?.(parse(source, language), offset, options);
}

/** Gives what is named at an offset another name, everywhere; undefined where nothing is. */
export function rename(source: SourceText, language: Language, offset: number, name: string, options: EditorOptions): Rename | undefined {
  return of(language).rename?.(parse(source, language), offset, name, options);
}

/** What can be folded; undefined where the language leaves that to indentation. */
export function folding(source: SourceText, language: Language): readonly FoldingRange[] | undefined {
  return of(language).folding?.(parse(source, language));
}

/** The hints inside of a range. */
export function inlayHints(source: SourceText, language: Language, range: Span, options: EditorOptions): readonly InlayHint[] {
  return of(language).inlayHints?.(parse(source, language), range, options) ?? [];
}

/** The lines to be shown above the text. */
export function codeLenses(source: SourceText, language: Language, options: EditorOptions): readonly CodeLens[] {
  return of(language).codeLenses?.(parse(source, language), options) ?? [];
}

/** What a grammar of an editor's cannot colour of a range, in order. */
export function semanticTokens(source: SourceText, language: Language, range: Span): readonly SemanticToken[] {
  return of(language).semanticTokens?.(parse(source, language), range) ?? [];
}

/** What stands around an offset, the smallest part first; empty where the language leaves that to the editor. */
export function selection(source: SourceText, language: Language, offset: number): readonly Span[] {
  return of(language).selection?.(parse(source, language), offset) ?? [];
}

/** How that is written which stands at an offset. */
export function signature(source: SourceText, language: Language, offset: number): Signatures | undefined {
  return of(language).signature?.(parse(source, language), offset);
}

/** The files and addresses that the text leads to. */
export function links(source: SourceText, language: Language, options: EditorOptions): readonly Link[] {
  return of(language).links?.(parse(source, language), options) ?? [];
}

/** What can be made of the thing at an offset, whether anything was found there or not. */
export function refactorings(source: SourceText, language: Language, offset: number, options: EditorOptions): readonly Fix[] {
  return of(language).refactorings?.(parse(source, language), offset, options) ?? [];
}
