import { countSeverities, type Report, type ReportedEdit } from "../report.ts";

/** One object with all findings; its form is a promise to those who read it. */
export function json({ findings, files, applied }: Report): string {
  const object = {
    version: 1,
    findings: findings.map(({ rule, severity, path, message, start, end, help, fixes }) => ({
      rule,
      severity,
      path,
      message,
      start,
      end,
      help,
      fixes: fixes.map(({ title, safety, edits }) => ({ title, safety, edits: edits.map(editOf) })),
    })),
    files: files.length,
    summary: countSeverities(findings),
    ...(applied ? { applied } : {}),
  };
  return `${JSON.stringify(object, undefined, 2)}\n`;
}

function editOf({ path, start, end, text }: ReportedEdit): ReportedEdit {
  return { path, start, end, text };
}
