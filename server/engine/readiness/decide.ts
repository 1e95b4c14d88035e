import { readinessItem, readinessItems } from "../knowledge/readiness.ts";
import { parseReadiness } from "../languages/readiness/file.ts";
import type { Decision, ReadinessFile } from "../languages/readiness/model.ts";
import { apart, type Edits, standsApart } from "../languages/yaml/edits.ts";
import * as keys from "../languages/yaml/key-edits.ts";
import { Mapping } from "../languages/yaml/mapping.ts";
import type { YamlEntry, YamlMap } from "../languages/yaml/model.ts";
import { raw, styleOf, type YamlInput } from "../languages/yaml/patch.ts";
import { writeFlow } from "../languages/yaml/write.ts";
import { daysAfter, isDay } from "../text/days.ts";
import { lineEdits } from "../text/diff.ts";
import { applyEdits, remove, type TextEdit } from "../text/edit.ts";
import { SourceText } from "../text/source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { evidenceFile } from "./evidence.ts";
import { fingerprint } from "./fingerprint.ts";
import { type evidenceKinds, readinessType, signOffType } from "./sign-off-type.ts";
import { emptySignOffFile } from "./template.ts";
import { validDays, waiverDays } from "./validity.ts";

/** A person's decision about an item, as it is to be written. The day, fingerprints of files and, where it is not said, the end are added. */
export interface NewDecision {
  readonly status: Decision;
  /** A handle or an address. */
  readonly by: string;
  /** The last day on which it holds. */
  readonly expires?: string | undefined;
  /** A file's `ref` is its path from the sign-off file's folder, or from the root of the workspace. */
  readonly evidence?: readonly NewEvidence[] | undefined;
  readonly note?: string | undefined;
  readonly reason?: string | undefined;
  readonly risk?: string | undefined;
  readonly approvedBy?: string | undefined;
  readonly ticket?: string | undefined;
}

export interface NewEvidence {
  readonly kind: (typeof evidenceKinds)[number];
  readonly ref: string;
  readonly note?: string | undefined;
}

export interface DecideContext {
  /** The sign-off file's. */
  readonly path: string;
  /** The name that a new file gives the service. */
  readonly service: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Evidence is read here. */
  readonly workspace: Workspace;
}

/** A sign-off file as it is to be. */
export interface SignOffChange {
  readonly path: string;
  /** There is none yet. */
  readonly isNew: boolean;
  /** The whole text, as it is to be; with a problem as it was. */
  readonly text: string;
  /** What changes in a file that is there; empty where nothing does. */
  readonly edits: readonly TextEdit[];
  /** Why nothing is to be written, as a sentence. */
  readonly problem?: string | undefined;
}

/**
 * The text of a sign-off file with one decision set, or taken back where none is given. Comments, the order of the other items and the formatting stay; a
 * broken file stays as it is. Without a text a file is made.
 */
export function decide(text: string | undefined, item: string, decision: NewDecision | undefined, context: DecideContext): SignOffChange {
  return decideAll(text, [[item, decision]], context);
}

/** The same for several decisions, of which all are written or none. */
export function decideAll(
  text: string | undefined,
  decisions: readonly (readonly [item: string, decision: NewDecision | undefined])[],
  context: DecideContext,
): SignOffChange {
  const { path } = context;
  const refused = (problem: string): SignOffChange => ({ path, isNew: false, text: text ?? "", edits: [], problem });
  let now = text;
  for (const [item, decision] of decisions) {
    if (!decision && now === undefined) continue;
    const problem = decision && problemWith(item, decision, context);
    if (problem !== undefined) return refused(problem);
    const result = written(now ?? "", item, decision && wantedOf(item, decision, context), context);
    if ("problem" in result) return refused(result.problem);
    now = result.text;
  }
  if (text === undefined || now === undefined) return { path, isNew: now !== undefined, text: now ?? "", edits: [] };
  return { path, isNew: false, text: now, edits: lineEdits(text, now) };
}

/** What would keep a decision from counting, as a sentence. */
function problemWith(
  item: string,
  { status, by, expires, evidence = [], reason, approvedBy }: NewDecision,
  context: DecideContext,
): string | undefined {
  if (!readinessItem(item) && !/^custom\../.test(item)) return `\`${item}\` is no item of the checklist.`;
  if (isBlank(by)) return "A decision says who made it: a handle or an address.";
  if (status === "signed" && evidence.length === 0)
    return "What is signed names its evidence: a file, an address, a run, a ticket or a dashboard.";
  if (status !== "signed" && isBlank(reason)) return `A decision that is \`${status}\` gives a reason.`;
  if (status === "waived" && isBlank(approvedBy)) return "A waiver says who accepted it; somebody else than who asked.";
  if (expires !== undefined && !isDay(expires)) return `\`${expires}\` is no day; a day is written as ${context.today}.`;
  if (expires !== undefined && expires < context.today) return `The decision would have expired already, on ${expires}.`;
  for (const { kind, ref } of evidence) {
    if (isBlank(ref)) return "Evidence names a file or an address.";
    const { path, isThere } = kind === "file" ? evidenceFile(ref, context.path, context.workspace) : { path: "", isThere: undefined };
    if (kind === "file" && (path === "" || isThere === false))
      return `There is no file \`${ref}\` in the workspace that could be evidence.`;
  }
  return undefined;
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}

/** A decision as it is to stand in the file: the texts of its keys, those that are to be absent as undefined. */
interface Wanted {
  readonly texts: Readonly<Record<string, string | undefined>>;
  readonly evidence: readonly Readonly<Record<string, string | undefined>>[];
  /** Keys that stay where they are not given. */
  readonly keeps: ReadonlySet<string>;
}

const order = Object.keys(signOffType.shape);
const rootOrder = Object.keys(readinessType.shape);
const itemOrder = readinessItems.map(({ id }) => id);

function wantedOf(item: string, decision: NewDecision, { path, today, workspace }: DecideContext): Wanted {
  const { status, by, note, reason, risk, approvedBy, ticket } = decision;
  const usual = status === "not-applicable" ? undefined : daysAfter(today, status === "waived" ? waiverDays : validDays(item));
  const evidence = (decision.evidence ?? []).map(({ kind, ref, note }) => {
    const file = kind === "file" ? evidenceFile(ref, path, workspace) : undefined;
    const text = file?.isThere ? workspace.read(file.path) : undefined;
    return { kind, ref: ref.trim(), note: given(note), covers: text === undefined ? undefined : fingerprint(text) };
  });
  return {
    texts: {
      status,
      by: by.trim(),
      on: today,
      expires: decision.expires ?? usual,
      note: given(note),
      reason: given(reason),
      risk: given(risk),
      approvedBy: given(approvedBy),
      ticket: given(ticket),
    },
    // The same thing twice is one piece of evidence.
    evidence: evidence.filter((one, i) => evidence.findIndex((other) => isSame(one, other)) === i),
    // Who renews a waiver is not asked for its risk again.
    keeps: new Set(status === "waived" ? ["risk"] : []),
  };
}

function given(text: string | undefined): string | undefined {
  return isBlank(text) ? undefined : text?.trim();
}

function isSame(one: Readonly<Record<string, string | undefined>>, other: Readonly<Record<string, string | undefined>>): boolean {
  return one.kind === other.kind && one.ref === other.ref;
}

/** More than one decision can take: each step writes or removes one key. */
const maximumSteps = 200;

/** The text after the steps that it takes until the file says what is wanted. */
function written(
  text: string,
  item: string,
  wanted: Wanted | undefined,
  { path, service }: DecideContext,
): { readonly text: string } | { readonly problem: string } {
  let now = text;
  for (let step = 0; step < maximumSteps; step++) {
    const file = parseReadiness(new SourceText(path, now));
    const [problem] = file.problems;
    if (problem) {
      const line = file.source.lineOf(problem.span.start) + 1;
      return { problem: `\`${path}\` is no YAML that can be read (line ${line}), and stays as it is. Mend it first.` };
    }
    const root = file.yaml.documents[0]?.root;
    if (!root && wanted) {
      const eol = file.source.eol;
      const head = now.trim() === "" ? "" : `${now.trimEnd()}${eol}`;
      now = head + emptySignOffFile({ service, level: "standard" }).replaceAll("\n", eol);
      continue;
    }
    const change = firstChange(file, item, wanted);
    if (!change) return { text: now };
    const { edits, removes = false } = change;
    // A comment goes with what it stands beside, and otherwise stays.
    if (!edits || (!removes && keys.losesComment(file, edits))) break;
    now = applyEdits(now, edits);
  }
  return {
    problem: `The decision on \`${item}\` cannot be written into \`${path}\` without changing something else there. Write it by hand.`,
  };
}

interface Change {
  /** Undefined where it cannot be made. */
  readonly edits: Edits;
  readonly removes?: boolean;
}

/** The first thing in a file that is not as it is wanted; undefined where everything is. */
function firstChange(file: ReadinessFile, item: string, wanted: Wanted | undefined): Change | undefined {
  const items = file.root.mapping("items");
  // Of two the last one counts.
  const entry = items.map?.entries.findLast(({ key }) => key === item);
  if (!wanted) return entry && { edits: withBlankLine(file, entry, keys.removeKey(file, entry)), removes: true };
  if (!entry) return { edits: insertItem(file, items, item, wanted) };
  const mapping = Mapping.of(file, entry.value, entry);
  if (!mapping.isKnown) return { edits: keys.setValue(file, entry, decisionInput(file, wanted)) };
  return changeOfTexts(file, mapping, order, wanted.texts, wanted.keeps) ?? changeOfEvidence(file, mapping, wanted.evidence);
}

function insertItem(file: ReadinessFile, items: Mapping, item: string, wanted: Wanted): Edits {
  const value = decisionInput(file, wanted);
  const { map, entry } = items;
  if (!map) return items.isAbsent && file.root.map ? keys.insertKey(file, file.root, "items", { [item]: value }, rootOrder) : undefined;
  // What a generator leaves open is `{}`, in which nobody wants to write on.
  if (map.isFlow && map.entries.length === 0 && entry) return keys.setValue(file, entry, { [item]: value });
  const edits = aboveComments(file, map, keys.insertKey(file, items, item, value, itemOrder));
  return !map.isFlow && standsApart(file.source, map) ? apart(edits, file.source.eol) : edits;
}

/** What is written before the first item, moved above the comments that belong to that one. */
function aboveComments({ source: { text } }: ReadinessFile, { entries: [first], isFlow }: YamlMap, edits: Edits): Edits {
  const [edit] = edits ?? [];
  if (!edit || !first || isFlow || edit.span.start !== first.span.start) return edits;
  const indent = text.slice(text.lastIndexOf("\n", first.span.start - 1) + 1, first.span.start);
  let start = first.span.start;
  for (;;) {
    const line = text.lastIndexOf("\n", start - indent.length - 2) + 1;
    if (line + indent.length >= start || !text.startsWith(`${indent}#`, line)) break;
    start = line + indent.length;
  }
  return [{ ...edit, span: { start, end: start } }];
}

/** What is removed from between two empty lines, or from the head of the items, goes with the empty line behind it. */
function withBlankLine({ source: { text } }: ReadinessFile, entry: YamlEntry, edits: Edits): Edits {
  const [edit] = edits ?? [];
  if (edit?.text !== "") return edits;
  const { start, end } = edit.span;
  const before = /\n([ \t]*\r?\n)$/.exec(text.slice(Math.max(0, start - 200), start))?.[1] ?? "";
  if (before === "" && entry.map.entries[0] !== entry) return edits;
  if (end >= text.length) return [remove({ start: start - before.length, end })];
  const behind = /^[ \t]*\r?\n/.exec(text.slice(end, end + 200))?.[0] ?? "";
  return [remove({ start, end: end + behind.length })];
}

function decisionInput(file: ReadinessFile, { texts, evidence }: Wanted): YamlInput {
  const entries = order.flatMap((key): [string, YamlInput][] => {
    if (key === "evidence") return evidence.length === 0 ? [] : [[key, evidence.map((one) => evidenceInput(file, one))]];
    const text = texts[key];
    return text === undefined ? [] : [[key, textInput(text)]];
  });
  return Object.fromEntries(entries);
}

/** On one line, as people write it. */
function evidenceInput(file: ReadinessFile, texts: Readonly<Record<string, string | undefined>>): YamlInput {
  const entries = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return raw(writeFlow(Object.fromEntries(entries), styleOf(file.yaml)).inline);
}

/** Days need no quotes here: everything in the file is text. */
function textInput(text: string): YamlInput {
  return isDay(text) ? raw(text) : text;
}

/** Sets, writes or removes the first key whose text is another one. */
function changeOfTexts(
  file: ReadinessFile,
  mapping: Mapping,
  inOrder: readonly string[],
  texts: Readonly<Record<string, string | undefined>>,
  keeps: ReadonlySet<string> = new Set(),
): Change | undefined {
  for (const key of inOrder) {
    if (!(key in texts)) continue;
    const text = texts[key];
    const entry = mapping.entryOf(key);
    if (text === undefined) {
      if (entry && !keeps.has(key)) return { edits: keys.removeKey(file, entry), removes: true };
    } else if (!entry || mapping.has(key) === false) {
      return { edits: keys.insertKey(file, mapping, key, textInput(text), inOrder) };
    } else if (mapping.text(key).value !== text) return { edits: setText(file, entry, text) };
  }
  return undefined;
}

function setText(file: ReadinessFile, entry: YamlEntry, text: string): Edits {
  return keys.setValue(file, entry, textInput(text));
}

const evidenceOrder = ["kind", "ref", "note", "covers"];

/** What is missing is added before what is too much goes, so that the list never is empty and keeps its form. */
function changeOfEvidence(file: ReadinessFile, mapping: Mapping, wanted: Wanted["evidence"]): Change | undefined {
  const entry = mapping.entryOf("evidence");
  if (wanted.length === 0) return entry && { edits: keys.removeKey(file, entry), removes: true };
  const list = mapping.list("evidence");
  const input = wanted.map((one) => evidenceInput(file, one));
  if (!entry || list.isAbsent || list.sequence?.items.length === 0) {
    return { edits: entry && list.sequence ? keys.setValue(file, entry, input) : keys.insertKey(file, mapping, "evidence", input, order) };
  }
  if (!list.sequence) return { edits: keys.setValue(file, entry, input) };
  const there = list.sequence.items.map(({ value }) => Mapping.of(file, value));
  const isThis = (one: Mapping, other: Wanted["evidence"][number]) =>
    one.text("kind").value === other.kind && one.text("ref").value === other.ref;
  for (const one of wanted) {
    const own = there.find((other) => isThis(other, one));
    if (!own) return { edits: keys.insertItem(file, list, evidenceInput(file, one)) };
    const change = changeOfTexts(file, own, evidenceOrder, one);
    if (change) return change;
  }
  const extra = there.findIndex(
    (one, i) => !wanted.some((other) => isThis(one, other) && there.findIndex((own) => isThis(own, other)) === i),
  );
  return extra < 0 ? undefined : { edits: keys.removeItem(file, list, extra), removes: true };
}
