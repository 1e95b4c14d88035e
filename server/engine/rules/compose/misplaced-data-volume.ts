import { applicationOf } from "../../application/application.ts";
import { fixesOf } from "../../application/edit.ts";
import { likelyImageOf, variableOf } from "../../application/settings.ts";
import { statefulImage } from "../../application/stateful.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

const db = (folder: string) =>
  `services:\n  db:\n    image: postgres:18\n    volumes:\n      - db-data:${folder}\n\nvolumes:\n  db-data:\n`;

export default defineRule({
  id: "compose/misplaced-data-volume",
  language: "compose",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A volume is mounted where an older version of the database had its data.",
  why: `
From version 18 on the image of PostgreSQL keeps its data in a folder of the version below \`/var/lib/postgresql\` (\`/var/lib/postgresql/18/docker\`). A volume on \`/var/lib/postgresql/data\`, right up to 17, would stay unused and the data would be lost with the container, so the image refuses to start.

Mount the volume on \`/var/lib/postgresql\`. Data of an older version has to be taken over by a dump or by \`pg_upgrade\` before.

Where the tag names no version it is a warning: the newest image is one of these.

Silent where \`PGDATA\` says where the data lies, where the tag is not known, and about images that are built here.`,
  examples: [{ title: "The folder above", bad: db("/var/lib/postgresql/data"), good: db("/var/lib/postgresql") }],
  links: [
    "https://github.com/docker-library/docs/blob/master/postgres/README.md#pgdata",
    "https://github.com/docker-library/postgres/pull/1259",
  ],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["R1"],
  check(file, { workspace, report }) {
    if (file.isTemplate) return;
    for (const service of applicationOf(file, workspace).services) {
      const image = statefulImage(service);
      const misplaced = image?.misplacedDirectory;
      const folder = image?.dataDirectories[0];
      if (!image || misplaced === undefined || folder === undefined || variableOf(service, "PGDATA") || service.own.envFiles.length > 0)
        continue;
      // Which version a tag without a number is, is known of today alone.
      const isMoving = !/:[^@/]*\d[^/]*$/.test(likelyImageOf(service) ?? "");
      for (const { target, node } of service.own.mounts) {
        if (target.state !== "known" || target.isDefault || target.value.replace(/\/+$/, "") !== misplaced || node.alias) continue;
        report({
          span: target.span,
          ...(isMoving && { severity: "warning" as const }),
          message: `${isMoving ? "The newest" : "This"} version of ${image.title} keeps its data below \`${folder}\`, and does not start with a volume on \`${misplaced}\`. Mount \`${folder}\`, and take over data of older versions before.`,
          fixes: fixesOf(`Mount \`${folder}\``, "unsafe", file, [replace(target.span, folder)]),
        });
      }
    }
  },
});
