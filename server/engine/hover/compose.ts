import type { ComposeFile } from "../languages/compose/model.ts";
import type { Explanation, HoverOptions } from "./model.ts";

/** What a key, a value or a variable of a Compose file does. */
export function explainCompose(_file: ComposeFile, _offset: number, _options: HoverOptions): Explanation | undefined {
  return undefined;
}
