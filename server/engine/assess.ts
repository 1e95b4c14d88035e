// What hosts ask of the readiness checklist. Functions alone, so that the command line can load them with all that stands behind them when they are first called.
import { type AssessOptions, assessmentWith } from "./assessment/assess.ts";
import { assessors } from "./assessment/items/index.ts";
import type { AssessedService } from "./assessment/model.ts";
import { documentWith, type ReportOptions, reportOf } from "./assessment/report.ts";
import type { FindingsIn, RuleFinding } from "./assessment/service.ts";
import { serviceFolders, serviceName, signOffPath } from "./assessment/services.ts";
import { type AssessmentStep, stepsOf } from "./assessment/steps.ts";
import { loadConfiguration } from "./config/load.ts";
import { detectLanguage } from "./languages/parse.ts";
import { check } from "./lint.ts";
import { decide, type NewDecision, type SignOffChange } from "./readiness/decide.ts";
import { type ImportedChecklist, importChecklist } from "./readiness/import-checklist.ts";
import type { Contradiction, Rule } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { SourceText } from "./text/source.ts";
import { keyedFact } from "./workspace/keyed-fact.ts";
import { folderOf } from "./workspace/paths.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** The rules that assessors go by, which run whatever the configuration switches on: it says what a team wants to hear of, not what is so. */
const asked = new Set(assessors.flatMap((assessor) => assessor.rules ?? []));
const askedRules = rules.filter(({ id }) => asked.has(id));

const findingsOn = keyedFact("findings for readiness on", (workspace, key): readonly RuleFinding[] => {
  const [today, path] = [key.slice(0, 10), key.slice(11)];
  const text = workspace.read(path);
  const language = text === undefined ? undefined : detectLanguage(path, undefined, () => text);
  if (text === undefined || !language) return [];
  const source = new SourceText(path, text);
  const own = loadConfiguration(path, workspace);
  const configuration = { ...own, severityOf: ({ severity }: Rule) => severity, excepts: () => false };
  const found = check(source, language, { workspace, configuration, today, rules: askedRules });
  return found.map(({ rule, span, message, severity, fixes = [] }) => ({
    rule,
    path,
    line: source.lineOf(span.start) + 1,
    message,
    severity,
    isFixable: fixes.length > 0,
  }));
});

const findingsIn: FindingsIn = (workspace, path, today) => findingsOn(workspace, `${today} ${path}`);

const assessment = assessmentWith(findingsIn);

/** The folders of all services in a folder of a workspace, relative to the workspace; empty where nothing can be deployed from it. */
export function readinessServices(workspace: Workspace, folder: string): readonly string[] {
  return serviceFolders(workspace, folder);
}

/** The checklist of the service in a folder. What has not changed since it was asked last is not looked at again. */
export function assessReadiness(workspace: Workspace, folder: string, options: AssessOptions): AssessedService {
  return assessment.assess(workspace, folder, options);
}

/**
 * The assessment of all services in a folder in small steps, for hosts that have something else to do in between. When all have been run, in their order,
 * everything that `assessReadiness` asks is known.
 */
export function assessmentSteps(workspace: Workspace, folder: string, options: AssessOptions): Iterable<AssessmentStep> {
  return stepsOf(workspace, folder, options, { assessment, findingsIn });
}

/** The sign-off file of the service in a folder with one decision set, or taken back where none is given. Nothing is written. */
export function decideReadiness(
  workspace: Workspace,
  folder: string,
  { item, decision, today }: { readonly item: string; readonly decision: NewDecision | undefined; readonly today: string },
): SignOffChange {
  const path = signOffPath(folder, workspace);
  return decide(workspace.read(path), item, decision, { path, service: serviceName(folder, workspace), today, workspace });
}

/** The sign-off file of the service in a folder with what is ticked in a Markdown checklist. Nothing is written. */
export function importReadiness(
  workspace: Workspace,
  folder: string,
  { checklist, by, today }: { readonly checklist: string; readonly by: string; readonly today: string },
): ImportedChecklist {
  const path = signOffPath(folder, workspace);
  return importChecklist(workspace.read(path), { path, service: serviceName(folder, workspace), today, workspace, checklist, by });
}

/** Checklists as a Markdown page. */
export function readinessReport(services: readonly AssessedService[], options: ReportOptions): string {
  return reportOf(services, options);
}

/** A Markdown file with such a page between its marks; what stands around stays. */
export function readinessDocument(text: string | undefined, report: string): string {
  return documentWith(text, report);
}

/** The decisions of a sign-off file that the repository contradicts; none where the file is not what its service goes by. */
export function contradictedIn(workspace: Workspace, path: string, today: string): readonly Contradiction[] {
  const folder = folderOf(path).replace(/(?:^|\/)\.github$/, "");
  if (!serviceFolders(workspace, "").includes(folder) || signOffPath(folder, workspace) !== path) return [];
  const { items } = assessment.assess(workspace, folder, { today });
  return items.flatMap(({ id, status, because, evidence }) =>
    status === "contradicted" ? [{ id, because, evidence: evidence.filter(({ isAgainst }) => isAgainst) }] : [],
  );
}
