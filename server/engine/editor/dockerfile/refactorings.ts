import { cacheMountsFor } from "../../image/cache-mounts.ts";
import { ownershipChanges } from "../../image/copied-ownership.ts";
import { chainToHeredoc, heredocToChain } from "../../image/script-forms.ts";
import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import type { Fix } from "../../rule.ts";
import type { TextEdit } from "../../text/edit.ts";
import { touches } from "../../text/span.ts";

/** What can be made of the RUN at an offset, whether anything was found there or not. */
export function refactorings(file: Dockerfile, offset: number): readonly Fix[] {
  const run = file.instructions.find(({ span }) => touches(span, offset));
  if (run?.keyword !== "RUN" || file.isTemplate) return [];
  const cache = cacheMountsFor(run);
  const all: readonly (readonly [title: string, edits: readonly (TextEdit | undefined)[]])[] = [
    [`Keep the cache of \`${cache?.manager}\` between builds`, cache?.edits ?? []],
    ...(run.stage ? ownershipChanges(run.stage) : []).flatMap(({ run: one, fix }) =>
      fix && one === run ? [[fix.title, fix.edits] as const] : [],
    ),
    ["Write the commands as a heredoc", [chainToHeredoc(run)]],
    ["Write the heredoc as a chain of commands", [heredocToChain(run)]],
  ];
  return all.flatMap(([title, found]) => {
    const edits = found.filter((edit) => edit !== undefined);
    return edits.length === 0 ? [] : [{ title, safety: "unsafe", changes: [{ kind: "edit", path: file.source.path, edits }] }];
  });
}
