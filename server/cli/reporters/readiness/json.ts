import { totalOf } from "../../../engine/index.ts";
import type { ReadinessReport } from "../../readiness-report.ts";

/** One object for programs: a contract that pipelines rely on. */
export function json({ services }: ReadinessReport): string {
  const items = services.flatMap(({ name, items }) =>
    items.map(({ id, category, title, status, confidence, evidence, action, level, isRequired, because, decided }) => ({
      service: name,
      id,
      category,
      title,
      level,
      required: isRequired,
      status,
      confidence,
      because,
      evidence: evidence.map(({ path, line, note, isAgainst }) => ({ path, line, note, against: isAgainst })),
      action,
      decided: decided
        ? { status: decided.decision, by: decided.by, on: decided.on, until: decided.until, path: decided.path, line: decided.line }
        : null,
    })),
  );
  const about = services.map(({ name, folder, level, signOffPath, hasSignOffs, problem, summary }) => ({
    name,
    folder,
    level,
    signOffs: hasSignOffs ? signOffPath : null,
    problem: problem ?? null,
    summary,
  }));
  return `${JSON.stringify({ version: 1, items, summary: totalOf(services), services: about }, undefined, 2)}\n`;
}
