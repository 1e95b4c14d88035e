import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { declare, isUnused } from "../../application/declarations.ts";
import { allOf, type Edits, fixesOf, insertItem, insertServiceKey } from "../../application/edit.ts";
import { isForDevelopment } from "../../application/files.ts";
import { unkeptData } from "../../application/stateful.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "compose/database-without-volume",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The data of a database lies on no volume that has a name.",
  why: `
Without a mount the data lies in the container, or on a volume without a name that belongs to it: after \`docker compose down\`, which every upgrade of the application may run, the database starts empty. A named volume stays.

Silent where the folder is mounted in any way, kept in memory (\`tmpfs\`) or moved elsewhere, about containers that run a client of the database, and in files for tests. In files for developing it is a hint, about queues too; about search engines, which are often filled again, it is information.`,
  examples: [
    {
      title: "A named volume",
      bad: "services:\n  db:\n    image: postgres:17\n",
      good: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - db-data:/var/lib/postgresql/data\n\nvolumes:\n  db-data:\n",
    },
  ],
  links: ["https://docs.docker.com/engine/storage/volumes/"],
  since: "0.4.0",
  fix: "unsafe",
  uncovers: ["compose/unused-declaration"],
  patterns: ["R1"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const application = applicationOf(file, workspace);
    if (isForTests(file.source.path)) return;
    for (const service of application.services) {
      const { own } = service;
      const image = own.file === file ? unkeptData(service) : undefined;
      if (!image) continue;
      const severity = image.kind === "queue" || isForDevelopment(file) ? "hint" : image.kind === "search" ? "info" : undefined;
      report({
        span: own.nameSpan,
        message: `The data of ${image.title} (\`${image.dataDirectories[0]}\`) lies on no named volume, and is gone after \`docker compose down\`. Mount one.`,
        ...(severity ? { severity } : {}),
        fixes:
          image.dataDirectories.length === 1
            ? fixesOf("Keep the data on a named volume", "unsafe", file, withVolume(service, image.dataDirectories[0] as string, workspace))
            : [],
      });
    }
  },
});

/** A named volume at a folder: one that is declared and waits to be used, or a new one. */
function withVolume({ own, application }: ApplicationService, folder: string, workspace: Workspace): Edits {
  const { file, mountList, name } = own;
  const [waiting, ...others] = file.declarations("volumes").filter((one) => isUnused(one, application, workspace));
  const taken = new Set(application.declarations("volumes").map((one) => one.name));
  const isWaiting = waiting !== undefined && others.length === 0 && waiting.name.length > 1;
  const volume = isWaiting ? waiting.name : [`${name}-data`, `${name}_data`, `${name}-database`].find((one) => !taken.has(one));
  if (volume === undefined || !/^[\w.-]+$/.test(volume)) return undefined;
  const item = `${volume}:${folder}`;
  const mounted = mountList.isAbsent ? insertServiceKey(own, "volumes", [item]) : insertItem(file, mountList, item);
  return isWaiting ? mounted : allOf(mounted, declare(file, "volumes", volume));
}

function isForTests(path: string): boolean {
  return /(?:^|[/._-])(?:tests?|testing|ci|e2e|integration|fixtures|testdata)(?:[/._-])/i.test(path);
}
