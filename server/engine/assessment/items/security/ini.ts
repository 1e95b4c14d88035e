/** A line `key=value` or `key value` of a settings file such as `.npmrc`. */
export interface IniLine {
  readonly key: string;
  readonly value: string;
  /** Counts from 1. */
  readonly line: number;
}

/** The settings of an INI file without sections, comments left out. */
export function readIni(text: string): readonly IniLine[] {
  return text.split("\n").flatMap((written, at) => {
    const match = /^\s*([^#;\s=]+)\s*[=\s]\s*["']?([^"'\s]*)/.exec(written);
    return match ? [{ key: match[1] ?? "", value: match[2] ?? "", line: at + 1 }] : [];
  });
}
