/** Words in a sentence: "`a`, `b` or `c`". */
export function either(words: readonly string[], last = "or"): string {
  const all = words.map((word) => `\`${word}\``);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} ${last} ${all.at(-1)}`;
}
