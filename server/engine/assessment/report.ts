import { type Category, categories } from "../knowledge/readiness.ts";
import { folderOf } from "../workspace/paths.ts";
import type { AssessedItem, AssessedService, Evidence, Status } from "./model.ts";
import { isDone, totalOf } from "./summary.ts";

export interface ReportOptions {
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** The file that the report is to stand in, which links are relative to; the workspace's root where it is left out. */
  readonly target?: string | undefined;
}

/** A state in words and as a sign that goes before them. */
export const stateWords: Readonly<Record<Status, { readonly sign: string; readonly word: string }>> = {
  met: { sign: "\u2705", word: "met" },
  likely: { sign: "\u{1f7e1}", word: "likely" },
  open: { sign: "\u274c", word: "open" },
  manual: { sign: "\u{1f464}", word: "for a person to decide" },
  signed: { sign: "\u{1f4dd}", word: "signed" },
  waived: { sign: "\u23f8\ufe0f", word: "waived" },
  stale: { sign: "\u231b", word: "out of date" },
  contradicted: { sign: "\u26a0\ufe0f", word: "contradicted" },
  "not-applicable": { sign: "\u2796", word: "not applicable" },
};

/** The checklists of services as Markdown, for a pull request: what is there, what is not, where that is seen and what closes it. */
export function reportOf(services: readonly AssessedService[], options: ReportOptions): string {
  const page = new Page(options);
  page.heading(1, "Production readiness");
  if (services.length === 0) page.paragraph("Nothing that can be deployed was found.");
  else page.paragraph(overview(services, options.today));
  const body = new Page(options, page.slugs);
  const isOneOfSeveral = services.length > 1;
  const rows = services.map((service) => rowOf(service, writeService(body, service, isOneOfSeveral)));
  if (isOneOfSeveral) page.lines("| Service | Level | Done | Likely | Open |", "| --- | --- | --- | ---: | ---: |", ...rows, "");
  if (body.contents.length > 0) page.lines("**Contents**", "", ...body.contents, "");
  return `${[...page.written, ...body.written].join("\n").trimEnd()}\n`;
}

const begin = "<!-- readiness:begin -->";
const end = "<!-- readiness:end -->";

/** A file with the report between its marks, in place of the one before; what stands around stays. Without the marks it is added below. */
export function documentWith(text: string | undefined, report: string): string {
  const eol = text?.includes("\r\n") ? "\r\n" : "\n";
  const block = `${begin}\n\n${report}\n${end}`.replaceAll("\n", eol);
  if (text === undefined || text.trim() === "") return block + eol;
  const last = text.indexOf(end);
  const first = last < 0 ? -1 : text.lastIndexOf(begin, last);
  if (first >= 0) return text.slice(0, first) + block + text.slice(last + end.length);
  return `${text.trimEnd()}${eol}${eol}${block}${eol}`;
}

/** What is written of a report, with the headings that it can be entered at. */
class Page {
  readonly written: string[] = [];
  readonly contents: string[] = [];
  readonly slugs: Map<string, number>;
  readonly #folder: string;

  constructor({ target = "" }: ReportOptions, slugs: Map<string, number> = new Map()) {
    this.#folder = folderOf(target);
    this.slugs = slugs;
  }

  lines(...lines: readonly string[]): void {
    this.written.push(...lines);
  }

  paragraph(text: string): void {
    this.lines(text, "");
  }

  /** A heading, and its address in the page. */
  heading(level: number, text: string): string {
    this.paragraph(`${"#".repeat(level)} ${escaped(text)}`);
    const slug = slugOf(text);
    const count = this.slugs.get(slug) ?? 0;
    this.slugs.set(slug, count + 1);
    return `#${slug}${count === 0 ? "" : `-${count}`}`;
  }

  /** A link to a line of a file; a file as a whole is meant by its first. */
  link({ path, line }: { readonly path: string; readonly line: number }, text = line > 1 ? `${path}:${line}` : path): string {
    return `[${escaped(text)}](${addressOf(path, this.#folder)}${line > 1 ? `#L${line}` : ""})`;
  }
}

/** As GitHub makes the address of a heading. */
function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]+/gu, "")
    .replaceAll(" ", "-");
}

/** A path as it is written in a link in a file of a folder. */
function addressOf(path: string, folder: string): string {
  const from = folder === "" ? [] : folder.split("/");
  const to = path.split("/");
  let common = 0;
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  const parts = [...from.slice(common).map(() => ".."), ...to.slice(common)];
  return encodeURI(parts.join("/")).replace(/[?#()]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

/** Text that means itself in Markdown. What stands in backquotes is code and stays; nobody is called by their handle. */
export function escaped(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .split(/(`[^`]+`)/)
    .map((part, i) => (i % 2 === 1 ? part.replaceAll("|", "\\|") : escapedPlain(part)))
    .join("");
}

function escapedPlain(text: string): string {
  return text
    .replace(/[\\`*_[\]|~#]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/(^|[^\w.])@(?=\w)/g, "$1@<!-- -->");
}

function overview(services: readonly AssessedService[], today: string): string {
  const { required, done, likely, open, contradicted, expired, expiring } = totalOf(services);
  const parts = [`${done} of ${required} required items are done`, `${likely} likely`, `${open} open`];
  const of = [
    [contradicted, "contradicted"],
    [expired, "expired"],
    [expiring, "about to expire"],
  ] as const;
  const more = of.flatMap(([count, word]) => (count === 0 ? [] : `${count} ${word}`));
  const about = services.length > 1 ? ` in ${services.length} services` : "";
  return `**${parts[0]}**${about}, ${parts.slice(1).join(", ")}${more.length > 0 ? ` (${more.join(", ")})` : ""}. As of ${today}.`;
}

function rowOf({ name, level, summary }: AssessedService, address: string): string {
  return `| [${escaped(name)}](${address}) | ${level} | ${bar(summary.done, summary.required)} | ${summary.likely} | ${summary.open} |`;
}

const barLength = 10;

/** `3 of 9` with a bar before it, which is full only where everything is done. */
export function bar(part: number, whole: number): string {
  const full = whole === 0 ? barLength : Math.floor((part / whole) * barLength);
  return `\`${"\u2588".repeat(full)}${"\u2591".repeat(barLength - full)}\` ${part} of ${whole}`;
}

const categoryNames: Readonly<Record<Category, string>> = {
  application: "Application",
  infrastructure: "Infrastructure",
  monitoring: "Monitoring",
  security: "Security",
  operations: "Operations",
  rollback: "Rollback",
};

/** Writes a service, and gives the address of its heading; one alone has none of its own. */
function writeService(page: Page, service: AssessedService, isOneOfSeveral: boolean): string {
  const { name, folder, level, signOffPath, hasSignOffs, problem, items, summary } = service;
  const place = hasSignOffs ? `decisions in ${page.link({ path: signOffPath, line: 1 })}` : "no decisions yet";
  const start = isOneOfSeveral ? page.heading(2, name) : "";
  if (isOneOfSeveral) page.contents.push(`- [${escaped(name)}](${start})`);
  const about = isOneOfSeveral ? (folder === "" ? "" : `\`${folder}\`, `) : `${escaped(name)}: `;
  page.paragraph(`${about}level ${level}, ${place}. ${bar(summary.done, summary.required)} required items done.`);
  if (problem !== undefined) page.paragraph(`> ${stateWords.contradicted.sign} ${escaped(problem)}`);
  for (const category of categories) {
    const own = items.filter((item) => item.category === category && item.isRequired);
    if (own.length === 0) continue;
    const address = page.heading(isOneOfSeveral ? 3 : 2, categoryNames[category]);
    const progress = bar(own.filter(isDone).length, own.length);
    page.contents.push(`${isOneOfSeveral ? "  " : ""}- [${categoryNames[category]}](${address}) ${progress}`);
    page.paragraph(progress);
    page.lines(...own.flatMap((item) => linesOf(item, page, folder)), "");
  }
  const others = items.filter(({ isRequired }) => !isRequired);
  if (others.length === 0) return start;
  page.paragraph(`<details><summary>${others.length} more that level ${level} does not ask for</summary>`);
  page.lines(...others.flatMap((item) => linesOf(item, page, folder)), "");
  page.paragraph("</details>");
  return start;
}

function linesOf(item: AssessedItem, page: Page, folder: string): readonly string[] {
  const { id, title, status, because, evidence } = item;
  const next = isDone(item) ? [] : [`  - Next: ${actionOf(item, page, folder)}`];
  return [
    `- ${stateWords[status].sign} **${escaped(title)}** (\`${id}\`): **${stateOf(item)}**. ${escaped(because)}`,
    ...evidence.map((one) => `  - ${placeOf(one, page)}`),
    ...next,
  ];
}

/** The state in words, with how sure it is where it is not, and how long a decision holds. */
export function stateOf({ status, confidence, decided }: Pick<AssessedItem, "status" | "confidence" | "decided">): string {
  const { word } = stateWords[status];
  if (status === "likely") return `${word}, with ${confidence} confidence`;
  const isHeld = (status === "signed" || status === "waived") && decided?.until !== undefined && decided.daysLeft !== undefined;
  if (!isHeld) return word;
  const left = decided.daysLeft === 0 ? "today is the last day" : `${decided.daysLeft} ${decided.daysLeft === 1 ? "day" : "days"} left`;
  return `${word} until ${decided.until}, ${left}`;
}

function placeOf(place: Evidence, page: Page): string {
  return `${page.link(place)}: ${place.isAgainst ? "against it: " : ""}${escaped(place.note)}`;
}

function actionOf({ action }: AssessedItem, page: Page, folder: string): string {
  switch (action.kind) {
    case "generate": {
      const where = folder === "" ? "" : ` ${/^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder)}`;
      return `${escaped(action.title)}: \`deployment-patterns generate ${action.generator}${where}\``;
    }
    case "fix":
      return `${escaped(action.title)}: ${page.link(action)}, a fix of \`${action.rule}\``;
    case "open":
      return `${escaped(action.title)}: ${page.link(action)}`;
    default:
      return `${escaped(action.title)}. ${escaped(action.asks)}`;
  }
}
