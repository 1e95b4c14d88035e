/** Lines of YAML, each without its indentation's share of what stands around them. */
export type Lines = readonly string[];

/** Lines moved to the right; empty ones stay empty. */
export function indented(lines: Lines, by: number): Lines {
  return lines.map((line) => (line === "" ? "" : " ".repeat(by) + line));
}

/** A step of a job, or an item of any list: the first line gets the dash. */
export function item(lines: Lines): Lines {
  return lines.map((line, i) => (i === 0 ? `- ${line}` : line === "" ? "" : `  ${line}`));
}

/** A key with what stands below it; nothing where nothing does. */
export function section(key: string, lines: Lines): Lines {
  return lines.length === 0 ? [] : [`${key}:`, ...indented(lines, 2)];
}

/** A key with a script: one line as a plain scalar where YAML reads that as it stands, else as a block. */
export function script(lines: Lines): Lines {
  const [only = ""] = lines;
  return lines.length === 1 && isPlain(only) ? [`run: ${only}`] : ["run: |", ...indented(lines, 2)];
}

function isPlain(text: string): boolean {
  return /^[A-Za-z./][^#]*$/.test(text) && !/:(?:\s|$)/.test(text) && text === text.trim();
}

/** A value as a scalar of one line: plain where YAML reads it as that text, else quoted. */
export function scalar(value: string): string {
  return /^[A-Za-z_./][\w./ ()-]*$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value) && value === value.trim()
    ? value
    : JSON.stringify(value);
}

/** Texts of a whole file: one line break at the end. */
export function textOf(lines: Lines): string {
  return `${lines.join("\n")}\n`;
}
