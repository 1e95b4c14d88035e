// What hosts ask of the readiness checklist. Functions alone, so that the command line can load them with all that stands behind them when they are first called.
import { type AssessOptions, assessmentWith } from "./assessment/assess.ts";
import { assessors } from "./assessment/items/index.ts";
import type { AssessedService } from "./assessment/model.ts";
import type { RuleFinding } from "./assessment/service.ts";
import { serviceFolders } from "./assessment/services.ts";
import { loadConfiguration } from "./config/load.ts";
import { detectLanguage } from "./languages/parse.ts";
import { check } from "./lint.ts";
import { rules } from "./rules/index.ts";
import { SourceText } from "./text/source.ts";
import { keyedFact } from "./workspace/keyed-fact.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** The rules that assessors go by, which run whatever the configuration switches on: it says what a team wants to hear of, not what is so. */
const asked = new Set(assessors.flatMap((assessor) => assessor.rules ?? []));

const findingsOn = keyedFact("findings for readiness on", (workspace, key): readonly RuleFinding[] => {
  const [today, path] = [key.slice(0, 10), key.slice(11)];
  const text = workspace.read(path);
  const language = text === undefined ? undefined : detectLanguage(path, undefined, () => text);
  if (text === undefined || !language) return [];
  const source = new SourceText(path, text);
  const own = loadConfiguration(path, workspace);
  const configuration = {
    ...own,
    severityOf: (rule: { readonly severity: "error" | "warning" | "info" | "hint" }) => rule.severity,
    excepts: () => false,
  };
  const found = check(source, language, { workspace, configuration, today, rules: rules.filter(({ id }) => asked.has(id)) });
  return found.map(({ rule, span, message, fixes = [] }) => ({
    rule,
    path,
    line: source.lineOf(span.start) + 1,
    message,
    isFixable: fixes.length > 0,
  }));
});

const assessment = assessmentWith((workspace, path, today) => findingsOn(workspace, `${today} ${path}`));

/** The folders of all services in a folder of a workspace, relative to the workspace; empty where nothing can be deployed from it. */
export function readinessServices(workspace: Workspace, folder: string): readonly string[] {
  return serviceFolders(workspace, folder);
}

/** The checklist of the service in a folder. What has not changed since it was asked last is not looked at again. */
export function assessReadiness(workspace: Workspace, folder: string, options: AssessOptions): AssessedService {
  return assessment.assess(workspace, folder, options);
}
