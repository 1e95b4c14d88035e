// Laws 1 and 4 tried on one file: every fix of every finding, under every rule.

import type { CheckOptions } from "../../server/engine/index.ts";
import {
  applyEdits,
  type Change,
  check,
  detectLanguage,
  type Finding,
  type Fix,
  findRule,
  fixAll,
  type Language,
  parse,
  SourceText,
  type Workspace,
} from "../../server/engine/index.ts";
import type { AnyFile } from "../../server/engine/languages/index.ts";
import { overlayWorkspace } from "../../server/engine/workspace/overlay.ts";

export interface Trial {
  readonly findings: readonly Finding[];
  readonly fixes: number;
  /** Each a sentence that names rule, fix and law broken. */
  readonly breaches: readonly string[];
}

/** How far the trial of a file has come: so many fixes have been tried by themselves, of how many. */
export interface Progress {
  readonly tried: number;
  readonly fixes: number;
}

/** Tries all fixes of a file. Never throws: what throws is a breach. */
export function tryLaws(source: SourceText, language: Language, options: CheckOptions): Trial {
  const steps = lawSteps(source, language, options);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same step by step, each of which is told of before it is taken: one fix, and in the end all of them together. */
export function* lawSteps(source: SourceText, language: Language, options: CheckOptions): Generator<Progress, Trial> {
  const breaches: string[] = [];
  const onFault = (rule: string, fault: unknown) => breaches.push(`${rule} threw: ${fault instanceof Error ? fault.stack : fault}`);
  const guarded = { ...options, onFault };
  let findings: Finding[] = [];
  let tried = 0;
  try {
    findings = check(source, language, guarded);
    const fixes = findings.reduce((sum, finding) => sum + (finding.fixes?.length ?? 0), 0);
    for (const finding of findings) {
      if (finding.span.start < 0 || finding.span.end > source.text.length || finding.span.end < finding.span.start) {
        breaches.push(`${finding.rule}: the finding lies outside the text`);
      }
      for (const fix of finding.fixes ?? []) {
        yield { tried: tried++, fixes };
        for (const breach of tryFix(source, language, guarded, findings, finding, fix))
          breaches.push(`${finding.rule}, "${fix.title}": ${breach}`);
      }
    }
    yield { tried, fixes };
    for (const safety of ["safe", "unsafe"] as const) {
      const once = fixAll(source, language, { ...guarded, safety });
      const workspace = overlayWorkspace(options.workspace, new Map([...once.others, [source.path, once.text]]));
      const twice = fixAll(new SourceText(source.path, once.text), language, { ...guarded, workspace, safety });
      if (twice.text !== once.text || twice.others.size > 0)
        breaches.push(`all ${safety} fixes: applying them again changes the file again`);
    }
  } catch (fault) {
    breaches.push(`threw: ${fault instanceof Error ? fault.stack : fault}`);
  }
  return { findings, fixes: tried, breaches };
}

/** What is wrong with one fix of one finding. */
function tryFix(
  source: SourceText,
  language: Language,
  options: CheckOptions,
  before: readonly Finding[],
  finding: Finding,
  fix: Fix,
): string[] {
  const texts = written(fix.changes, source, options.workspace);
  if (typeof texts === "string") return [texts];
  const breaches: string[] = [];
  for (const [path, text] of texts) {
    const kind = detectLanguage(path, undefined, () => text) ?? (path === source.path ? language : undefined);
    const old = path === source.path ? source.text : options.workspace.read(path);
    if (old === text) breaches.push(`it changes nothing in ${path}`);
    if (!kind) continue;
    const problems = parse(new SourceText(path, text), kind).problems;
    const known = old === undefined ? 0 : parse(new SourceText(path, old), kind).problems.length;
    if (problems.length > known)
      breaches.push(`${path} has a syntax problem afterwards: ${problems.map((problem) => problem.message).join(" ")}`);
    if (old !== undefined) breaches.push(...lostComments(old, text, kind, path));
    if (old !== undefined && mixedLineBreaks(old, text)) breaches.push(`it brings another kind of line break into ${path}`);
  }
  const workspace = overlayWorkspace(options.workspace, texts);
  const fixed = new SourceText(source.path, texts.get(source.path) ?? source.text);
  const after = check(fixed, language, { ...options, workspace });
  const count = (findings: readonly Finding[], rule: string) => findings.filter((one) => one.rule === rule).length;
  if (count(after, finding.rule) >= count(before, finding.rule)) breaches.push("the finding is still there");
  const fixing = findRule(finding.rule);
  for (const rule of new Set(after.map((one) => one.rule))) {
    if (fixing?.uncovers?.includes(rule) || count(after, rule) <= count(before, rule)) continue;
    // What could not be read before, such as a misspelt event, is now, and there may be advice about it.
    if (fixing?.category === "syntax" && findRule(rule)?.preset !== "recommended") continue;
    const fresh = after.filter((one) => one.rule === rule).at(-1);
    breaches.push(`a new finding came: ${rule}, line ${fixed.positionAt(fresh?.span.start ?? 0).line + 1}: ${fresh?.message}`);
  }
  return breaches;
}

/** The texts of the files after a change, or what keeps it from being applied. */
function written(changes: readonly Change[], source: SourceText, workspace: Workspace): Map<string, string> | string {
  const texts = new Map<string, string>();
  for (const change of changes) {
    const old = texts.get(change.path) ?? (change.path === source.path ? source.text : workspace.read(change.path));
    if (change.kind === "create") {
      if (old !== undefined) return `it creates ${change.path}, which is there`;
      texts.set(change.path, change.text);
      continue;
    }
    if (old === undefined) return `it edits ${change.path}, which cannot be read`;
    for (const edit of change.edits) {
      for (const spot of edit.placeholders ?? []) {
        if (spot.start < 0 || spot.end > edit.text.length || spot.end < spot.start) return "a placeholder lies outside its text";
      }
    }
    try {
      texts.set(change.path, applyEdits(old, change.edits));
    } catch (fault) {
      return `its edits cannot be applied: ${fault}`;
    }
  }
  return texts;
}

/** The texts of a file's comments. */
export function commentsOf({ comments }: AnyFile): string[] {
  return comments.map(({ text }) => text);
}

/** The same with the directives at the top of a Dockerfile: a fix may make one of a comment. */
export function commentsAndDirectivesOf(file: AnyFile): string[] {
  const top = "directives" in file ? (file.directives.at(-1)?.span.end ?? 0) : 0;
  const lines = file.source.text.slice(0, top).split("\n");
  return [...lines.flatMap((line) => /^\ufeff?\s*#\s*(.*)$/.exec(line.trimEnd())?.[1] ?? []), ...commentsOf(file)];
}

/** Comments that are gone, but for suppressions that a fix removes as unused. */
function lostComments(old: string, text: string, language: Language, path: string): string[] {
  const read = (value: string) => parse(new SourceText(path, value), language);
  const left = commentsAndDirectivesOf(read(text));
  return commentsOf(read(old))
    .filter((comment) => {
      const place = left.indexOf(comment);
      if (place >= 0) left.splice(place, 1);
      return place < 0 && !comment.startsWith("deployment-patterns-ignore");
    })
    .map((comment) => `the comment "${comment}" is lost`);
}

function mixedLineBreaks(old: string, text: string): boolean {
  const kinds = (value: string) => [/\r\n/.test(value), /(^|[^\r])\n/.test(value)] as const;
  const [hadCrlf, hadLf] = kinds(old);
  const [hasCrlf, hasLf] = kinds(text);
  return (hadCrlf || hadLf) && ((hasCrlf && !hadCrlf) || (hasLf && !hadLf));
}
