import type { Argument, Call } from "../code/source-file.ts";

/** What a call is given under a name (`nullable=False`, `table: "users"`), as it is written; undefined where it is not. */
export function given(call: Call, name: string): string | undefined {
  const pattern = new RegExp(`^${name}\\s*(?:=|:)(?!=)\\s*`);
  for (const { text } of call.arguments) {
    const found = pattern.exec(text);
    if (found) return text.slice(found[0].length);
  }
  return undefined;
}

/** What it is given by its place alone. */
export function placed(call: Call): readonly Argument[] {
  return call.arguments.filter(({ skeleton }) => !/^[A-Za-z_]\w*\s*(?:=(?![=>])|:(?!:))/.test(skeleton));
}

/** The plain string that a text is: `"users"`. */
export function plain(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^(["'`])([^"'`$]*)\1$/.exec(text.trim())?.[2];
}

/** The strings that stand in a text: those of `["a", "b"]`. */
export function stringsIn(text: string | undefined): readonly string[] {
  return [...(text ?? "").matchAll(/(["'`])([\w.-]+)\1/g)].map((match) => match[2] ?? "");
}

/** A value by name, or else by its place among those without. */
export function byNameOrPlace(call: Call, name: string, index: number): string | undefined {
  return given(call, name) ?? placed(call)[index]?.text;
}
