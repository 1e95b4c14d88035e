import { kindOfPlace } from "../../knowledge/workflow-keys.ts";
import type { ActionFile, Job, Step, Workflow } from "../../languages/workflow/model.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../../languages/yaml/model.ts";
import { type Span, touches } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** What an offset of a file lies on: a key, or the text of a value. */
export interface TreePlace {
  readonly path: readonly string[];
  /** The path as a kind: `jobs.*.needs.#`. */
  readonly kind: string;
  readonly isKey: boolean;
  readonly span: Span;
  /** The entry with the key, or the innermost one around the value. */
  readonly entry: YamlEntry;
  /** Of a value. */
  readonly scalar: YamlScalar | undefined;
  readonly job: Job | undefined;
  readonly step: Step | undefined;
}

/** A place with all that explanations ask for. */
export interface Site {
  readonly file: Workflow | ActionFile;
  readonly offset: number;
  readonly place: TreePlace;
  readonly workspace: Workspace;
  readonly today: string | undefined;
  readonly explainsSyntax: boolean;
}

/** The key or value at an offset; undefined between them, and behind aliases. */
export function treePlaceAt(file: Workflow | ActionFile, offset: number): TreePlace | undefined {
  const path: string[] = [];
  let node: YamlNode | undefined = file.root;
  let entry: YamlEntry | undefined;
  while (node) {
    if (node.alias) return undefined;
    if (node.kind === "scalar") {
      return entry && touches(node.span, offset) ? placeOf(file, offset, path, entry, node) : undefined;
    }
    if (node.kind === "sequence") {
      const index: number = node.items.findIndex(({ value }) => value && !value.alias && touches(value.span, offset));
      if (index < 0) return undefined;
      path.push(String(index));
      node = node.items[index]?.value;
      continue;
    }
    const found: YamlEntry | undefined = node.entries.find(({ span }) => touches(span, offset));
    if (!found) return undefined;
    entry = found;
    path.push(found.key);
    if (touches(found.keySpan, offset)) return placeOf(file, offset, path, found, undefined);
    node = found.value;
  }
  return undefined;
}

function placeOf(
  file: Workflow | ActionFile,
  offset: number,
  path: readonly string[],
  entry: YamlEntry,
  scalar: YamlScalar | undefined,
): TreePlace {
  const job = file.language === "workflow" && path[0] === "jobs" && path[1] !== undefined ? file.job(path[1]) : undefined;
  const steps = file.language === "action" ? file.steps : (job?.steps ?? []);
  return {
    path,
    kind: kindOfPlace(path),
    isKey: scalar === undefined,
    span: scalar?.span ?? entry.keySpan,
    entry,
    scalar,
    job,
    step: steps.findLast(({ span }) => touches(span, offset)),
  };
}
