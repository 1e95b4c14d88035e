import type { Field } from "../languages/yaml/mapping.ts";
import type { ApplicationService } from "./application.ts";
import { settingOf } from "./settings.ts";

/** How many containers a service is said to have, and where. */
export interface Replicas {
  readonly count: number;
  readonly field: Field<number>;
  readonly key: "scale" | "deploy.replicas";
}

/** What says how many containers a service has: `scale`, `deploy.replicas`, or both; not where a variable or another file decides. */
export function replicasOf(service: ApplicationService): readonly Replicas[] {
  if (settingOf(service, ({ deploy }) => deploy.text("mode")).or("replicated") !== "replicated") return [];
  const scale = settingOf(service, ({ mapping }) => mapping.integer("scale"));
  const replicas = settingOf(service, ({ deploy }) => deploy.integer("replicas"));
  const all: readonly Pick<Replicas, "field" | "key">[] = [
    { field: scale, key: "scale" },
    { field: replicas, key: "deploy.replicas" },
  ];
  return all.flatMap(({ field, key }) => (field.value === undefined ? [] : [{ count: field.value, field, key }]));
}

/** The number of containers that a service certainly has when the application is started; undefined where it cannot be known. */
export function replicaCount(service: ApplicationService): number | undefined {
  const scale = settingOf(service, ({ mapping }) => mapping.integer("scale"));
  if (!scale.isAbsent) return scale.value;
  return settingOf(service, ({ deploy }) => deploy.integer("replicas")).or(1);
}
