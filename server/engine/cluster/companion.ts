import type { Workload } from "../languages/kubernetes/model.ts";
import { resolvePlain } from "../languages/kubernetes/scalar.ts";
import { ownLabels } from "./spreading.ts";

/**
 * The YAML of an object that goes along with a workload: of its name, in its namespace. `spec` is given the lines of the labels that select its pods,
 * indented by six. Undefined where name, namespace or labels are not known.
 */
export function companionText(workload: Workload, apiVersion: string, kind: string, spec: (labels: string) => string): string | undefined {
  const { object } = workload;
  const labels = ownLabels(workload);
  const name = object.name.value;
  if (!labels || name === undefined || object.namespace.isUnknown) return undefined;
  const lines = Object.entries(labels).map(([key, value]) => `      ${key}: ${written(value)}\n`);
  const namespace = object.namespace.value === undefined ? "" : `  namespace: ${object.namespace.value}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace}spec:\n${spec(lines.join(""))}`;
}

/** A label's value, in quotes where it would be read as something else without. */
function written(value: string): string {
  return /^[A-Za-z][\w./-]*$/.test(value) && resolvePlain(value) === value ? value : JSON.stringify(value);
}
