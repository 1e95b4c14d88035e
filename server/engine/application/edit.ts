import type { ComposeFile, Service } from "../languages/compose/model.ts";
import type { Edits } from "../languages/yaml/edits.ts";
import * as keys from "../languages/yaml/key-edits.ts";
import type { Field, List, Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry, YamlScalar } from "../languages/yaml/model.ts";
import { styleOf, type YamlInput } from "../languages/yaml/patch.ts";
import type { Fix, Safety } from "../rule.ts";
import { replace } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

/*
 * The edits that fixes of Compose files share. They write keys in house order, in the file's own indent, style and line breaks, and keep its comments.
 * Each gives undefined where nothing is to be changed or it cannot be done safely: behind an alias and in what one repeats.
 */
export { allOf, type Edits } from "../languages/yaml/edits.ts";
export { flow, placeholder, raw, type YamlInput } from "../languages/yaml/patch.ts";

/** The fix as a list, for `fixes` of a problem; empty where there are no edits, and where the file is broken: a new key could land anywhere then. */
export function fixesOf(title: string, safety: Safety, file: ComposeFile, edits: Edits): readonly Fix[] {
  if (!edits || edits.length === 0 || file.isBroken || keys.losesComment(file, edits)) return [];
  return [{ title, safety, changes: [{ kind: "edit", path: file.source.path, edits }] }];
}

/** Writes a key of a service, in house order. */
export function insertServiceKey({ file, mapping }: Service, key: string, value: YamlInput): Edits {
  return keys.insertKey(file, mapping, key, value, orders.service);
}

/** Writes a value at the end of a path of keys below a service, with the maps on the way that are not there yet: `["deploy", "resources", "limits", "memory"]`. */
export function insertServiceAt({ file, mapping }: Service, path: readonly [string, ...string[]], value: YamlInput): Edits {
  return keys.insertAt(file, mapping, path, value, (below) => (below === mapping ? orders.service : orderIn(below)));
}

/** Writes a value at the end of a path of keys below any map of a file, with the maps on the way that are not there yet. */
export function insertAt(file: ComposeFile, mapping: Mapping, path: readonly [string, ...string[]], value: YamlInput): Edits {
  return keys.insertAt(file, mapping, path, value, (below) => (below === file.root ? orders.root : orderIn(below)));
}

/** Writes a key of any map of a file, in house order where its place has one. */
export function insertKey(file: ComposeFile, mapping: Mapping, key: string, value: YamlInput): Edits {
  return keys.insertKey(file, mapping, key, value, mapping === file.root ? orders.root : orderIn(mapping));
}

/** Gives a key another value, whatever it had. */
export const setValue = (file: ComposeFile, target: YamlEntry | Field<unknown>, value: YamlInput): Edits =>
  keys.setValue(file, target, value);

/** Takes a key away with its value and its comments; a map that is left without keys becomes `{}`. */
export const removeKey = (file: ComposeFile, target: YamlEntry | Field<unknown>): Edits => keys.removeKey(file, target);

/** Gives a key another name. */
export const renameKey = (file: ComposeFile, entry: YamlEntry, key: string): Edits => keys.renameKey(file, entry, key);

/** Puts another text in the place of a scalar, in the quotes that it has. */
export const replaceScalar = (file: ComposeFile, field: Field<unknown>, text: string): Edits => keys.replaceScalar(file, field, text);

/** Puts another text in the place of a part of a scalar, such as one port of a mapping; `span` is of the file. The text must be none that has to be quoted. */
export function rewrite(file: ComposeFile, node: YamlScalar, span: Span, text: string): Edits {
  if (node.alias || node.style === "literal" || node.style === "folded" || !/^[\w./[][\w.:/[\]-]*$/.test(text)) return undefined;
  return keys.safe(file, [replace(span, text)], node.span);
}

/** Puts a plain scalar in the file's quotes; undefined where its text would have to be escaped. It stays what it was, for aliases of it as well. */
export function quote({ yaml }: ComposeFile, node: YamlScalar): Edits {
  if (node.alias || node.tag || node.style !== "plain" || /["'\\\s]/.test(node.text)) return undefined;
  const { quote: mark } = styleOf(yaml);
  return [replace(node.span, `${mark}${node.text}${mark}`)];
}

/** Adds an item to a list, at its end or so that it gets the given index. */
export const insertItem = (file: ComposeFile, list: List, value: YamlInput, index?: number): Edits =>
  keys.insertItem(file, list, value, index);

/** Takes an item away; a list that is left without items becomes `[]`. */
export const removeItem = (file: ComposeFile, list: List, index: number): Edits => keys.removeItem(file, list, index);

/** The same, with the key of the list where the item is its only one. */
export function withdrawItem(file: ComposeFile, list: List, index: number): Edits {
  return list.entry && list.sequence?.items.length === 1 ? removeKey(file, list.entry) : removeItem(file, list, index);
}

/*
 * The house order of keys: what a service is made of before how it runs, then what it is given and joined to, then how it is kept alive and within
 * bounds.
 */
export const orders = {
  root: ["name", "version", "include", "services", "networks", "volumes", "configs", "secrets", "models"],
  service: [
    ...["extends", "image", "build", "provider", "platform", "pull_policy", "container_name", "hostname", "profiles", "scale"],
    ...["entrypoint", "command", "init", "working_dir", "user", "group_add", "depends_on", "links", "environment", "env_file"],
    ...["configs", "secrets", "models", "labels", "ports", "expose", "networks", "network_mode", "volumes", "volumes_from", "tmpfs"],
    ...["restart", "healthcheck", "stop_signal", "stop_grace_period", "deploy", "mem_limit", "cpus", "pids_limit", "read_only"],
    ...["privileged", "cap_add", "cap_drop", "security_opt", "logging"],
  ],
} as const;

const below: Readonly<Record<string, readonly string[]>> = {
  healthcheck: ["test", "interval", "timeout", "retries", "start_period", "start_interval", "disable"],
  build: ["context", "dockerfile", "dockerfile_inline", "target", "args", "additional_contexts", "cache_from", "cache_to", "platforms"],
  deploy: ["mode", "replicas", "endpoint_mode", "placement", "update_config", "rollback_config", "restart_policy", "resources", "labels"],
  resources: ["limits", "reservations"],
  limits: ["cpus", "memory", "pids"],
  reservations: ["cpus", "memory", "devices"],
  update_config: ["parallelism", "delay", "order", "failure_action", "monitor", "max_failure_ratio"],
  rollback_config: ["parallelism", "delay", "order", "failure_action", "monitor", "max_failure_ratio"],
  restart_policy: ["condition", "delay", "max_attempts", "window"],
  logging: ["driver", "options"],
};

function orderIn({ entry }: Mapping): readonly string[] | undefined {
  return entry && below[entry.key];
}
