// The engine's façade: the one place that hosts (language server, command line) import from.
import { contradictedIn } from "./assess.ts";
import type { Configuration } from "./config/configuration.ts";
import { type TakenOver, takeOverPeers as takeOver } from "./config/migrate.ts";
import { explainUnknownRule as explainUnknown } from "./config/read.ts";
import { type FixResult, fixAll as fixAllWith } from "./fix.ts";
import * as help from "./help.ts";
import { shellcheckScriptsOfDockerfile } from "./image/shellcheck.ts";
import type { KnownProblems } from "./known-problems.ts";
import type { Language } from "./languages/index.ts";
import { parse } from "./languages/parse.ts";
import type { ShellcheckAnswers, ShellcheckInput } from "./languages/shell/shellcheck.ts";
import { check as checkWith, type CheckOptions as LintOptions } from "./lint.ts";
import { shellcheckScriptsOfSteps } from "./pipeline/shellcheck.ts";
import { type Finding, isFor, type Rule, type RuleId, type Safety } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { ignoreFinding as ignore } from "./suppressions.ts";
import type { Change } from "./text/edit.ts";
import type { SourceText } from "./text/source.ts";
import type { Workspace } from "./workspace/workspace.ts";

export {
  assessmentSteps,
  assessReadiness,
  decideReadiness,
  importReadiness,
  readinessDocument,
  readinessReport,
  readinessServices,
} from "./assess.ts";
export type { AssessOptions } from "./assessment/assess.ts";
export type {
  Action as ReadinessAction,
  AssessedItem,
  AssessedService,
  Evidence as ReadinessPlace,
  Status as ReadinessStatus,
  Summary as ReadinessSummary,
} from "./assessment/model.ts";
export type { ReportOptions as ReadinessReportOptions } from "./assessment/report.ts";
export type { AssessmentStep } from "./assessment/steps.ts";
export { isOpen, totalOf } from "./assessment/summary.ts";
export { type CompleteOptions, type Completion, complete } from "./complete/complete.ts";
export type { Placeholder } from "./complete/completion.ts";
export { completeNewFile } from "./complete/snippets/offer.ts";
export type { Configuration } from "./config/configuration.ts";
export { type ConfigurationOverrides, configurationNames, loadConfiguration } from "./config/load.ts";
export {
  codeLenses,
  definition,
  folding,
  inlayHints,
  links,
  prepareRename,
  refactorings,
  references,
  rename,
  selection,
  semanticTokens,
  signature,
} from "./editor/editor.ts";
export type {
  CodeLens,
  Definition,
  EditorOptions,
  FoldingRange,
  InlayHint,
  Link,
  Place,
  Rename,
  RenameTarget,
  SemanticToken,
} from "./editor/model.ts";
export type { FixResult } from "./fix.ts";
export {
  type ApplicationSummary,
  type AskedQuestion,
  answersIn,
  type GenerateOptions,
  type GenerateResult,
  type GeneratorSummary,
  generate,
  listApplications,
  listGenerators,
  type PlannedFile,
  questionsOf,
  type Refusal,
  readAnswers,
} from "./generate.ts";
export { type GeneratorId, generatorIds } from "./generators/ids.ts";
export { helpAddress, optionsOf, type RuleOption } from "./help.ts";
export { hover } from "./hover/hover.ts";
export type { Explanation, HoverOptions } from "./hover/model.ts";
export { KnownProblems } from "./known-problems.ts";
export type { AnyFile, Language } from "./languages/index.ts";
export { detectLanguage, languages, mayHoldObjects, parse } from "./languages/parse.ts";
export {
  readShellcheck,
  type ShellcheckAnswers,
  type ShellcheckComment,
  type ShellcheckInput,
} from "./languages/shell/shellcheck.ts";
export { ruleFault } from "./lint.ts";
export type { OutlineItem } from "./outline/model.ts";
export { outline } from "./outline/outline.ts";
export type { NewDecision, NewEvidence, SignOffChange } from "./readiness/decide.ts";
export type { ChecklistLine, ImportedChecklist } from "./readiness/import-checklist.ts";
export type { Category, Finding, Fix, Preset, Rule, RuleId, Safety, Severity } from "./rule.ts";
export { lineEdits } from "./text/diff.ts";
export { applyEdits, type Change, type TextEdit } from "./text/edit.ts";
export { compileGlob, type PathMatcher } from "./text/glob.ts";
export { nearest } from "./text/nearest.ts";
export { type Position, SourceText } from "./text/source.ts";
export type { Span } from "./text/span.ts";
export { GitIgnore, gitIgnored } from "./workspace/gitignore.ts";
export {
  type DiskChange,
  type Entry,
  type Fact,
  type FileAccess,
  maximumFileSize,
  maximumFiles,
  memoryWorkspace,
  Snapshot,
  skippedFolders,
  unseenWorkspace,
  type Workspace,
} from "./workspace/workspace.ts";
export { rules };

export interface CheckOptions {
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Kept by a host that checks the same files again and again, while somebody types: findings of unchanged parts are not worked out again. */
  readonly known?: KnownProblems;
  /** Told of a rule that threw; the finding that stands for it is given as well. */
  readonly onFault?: (rule: RuleId, fault: unknown) => void;
  /** What ShellCheck says, where the user has switched it on. */
  readonly shellcheck?: ShellcheckAnswers;
  /**
   * Sign-off files are held against what the repository shows, which is assessed for that: the first time that takes a while. A host that must not wait
   * says so once it has the checklists.
   */
  readonly assesses?: boolean;
}

/** All findings of a file under a configuration, in the order of the text. */
export function check(source: SourceText, language: Language, options: CheckOptions): Finding[] {
  return checkWith(source, language, { ...withAnswers(language, options), rules });
}

function withAnswers<O extends CheckOptions>(language: Language, options: O): O & Pick<LintOptions, "assessment"> {
  const { assesses = false, workspace, today } = options;
  return assesses && language === "readiness" ? { ...options, assessment: (path) => contradictedIn(workspace, path, today) } : options;
}

/** What a host that ShellCheck is switched on for asks it about a file; none for a file that the configuration leaves out, or whose rule is off. */
export function shellcheckInputs(source: SourceText, language: Language, configuration: Configuration): readonly ShellcheckInput[] {
  const rule = rules.find((one) => one.needs === "shellcheck" && isFor(one, language));
  if (!rule || configuration.ignores(source.path) || configuration.severityOf(rule, source.path) === "off") return [];
  const file = parse(source, language);
  const scripts =
    file.language === "dockerfile" ? shellcheckScriptsOfDockerfile(file) : "steps" in file ? shellcheckScriptsOfSteps(file) : [];
  return scripts.map(({ input }) => input);
}

/** The file after its fixes, applied until nothing changes; `safe` leaves those out that a person has to look at. */
export function fixAll(
  source: SourceText,
  language: Language,
  options: CheckOptions & { readonly safety: Safety; readonly only?: (rule: RuleId) => boolean },
): FixResult {
  return fixAllWith(source, language, { ...withAnswers(language, options), rules });
}

/** The settings of other linters in a folder as a configuration of ours; undefined where there are none. */
export function takeOverPeers(workspace: Workspace, folder: string): TakenOver | undefined {
  return takeOver(workspace, folder, rules);
}

/** The rule with an id of ours, or with a peer's where that names one rule alone. */
export function findRule(id: string): Rule | undefined {
  return help.findRule(id, rules);
}

/** What to tell of a rule name that is none of ours: a peer's, or a misspelt one. */
export function explainUnknownRule(name: string): { readonly message: string; readonly suggestion?: RuleId } {
  return explainUnknown(name, rules);
}

/** The change that silences a finding by a comment above it, with the reason to be filled in. */
export function ignoreFinding(source: SourceText, language: Language, finding: Finding): Change {
  return ignore(parse(source, language), finding);
}

/** A rule's page as Markdown. */
export function explain(rule: Rule): string {
  return help.explain(rule);
}
