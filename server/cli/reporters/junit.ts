import { fails, type Report, type ReportedFinding, type ReportStyle } from "../report.ts";
import { xmlText } from "./xml.ts";

/** A JUnit report: a suite for each file, a case for each finding, failed where it reaches `--fail-on`; a clean file is one passed case. */
export function junit({ findings, files }: Report, { failOn }: ReportStyle): string {
  const byFile = new Map<string, ReportedFinding[]>(files.map((file) => [file, []]));
  for (const finding of findings) byFile.get(finding.path)?.push(finding);
  const suites = [...byFile].map(([file, own]) => {
    const failures = own.filter(({ severity }) => fails(severity, failOn)).length;
    const cases = own.length > 0 ? own.map((finding) => caseOf(finding, fails(finding.severity, failOn))) : [passed(file)];
    return { file, tests: cases.length, failures, cases };
  });
  const tests = suites.reduce((sum, suite) => sum + suite.tests, 0);
  const failures = suites.reduce((sum, suite) => sum + suite.failures, 0);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Deployment Patterns" tests="${tests}" failures="${failures}">`,
  ];
  for (const { file, tests, failures, cases } of suites) {
    lines.push(`  <testsuite name="${xmlText(file)}" tests="${tests}" failures="${failures}">`, ...cases, "  </testsuite>");
  }
  return `${[...lines, "</testsuites>"].join("\n")}\n`;
}

function caseOf({ rule, path, start, severity, message, help }: ReportedFinding, isFailure: boolean): string {
  const head = `    <testcase classname="${xmlText(path)}" name="${xmlText(`${rule} at ${start.line}:${start.column}`)}">`;
  const text = xmlText(`${path}:${start.line}:${start.column}: ${severity}: ${message}${help ? `\n${help}` : ""}`);
  const body = isFailure
    ? `<failure type="${severity}" message="${xmlText(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `${head}${body}</testcase>`;
}

function passed(file: string): string {
  return `    <testcase classname="${xmlText(file)}" name="no findings"/>`;
}
