import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { declare } from "../../application/declarations.ts";
import { allOf, type Edits, fixesOf, insertItem, insertServiceKey } from "../../application/edit.ts";
import { isForDevelopment } from "../../application/files.ts";
import { allOf as allLayers, has, likelyImageOf, settingOf } from "../../application/settings.ts";
import { keepsData, type ServiceImage, serviceImage } from "../../knowledge/service-images.ts";
import type { Mount } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";

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
  patterns: ["R1"],
  check(file, { workspace, report }) {
    if (file.isBroken) return;
    const application = applicationOf(file, workspace);
    if (isForTests(file.source.path)) return;
    for (const service of application.services) {
      const { own } = service;
      if (own.file !== file || !service.isComplete) continue;
      const image = statefulImage(service);
      if (!image || mayKeepData(service, image)) continue;
      const severity = image.kind === "queue" || isForDevelopment(file) ? "hint" : image.kind === "search" ? "info" : undefined;
      report({
        span: own.nameSpan,
        message: `The data of ${image.title} (\`${image.dataDirectories[0]}\`) lies on no named volume, and is gone after \`docker compose down\`. Mount one.`,
        ...(severity ? { severity } : {}),
        fixes:
          image.dataDirectories.length === 1
            ? fixesOf("Keep the data on a named volume", "unsafe", file, withVolume(service, image.dataDirectories[0] as string))
            : [],
      });
    }
  },
});

const stateful: ReadonlySet<ServiceImage["kind"]> = new Set(["database", "storage", "search", "queue"]);

/** What is known of the image of a service that keeps data by it, and runs what the image is for. */
function statefulImage(service: ApplicationService): ServiceImage | undefined {
  const reference = likelyImageOf(service);
  const image = reference === undefined ? undefined : serviceImage(reference);
  if (!image || !stateful.has(image.kind) || image.dataDirectories.length === 0) return undefined;
  // It is built from something else, which only is called so.
  if (has(service, "build") !== false || has(service, "entrypoint") !== false) return undefined;
  const { own, layers } = service;
  const command = layers.find((one) => one.mapping.entryOf("command"))?.command;
  if (command && (command.program === undefined || clients.test(command.program))) return undefined;
  // One that is not started again does its work and ends.
  if (settingOf(service, (layer) => layer.restart).value === "no" && command) return undefined;
  return own.mapping.isKnown ? image : undefined;
}

const clients =
  /^(?:(?:ba|da|a)?sh|psql|pg_\w+|createdb|mysql|mysqldump|mysqladmin|mariadb|mariadb-\w+|mongo|mongosh|mongodump|mongorestore|mongoimport|cqlsh|clickhouse-client|mc|sleep|tail|echo|rabbitmqctl|rabbitmqadmin|kafka-[\w-]+(?<!-server-start)(?<!-server-start\.sh)|cub)(?:\.sh)?$/;

function mayKeepData(service: ApplicationService, image: ServiceImage): boolean {
  if (has(service, "volumes_from") !== false) return true;
  const layers = [...service.layers, ...service.possible];
  if (layers.some(({ mountList, mapping }) => mountList.state === "unknown" || mapping.has("tmpfs") === undefined)) return true;
  const mounts: readonly Mount[] = layers.flatMap((layer) => layer.mounts);
  const memory = layers.flatMap(({ mapping }) => {
    const field = mapping.text("tmpfs").value;
    return field === undefined ? mapping.list("tmpfs").texts : [field];
  });
  if (memory.some((path) => path === undefined || keepsData(image, path.split(":", 1)[0] as string))) return true;
  return mounts.some(({ type, target }) => {
    if (type === "unknown" || type === "other" || target.state !== "known") return true;
    if (keepsData(image, target.value)) return type !== "anonymous";
    // Settings may have moved the data to another mount.
    return type !== "anonymous" && isNamedInSettings(service, target.value);
  });
}

function isNamedInSettings(service: ApplicationService, folder: string): boolean {
  const values = allLayers(service, ({ environment, command }) => [
    ...environment.pairs.map(({ value, hasVariable }) => (hasVariable ? folder : (value ?? ""))),
    ...(command?.nodes.map(({ text }) => text) ?? []),
  ]);
  return values.some((value) => value.includes(folder.replace(/\/+$/, "")));
}

function withVolume({ own, application }: ApplicationService, folder: string): Edits {
  const { file, mountList, name } = own;
  const taken = new Set(application.declarations("volumes").map((one) => one.name));
  const volume = [`${name}-data`, `${name}_data`, `${name}-database`].find((one) => !taken.has(one));
  if (volume === undefined || !/^[\w.-]+$/.test(volume)) return undefined;
  const item = `${volume}:${folder}`;
  return allOf(
    mountList.isAbsent ? insertServiceKey(own, "volumes", [item]) : insertItem(file, mountList, item),
    declare(file, "volumes", volume),
  );
}

function isForTests(path: string): boolean {
  return /(?:^|[/._-])(?:tests?|testing|ci|e2e|integration|fixtures|testdata)(?:[/._-])/i.test(path);
}
