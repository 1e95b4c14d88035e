/** A heading with what stands below it, up to the next one. */
export interface Section {
  readonly title: string;
  /** 1 to 6. */
  readonly level: number;
  /** Counts from 1. */
  readonly line: number;
  /** Without code blocks. */
  readonly text: string;
  /** The lines of its blocks of code that are commands: no comments, nothing that is yet to be filled in. */
  readonly commands: readonly string[];
}

/** A Markdown file as far as assessors ask it. */
export interface Markdown {
  /** What stands at its head between `---`, by key; without quotes. */
  readonly head: ReadonlyMap<string, string>;
  /** The part before the first heading is not among them. */
  readonly sections: readonly Section[];
  /** Lines that say that something is yet to be decided, counted from 1. */
  readonly undecided: readonly number[];
}

/** What the generators leave to people, and what people leave to others. */
const open = /\b(?:DECIDE|TODO|TBD|FIXME)\b|<(?:fill in|your [\w ]+)>/;

export function readMarkdown(text: string): Markdown {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const head = new Map<string, string>();
  let at = 0;
  if (lines[0]?.trim() === "---") {
    const end = lines.findIndex((line, index) => index > 0 && line.trim() === "---");
    for (const line of lines.slice(1, Math.max(end, 1))) {
      const [, key, value = ""] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
      if (key) head.set(key, value.trim().replace(/^(["'])(.*)\1$/, "$2"));
    }
    at = end < 0 ? 0 : end + 1;
  }
  const sections: { title: string; level: number; line: number; text: string; commands: string[] }[] = [];
  let fence: string | undefined;
  for (const [offset, line] of lines.slice(at).entries()) {
    const section = sections.at(-1);
    const marker = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (marker !== undefined && (fence === undefined || marker.startsWith(fence))) {
      fence = fence === undefined ? marker : undefined;
      continue;
    }
    if (fence !== undefined) {
      if (section && line.trim() !== "" && !/^\s*(?:#|\/\/)/.test(line) && !open.test(line)) section.commands.push(line.trim());
      continue;
    }
    const heading = /^(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    if (heading) sections.push({ title: heading[2] ?? "", level: heading[1]?.length ?? 1, line: at + offset + 1, text: "", commands: [] });
    else if (section) section.text += `${line}\n`;
  }
  return { head, sections, undecided: lines.flatMap((line, index) => (open.test(line) ? [index + 1] : [])) };
}
