import type { Language } from "./languages/index.ts";
import { detectLanguage, parse } from "./languages/parse.ts";
import { type CheckOptions, check } from "./lint.ts";
import type { Finding, Fix, RuleId, Safety } from "./rule.ts";
import { applyEdits, conflicts, insert, type TextEdit } from "./text/edit.ts";
import { SourceText } from "./text/source.ts";
import { overlayWorkspace } from "./workspace/overlay.ts";

export interface FixOptions extends CheckOptions {
  /** `safe` applies safe fixes alone, `unsafe` both kinds. */
  readonly safety: Safety;
  /** Restricts what is fixed to some rules. */
  readonly only?: (rule: RuleId) => boolean;
}

export interface FixResult {
  /** The file's text after the fixes. */
  readonly text: string;
  /** The other files that fixes changed or created, by path. */
  readonly others: ReadonlyMap<string, string>;
  readonly applied: readonly { readonly rule: RuleId; readonly title: string }[];
  /** What is found in the file afterwards. */
  readonly remaining: readonly Finding[];
}

/**
 * After so many rounds, and one for each fix that there is in the first, fixes are taken to give rise to each other, and what stands is kept. Those
 * that add to the end of a file are applied one by one.
 */
const maximumRounds = 20;

type Texts = ReadonlyMap<string, string>;
interface Candidate {
  readonly rule: RuleId;
  readonly fix: Fix;
  /** Tells a refused fix again in a later round. */
  readonly key: string;
}

/**
 * Applies the first suitable fix of every finding, checks again, and goes on until nothing changes: a fix may be what makes
 * the next one possible. Fixes that touch the same characters wait for the next round; one after which a file has more syntax
 * problems than before is not applied.
 */
export function fixAll(source: SourceText, language: Language, options: FixOptions): FixResult {
  let texts: Texts = new Map([[source.path, source.text]]);
  let current = source;
  const applied: { rule: RuleId; title: string }[] = [];
  const refused = new Set<string>();
  // What undoes another fix comes back to a text that was there before.
  const seen = new Set([stateOf(texts)]);
  let rounds = maximumRounds;
  // The host may know better than the path: an unsaved document, a file named by hand.
  const languageOf = (path: string, text: string) => (path === source.path ? language : detectLanguage(path, undefined, () => text));
  for (let round = 0; ; round++) {
    const workspace = overlayWorkspace(options.workspace, round === 0 ? new Map() : texts);
    const remaining = check(current, language, { ...options, workspace });
    const candidates = round < rounds ? candidatesOf(remaining, current, options).filter(({ key }) => !refused.has(key)) : [];
    if (round === 0) rounds += candidates.length;
    const read = (path: string) => texts.get(path) ?? workspace.read(path);
    let batch = disjoint(candidates);
    let next = batch.length > 0 ? applyFixes(batch, texts, read) : undefined;
    if (batch.length > 0 && (!next || breaks(next, texts, read, languageOf))) {
      // One of them is at fault: find the first that stands by itself, and refuse those that do not.
      next = undefined;
      for (const candidate of candidates) {
        const trial = applyFixes([candidate], texts, read);
        if (trial && !breaks(trial, texts, read, languageOf)) {
          next = trial;
          batch = [candidate];
          break;
        }
        refused.add(candidate.key);
      }
    }
    const state = next && stateOf(next);
    if (!next || state === undefined || seen.has(state)) {
      return { text: current.text, others: new Map([...texts].filter(([path]) => path !== source.path)), applied, remaining };
    }
    seen.add(state);
    for (const { rule, fix } of batch) applied.push({ rule, title: fix.title });
    texts = next;
    current = new SourceText(source.path, texts.get(source.path) ?? current.text);
  }
}

function stateOf(texts: Texts): string {
  return JSON.stringify([...texts]);
}

function candidatesOf(findings: readonly Finding[], source: SourceText, options: FixOptions): Candidate[] {
  const candidates: Candidate[] = [];
  for (const finding of findings) {
    if (options.only && !options.only(finding.rule)) continue;
    const fix = finding.fixes?.find((one) => one.safety === "safe" || options.safety === "unsafe");
    if (fix) candidates.push({ rule: finding.rule, fix, key: `${finding.rule}\n${fix.title}\n${source.slice(finding.span)}` });
  }
  return candidates;
}

/** The candidates that touch nothing that an earlier one touches. */
function disjoint(candidates: readonly Candidate[]): Candidate[] {
  const taken = new Map<string, TextEdit[]>();
  return candidates.filter(({ fix }) => {
    const edits = fix.changes.map((change) => [change.path, change.kind === "edit" ? change.edits : [insert(0, change.text)]] as const);
    if (edits.some(([path, list]) => list.some((edit) => taken.get(path)?.some((other) => conflicts(edit, other))))) return false;
    for (const [path, list] of edits) taken.set(path, [...(taken.get(path) ?? []), ...list]);
    return true;
  });
}

/** All texts after the fixes; undefined where a file to be edited is not there, one to be created is, or edits overlap. */
function applyFixes(candidates: readonly Candidate[], texts: Texts, read: (path: string) => string | undefined): Texts | undefined {
  const edits = new Map<string, TextEdit[]>();
  const result = new Map(texts);
  for (const change of candidates.flatMap(({ fix }) => fix.changes)) {
    if (change.kind === "edit") edits.set(change.path, [...(edits.get(change.path) ?? []), ...change.edits]);
    else if (read(change.path) !== undefined) return undefined;
    else result.set(change.path, change.text);
  }
  for (const [path, list] of edits) {
    const before = read(path);
    if (before === undefined) return undefined;
    try {
      result.set(path, applyEdits(before, list));
    } catch {
      return undefined;
    }
  }
  return result;
}

/** Whether a changed file of ours has more syntax problems than before. */
function breaks(
  after: Texts,
  before: Texts,
  read: (path: string) => string | undefined,
  languageOf: (path: string, text: string) => Language | undefined,
): boolean {
  for (const [path, text] of after) {
    const language = languageOf(path, text);
    if (!language || text === before.get(path)) continue;
    const old = read(path);
    const problems = parse(new SourceText(path, text), language).problems.length;
    if (problems > (old === undefined ? 0 : parse(new SourceText(path, old), language).problems.length)) return true;
  }
  return false;
}
