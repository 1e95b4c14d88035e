/** How a text is coloured; without colours every one of these gives the text as it is. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  cyan(text: string): string;
}

export function paintOf(color: boolean): Paint {
  const wrap = (open: number, close: number) => (text: string) => (color ? `\u001B[${open}m${text}\u001B[${close}m` : text);
  return {
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    red: wrap(31, 39),
    green: wrap(32, 39),
    yellow: wrap(33, 39),
    blue: wrap(34, 39),
    cyan: wrap(36, 39),
  };
}

/** Whether to colour: as `--color` says, else on a terminal, unless NO_COLOR is set (https://no-color.org). */
export function usesColor(when: string | undefined, isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (when === "always" || when === "never") return when === "always";
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR && env.FORCE_COLOR !== "0") return true;
  return isTerminal && env.TERM !== "dumb";
}

/** Text of a file made fit for a terminal: characters that would steer it are shown as their pictures. */
export function visible(text: string): string {
  return text
    .replace(/[\0-\x08\x0B-\x1F\x7F]/g, (character) => {
      const code = character.charCodeAt(0);
      return code === 0x7f ? "\u2421" : String.fromCharCode(0x2400 + code);
    })
    .replace(/[\x80-\x9F\u202A-\u202E\u2066-\u2069]/g, "\uFFFD");
}

/** How many columns a text takes on a terminal: two for wide characters, none for marks. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) continue;
    width +=
      /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
