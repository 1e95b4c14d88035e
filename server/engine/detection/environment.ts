import { keyedFact } from "../workspace/keyed-fact.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Origin } from "./model.ts";

/** What a variable's value is: by its name, and by what the code does with it. */
export type VariableType = "text" | "integer" | "number" | "boolean" | "port" | "url" | "list" | "environment" | "log-level";

/** A variable of the environment that an application's code reads. */
export interface EnvironmentVariable {
  readonly name: string;
  /** Where the code reads it, by path and line; at least one. */
  readonly places: readonly Origin[];
  /** What the code takes where the variable is not set, as a plain text; undefined where it takes nothing, or where that is computed. */
  readonly fallback: string | undefined;
  /** The code reads it somewhere without a value to fall back on, and does not ask whether it is there. */
  readonly isRequired: boolean;
  /** By its name: `SESSION_SECRET`. */
  readonly isSecret: boolean;
  /** Built into what browsers load: `NEXT_PUBLIC_API_URL`. */
  readonly isPublic: boolean;
  readonly type: VariableType;
}

/** The variables that the code of the application in a folder reads, sorted by name. Tests, dependencies and what a build writes are left out. */
export const environmentOf: (workspace: Workspace, folder: string) => readonly EnvironmentVariable[] = keyedFact(
  "environment of",
  (_workspace, _folder) => [],
);
