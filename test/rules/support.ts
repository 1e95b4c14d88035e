// Runs one rule over one text, for the tables of cases in this folder.
import { expect } from "vitest";
import { newestKubernetes } from "../../server/engine/knowledge/kubernetes-apis.ts";
import type { Language } from "../../server/engine/languages/index.ts";
import { parse, usualPaths } from "../../server/engine/languages/parse.ts";
import type { Problem, Rule } from "../../server/engine/rule.ts";
import { applyEdits } from "../../server/engine/text/edit.ts";
import { SourceText } from "../../server/engine/text/source.ts";
import { overlayWorkspace } from "../../server/engine/workspace/overlay.ts";
import { memoryWorkspace, unseenWorkspace, type Workspace } from "../../server/engine/workspace/workspace.ts";
import { commentsAndDirectivesOf, commentsOf } from "../laws/laws.ts";

export interface Setting {
  /** Default: the usual path of the language. */
  readonly path?: string;
  /** One of the rule's `alsoChecks`. Default: the rule's own. */
  readonly language?: Language;
  /** The workspace's other files; where left out, nothing but the text can be seen. */
  readonly files?: Readonly<Record<string, string>>;
  /** Default: 2026-11-23. */
  readonly today?: string;
  /** Default: the newest known. */
  readonly kubernetesVersion?: string;
  /** Default: the rule's own defaults. */
  readonly options?: unknown;
}

export interface Reported extends Problem {
  /** `line:column`, both from 1, of the span's start. */
  readonly at: string;
  /** The text under the span. */
  readonly on: string;
  /** The text of the file after each fix, in their order. */
  readonly fixed: readonly string[];
  /** The workspace's other files as each fix leaves them, where it changes any. */
  readonly others: readonly Readonly<Record<string, string>>[];
}

/** What a rule reports on a text. A templated file gives nothing unless the rule reads templates, as in the engine. */
export function run(rule: Rule, text: string, setting: Setting = {}): Reported[] {
  const path = setting.path ?? usualPaths[setting.language ?? rule.language];
  const workspace = workspaceOf(path, text, setting);
  const source = new SourceText(path, text);
  return problemsOf(rule, source, workspace, setting).map((problem) => {
    const { line, character } = source.positionAt(problem.span.start);
    const results = (problem.fixes ?? []).map((fix) => {
      const texts = new Map<string, string>();
      for (const change of fix.changes) {
        const old = texts.get(change.path) ?? (change.path === path ? text : workspace.read(change.path));
        texts.set(change.path, change.kind === "create" ? change.text : applyEdits(old ?? "", change.edits));
      }
      return texts;
    });
    return {
      ...problem,
      at: `${line + 1}:${character + 1}`,
      on: source.slice(problem.span),
      fixed: results.map((texts) => texts.get(path) ?? text),
      others: results.map((texts) => Object.fromEntries([...texts].filter(([other]) => other !== path))),
    };
  });
}

/** The places of what is reported: `line:column`. */
export function places(rule: Rule, text: string, setting?: Setting): string[] {
  return run(rule, text, setting).map((problem) => problem.at);
}

/**
 * Law 4 on every fix of every finding: it changes the text, what it leaves parses as well as before, this finding is gone and none
 * came in its place, comments and line breaks are kept, and where it is the only finding, nothing is left to fix.
 */
export function expectLawfulFixes(rule: Rule, text: string, setting: Setting = {}): void {
  const path = setting.path ?? usualPaths[setting.language ?? rule.language];
  const language = setting.language ?? rule.language;
  const before = run(rule, text, setting);
  for (const problem of before) {
    problem.fixed.forEach((fixed, index) => {
      const title = problem.fixes?.[index]?.title;
      const others = new Map(Object.entries(problem.others[index] ?? {}));
      expect(fixed !== text || others.size > 0, `"${title}" changes nothing`).toBe(true);
      const source = new SourceText(path, fixed);
      const model = parse(source, language);
      expect(model.problems.length, `syntax after "${title}":\n${fixed}`).toBeLessThanOrEqual(
        parse(new SourceText(path, text), language).problems.length,
      );
      const workspace = overlayWorkspace(workspaceOf(path, text, setting), new Map([...others, [path, fixed]]));
      const after = problemsOf(rule, source, workspace, setting);
      expect(after.length, `findings after "${title}":\n${fixed}`).toBe(before.length - 1);
      const comments = commentsAndDirectivesOf(model);
      for (const comment of commentsOf(parse(new SourceText(path, text), language))) expect(comments).toContain(comment);
      if (text.includes("\r\n") && !/(^|[^\r])\n/.test(text)) expect(/(^|[^\r])\n/.test(fixed), `line breaks after "${title}"`).toBe(false);
      else if (!text.includes("\r")) expect(fixed.includes("\r"), `line breaks after "${title}"`).toBe(false);
    });
  }
}

function workspaceOf(path: string, text: string, { files }: Setting): Workspace {
  const workspace = files ? memoryWorkspace({ ...files, [path]: text }) : unseenWorkspace();
  workspace.open(path, text);
  return workspace;
}

function problemsOf(rule: Rule, source: SourceText, workspace: Workspace, setting: Setting): Problem[] {
  const problems: Problem[] = [];
  const file = parse(source, setting.language ?? rule.language);
  if ("isTemplate" in file && file.isTemplate && !rule.readsTemplates) return [];
  const options = setting.options ?? rule.options?.parse({});
  rule.check(file, {
    options,
    workspace,
    today: setting.today ?? "2026-11-23",
    kubernetesVersion: setting.kubernetesVersion ?? newestKubernetes,
    report: (problem) => problems.push(problem),
  });
  return problems;
}
