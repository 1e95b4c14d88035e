import { indented, type Lines, yamlValue } from "../yaml-text.ts";

/** An item of a list: the first line gets the dash. */
export function item(...lines: Lines): Lines {
  return indented(2, ...lines).map((line, i) => (i === 0 ? `- ${String(line).slice(2)}` : line));
}

/** A key with what stands below it; nothing where nothing does. */
export function section(key: string, ...lines: Lines): Lines {
  const below = indented(2, ...lines);
  return below.length === 0 ? [] : [`${key}:`, ...below];
}

/** Keys with a value each, as YAML writes them. */
export function pairs(values: Readonly<Record<string, string>>): Lines {
  return Object.entries(values).map(([key, value]) => `${key}: ${scalar(value)}`);
}

/** A script: as a plain scalar where it is one line that YAML reads as it stands, else as a block. */
export function script(...lines: Lines): Lines {
  const below = indented(2, ...lines);
  const only = String(below[0]).slice(2);
  return below.length === 1 && isPlain(only) ? [`run: ${only}`] : ["run: |", ...below];
}

function isPlain(text: string): boolean {
  return /^[A-Za-z./][^#]*$/.test(text) && !/:(?:\s|$)/.test(text) && text === text.trim();
}

/** A value as a scalar: expressions, numbers of a few digits, `true` and `false` as they are, all else as a text. */
export function scalar(value: string): string {
  if (/^(?:true|false|\d{1,5})$/.test(value) || value.startsWith("${{")) return value;
  return isPlain(value) && !/^(?:yes|no|on|off|null|y|n|~)$/i.test(value) ? value : yamlValue(value);
}
