/** What may stand where in a Compose file. */

import type { TextFormat } from "./text-formats.ts";

/** What a value may be. */
export type ComposeType =
  | { readonly is: "any" | "null" | "string" | "duration" }
  /** `takesText`: Compose reads `"true"`, `yes` and the like as well. */
  | { readonly is: "boolean"; readonly takesText: boolean }
  /** `takesText`: in quotes as well. */
  | {
      readonly is: "number";
      readonly isWhole: boolean;
      readonly takesText: boolean;
      readonly minimum: number | undefined;
      readonly maximum: number | undefined;
    }
  /** A size of memory: always as text, and where it says so as a number of bytes. */
  | { readonly is: "bytes"; readonly takes: "text" | "integer" | "number" }
  /** One of these texts; where it is open, others are allowed as well. */
  | { readonly is: "enum"; readonly values: readonly string[]; readonly isOpen: boolean }
  | { readonly is: "format"; readonly format: TextFormat }
  /** `isUnique`: the same item twice is refused; elsewhere Compose drops one. */
  | { readonly is: "list"; readonly item: ComposeType; readonly isUnique: boolean }
  /** Keys of the user's own. */
  | { readonly is: "map"; readonly value: ComposeType; readonly keys: TextFormat | undefined }
  | { readonly is: "object"; readonly type: ComposeObject }
  | { readonly is: "one-of"; readonly forms: readonly ComposeType[] };

export interface ComposeObject {
  /** In the table: `service`, `healthcheck`, `port`. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, ComposeField>;
  /** Takes fields that nobody declared. */
  readonly isOpen: boolean;
  /** Takes `x-` fields. */
  readonly isExtensible: boolean;
}

export interface ComposeField {
  readonly name: string;
  readonly type: ComposeType;
  readonly isRequired: boolean;
  /** What it is for, in a sentence or two; read from a file of its own when it is first asked for. */
  readonly text: string | undefined;
}
