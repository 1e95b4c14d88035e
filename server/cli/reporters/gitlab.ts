import type { Severity } from "../../engine/index.ts";
import { fingerprints } from "../fingerprint.ts";
import type { Report } from "../report.ts";

const severities: Readonly<Record<Severity, string>> = { error: "critical", warning: "major", info: "minor", hint: "info" };

/** A code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). */
export function gitlab({ findings }: Report): string {
  const prints = fingerprints(findings);
  const issues = findings.map(({ rule, severity, path, message, start, end }, i) => ({
    description: message,
    check_name: rule,
    fingerprint: prints[i],
    severity: severities[severity],
    location: { path, lines: { begin: start.line, end: end.line } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
