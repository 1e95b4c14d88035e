import type { Assessor } from "../../model.ts";
import { decisionHeadings, pagesOf, sectionsOn } from "../../runbooks.ts";
import { evidence, likely, met, open } from "../../verdict.ts";

export const decision: Assessor = {
  id: "rollback.decision",
  looksAt:
    "A heading on going back or forward in `docs/runbooks` or a page that is called like a runbook, and the cases that it tells apart.",
  action: { kind: "generate", generator: "runbook", title: "Write the runbooks" },
  assess(service) {
    const found = pagesOf(service).flatMap((page) =>
      sectionsOn(page, decisionHeadings).map((section) => ({ page, section, cases: casesIn(section.text) })),
    );
    const whole = found.filter(({ page, cases }) => page.isInPlace && cases >= 2);
    const shown = (whole.length > 0 ? whole : found)
      .slice(0, 3)
      .map(({ page, section, cases }) =>
        evidence(page.path, section.line, cases > 0 ? `${cases} cases` : "a heading", page.isInPlace && cases >= 2 ? "structure" : "word"),
      );
    if (whole.length > 0) return met("It is written in which case to go back, and in which forward.", shown);
    return found.length > 0
      ? likely("A page speaks of going back or forward; whether it tells the cases apart is for a person to say.", shown)
      : open("No page says when to roll back and when to go forward.");
  },
};

/** Rows of a table below its head, or items of a list. */
function casesIn(text: string): number {
  const lines = text.split("\n");
  const rows = lines.filter((line) => /^\s*\|.*\|\s*$/.test(line) && !/^[\s|:-]+$/.test(line)).length;
  const items = lines.filter((line) => /^\s*(?:[-*+]|\d+[.)])\s+\S/.test(line)).length;
  return Math.max(rows - 1, items, 0);
}
