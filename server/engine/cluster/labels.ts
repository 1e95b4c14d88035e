import type { List, Mapping } from "../languages/yaml/mapping.ts";

/** The labels of pods, as far as they are known. */
export interface Labels {
  /** A value that is not known is undefined. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** There may be more than are seen. */
  readonly isOpen: boolean;
}

export interface LabelExpression {
  readonly key: string | undefined;
  readonly operator: string | undefined;
  /** Undefined where one of them is not known. */
  readonly values: readonly string[] | undefined;
}

/** What selects pods. */
export interface LabelSelector {
  readonly matchLabels: Labels;
  readonly expressions: readonly LabelExpression[];
  /** It says nothing at all, and so selects everything (or, in a Service, nothing). */
  readonly isEmpty: boolean;
  /** There may be more than is seen. */
  readonly isOpen: boolean;
}

/** The labels in a map. */
export function labelsOf(mapping: Mapping): Labels {
  const values = new Map<string, string | undefined>();
  for (const { key } of mapping.entries) values.set(key, mapping.text(key).value);
  return { values, isOpen: mapping.isOpen };
}

/** The selector that a map of labels is, as Services have it. */
export function plainSelectorOf(mapping: Mapping): LabelSelector {
  const matchLabels = labelsOf(mapping);
  return { matchLabels, expressions: [], isEmpty: matchLabels.values.size === 0 && !matchLabels.isOpen, isOpen: matchLabels.isOpen };
}

/** A selector with `matchLabels` and `matchExpressions`. */
export function selectorOf(mapping: Mapping): LabelSelector {
  const matchLabels = labelsOf(mapping.mapping("matchLabels"));
  const list = mapping.list("matchExpressions");
  const expressions = list.mappings.map((item): LabelExpression => {
    const values = item.list("values");
    return {
      key: item.text("key").value,
      operator: item.text("operator").value,
      values: values.isAbsent ? [] : valuesOf(values),
    };
  });
  const isOpen = mapping.isOpen || matchLabels.isOpen || list.isOpen;
  return { matchLabels, expressions, isEmpty: matchLabels.values.size === 0 && expressions.length === 0 && !isOpen, isOpen };
}

function valuesOf(list: List): readonly string[] | undefined {
  return list.known;
}

/** Whether a selector selects pods with these labels; undefined where that cannot be known. An empty one selects them. */
export function selects({ matchLabels, expressions, isOpen }: LabelSelector, labels: Labels): boolean | undefined {
  let result: boolean | undefined = isOpen ? undefined : true;
  for (const [key, wanted] of matchLabels.values) {
    const has = hasValue(labels, key, wanted);
    if (has === false) return false;
    if (has === undefined) result = undefined;
  }
  for (const expression of expressions) {
    const is = fits(expression, labels);
    if (is === false) return false;
    if (is === undefined) result = undefined;
  }
  return result;
}

function hasValue({ values, isOpen }: Labels, key: string, wanted: string | undefined): boolean | undefined {
  if (!values.has(key)) return isOpen ? undefined : false;
  const value = values.get(key);
  return value === undefined || wanted === undefined ? undefined : value === wanted;
}

function fits({ key, operator, values }: LabelExpression, labels: Labels): boolean | undefined {
  if (key === undefined) return undefined;
  const has = labels.values.has(key) ? true : labels.isOpen ? undefined : false;
  if (operator === "Exists") return has;
  if (operator === "DoesNotExist") return has === undefined ? undefined : !has;
  if ((operator !== "In" && operator !== "NotIn") || !values) return undefined;
  const value = labels.values.get(key);
  // A label that is not there is in no list.
  const isIn = has === false ? false : value === undefined ? undefined : values.includes(value);
  if (isIn === undefined) return undefined;
  return operator === "In" ? isIn : !isIn;
}
