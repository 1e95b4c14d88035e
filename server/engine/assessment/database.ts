import type { BackingService } from "../detection/names.ts";
import { migrationsOf } from "./migrations.ts";
import type { Evidence } from "./model.ts";
import type { Service } from "./service.ts";
import { evidence } from "./verdict.ts";

/** Databases whose tables have a schema. */
const relational: ReadonlySet<BackingService> = new Set(["postgres", "mysql", "mariadb"]);

/** What shows that a service keeps data in a database; `isRelational`: in one whose schema migrations change. */
export interface Database {
  readonly name: string;
  readonly isRelational: boolean;
  readonly place: Evidence | undefined;
}

/** The database that a service's dependencies talk to; caches and queues are none. */
export function databaseOf({ application }: Service): Database | undefined {
  const all = (application?.services ?? []).filter(({ value }) => relational.has(value) || value === "mongodb");
  const one = all.find(({ value }) => relational.has(value)) ?? all[0];
  return (
    one && {
      name: one.value,
      isRelational: relational.has(one.value),
      place: one.from && evidence(one.from.path, one.from.line, `talks to ${one.value}`, "code"),
    }
  );
}

/** It changes no schema of a database, as far as can be seen. */
export function hasNoSchema(service: Service): boolean {
  return migrationsOf(service).paths.length === 0 && databaseOf(service) === undefined && service.application?.tasks.migrate === undefined;
}
