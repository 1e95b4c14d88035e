/** Lines of a text; what is left out, is. Each may itself be several lines. */
export type Lines = readonly (string | false | undefined | Lines)[];

/** One text of lines, with a line break at its end. */
export function text(...lines: Lines): string {
  return `${flat(lines).join("\n")}\n`;
}

/** Lines, deeper by so many blanks. */
export function indented(blanks: number, ...lines: Lines): Lines {
  return flat(lines).map((line) => (line === "" ? "" : " ".repeat(blanks) + line));
}

function flat(lines: Lines): string[] {
  return lines.flatMap((line) => (typeof line === "string" ? line.replace(/\n$/, "").split("\n") : line ? flat(line) : []));
}

/** A text as a YAML value: in quotes where it would be read as something else without. */
export function yamlValue(value: string): string {
  return /^[A-Za-z_./](?:[\w./@:-]*[\w/])?$/.test(value) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value)
    ? value
    : JSON.stringify(value);
}
