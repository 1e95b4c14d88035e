import { version } from "../../../package.json";
import { explain, helpAddress, type Rule, rules, type Severity } from "../../engine/index.ts";
import { fingerprints } from "../fingerprint.ts";
import type { Place, Report, ReportedEdit, ReportedFinding, ReportedFix } from "../report.ts";

const home = "https://github.com/deployment-patterns/deployment-patterns";

/** SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code scanning services read it. */
export function sarif({ findings }: Report): string {
  const known = new Map(rules.map((rule) => [rule.id as string, rule]));
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const prints = fingerprints(findings);
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Deployment Patterns",
            version,
            semanticVersion: version,
            informationUri: home,
            rules: ids.map((id) => ruleOf(id, known.get(id))),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding, i) => resultOf(finding, ids.indexOf(finding.rule), prints[i] as string)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** The rule's description; a finding that stands for a rule that threw has none. */
function ruleOf(id: string, rule: Rule | undefined) {
  if (!rule) return { id };
  const text = explain(rule);
  return {
    id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.summary, markdown: rule.why },
    help: { text, markdown: text },
    helpUri: helpAddress(rule.id),
    defaultConfiguration: { level: levelOf(rule.severity) },
    properties: {
      tags: [rule.category, ...rule.patterns],
      preset: rule.preset,
      ...(rule.category === "security" ? { "security-severity": scores[rule.severity] } : {}),
    },
  };
}

/** How services rank findings of category security: from 7 on high, from 4 on medium. */
const scores: Readonly<Record<Severity, string>> = { error: "8.0", warning: "6.0", info: "3.0", hint: "1.0" };

function levelOf(severity: Severity): "error" | "warning" | "note" {
  return severity === "error" || severity === "warning" ? severity : "note";
}

function resultOf(finding: ReportedFinding, ruleIndex: number, print: string) {
  const { rule, severity, message, path, start, end, fixes, related } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levelOf(severity),
    message: { text: message.replaceAll("`", "'"), markdown: message },
    locations: [locationOf(path, start, end)],
    partialFingerprints: { "deploymentPatterns/v1": print },
    ...(fixes.length > 0 ? { fixes: fixes.map(fixOf) } : {}),
    ...(related.length > 0
      ? {
          relatedLocations: related.map((one, i) => ({
            id: i + 1,
            ...locationOf(one.path, one.start, one.end),
            message: { text: one.message },
          })),
        }
      : {}),
  };
}

function locationOf(path: string, start: Place, end: Place) {
  return { physicalLocation: { artifactLocation: artifactOf(path), region: regionOf(start, end) } };
}

function fixOf({ title, edits }: ReportedFix) {
  const paths = [...new Set(edits.map(({ path }) => path))];
  return {
    description: { text: title },
    artifactChanges: paths.map((path) => ({
      artifactLocation: artifactOf(path),
      replacements: edits.filter((edit) => edit.path === path).map(replacementOf),
    })),
  };
}

function replacementOf({ start, end, text }: ReportedEdit) {
  return { deletedRegion: regionOf(start, end), insertedContent: { text } };
}

function regionOf(start: Place, end: Place) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A path as a relative address: what has a meaning there is escaped. */
function artifactOf(path: string) {
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}
