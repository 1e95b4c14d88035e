import type { Severity } from "../../engine/index.ts";
import { countSeverities, lineText, type Report, type ReportedFinding, type ReportStyle } from "../report.ts";
import { columns, type Paint, paintOf, visible } from "../terminal.ts";

/** For people: each finding with the line it is on, then a summary. */
export function pretty(report: Report, style: ReportStyle): string {
  const paint = paintOf(style.color);
  const blocks = report.findings.map((finding) => `${block(finding, paint)}\n`);
  if (!style.quiet) blocks.push(summary(report, paint));
  return blocks.join("\n");
}

function block(finding: ReportedFinding, paint: Paint): string {
  const { path, start, severity, rule, message, fixes, help } = finding;
  const colored = colorOf(severity, paint);
  const lines = [
    `${paint.bold(`${visible(path)}:${start.line}:${start.column}`)}  ${colored(severity)}  ${paint.dim(rule)}`,
    visible(message),
  ];
  lines.push(...frame(finding, colored, paint));
  for (const related of finding.related)
    lines.push(paint.dim(`  see: ${visible(related.path)}:${related.start.line}:${related.start.column} ${visible(related.message)}`));
  const fix = fixes[0];
  if (fix) lines.push(`  ${paint.green("fix:")} ${visible(fix.title)}${fix.safety === "unsafe" ? paint.dim(" (look at it first)") : ""}`);
  if (help) lines.push(`  ${paint.dim(`help: ${help}`)}`);
  return lines.join("\n");
}

/** Lines around the finding's that are shown, and characters of a line. */
const around = 1;
const widest = 160;

function frame({ source, start, end }: ReportedFinding, colored: (text: string) => string, paint: Paint): string[] {
  const last = Math.min(start.line + around, source.lineStarts.length);
  const first = Math.max(1, start.line - around);
  const gutter = String(last).length;
  const lines: string[] = [];
  const full = lineText(source, start.line);
  // A line too long to show is cut around the finding.
  const cut = full.length > widest ? Math.max(0, Math.min(start.column - 1 - 40, full.length - widest)) : 0;
  for (let line = first; line <= last; line++) {
    const text = lineText(source, line);
    if (line !== start.line && text.trim() === "") continue;
    const bar = `${String(line).padStart(gutter)} ${paint.dim("│")}`;
    const shown = shorten(text, line === start.line ? cut : 0);
    lines.push(line === start.line ? `${colored(">")} ${bar} ${shown}` : `  ${paint.dim(bar)} ${paint.dim(shown)}`);
    if (line !== start.line) continue;
    const before = `${cut > 0 ? "…" : ""}${visible(text.slice(cut, start.column - 1))}`;
    const marked = visible(text.slice(start.column - 1, end.line === start.line ? Math.min(end.column - 1, cut + widest) : cut + widest));
    // Tabs stay tabs, so that the marks stand below what they mark whatever a tab's width is.
    const indent = [...before].map((character) => (character === "\t" ? "\t" : " ".repeat(columns(character)))).join("");
    lines.push(`  ${" ".repeat(gutter)} ${paint.dim("│")} ${indent}${colored("^".repeat(Math.max(1, columns(marked))))}`);
  }
  return lines;
}

function shorten(text: string, cut: number): string {
  return `${cut > 0 ? "…" : ""}${visible(text.slice(cut, cut + widest))}${text.length > cut + widest ? "…" : ""}`;
}

function colorOf(severity: Severity, paint: Paint): (text: string) => string {
  return { error: paint.red, warning: paint.yellow, info: paint.blue, hint: paint.cyan }[severity];
}

function summary({ findings, files, applied }: Report, paint: Paint): string {
  const judged = plural(files.length, "file");
  const fixed = applied && applied.length > 0 ? `Fixed ${plural(applied.length, "problem")}. ` : "";
  if (files.length === 0) return `${paint.bold("No files to check here.")}\n`;
  if (findings.length === 0) return `${fixed}${paint.bold(paint.green(applied ? "No findings left" : "No findings"))} in ${judged}.\n`;
  const counts = countSeverities(findings);
  const parts = (["error", "warning", "info", "hint"] as const)
    .filter((severity) => counts[severity] > 0)
    .map((severity) => colorOf(severity, paint)(severity === "info" ? `${counts.info} info` : plural(counts[severity], severity)));
  const lines = [`${fixed}${paint.bold(parts.join(", "))}${applied ? " left" : ""} in ${judged}.`];
  if (!applied) {
    const safe = findings.filter(({ fixes }) => fixes.some((fix) => fix.safety === "safe")).length;
    const unsafe = findings.filter(({ fixes }) => fixes.length > 0).length - safe;
    if (safe > 0) lines.push(`\`deployment-patterns fix\` can fix ${safe}${unsafe > 0 ? `, with \`--unsafe\` ${unsafe} more` : ""}.`);
    else if (unsafe > 0) lines.push(`\`deployment-patterns fix --unsafe\` can fix ${unsafe}.`);
  }
  return `${lines.join("\n")}\n`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
