import type { GeneratedFile, Plan } from "../model.ts";
import { ownPath } from "../pipeline/names.ts";

/** How the schema is changed so that a rollback stays possible. */
export function migrations(plan: Plan): GeneratedFile {
  const { services, service, strategy, target } = plan.answers;
  const { migrate } = plan.application.tasks;
  const isPostgres = services.includes("postgres");
  const side =
    target === "kubernetes"
      ? {
          rolling: "while pods are replaced",
          "blue-green": "for as long as the old slot is kept",
          canary: "for as long as the canary has its share",
        }[strategy]
      : "until the old containers are gone";
  return {
    path: ownPath("docs/migrations.md", plan),
    about: "How the schema is changed so that a rollback stays possible",
    text: `# Changing the schema of ${service}

Two versions of the program use one database ${side}, and after a rollback the older one uses it alone. So every migration has to leave the version that runs in working order. \`${migrate?.value}\` runs before the new version gets requests.

## Expand, then contract

A change that takes something away is made in steps, each a release of its own, and each can be rolled back by one:

1. **Expand**: add the new column, table or index. What is added may be empty or has a default. The old version does not notice.
2. **Write both**: the program writes the old and the new, and reads the old.
3. **Fill**: copy what was there before, in batches of some thousand rows, outside of the migration.
4. **Read the new**: the program reads the new, and still writes both.
5. **Contract**: once no version that needs the old can come back, at the earliest a week after, take it away.

| Instead of | Do |
| --- | --- |
| renaming a column | add one, write both, fill, read the new one, drop the old one |
| changing a type | the same, with a column of the new type |
| \`NOT NULL\` on a column that is there | ${isPostgres ? "add `CHECK (x IS NOT NULL) NOT VALID`, fill, `VALIDATE CONSTRAINT`, then `SET NOT NULL`" : "give it a default, fill, then set it"} |
| dropping a column | first a release whose code does not name it, also not in \`SELECT *\` or a model |
| an index on a large table | ${isPostgres ? "`CREATE INDEX CONCURRENTLY`, in a migration of its own without a transaction" : "build it online, outside of busy hours"} |
| a unique constraint | find and mend what is double, then add it${isPostgres ? " by way of an index that was built concurrently" : ""} |

## Before it is merged

- It ran on a copy of production's data, and the time that it took is in the pull request. Beyond a minute it is not a migration but a job.
- It waits for no lock for long: ${isPostgres ? "`SET lock_timeout = '5s'` stands at its top" : "its time-out for locks is set to a few seconds"}, and it may be run again.
- The version before passes its tests against the new schema.
- A step that destroys data says so in its title, and a backup from the same day is there.

When something went wrong all the same: [Database](runbooks/rollback.md#database).
`,
  };
}
