import type { Workspace } from "../workspace/workspace.ts";

/** A line of a settings file where something matches. */
export interface MatchedLine {
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  readonly match: RegExpExecArray;
}

/** The lines of a file in which a pattern matches, those left out that are comments: behind `#`, `//`, `;` or `<!--`. One match a line. */
export function linesOf(workspace: Workspace, path: string, pattern: RegExp): readonly MatchedLine[] {
  return (workspace.read(path) ?? "").split("\n").flatMap((text, index) => {
    if (/^\s*(?:#|\/\/|;|<!--)/.test(text)) return [];
    const match = pattern.exec(text);
    return match ? [{ path, line: index + 1, match }] : [];
  });
}
