import type { SourceFile } from "../code/source-file.ts";
import type { SchemaChange } from "./changes.ts";
import { sqlChangesAt } from "./sql.ts";

/** The changes of SQL in the plain strings of a part of a source. */
export function sqlIn(file: SourceFile, start: number, end: number): readonly SchemaChange[] {
  return file.masked.strings
    .filter((one) => one.start >= start && one.end <= end && !one.isInterpolated)
    .flatMap((one) => sqlChangesAt(file.text.slice(one.start, one.end), one.start));
}
