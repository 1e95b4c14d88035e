import { codeLenses, definition, inlayHints, links, prepareRename, references, rename } from "../../../server/engine/editor/editor.ts";
import { detectLanguage } from "../../../server/engine/languages/parse.ts";
import { applyEdits } from "../../../server/engine/text/edit.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import type { Span } from "../../../server/engine/text/span.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

/** An editor on a repository: `|` in the file that is open marks the cursor, and is no part of it. */
export function editor(marked: string, others: Readonly<Record<string, string>> = {}, path = ".github/workflows/ci.yml") {
  const offset = marked.indexOf("|>");
  const text = marked.replace("|>", "");
  const files: Readonly<Record<string, string>> = { ...others, [path]: text };
  const workspace = memoryWorkspace(files);
  const source = new SourceText(path, text);
  const language = detectLanguage(path, undefined, () => text);
  if (!language) throw new Error(`no language for ${path}`);
  const options = { workspace, today: "2026-11-23" };
  const sliceOf = (at: string, { start, end }: Span) => (files[at] ?? "").slice(start, end);
  const placed = (at: string, span: Span) => {
    const line = new SourceText(at, files[at] ?? "").lineOf(span.start) + 1;
    return `${at === path ? "" : `${at}:`}${line} ${sliceOf(at, span)}`;
  };
  return {
    text,
    source,
    /** "line name", with the path in front of those in other files. */
    definition: () => definition(source, language, offset, options).map((one) => placed(one.path, one.nameSpan)),
    origin: () => definition(source, language, offset, options).map(({ origin }) => placed(path, origin)),
    references: (withDefinition = true) =>
      references(source, language, offset, { ...options, withDefinition }).map((one) => placed(one.path, one.span)),
    target() {
      const target = prepareRename(source, language, offset, options);
      if (target?.refusal !== undefined) return { refusal: target.refusal };
      if (target && sliceOf(path, target.span) !== target.name) throw new Error("the span is not that of the name");
      return target?.name;
    },
    /** The files after a rename, or the reason why there is none. */
    rename(name: string): Record<string, string> | string | undefined {
      const result = rename(source, language, offset, name, options);
      if (!result) return undefined;
      if ("refusal" in result) return result.refusal;
      return Object.fromEntries(
        result.changes.map((change) => {
          if (change.kind !== "edit") throw new Error("a rename makes no files");
          return [change.path, applyEdits(files[change.path] ?? "", change.edits)];
        }),
      );
    },
    lenses: () =>
      codeLenses(source, language, options).map(({ span, title, places = [] }) => ({
        at: placed(path, span),
        title,
        places: places.map((place) => placed(place.path, place.span)),
      })),
    hints: () =>
      inlayHints(source, language, { start: 0, end: text.length }, options).map(
        ({ offset: at, label }) => `${text.slice(text.lastIndexOf("\n", at - 1) + 1, at).trim()} « ${label}`,
      ),
    links: () =>
      links(source, language, options).map(
        ({ span, target }) => `${sliceOf(path, span)} → ${"path" in target ? target.path : target.address}`,
      ),
  };
}
