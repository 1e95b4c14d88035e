import type { Configuration } from "./config/configuration.ts";
import { newestKubernetes } from "./knowledge/kubernetes-apis.ts";
import type { KnownProblems, PartialCheck } from "./known-problems.ts";
import type { AnyFile, Language } from "./languages/index.ts";
import { parse } from "./languages/parse.ts";
import type { ShellcheckAnswers } from "./languages/shell/shellcheck.ts";
import { type AssessmentAnswers, type Finding, isFor, type Problem, type Rule, type RuleId, type Severity } from "./rule.ts";
import { suppressionsOf } from "./suppressions.ts";
import type { SourceText } from "./text/source.ts";
import type { Workspace } from "./workspace/workspace.ts";

export interface CheckOptions {
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  /** `YYYY-MM-DD`: the engine reads no clock. */
  readonly today: string;
  /** The rules to choose from. */
  readonly rules: readonly Rule[];
  /** What ShellCheck says, where the user has switched it on: the engine starts nothing. */
  readonly shellcheck?: ShellcheckAnswers;
  /** What the assessment says of sign-off files: it stands above the rules. */
  readonly assessment?: AssessmentAnswers;
  /** What was reported before on the parts of files, for a host that checks the same files again and again. */
  readonly known?: KnownProblems;
  /** Told of a rule that threw, with the stack, for the log. */
  readonly onFault?: (rule: RuleId, fault: unknown) => void;
}

/** The id of the finding that stands for a rule that threw. */
export const ruleFault: RuleId = "internal/rule-fault";

/** The name behind the language of the rule that reports comments that silence nothing. */
const unusedSuppression = "/unused-suppression";

/**
 * All findings of a file, in the order of the text. A rule that throws becomes one finding that says so; the others run on.
 * Never throws.
 */
export function check(source: SourceText, language: Language, options: CheckOptions): Finding[] {
  const { configuration } = options;
  if (configuration.ignores(source.path)) return [];
  const file: AnyFile = parse(source, language);
  if (file.language === "kubernetes") file.usePodTemplates(configuration.podTemplates);
  const findings: Finding[] = [];
  const suppressions = suppressionsOf(file, options.rules);
  const ran = new Set<RuleId>();
  // What was said on another day, for another release of Kubernetes or with other pod templates is not kept.
  const given = [
    options.today,
    configuration.kubernetesVersion,
    ...(file.language === "kubernetes" ? [...configuration.podTemplates] : []),
  ];
  const partial = options.known?.begin(file, options.workspace, JSON.stringify(given));
  for (const rule of options.rules) {
    if (!isFor(rule, language) || isUnusedSuppression(rule)) continue;
    const severity = configuration.severityOf(rule, source.path);
    if (severity === "off") continue;
    if ("isTemplate" in file && file.isTemplate && !rule.readsTemplates) continue;
    if (rule.needs && !options[rule.needs]) continue;
    const noting = rule.needs ? notingWhatIsOwed(options) : undefined;
    const problems = problemsOf(rule, file, noting?.options ?? options, rule.judges && !rule.needs ? partial : undefined);
    // As long as answers are owed, nobody knows which comments are needed.
    if (!noting?.isOwed() && !problems.some((problem) => problem.rule === ruleFault)) ran.add(rule.id);
    for (const problem of problems) {
      const finding: Finding = { rule: rule.id, ...problem, severity: weaker(severity, problem.severity), path: source.path };
      // Asked in any case: a comment that an exception of the configuration makes superfluous is still used.
      const isSilenced = suppressions.silences(finding);
      const line = () => source.lineOf(finding.span.start) + 1;
      if (!isSilenced && !configuration.excepts(rule.id, source.path, line)) findings.push(finding);
    }
  }
  const unused = options.rules.find((rule) => rule.language === language && isUnusedSuppression(rule));
  const severity = unused && configuration.severityOf(unused, source.path);
  if (unused && severity && severity !== "off") {
    for (const problem of suppressions.unused((rule) => ran.has(rule))) {
      const finding: Finding = { ...problem, rule: unused.id, severity, path: source.path };
      if (!suppressions.silences(finding)) findings.push(finding);
    }
  }
  return findings.sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  );
}

/** The options, and whether something was asked through them that the host could not answer yet. */
function notingWhatIsOwed(options: CheckOptions): { readonly options: CheckOptions; isOwed(): boolean } {
  const { shellcheck, assessment } = options;
  let isOwed = false;
  const noting =
    <Q, A>(ask: (question: Q) => A | undefined) =>
    (question: Q) => {
      const answer = ask(question);
      isOwed ||= answer === undefined;
      return answer;
    };
  const asking = { ...(shellcheck && { shellcheck: noting(shellcheck) }), ...(assessment && { assessment: noting(assessment) }) };
  return { options: { ...options, ...asking }, isOwed: () => isOwed };
}

/** What one rule reports on a file; where it throws, what it reported is dropped and the fault stands in its place. */
function problemsOf(
  rule: Rule,
  file: AnyFile,
  checkOptions: CheckOptions,
  partial: PartialCheck | undefined,
): readonly (Problem & { readonly rule?: RuleId })[] {
  const { configuration, workspace, today, shellcheck, assessment } = checkOptions;
  const answers = { ...(shellcheck && { shellcheck }), ...(assessment && { assessment }) };
  const options = configuration.optionsOf(rule, file.source.path);
  const kubernetesVersion = configuration.kubernetesVersion ?? newestKubernetes;
  const run = (judged: AnyFile, seen: Workspace): readonly Problem[] => {
    const problems: Problem[] = [];
    const report = (problem: Problem) => problems.push(problem);
    rule.check(judged, { options, workspace: seen, today, kubernetesVersion, ...answers, report });
    return problems;
  };
  try {
    return partial ? partial.problemsOf(rule, options, run) : run(file, workspace);
  } catch (fault) {
    checkOptions.onFault?.(rule.id, fault);
    const reason = fault instanceof Error ? fault.message : String(fault);
    const message = `\`${rule.id}\` could not judge this file (${reason}). That is a fault of Deployment Patterns; the other rules ran.`;
    return [{ rule: ruleFault, span: { start: 0, end: 0 }, severity: "info", message }];
  }
}

const order = { error: 3, warning: 2, info: 1, hint: 0 } as const;

/** A problem may be weaker than its rule, never stronger. */
function weaker(rule: Severity, problem: Severity | undefined): Severity {
  return problem && order[problem] < order[rule] ? problem : rule;
}

function isUnusedSuppression(rule: Rule): boolean {
  return rule.id.endsWith(unusedSuppression);
}
