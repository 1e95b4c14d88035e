import type { Container } from "../languages/kubernetes/model.ts";
import type { Field, Mapping } from "../languages/yaml/mapping.ts";

/** Where the environment of a container is taken from. */
export interface ConfigurationReference {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: Field<string>;
  /** Undefined where all keys are taken. */
  readonly key: Field<string> | undefined;
  /** Whether the container starts without it; undefined where that is not known. */
  readonly isOptional: boolean | undefined;
}

/** The ConfigMaps and Secrets that the environment of a container comes from, in the order of the file. */
export function configurationReferences({ env, envFrom }: Container): readonly ConfigurationReference[] {
  const all: ConfigurationReference[] = [];
  const add = (kind: "ConfigMap" | "Secret", reference: Mapping, hasKey: boolean) => {
    if (!reference.map) return;
    const key = hasKey ? reference.text("key") : undefined;
    all.push({ kind, name: reference.text("name"), key, isOptional: reference.boolean("optional").or(false) });
  };
  for (const source of envFrom) {
    add("ConfigMap", source.mapping("configMapRef"), false);
    add("Secret", source.mapping("secretRef"), false);
  }
  for (const { valueFrom } of env) {
    add("ConfigMap", valueFrom.mapping("configMapKeyRef"), true);
    add("Secret", valueFrom.mapping("secretKeyRef"), true);
  }
  return all;
}
