import { kindOfPlace } from "../../knowledge/workflow-keys.ts";
import type { ActionFile, Job, Step, Workflow } from "../../languages/workflow/model.ts";
import type { YamlEntry, YamlScalar } from "../../languages/yaml/model.ts";
import { placeAt } from "../../languages/yaml/place.ts";
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
  const place = placeAt(file.root, offset);
  if (!place) return undefined;
  const { entry, scalar } = place;
  const path = place.path.map(String);
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
