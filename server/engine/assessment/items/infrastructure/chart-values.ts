import { type Manifest, manifestAt } from "../../../detection/manifest.ts";
import type { ManifestObject } from "../../../languages/kubernetes/model.ts";
import type { YamlEntry } from "../../../languages/yaml/model.ts";
import type { Workspace } from "../../../workspace/workspace.ts";
import type { Evidence } from "../../model.ts";
import { evidence } from "../../verdict.ts";

/** What a chart puts below a key of a template, as long as nobody sets other values. */
export interface ChartValues {
  /** Whether there is something at some keys below it. */
  has(...keys: readonly string[]): boolean;
  isTrue(...keys: readonly string[]): boolean;
  /** The place of a value. */
  at(note: string, ...keys: readonly string[]): Evidence;
}

/** The values that fill in what stands below a key: `resources:` with `{{ toYaml .Values.resources }}` below it, or a `with` of them before it. */
export function chartValues({ file }: ManifestObject, entry: YamlEntry | undefined, workspace: Workspace): ChartValues | undefined {
  const { path } = file.source;
  const chart = /^(.*?\/?)templates\//.exec(path)?.[1];
  if (chart === undefined || file.template !== "helm" || !entry) return undefined;
  const keys = valuesBelow(file.source.text, entry.keySpan.start);
  const values = keys && manifestAt(workspace, `${chart}values.yaml`);
  return values && below(values, keys);
}

function below(values: Manifest, path: readonly string[]): ChartValues {
  return {
    has: (...keys) => values.get(...path, ...keys) !== undefined || values.all(...path, ...keys).length > 0,
    isTrue: (...keys) => values.isTrue(...path, ...keys),
    at: (note, ...keys) => evidence(values.path, (values.get(...path, ...keys) ?? values.all(...path, ...keys)[0])?.line ?? 1, note),
  };
}

/** The path of the values that a template writes right behind a key. */
function valuesBelow(text: string, start: number): readonly string[] | undefined {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const [own = "", next = ""] = text.slice(from).split("\n", 2);
  const before = text.slice(0, from).split("\n").slice(-3).join("\n");
  const named = (line: string) => /\{\{-?\s*toYaml\s+\(?\s*\.Values\.([\w.]+)/.exec(line)?.[1];
  const path =
    named(own) ?? named(next) ?? (/toYaml\s+\./.test(own + next) ? /\{\{-?\s*with\s+\.Values\.([\w.]+)/.exec(before)?.[1] : undefined);
  return path?.split(".");
}
