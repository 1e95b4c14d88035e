import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { peersOf } from "../peers.ts";
import type { Rule, RuleId, Severity } from "../rule.ts";
import { type PeerSettings, settingsRoot } from "./peer-settings.ts";

/** `0` switches a rule off. */
const severityOf: readonly (Severity | undefined)[] = [undefined, "warning", "error"];

/** The groups of keys in a service, in the order in which dclint wants them. Source: docs/rules/service-keys-order-rule.md of version 3.1. */
const keyGroups: Readonly<Record<string, readonly string[]>> = {
  "Core Definitions": ["image", "build", "container_name"],
  "Service Dependencies": ["depends_on"],
  "Data Management and Configuration": ["volumes", "volumes_from", "configs", "secrets"],
  "Environment Configuration": ["environment", "env_file"],
  Networking: ["ports", "networks", "network_mode", "extra_hosts"],
  "Runtime Behavior": ["command", "entrypoint", "working_dir", "restart", "healthcheck"],
  "Operational Metadata": ["logging", "labels"],
  "Security and Execution Context": ["user", "isolation"],
};

/** Source: docs/rules/top-level-properties-order-rule.md; extensions (`x-`) have no place of their own here. */
const topLevel = ["version", "name", "include", "services", "networks", "volumes", "secrets", "configs"];

/**
 * Reads `rules` and `exclude` of dclint's settings (https://github.com/zavoloklom/docker-compose-linter#configuration), in YAML or JSON, or below the key
 * `dclint` of a `package.json`: levels, the orders of keys, the tags that are not allowed, and the files that are left out. Undefined for a `package.json` that says nothing of it.
 * What is wrong in it is dclint's to tell. Never throws.
 */
export function readDclintSettings(text: string, rules: readonly Rule[], path = ".dclintrc"): PeerSettings | undefined {
  const isPackage = /(?:^|\/)package\.json$/.test(path);
  // A package's file is only read where it can say something.
  const file = isPackage && !text.includes('"dclint"') ? undefined : settingsRoot(text);
  const root = isPackage ? file?.get("dclint") : file;
  if (isPackage && !isMap(root)) return undefined;
  const ignored = new Set<RuleId>();
  const severities = new Map<RuleId, Severity>();
  const options = new Map<RuleId, Readonly<Record<string, unknown>>>();
  const orders: Record<string, readonly string[]> = { service: Object.values(keyGroups).flat(), root: topLevel };
  const settings = isMap(root) ? root.get("rules") : undefined;
  for (const { key, value } of isMap(settings) ? settings.items : []) {
    const name = isScalar(key) ? String(key.value) : "";
    const level = levelOf(isSeq(value) ? value.items[0] : value);
    const given = isSeq(value) && isMap(value.items[1]) ? value.items[1] : undefined;
    if (level === undefined) continue;
    if (name === "service-keys-order" || name === "top-level-properties-order") {
      // Two rules of dclint's are one here, and each is switched off by an order without keys.
      if (name === "service-keys-order") orders.service = level === 0 ? [] : serviceOrder(given);
      else orders.root = level === 0 ? [] : (listOf(given?.get("customOrder")) ?? topLevel);
    }
    const tags = name === "service-image-require-explicit-tag" ? listOf(given?.get("prohibitedTags")) : undefined;
    if (tags) for (const rule of peersOf(rules).known("dclint", name)) options.set(rule, { tags });
    for (const rule of name === "top-level-properties-order" ? [] : peersOf(rules).known("dclint", name)) {
      const severity = severityOf[level];
      if (severity) severities.set(rule, severity);
      else if (name !== "service-keys-order") ignored.add(rule);
    }
  }
  for (const rule of peersOf(rules).known("dclint", "service-keys-order")) options.set(rule, orders);
  const exclude = isMap(root) ? listOf(root.get("exclude")) : undefined;
  return {
    ignored,
    severities,
    options,
    ...(exclude && { excluded: exclude.filter((part) => part !== "") }),
  };
}

function levelOf(node: unknown): 0 | 1 | 2 | undefined {
  const level = isScalar(node) ? node.value : undefined;
  return level === 0 || level === 1 || level === 2 ? level : undefined;
}

function listOf(node: unknown): readonly string[] | undefined {
  if (!isSeq(node)) return undefined;
  return node.items.flatMap((item) => (isScalar(item) && typeof item.value === "string" ? [item.value] : []));
}

/** The keys of the groups in their order, as far as the options do not say otherwise. */
function serviceOrder(given: YAMLMap | undefined): readonly string[] {
  const groups = given?.get("groups");
  const order = listOf(given?.get("groupOrder")) ?? Object.keys(keyGroups);
  return order.flatMap(
    (group) =>
      (isMap(groups) ? listOf(groups.get(group)) : undefined) ?? (Object.hasOwn(keyGroups, group) ? keyGroups[group] : undefined) ?? [],
  );
}
