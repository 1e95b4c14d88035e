import { checklistLabels } from "../knowledge/checklist-labels.ts";
import { readinessItem } from "../knowledge/readiness.ts";
import { parseReadiness } from "../languages/readiness/file.ts";
import { nearest } from "../text/nearest.ts";
import { SourceText } from "../text/source.ts";
import { folderOf } from "../workspace/paths.ts";
import { type DecideContext, decideAll, type NewDecision, type SignOffChange } from "./decide.ts";
import { evidenceFile } from "./evidence.ts";

/** A line with a box. */
export interface ChecklistLine {
  /** Counts from 1. */
  readonly line: number;
  /** As it is written, without the box and what stands before it. */
  readonly text: string;
  readonly isTicked: boolean;
  /** The item that it names; undefined where none is meant beyond doubt. */
  readonly item: string | undefined;
}

export interface ImportContext extends DecideContext {
  /** The Markdown file's path in the workspace; it becomes the evidence. */
  readonly checklist: string;
  /** Who ticked the boxes. */
  readonly by: string;
}

/** The sign-off file with what is ticked, and what became of every box. */
export interface ImportedChecklist extends SignOffChange {
  /** The items that are signed by it, in the order of the list. */
  readonly imported: readonly string[];
  /** The ticked items about which something is decided already: that stays. */
  readonly kept: readonly string[];
  /** The items whose box is empty, or was ticked in one place alone. */
  readonly unticked: readonly string[];
  /** The lines that name no item. */
  readonly unknown: readonly ChecklistLine[];
}

/** The sign-off file with a decision for each ticked item of a Markdown checklist, with that file as evidence. What is decided already stays. */
export function importChecklist(text: string | undefined, context: ImportContext): ImportedChecklist {
  const { path, checklist, by, workspace } = context;
  const lines = readChecklist(workspace.read(checklist) ?? "");
  const items = [...new Set(lines.flatMap(({ item }) => (item === undefined ? [] : [item])))];
  const isTicked = (item: string) => lines.every((line) => line.item !== item || line.isTicked);
  const decided = new Set(text === undefined ? [] : parseReadiness(new SourceText(path, text)).signOffs.map(({ id }) => id));
  const ticked = items.filter(isTicked);
  const imported = ticked.filter((item) => !decided.has(item));
  const decision: NewDecision = { status: "signed", by, evidence: [{ kind: "file", ref: refTo(checklist, context) }] };
  const told = {
    kept: ticked.filter((item) => decided.has(item)),
    unticked: items.filter((item) => !isTicked(item)),
    unknown: lines.filter(({ item }) => item === undefined),
  };
  const refused = (problem: string): ImportedChecklist => ({
    path,
    isNew: false,
    text: text ?? "",
    edits: [],
    problem,
    imported: [],
    ...told,
  });
  if (workspace.read(checklist) === undefined) return refused(`There is no file \`${checklist}\` that can be read.`);
  if (lines.length === 0) return refused(`\`${checklist}\` has no boxes such as \`- [x]\`.`);
  const change = decideAll(
    text,
    imported.map((item) => [item, decision]),
    context,
  );
  return { ...change, imported: change.problem === undefined ? imported : [], ...told };
}

/** How a sign-off file names a file of the workspace: from its own folder where it is below that, else from the root. */
function refTo(file: string, { path, workspace }: DecideContext): string {
  const folder = folderOf(path);
  const below = folder !== "" && file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
  if (evidenceFile(below, path, workspace).path === file) return below;
  // Another file of that name stands beside the sign-off file.
  return `${"../".repeat(folder.split("/").length)}${file}`;
}

/** The boxes of a Markdown file: `- [x]`, also with a backslash before the brackets, and the signs for boxes; not those of code. */
export function readChecklist(markdown: string): readonly ChecklistLine[] {
  const found: ChecklistLine[] = [];
  let fence: string | undefined;
  for (const [i, line] of markdown.split(/\r?\n/).entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
    } else if (mark !== undefined) fence = mark;
    else {
      const box = boxOf(line);
      if (box) found.push({ line: i + 1, ...box, item: itemCalled(box.text) });
    }
  }
  return found;
}

const taskLine = /^[\s>]*(?:[-*+]|\d+[.)])\s+\\?\[([ xX\u2713\u2714]?)\\?\]\s+(\S.*)$/;
/** An empty and a ticked ballot box, a white square, a check mark. */
const signLine = /^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)?([\u2610\u25a1\u2611\u2705])\ufe0f?\s*(\S.*)$/;

function boxOf(line: string): Pick<ChecklistLine, "text" | "isTicked"> | undefined {
  const [, tick, text] = taskLine.exec(line) ?? [];
  if (text !== undefined) return { text: text.trim(), isTicked: tick !== "" && tick !== " " };
  const [, sign, rest] = signLine.exec(line) ?? [];
  return rest === undefined ? undefined : { text: rest.trim(), isTicked: sign === "\u2611" || sign === "\u2705" };
}

/** A longer line is prose. */
const longest = 500;

/** The item that a text names: by its id, else by one of its labels, whatever the punctuation, with notes behind it, and with a slip of the pen. */
export function itemCalled(text: string): string | undefined {
  if (text.length > longest) return undefined;
  const [id] = /\b[a-z]+\.[a-z][a-z-]*\b/.exec(text) ?? [];
  if (id !== undefined && readinessItem(id)) return id;
  const plain = withoutMarkup(text);
  // A note may stand behind: `… (OPS-112)`, `… - Mei, in May`.
  const at = plain.search(/ (?:[-\u2013\u2014]{1,2}|\/\/) |: /);
  for (const one of at < 0 ? [plain] : [plain, plain.slice(0, at)]) {
    const note = plain.slice(one.length);
    const found = byLabel().get(lettersOf(one));
    if (found !== undefined && !isDoubtful(note)) return found;
    const short = byShortLabel().get(lettersOf(one.replace(parentheses, " ")));
    if (short !== undefined && !isDoubtful(`${note} ${[...one.matchAll(parentheses)].join(" ")}`)) return short;
  }
  return slipOf(lettersOf(plain));
}

const parentheses = /\([^()]*\)/g;

function withoutMarkup(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Letters and digits alone, small. */
function lettersOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(/(?<=[^\x20-\x7f]) | (?=[^\x20-\x7f])/g, "")
    .trim();
}

let labels: ReadonlyMap<string, string> | undefined;
let shortLabels: ReadonlyMap<string, string> | undefined;

function byLabel(): ReadonlyMap<string, string> {
  labels ??= new Map(checklistLabels.flatMap(({ id, labels }) => labels.map((label) => [lettersOf(label), id] as const)));
  return labels;
}

/** Labels without what stands in parentheses, where they still say which item is meant. */
function byShortLabel(): ReadonlyMap<string, string> {
  shortLabels ??= new Map(
    checklistLabels.flatMap(({ id, labels }) =>
      labels.map((label) => [lettersOf(label.normalize("NFKC").replace(parentheses, " ")), id] as const),
    ),
  );
  return shortLabels;
}

/** Words that turn a sentence into its opposite; in Chinese the signs for not, without and none. */
const negation = /\b(?:not?|never|without|un(?!it)\w+|non|missing|lacks?|fails?|todo)\b|[\u672a\u6ca1\u4e0d\u65e0]/g;

function isDoubtful(note: string): boolean {
  return note.toLowerCase().search(negation) >= 0;
}

/** The item whose label differs by a letter in ten, and neither in a number nor in a "not". In Chinese a sign is a word: no slips there. */
function slipOf(text: string): string | undefined {
  if (/[^\x20-\x7f]/.test(text)) return undefined;
  const meant = nearest(text, byLabel().keys(), Math.floor(text.length / 10));
  const telling = (one: string) => [...one.matchAll(negation), ...one.matchAll(/\d+/g)].join(" ");
  return meant !== undefined && telling(meant) === telling(text) ? byLabel().get(meant) : undefined;
}
