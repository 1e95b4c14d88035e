/** Far more than any file that people write; the readers that recurse stay far from the end of the stack. */
const maximumDepth = 200;
/** Blank and indicator columns at the start of a line: every level of YAML's block style takes at least one. */
const maximumIndent = 500;

/**
 * Whether a YAML or JSON text nests deeper than its readers may recurse. Counted from above: brackets inside quotes count too.
 * A stack that is nearly full is not only an exception that could be caught: V8 ends the whole process where it has to compile a
 * regular expression there (seen with Node 20).
 */
export function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  let indent = 0;
  let isAtStart = true;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 10 || char === 13) {
      isAtStart = true;
      indent = 0;
    } else if (isAtStart) {
      // Blank, tab, `-`, `?` and `:`.
      if (char === 32 || char === 9 || char === 45 || char === 63 || char === 58) {
        if (++indent > maximumIndent) return true;
      } else isAtStart = false;
    }
    if (char === 91 || char === 123) {
      if (++depth > maximumDepth) return true;
    } else if ((char === 93 || char === 125) && depth > 0) depth--;
  }
  return false;
}
