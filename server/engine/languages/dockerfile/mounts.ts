import type { ScannedFlag } from "./flags.ts";
import type { Mount, MountOption, Word } from "./model.ts";
import type { Scope } from "./words.ts";

/** Options that BuildKit takes under several names, by each of these. */
const aliases: Readonly<Record<string, string>> = { src: "source", dst: "target", destination: "target", ro: "readonly", rw: "readwrite" };

/** The key that stands for all names of an option. */
export function canonicalKey(key: string): string {
  return aliases[key] ?? key;
}

/** Splits the value of `--mount=` into its options. */
export function readMount(flag: ScannedFlag, scope: Scope): Mount {
  const text = flag.value?.text ?? "";
  const options: MountOption[] = [];
  for (let start = 0; start <= text.length && text !== ""; ) {
    const comma = text.indexOf(",", start);
    const end = comma < 0 ? text.length : comma;
    const equals = text.indexOf("=", start);
    const keyEnd = equals < 0 || equals > end ? end : equals;
    options.push({
      key: text.slice(start, keyEnd).toLowerCase(),
      keySpan: flag.part(start, keyEnd, scope).span,
      value: keyEnd < end ? flag.part(keyEnd + 1, end, scope) : undefined,
    });
    start = end + 1;
  }
  // A later option of the same name wins, as in BuildKit.
  const get = (key: string): Word | undefined => {
    const wanted = canonicalKey(key);
    return options.findLast((option) => canonicalKey(option.key) === wanted)?.value;
  };
  return { flag, type: get("type")?.text.toLowerCase() ?? "bind", options, get };
}
