import type { Finding } from "../rule.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";

export interface HoverOptions {
  /** What was found in the file. */
  readonly findings?: readonly Finding[];
  /** Whether keys, instructions and flags are explained; not where another extension does. Default true. */
  readonly explainsSyntax?: boolean;
  /** `YYYY-MM-DD`: whether a release is still supported depends on it. */
  readonly today?: string;
  /** The files around, where something in them is to be told. */
  readonly workspace?: Workspace;
  /** The address that shows a rule's page; default its page on the web. */
  readonly explain?: (rule: string) => string;
}

/** What is to be said about a place. */
export interface Explanation {
  readonly markdown: string;
  readonly span: Span;
}
