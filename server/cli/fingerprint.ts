import { lineText, type ReportedFinding } from "./report.ts";

/**
 * A name for each finding that stays the same while other lines come and go: of its rule, its path and the text of its line, with a count
 * where these are equal.
 */
export function fingerprints(findings: readonly ReportedFinding[]): string[] {
  // Asked for here and not at the start: loading it takes 3 ms, and most formats do without.
  const { createHash } = process.getBuiltinModule("node:crypto");
  const counts = new Map<string, number>();
  return findings.map(({ rule, path, source, start }) => {
    const key = JSON.stringify([rule, path, lineText(source, start.line).trim()]);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return createHash("sha256").update(`${key}\n${count}`).digest("hex").slice(0, 40);
  });
}
