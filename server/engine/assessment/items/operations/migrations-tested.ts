import { isMigration } from "../../../knowledge/deploy-commands.ts";
import { deployJobOf } from "../../../pipeline/deploy.ts";
import { type Program, programsOf } from "../../../pipeline/programs.ts";
import { databaseOf, hasNoSchema } from "../../database.ts";
import { migrationsOf } from "../../migrations.ts";
import type { Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { evidence, likely, manual, notApplicable } from "../../verdict.ts";
import { jobsAbout } from "../application/jobs.ts";

export const migrationsTested: Assessor = {
  id: "operations.migrations-tested",
  looksAt:
    "The migrations, and jobs of workflows that run them outside of a deployment: on an empty database, or on a dump that was restored before.",
  action: {
    kind: "decide",
    title: "Show how long the migrations take",
    asks: "Run the newest migrations on a copy of production's data: the run, the number of rows, the time and the locks are evidence.",
  },
  assess(service) {
    const { paths, judged } = migrationsOf(service);
    const database = databaseOf(service);
    if (hasNoSchema(service)) return notApplicable("Nothing of it keeps data in a database, as far as its dependencies tell.");
    if (paths.length === 0 && database && !database.isRelational)
      return notApplicable("Its database has no schema that migrations change.", database.place ? [database.place] : []);
    const runs = migratingJobs(service);
    const restored = runs.filter(({ isRestored }) => isRestored).map(({ place }) => place);
    const newest = judged.slice(0, 1).map((path) => evidence(path, 1, "the newest migration"));
    if (restored.length > 0)
      return likely(
        "A workflow runs the migrations on data that it restores; that this is of production's size a person has to say.",
        [...restored, ...newest].slice(0, 5),
      );
    if (runs.length > 0)
      return manual(
        "A workflow runs the migrations, on a database without production's data. How long they take there, nothing shows.",
        [...runs.map(({ place }) => place), ...newest].slice(0, 5),
      );
    return manual(
      paths.length === 0
        ? "It has a database, and no migrations that can be read: how its schema changes, nothing shows."
        : "That the migrations were tried on data of production's size, no file shows.",
      paths.length === 0 ? [database?.place ?? []].flat() : newest,
    );
  },
};

interface Run {
  readonly place: Evidence;
  readonly isRestored: boolean;
}

/** Jobs that migrate and do not deploy, with whether they restore a dump before. */
function migratingJobs(service: Service): readonly Run[] {
  const { workspace } = service;
  return jobsAbout(service).flatMap((job): Run[] => {
    if (deployJobOf(job, workspace)) return [];
    const all = job.steps.flatMap((step) => programsOf(step, workspace));
    const at = all.findIndex(({ name, args }) => isMigration(name, args));
    const migration = all[at];
    if (!migration) return [];
    const { path, line } = placeIn(job.workflow, migration.span);
    return [{ place: evidence(path, line, `\`${job.id}\` migrates`), isRestored: all.slice(0, at).some(restores) }];
  });
}

/** Whether a program fills a database with what was dumped from another one: `pg_restore`, `psql < dump.sql`. */
function restores({ name, args, shell }: Program): boolean {
  if (/^(?:pg_restore|mongorestore|mysqlimport|pgcopydb|neonctl|wal-g)$/.test(name)) return true;
  if (!/^(?:psql|mysql|mariadb)$/.test(name)) return false;
  const files = [...args, ...shell.redirects.flatMap(({ operator, target }) => (operator === "<" && target ? [target.text] : []))];
  return files.some((file) => /(?:dump|snapshot|backup|anonymi[sz]ed|production)[\w.-]*\.(?:sql|gz|dump)/i.test(file));
}
