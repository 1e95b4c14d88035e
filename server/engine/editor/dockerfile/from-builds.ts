import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { parse } from "../../languages/parse.ts";
import { SourceText } from "../../text/source.ts";
import { type Span, touches } from "../../text/span.ts";
import { allBuilds } from "../../workspace/builds.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { EditorFeatures } from "../model.ts";
import { definition } from "./definition.ts";
import { everywhere } from "./elsewhere.ts";
import { type Mention, mentionsIn } from "./mentions.ts";
import { references } from "./references.ts";
import { prepareRename, rename } from "./rename.ts";

/** The features of files that build images, with those of what they name in a Dockerfile where they name nothing of their own. */
export function withDockerfileNames<L extends "compose" | "workflow">(own: EditorFeatures<L>): EditorFeatures<L> {
  return {
    ...own,
    definition(file, offset, options) {
      const found = own.definition?.(file, offset, options) ?? [];
      const named = found.length > 0 ? undefined : namedAt(file.source, offset, options.workspace);
      return named ? definition(named.file, named.at.span.start).map((one) => ({ ...one, origin: named.span })) : found;
    },
    references(file, offset, options) {
      const found = own.references?.(file, offset, options) ?? [];
      const named = found.length > 0 ? undefined : namedAt(file.source, offset, options.workspace);
      return named ? references(named.file, named.at.span.start, options) : found;
    },
    prepareRename(file, offset, options) {
      const target = own.prepareRename?.(file, offset, options);
      const named = target ? undefined : namedAt(file.source, offset, options.workspace);
      const other = named && prepareRename(named.file, named.at.span.start);
      return named && other ? { ...other, span: named.span, name: file.source.slice(named.span) } : target;
    },
    rename(file, offset, name, options) {
      const done = own.rename?.(file, offset, name, options);
      const named = done ? undefined : namedAt(file.source, offset, options.workspace);
      return named ? rename(named.file, named.at.span.start, name, options) : done;
    },
  };
}

/** The definition of the stage, or build argument, that a file which builds images names at an offset. */
function namedAt(
  { path, text }: SourceText,
  offset: number,
  workspace: Workspace,
): { readonly file: Dockerfile; readonly at: Mention; readonly span: Span } | undefined {
  const word = `${/[\w.-]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0]}${/^[\w.-]*/.exec(text.slice(offset, offset + 200))?.[0]}`;
  // An editor asks at every move of the cursor.
  if (word === "") return undefined;
  const isWord = (name: string | undefined) => name?.toLowerCase() === word.toLowerCase();
  for (const { source, dockerfile, target, args } of workspace.derive(allBuilds)) {
    if (source.path !== path || dockerfile === undefined || !(isWord(target) || args.has(word))) continue;
    const written = workspace.read(dockerfile);
    if (written === undefined) continue;
    const file = parse(new SourceText(dockerfile, written), "dockerfile");
    for (const at of mentionsIn(file)) {
      const span =
        at.definition && isWord(at.text)
          ? everywhere(at, file, workspace).elsewhere.find((one) => one.path === path && touches(one.span, offset))?.span
          : undefined;
      if (span) return { file, at, span };
    }
  }
  return undefined;
}
