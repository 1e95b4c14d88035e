import type { Dockerfile, Instruction, Stage } from "../languages/dockerfile/model.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Something that can be written at the cursor. */
export interface Completion {
  readonly kind:
    | "instruction"
    | "flag"
    | "key"
    | "value"
    | "event"
    | "image"
    | "action"
    | "stage"
    | "job"
    | "user"
    | "file"
    | "folder"
    | "variable"
    | "function"
    | "pattern"
    | "rule";
  readonly label: string;
  /** What it replaces: from the beginning of the word to the cursor, on one line. */
  readonly span: Span;
  readonly text: string;
  /** Places in `text` that the user has to decide. */
  readonly placeholders?: readonly Placeholder[];
  /** Beside the label, short. */
  readonly detail?: string;
  /** Markdown. */
  readonly about?: string;
  /** What the typed word is compared with, where it is not the label. */
  readonly filter?: string;
  readonly isDeprecated?: true;
  /** Every extension for Dockerfiles offers it, so it is left to the other one where there is one. */
  readonly isCommon?: true;
  /** Something is to be chosen behind it, so the editor may ask again at once. */
  readonly leadsOn?: true;
}

/** A place in a text that the user has to decide. */
export interface Placeholder extends Span {
  /** Which comes first, counted from 1; those with the same number are written together, and 0 is where the cursor ends. Default: one by one, in their order. */
  readonly tabStop?: number;
  /** The texts to choose from, the one that stands there first. */
  readonly choices?: readonly string[];
}

/** Where the cursor stands inside an instruction. */
export interface Place {
  readonly file: Dockerfile;
  readonly workspace: Workspace;
  /** The day, for what is no longer supported; `YYYY-MM-DD`. */
  readonly today: string;
  readonly offset: number;
  /** The stage that the cursor is in; undefined before the first FROM. */
  readonly stage: Stage | undefined;
  /** The instruction as parsed; what is typed last may make it look odd. */
  readonly instruction: Instruction | undefined;
  /** In upper case. */
  readonly keyword: string;
  /** The words between keyword and cursor that are complete. */
  readonly words: readonly string[];
  /** What of the present word stands before the cursor; may be empty. */
  readonly word: string;
  /** Where that word stands. */
  readonly span: Span;
}

/** Text with placeholders marked by `‹…›`, for writing patterns down as they look. */
export function marked(template: string): { readonly text: string; readonly placeholders: readonly Span[] } {
  let text = "";
  const placeholders: Span[] = [];
  for (const [index, part] of template.split(/\u2039([^\u203a]*)\u203a/).entries()) {
    if (index % 2 === 1) placeholders.push({ start: text.length, end: text.length + part.length });
    text += part;
  }
  return { text, placeholders };
}

/** The part of the span that belongs to the last `length` characters before the cursor. */
export function tail(place: Place, length: number): Span {
  return { start: place.offset - length, end: place.offset };
}
