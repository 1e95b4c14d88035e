import type { Application, Detected, Repository } from "../detection/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { AnswerKey, Answers } from "./answers.ts";
import type { GeneratorId } from "./ids.ts";

/** What a generator writes its files from. */
export interface Plan {
  /** All answers: given, detected or usual. */
  readonly answers: Answers;
  /** The application as it was detected; where the answers say otherwise, they hold. */
  readonly application: Application;
  readonly repository: Repository;
  readonly workspace: Workspace;
  /** `YYYY-MM-DD`, for the tables of releases. */
  readonly today: string;
}

/** A file that a generator would write. */
export interface GeneratedFile {
  /** Relative to the workspace. */
  readonly path: string;
  /** Ends with a line break. */
  readonly text: string;
  /** What it is for, in a few words, as the preview shows it. */
  readonly about: string;
  /**
   * What becomes of a file that is there already: its text with what it lacks, undefined where it lacks nothing.
   * Without this, a file that we can check gets the fixes that it needs, and any other stays as it is.
   */
  readonly merge?: (existing: string) => string | undefined;
  readonly isExecutable?: boolean;
}

/** What a generator has to say beside its files: what to do next, what it could not know. One sentence each. */
export interface Generation {
  readonly files: readonly GeneratedFile[];
  readonly notes?: readonly string[];
}

export interface Generator {
  readonly id: GeneratorId;
  /** As the wizard's heading: `Containerize`. */
  readonly title: string;
  readonly summary: string;
  /** The deployment patterns that it writes. */
  readonly patterns: readonly string[];
  /** What is asked first, in this order: at most four, of which those that are certain are shown all the same. */
  readonly asks: readonly AnswerKey[];
  /** What else may be set, asked behind “Customise”. */
  readonly customises: readonly AnswerKey[];
  /** Why it can write nothing here, in a sentence; undefined where it can. */
  readonly obstacle?: (plan: Plan) => string | undefined;
  readonly generate: (plan: Plan) => Generation;
}

/** One of several values that an answer may have. */
export interface Choice {
  readonly value: string | number | boolean;
  readonly label: string;
  /** When to choose it. */
  readonly detail?: string;
}

/** What a question is asked and answered with: all that is known so far. */
export interface QuestionContext extends Omit<Plan, "answers"> {
  readonly generator: GeneratorId;
  /** Those before it in the order of `answers.ts`. */
  readonly answers: Partial<Answers>;
}

export interface Question<T> {
  /** As the prompt has it: `Strategy`. */
  readonly title: string;
  /** One sentence under the prompt, and in the documentation. */
  readonly help: string;
  /** Whether it matters, given the answers before it; an answer that does not keeps its usual value and is not asked. */
  readonly isRelevant?: (context: QuestionContext) => boolean;
  /** The values to choose from where the type has several, with what speaks for each. */
  readonly choices?: (context: QuestionContext) => readonly Choice[];
  /** The value where none is given: detected, else usual; undefined only where the answer is optional. */
  readonly initial: (context: QuestionContext) => Detected<T> | undefined;
}
