import type { Span } from "../text/span.ts";

/** A part of a file, for an editor's outline. */
export interface OutlineItem {
  readonly kind:
    | "stage"
    | "instruction"
    | "variable"
    | "trigger"
    | "job"
    | "step"
    | "input"
    | "output"
    | "object"
    | "container"
    | "port"
    | "probe"
    | "route"
    | "key"
    | "file";
  readonly name: string;
  readonly detail: string | undefined;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}
