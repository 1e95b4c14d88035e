import type { SourceText } from "../../text/source.ts";
import type { Field, Mapping, Masks } from "../yaml/mapping.ts";
import type { YamlComment, YamlEntry, YamlFile, YamlNode, YamlProblem } from "../yaml/model.ts";

/** What a person can have decided about an item. */
export const decisions = ["signed", "waived", "not-applicable"] as const;
export type Decision = (typeof decisions)[number];

/** The sign-off file: what people decided about the items of the readiness checklist. */
export interface ReadinessFile extends Masks {
  readonly language: "readiness";
  readonly source: SourceText;
  readonly yaml: YamlFile;
  /** It is no YAML: nothing is said to be missing. */
  readonly isBroken: boolean;
  readonly problems: readonly YamlProblem[];
  readonly comments: readonly YamlComment[];
  readonly root: Mapping;
  readonly service: Field<string>;
  readonly level: Field<string>;
  /** The decisions, in the order of the file. */
  readonly signOffs: readonly SignOff[];
}

/** What was decided about one item. */
export interface SignOff {
  readonly id: string;
  readonly entry: YamlEntry;
  readonly mapping: Mapping;
  readonly decision: Decision | undefined;
  /** Days as `YYYY-MM-DD`; undefined where they are absent or no days. */
  readonly on: Day | undefined;
  readonly expires: Day | undefined;
  readonly evidence: readonly Evidence[];
}

export interface Day {
  readonly value: string;
  readonly node: YamlNode;
}

/** What a decision stands on. */
export interface Evidence {
  readonly mapping: Mapping;
  readonly node: YamlNode;
  readonly kind: Field<string>;
  readonly ref: Field<string>;
  /** The start of the Git object name of the file as it was signed. */
  readonly covers: Field<string>;
}
