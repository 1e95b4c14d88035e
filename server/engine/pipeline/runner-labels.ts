import type { Job, Text } from "../languages/workflow/model.ts";
import type { YamlNode, YamlScalar } from "../languages/yaml/model.ts";
import { rememberFor } from "../text/remember.ts";

/** A label of a runner, where it is written: in `runs-on`, or in the matrix that `runs-on` takes it from. */
export interface RunnerLabel {
  readonly label: string;
  readonly node: YamlScalar;
}

/** The labels of a job's runner that are written in its file, each place once. */
export const runnerLabels: (job: Job) => readonly RunnerLabel[] = rememberFor((job: Job): readonly RunnerLabel[] => {
  const nodes = (job.runsOn?.labels ?? []).flatMap((text) => (text.literal === undefined ? matrixNodes(job, text) : [text.node]));
  const scalars = nodes.filter(
    (node): node is YamlScalar => node?.kind === "scalar" && node.text !== "" && !/\$\{\{|\{\{|^\$[a-z-]+$/.test(node.text),
  );
  return [...new Set(scalars)].map((node) => ({ label: node.text, node }));
});

/** The values of `matrix.os` where the whole text is that; lists in it hold labels as well. */
function matrixNodes({ strategy }: Job, { whole }: Text): readonly (YamlNode | undefined)[] {
  const root = whole?.expression.root;
  if (root?.kind !== "context" || root.name !== "matrix" || !strategy) return [];
  const names = root.segments.flatMap((segment) => (segment.kind === "name" ? [segment.name.toLowerCase()] : []));
  if (names.length === 0 || names.length < root.segments.length) return [];
  const [first, ...path] = names;
  const values: (YamlNode | undefined)[] = strategy.rows.flatMap(({ name, values }) =>
    name.toLowerCase() === first ? (values ?? []) : [],
  );
  for (const item of strategy.include?.kind === "sequence" ? strategy.include.items : []) {
    if (item.value?.kind === "map") values.push(below(item.value, first ?? ""));
  }
  return values
    .map((value) => path.reduce<YamlNode | undefined>(below, value))
    .flatMap((value) => (value?.kind === "sequence" ? value.items.map((item) => item.value) : [value]));
}

function below(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return node?.kind === "map" ? node.entries.find(({ key }) => key.toLowerCase() === name)?.value : undefined;
}
