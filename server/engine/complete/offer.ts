import type { Span } from "../text/span.ts";
import type { Completion } from "./completion.ts";

/** What is offered as a value of a YAML file, before quotes and dashes. */
export interface Offer {
  readonly kind?: Completion["kind"];
  readonly label: string;
  /** With placeholders marked by `‹…›`; default the label. */
  readonly text?: string;
  readonly detail?: string | undefined;
  readonly about?: string | undefined;
  readonly filter?: string | undefined;
  /** What it replaces, where that is not the whole word. */
  readonly span?: Span;
  readonly isDeprecated?: boolean;
  readonly leadsOn?: boolean;
  /** Other extensions for the language offer it too. */
  readonly isCommon?: boolean;
  /** The text is YAML already, nothing is to be quoted. */
  readonly isYaml?: boolean;
}
