import type { GeneratorId } from "../generators/ids.ts";
import type { Category, Level } from "../knowledge/readiness.ts";
import type { Decision } from "../languages/readiness/model.ts";
import type { RuleId } from "../rule.ts";
import type { Service } from "./service.ts";

/** What the repository shows of an item; `manual`: nothing, as only a person can know. */
export type Shown = "met" | "likely" | "open" | "not-applicable" | "manual";
/** What is true of an item once what people decided is counted. */
export type Status = Shown | "signed" | "waived" | "stale" | "contradicted";
export type Confidence = "high" | "medium" | "low";

/**
 * What something proves by being there: the structure of a file that a program reads (a manifest, a step, a call whose function is known), code or a
 * dependency that is usual for it, or a mere word.
 */
export type Proof = "structure" | "code" | "word";

/** A place in the repository that speaks for or against an item. */
export interface Evidence {
  readonly path: string;
  /** Counts from 1; 1 where the whole file is meant. */
  readonly line: number;
  /** What stands there, in a few words: ``the step runs `npm test` ``. */
  readonly note: string;
  readonly proof: Proof;
  /** It shows that the item is not met. */
  readonly isAgainst: boolean;
}

/** What closes an item. */
export type Action =
  | { readonly kind: "generate"; readonly generator: GeneratorId; readonly title: string }
  /** A finding's own fix, at its place. */
  | { readonly kind: "fix"; readonly rule: RuleId; readonly path: string; readonly line: number; readonly title: string }
  | { readonly kind: "open"; readonly path: string; readonly line: number; readonly title: string }
  /** A person has to decide; `asks` says what to look at, and what would be evidence. */
  | { readonly kind: "decide"; readonly title: string; readonly asks: string };

/** What an item's assessor says of a service. Made by `met`, `likely`, `open`, `manual` and `notApplicable` (`verdict.ts`). */
export interface Verdict {
  readonly status: Shown;
  readonly confidence: Confidence;
  /** What decided it comes first. */
  readonly evidence: readonly Evidence[];
  /** Why it is so, as a sentence for people. */
  readonly because: string;
  /** What closes it; the assessor's usual action where there is none nearer. */
  readonly action?: Action | undefined;
}

/** Judges one item of the checklist; what it asks of the workspace is noted, and it is asked again when an answer has changed. */
export interface Assessor {
  /** An item of `knowledge/readiness.ts`. */
  readonly id: string;
  /** What it looks at, as a sentence for the documentation; identifiers in backquotes. */
  readonly looksAt: string;
  /** The rules whose findings it goes by: `service.findings` knows no others. */
  readonly rules?: readonly RuleId[];
  /** What usually closes the item. */
  readonly action: Action;
  assess(service: Service): Verdict;
}

/** What a person has decided of an item, as far as it counts. */
export interface Decided {
  readonly decision: Decision;
  readonly by: string | undefined;
  readonly on: string | undefined;
  /** The last day on which it holds. */
  readonly until: string | undefined;
  /** Days left until then, on the day of the assessment; negative where it is over. */
  readonly daysLeft: number | undefined;
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
}

/** An item of the checklist for one service. */
export interface AssessedItem {
  readonly id: string;
  readonly category: Category;
  readonly title: string;
  readonly why: string;
  readonly level: Level;
  /** The service's level asks for it. */
  readonly isRequired: boolean;
  readonly status: Status;
  readonly confidence: Confidence;
  readonly because: string;
  readonly evidence: readonly Evidence[];
  readonly action: Action;
  /** What the repository shows by itself, whatever was decided. */
  readonly shown: Shown;
  readonly decided: Decided | undefined;
  /** A person can decide it: not for items that the repository alone shows. */
  readonly isForPeople: boolean;
}

/** How many of the items that a service's level asks for stand how. */
export interface Summary {
  readonly required: number;
  /** Met, signed, waived or not applicable. */
  readonly done: number;
  readonly likely: number;
  /** Open, for a person to decide, stale or contradicted. */
  readonly open: number;
  readonly contradicted: number;
  /** Decisions that have expired. */
  readonly expired: number;
  /** Decisions that expire within 14 days. */
  readonly expiring: number;
}

/** What is known of one service's readiness. */
export interface AssessedService {
  /** Relative to the workspace. */
  readonly folder: string;
  readonly name: string;
  readonly level: Level;
  /** The sign-off file, whether it is there or is yet to be made. */
  readonly signOffPath: string;
  readonly hasSignOffs: boolean;
  /** Why no decision counts: the file is broken. As a sentence. */
  readonly problem: string | undefined;
  readonly items: readonly AssessedItem[];
  readonly summary: Summary;
}
