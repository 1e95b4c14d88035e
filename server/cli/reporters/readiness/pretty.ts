import {
  type AssessedItem,
  type AssessedService,
  isOpen,
  type ReadinessAction,
  type ReadinessStatus,
  totalOf,
} from "../../../engine/index.ts";
import type { ReadinessReport, ReadinessStyle } from "../../readiness-report.ts";
import { type Paint, paintOf, visible } from "../../terminal.ts";

/** For people: each service with its items by category, what speaks for them or against, and what comes next; then a summary. */
export function pretty({ services }: ReadinessReport, { color, quiet }: ReadinessStyle): string {
  const paint = paintOf(color);
  const blocks = services.map((service) => blockOf(service, quiet, paint));
  if (!quiet) blocks.push(summary(services, paint));
  return blocks.filter((block) => block !== "").join("\n");
}

function blockOf(service: AssessedService, quiet: boolean, paint: Paint): string {
  const { name, folder, level, signOffPath, hasSignOffs, problem, items, summary: counts } = service;
  const required = items.filter(({ isRequired }) => isRequired);
  const told = quiet ? required.filter(isOpen) : required;
  if (quiet && told.length === 0 && problem === undefined) return "";
  const decisions = hasSignOffs ? signOffPath : "no decisions yet";
  const lines = [
    `${paint.bold(visible(name))}  ${paint.dim(
      [folder, `level ${level}`, decisions]
        .filter((part) => part !== "")
        .map(visible)
        .join(", "),
    )}`,
    `${bar(counts.done, counts.required, paint)} ${counts.done} of ${counts.required} required items are done`,
  ];
  if (problem !== undefined) lines.push(`${paint.red("problem:")} ${visible(problem)}`);
  for (const category of new Set(told.map((item) => item.category))) {
    lines.push("", paint.bold(category.toUpperCase()));
    for (const item of told) if (item.category === category) lines.push(...linesOf(item, paint));
  }
  const others = items.length - required.length;
  if (!quiet && others > 0) lines.push("", paint.dim(`${others} more that level ${level} does not ask for: --level critical shows them`));
  return `${lines.join("\n")}\n`;
}

const barLength = 20;

function bar(part: number, whole: number, paint: Paint): string {
  const full = whole === 0 ? barLength : Math.floor((part / whole) * barLength);
  return paint.green("\u2588".repeat(full)) + paint.dim("\u2591".repeat(barLength - full));
}

const statusWidth = "not-applicable".length;
const indent = " ".repeat(statusWidth + 4);

function linesOf(item: AssessedItem, paint: Paint): readonly string[] {
  const { id, title, status, because, evidence, action } = item;
  const lines = [`  ${colorOf(status, paint)(status.padEnd(statusWidth))}  ${title}  ${paint.dim(id)}`];
  lines.push(`${indent}${visible(because)}`);
  for (const { path, line, note, isAgainst } of evidence)
    lines.push(`${indent}${paint.dim(`${visible(path)}:${line}`)}  ${isAgainst ? paint.red("against: ") : ""}${visible(note)}`);
  if (isOpen(item) || status === "likely") lines.push(`${indent}${paint.cyan("next:")} ${visible(nextOf(action))}`);
  return lines;
}

function nextOf(action: ReadinessAction): string {
  switch (action.kind) {
    case "generate":
      return `${action.title}: deployment-patterns generate ${action.generator}`;
    case "fix":
      return `${action.title}: ${action.path}:${action.line}, a fix of ${action.rule}`;
    case "open":
      return `${action.title}: ${action.path}:${action.line}`;
    default:
      return `${action.title}. ${action.asks}`;
  }
}

function colorOf(status: ReadinessStatus, paint: Paint): (text: string) => string {
  switch (status) {
    case "met":
    case "signed":
      return paint.green;
    case "likely":
    case "waived":
      return paint.yellow;
    case "open":
    case "contradicted":
      return paint.red;
    case "stale":
    case "manual":
      return paint.blue;
    default:
      return paint.dim;
  }
}

function summary(services: readonly AssessedService[], paint: Paint): string {
  const { required, done, likely, open, contradicted, expired, expiring } = totalOf(services);
  const more = [
    [contradicted, "contradicted"],
    [expired, "expired"],
    [expiring, "about to expire"],
  ] as const;
  const parts = more.flatMap(([count, word]) => (count === 0 ? [] : `${count} ${word}`));
  const about = services.length > 1 ? ` in ${services.length} services` : "";
  const text = `${done} of ${required} required items are done${about}, ${likely} likely, ${open} open`;
  return `${paint.bold(text)}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}\n`;
}
