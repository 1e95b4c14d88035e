import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";

/** An ignore file as BuildKit's pattern matcher reads it (moby/patternmatcher). */
export interface Dockerignore {
  readonly language: "dockerignore";
  readonly source: SourceText;
  readonly patterns: readonly IgnorePattern[];
  readonly comments: readonly { readonly text: string; readonly span: Span }[];
  readonly problems: readonly {
    readonly code: "invalid-pattern";
    readonly span: Span;
    readonly message: string;
    readonly suggestion?: string;
  }[];
  /** Whether a path of the context (relative, `/`) is left out of it, parents considered, later patterns winning. */
  ignores(path: string): boolean;
  /** The pattern that decides about a path; undefined where none matches. */
  decidedBy(path: string): IgnorePattern | undefined;
}

export interface IgnorePattern {
  /** As written, without the `!` and the blanks around. */
  readonly text: string;
  /** Cleaned as Docker does: no leading or trailing slash, `.` and `..` resolved. */
  readonly clean: string;
  /** `!`: lets back in. */
  readonly isException: boolean;
  readonly span: Span;
}
