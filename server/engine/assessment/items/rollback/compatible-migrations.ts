import { launched } from "../../../knowledge/launchers.ts";
import { programsOf } from "../../../pipeline/programs.ts";
import { databaseOf, hasNoSchema } from "../../database.ts";
import { type Migrations, migrationsOf } from "../../migrations.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { counterEvidence, evidence, likely, manual, met, notApplicable, open } from "../../verdict.ts";
import { jobsAbout } from "../application/jobs.ts";

export const compatibleMigrations: Assessor = {
  id: "rollback.compatible-migrations",
  looksAt:
    "The newest migrations, 20 at most (SQL, Alembic, Django, Rails, Knex, TypeORM, Sequelize, Laravel, Entity Framework): what drops or renames, requires a value without a default, changes a type, or makes unique what is there. Not what the same migration has made, nor the way down.",
  action: {
    kind: "decide",
    title: "Split the change",
    asks: "Expand first, contract a release later. Where the version before no longer uses what is dropped, waive the item with that reason, or let a linter's comment say so.",
  },
  assess(service) {
    const migrations = migrationsOf(service);
    const { paths, judged, unread, dangers } = migrations;
    const database = databaseOf(service);
    if (hasNoSchema(service)) return notApplicable("Nothing of it keeps data in a database, as far as its dependencies tell.");
    if (paths.length === 0)
      return database && !database.isRelational
        ? notApplicable("Its database has no schema that migrations change.", database.place ? [database.place] : [])
        : manual(
            "It has a database, and no migrations that can be read: show how its schema changes.",
            database?.place ? [database.place] : [],
          );
    const linters = lintersOf(service);
    if (dangers.length > 0) {
      const [first] = dangers;
      return open(
        `${paths.length === 1 ? "The migration is" : `Of the ${countOf(migrations)}, ${filesIn(dangers)}`} not backward compatible: the version before ${first?.why}.`,
        [...dangers.slice(0, 5).map(({ path, line, what }) => counterEvidence(path, line, what)), ...linters.slice(0, 1)],
        first && { kind: "open", path: first.path, line: first.line, title: "Look at the migration" },
      );
    }
    const read = judged.filter((path) => !unread.includes(path));
    if (read.length === 0)
      return manual("There are migrations whose text cannot be read.", [
        ...judged.slice(0, 2).map((path) => evidence(path, 1, "a migration")),
        ...linters.slice(0, 2),
      ]);
    const shown = [...read.slice(0, 3).map((path) => evidence(path, 1, "takes nothing away")), ...linters.slice(0, 2)];
    return unread.length > 0
      ? likely(`Of the ${countOf(migrations)}, those that can be read take nothing away that the version before needs.`, shown)
      : met(
          `The ${countOf(migrations)} take nothing away that the version before needs.`.replace("migration take ", "migration takes "),
          shown,
        );
  },
};

function countOf({ paths, judged }: Migrations): string {
  if (judged.length === paths.length) return paths.length === 1 ? "one migration" : `${paths.length} migrations`;
  return `newest ${judged.length} of ${paths.length} migrations`;
}

function filesIn(dangers: Migrations["dangers"]): string {
  const count = new Set(dangers.map(({ path }) => path)).size;
  return count === 1 ? "one is" : `${count} are`;
}

/** What looks at migrations before they are merged. https://squawkhq.com, https://atlasgo.io, https://github.com/3YOURMIND/django-migration-linter, https://github.com/ankane/strong_migrations */
function lintersOf(service: Service): readonly Evidence[] {
  const inJobs = jobsAbout(service).flatMap((job) =>
    job.steps.flatMap((step): Evidence[] => {
      const at = (span: { readonly start: number; readonly end: number }) => {
        const { path, line } = placeIn(job.workflow, span);
        return [evidence(path, line, "lints migrations")];
      };
      if (step.uses && /^(?:sbdchd\/squawk-action|ariga\/atlas-action\/migrate\/lint|pgroll\/.*)$/.test(step.uses.action ?? ""))
        return at(step.uses.span);
      const program = programsOf(step, service.workspace).find((one) => {
        const { name, args } = launched(one.name, one.args);
        return (
          /^(?:squawk(?:-cli)?|django-migration-linter)$/.test(name) ||
          (name === "atlas" && args.includes("lint")) ||
          one.args.includes("lintmigrations")
        );
      });
      return program ? at(program.span) : [];
    }),
  );
  const gems = service.dependencies.findAny(/^(?:strong_migrations|online_migrations|django-migration-linter|squawk-cli)$/);
  return [...inJobs, ...gems.map(({ name, from }) => evidence(from.path, from.line, `depends on \`${name}\``, "code"))];
}
