import { cronInWords } from "../../hover/workflow/cron.ts";
import { readCron } from "../../languages/workflow/cron.ts";
import type { ActionFile, Workflow } from "../../languages/workflow/model.ts";
import type { Span } from "../../text/span.ts";
import type { InlayHint } from "../model.ts";
import { jobsOfMatrix } from "./matrix.ts";

/** What a reader would have to work out: when a schedule runs, and how many jobs a matrix makes. */
export function inlayHints(file: Workflow | ActionFile, range: Span): readonly InlayHint[] {
  if (file.language === "action" || file.isTemplate) return [];
  const hints: InlayHint[] = [];
  const add = (offset: number, label: string) => {
    if (range.start <= offset && offset <= range.end && !hints.some((hint) => hint.offset === offset)) hints.push({ offset, label });
  };
  for (const { cron, timezone } of file.triggers.flatMap(({ schedules }) => schedules)) {
    if (cron?.literal === undefined || (timezone && timezone.literal === undefined)) continue;
    const times = readCron(cron.literal);
    if ("message" in times) continue;
    const isAllDay = times.hours.length === 24;
    add(cron.span.end, isAllDay ? cronInWords(times) : `${cronInWords(times)} (${timezone?.literal ?? "UTC"})`);
  }
  for (const { strategy, map } of file.jobs) {
    const entry = map?.alias ? undefined : strategy?.matrixEntry;
    const count = entry && strategy && jobsOfMatrix(strategy);
    if (entry && count !== undefined && count > 1) add(entry.valueOffset, `${count} jobs`);
  }
  return hints.sort((a, b) => a.offset - b.offset);
}
