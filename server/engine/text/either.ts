/** Words in a sentence, each in backquotes: "`a`, `b` or `c`". */
export function either(words: readonly string[], last = "or"): string {
  return listed(
    words.map((word) => `\`${word}\``),
    last,
  );
}

/** Words in a sentence: "a, b or c"; "" for none. */
export function listed(words: readonly string[], last = "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
