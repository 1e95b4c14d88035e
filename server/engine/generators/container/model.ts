import type { GeneratedFile, Plan } from "../model.ts";

/** What an ecosystem's templates give for a plan. */
export interface ImageFiles {
  /** The text of the Dockerfile. */
  readonly dockerfile: string;
  /** Patterns that the ignore file needs beside those for every context and for its ecosystem. */
  readonly ignored?: readonly string[];
  /** Files that the Dockerfile copies and that are not there yet: a web server's settings, an entry script. */
  readonly files?: readonly GeneratedFile[];
  /** What to do next or what could not be known, one sentence each. */
  readonly notes?: readonly string[];
}

/** Writes the image of one ecosystem's applications. */
export type ImageTemplate = (plan: Plan) => ImageFiles;
