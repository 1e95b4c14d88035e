import { en } from "zod/locales";
import type { core } from "zod/mini";
import * as z from "zod/mini";
import { levels } from "../knowledge/readiness.ts";
import { decisions } from "../languages/readiness/model.ts";

export const evidenceKinds = ["file", "url", "run", "ticket", "dashboard"] as const;

const text = z.string().check(z.minLength(1, "a text is expected"));
const day = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/, "a day is written as 2026-11-23"));

function described<T extends z.ZodMiniType>(type: T, about: string): z.ZodMiniOptional<T> {
  return z.optional(type.check(z.describe(about)) as T);
}

/** The definition of `readiness.yaml`: it validates the file, and gives its JSON Schema, completions and hovers. */
export const evidenceType = /* @__PURE__ */ z.strictObject({
  kind: z
    .enum(evidenceKinds)
    .check(z.describe("What it is: a file of the repository, an address, a run of a workflow, a ticket or a dashboard.")),
  ref: text.check(z.describe("The path of the file, or the address.")),
  note: described(text, "What it shows."),
  covers: described(
    z.string().check(z.regex(/^[0-9a-f]{7,64}$/, "the start of a Git object name is expected, 7 digits or more")),
    "The start of the file's Git object name (`git hash-object`) as it was signed; a later change makes the decision stale.",
  ),
});

export const signOffType = /* @__PURE__ */ z.strictObject({
  status: z
    .enum(decisions)
    .check(
      z.describe("What was decided: `signed` (it is so), `waived` (it is not, and that is accepted until a day) or `not-applicable`."),
    ),
  by: described(text, "Who decided: a handle or an address."),
  on: described(day, "The day of the decision."),
  expires: described(day, "The day until which it holds."),
  evidence: described(z.array(evidenceType), "What the decision stands on."),
  note: described(text, "Whatever else is worth knowing."),
  reason: described(text, "Why it is waived or does not apply."),
  risk: described(text, "What may happen meanwhile."),
  approvedBy: described(text, "Who accepts that; somebody else than who asked."),
  ticket: described(text, "Where the work on it is followed."),
});

export const readinessType = /* @__PURE__ */ z.strictObject({
  schema: z.literal(1).check(z.describe("The version of this format.")),
  service: text.check(z.describe("The service that is signed off.")),
  level: described(z.enum(levels), "How much hangs on it, and so how much is asked. Default: `standard`."),
  environments: described(z.array(text), "Where it runs, production last."),
  owners: described(z.array(text), "Who answers for it."),
  items: described(z.record(z.string(), signOffType), "The decisions, by item."),
});

export interface TypeIssue {
  /** Keys and indexes from the root. */
  readonly path: readonly (string | number)[];
  /** The key that is not known there. */
  readonly key?: string;
  readonly kind: "unknown-key" | "value";
  /** What is expected; empty where values are named. */
  readonly message: string;
  /** The values that it may have. */
  readonly values?: readonly string[];
}

/** What is wrong with the shape of a sign-off file. */
export function issuesIn(plain: unknown): readonly TypeIssue[] {
  // The small form of zod brings no sentences of its own.
  z.config(en());
  const result = z.safeParse(readinessType, plain);
  return result.success ? [] : result.error.issues.flatMap(issueOf);
}

const names: Readonly<Record<string, string>> = {
  object: "keys with values",
  record: "keys with values",
  array: "a list",
  string: "a text",
};

function issueOf(issue: core.$ZodIssue): TypeIssue[] {
  const path = issue.path as readonly (string | number)[];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path, key, kind: "unknown-key", message: "" }));
    case "invalid_value":
      return [{ path, kind: "value", message: "", values: issue.values.map(String) }];
    case "invalid_type":
      return [{ path, kind: "value", message: `${names[issue.expected] ?? issue.expected} is expected` }];
    default:
      return [{ path, kind: "value", message: issue.message }];
  }
}

/** What is known of a key. */
export interface KeyFacts {
  readonly key: string;
  /** What it is for, in a sentence or two. */
  readonly about: string;
  /** The values that it may have, where these are all. */
  readonly values: readonly string[];
  readonly form: "text" | "list" | "map";
}

/** The keys that may stand at a path of the file. */
export function keysAt(path: readonly (string | number)[]): readonly KeyFacts[] {
  return Object.entries(shapeAt(path)).map(([key, type]) => {
    const inner = (type._zod.def as { innerType?: core.$ZodType }).innerType ?? type;
    const def = inner._zod.def as { type: string; entries?: Record<string, string>; values?: unknown[] };
    const values = def.entries ? Object.values(def.entries) : (def.values ?? []).map(String);
    const form = def.type === "array" ? "list" : def.type === "record" ? "map" : "text";
    return { key, about: z.globalRegistry.get(inner)?.description ?? "", values, form };
  });
}

function shapeAt(path: readonly (string | number)[]): Readonly<Record<string, core.$ZodType>> {
  if (path.length === 0) return readinessType.shape;
  if (path[0] !== "items") return {};
  if (path.length === 2) return signOffType.shape;
  return path.length === 4 && path[2] === "evidence" ? evidenceType.shape : {};
}
