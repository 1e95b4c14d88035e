import { keepsData, type ServiceImage, serviceImage } from "../knowledge/service-images.ts";
import type { Mount } from "../languages/compose/model.ts";
import type { ApplicationService } from "./application.ts";
import { allOf, has, likelyImageOf, settingOf } from "./settings.ts";

/** What is known of the image of a service that keeps its data on no volume with a name; undefined where there is no such data, or where it may lie on one. */
export function unkeptData(service: ApplicationService): ServiceImage | undefined {
  const image = service.isComplete && !isForTests(service) ? statefulImage(service) : undefined;
  return image && !mayKeepData(service, image) ? image : undefined;
}

const stateful: ReadonlySet<ServiceImage["kind"]> = new Set(["database", "storage", "search", "queue"]);

/** What is known of the image of a service that keeps data by it, and runs what the image is for. */
export function statefulImage(service: ApplicationService): ServiceImage | undefined {
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
  const values = allOf(service, ({ environment, command }) => [
    ...environment.pairs.map(({ value, hasVariable }) => (hasVariable ? folder : (value ?? ""))),
    ...(command?.nodes.map(({ text }) => text) ?? []),
  ]);
  return values.some((value) => value.includes(folder.replace(/\/+$/, "")));
}

/** A database for tests starts empty on purpose. */
function isForTests({ name, layers }: ApplicationService): boolean {
  const names = [name, ...layers.flatMap(({ profiles }) => profiles.texts)];
  return names.some((one) => one !== undefined && /(?:^|[._-])(?:tests?|testing|ci|e2e|integration)(?:[._-]|$)/i.test(one));
}
