import { nearest } from "../text/nearest.ts";
import data from "./data/permissions.json" with { type: "json" };

export type PermissionLevel = "read" | "write" | "none";

/** A part of what `GITHUB_TOKEN` can be allowed to do. */
export interface PermissionScope {
  /** `id-token`. */
  readonly name: string;
  /** What it is about, in a sentence; empty in the command line. */
  readonly about: string;
  readonly levels: readonly PermissionLevel[];
}

/** The day on which the table was checked. */
export const permissionsDate: string = data.date;

const scopes: ReadonlyMap<string, PermissionScope> = new Map(
  (data.scopes as readonly { readonly name: string; readonly about?: string; readonly levels?: string }[]).map((scope) => [
    scope.name,
    { name: scope.name, about: scope.about ?? "", levels: (scope.levels ?? "read write none").split(" ") as readonly PermissionLevel[] },
  ]),
);

export function findPermissionScope(name: string): PermissionScope | undefined {
  return scopes.get(name);
}

/** All scopes, in the order of their names. */
export function allPermissionScopes(): readonly PermissionScope[] {
  return [...scopes.values()];
}

/** The scope that an unknown name most likely means. New scopes come often: a name that is near none may be one of them and is not to be judged. */
export function nearestPermissionScope(name: string): string | undefined {
  return nearest(name, scopes.keys());
}

/** The scope that a misspelt name means; undefined for those that are there. */
export function meantPermissionScope(name: string): string | undefined {
  return scopes.has(name) ? undefined : nearestPermissionScope(name);
}
