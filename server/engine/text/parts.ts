import type { Span } from "./span.ts";

/**
 * A file divided into parts that can be judged one by one, such as the jobs of a workflow or the documents of a manifest: what the model has of
 * one depends on its own text and on what stands outside of all parts, and on no other part.
 */
export interface FileParts<F> {
  /** In the order of the text; each begins where the one before ends. */
  readonly spans: readonly Span[];
  /** All that what is said of a part may rest upon beside the part itself, in one text to compare: what stands outside of the parts, how the file is written. */
  readonly surroundings: string;
  /** By the numbers of parts, what tells those apart that are not judged alike though they may read the same, such as two jobs of one id. */
  readonly marks?: ReadonlyMap<number, string>;
  /** The file as if it held only these parts. What is reached from within them (`job.workflow`) is whole. */
  view(parts: ReadonlySet<number>): F;
  /** For each part, the number of the group that it is in: the parts that name each other, such as jobs by `needs`, directly or not. */
  connected(): readonly number[];
}
