/** So many of something, all of them: `both`, `all 3`. */
export function allText(count: number): string {
  return count === 2 ? "both" : `all ${count}`;
}
