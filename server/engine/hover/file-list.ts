/** So many are named. */
const maximumNames = 6;

/** How many files, and the first of them by name: ``12 files (`a.js`, `b.js`, …)``. */
export function someOf(paths: readonly string[]): string {
  const names = paths.slice(0, maximumNames).map((path) => `\`${path}\``);
  const more = paths.length > maximumNames ? ", …" : "";
  if (paths.length === 0) return "no file";
  return paths.length === 1 ? `one file (${names[0]})` : `${paths.length} files (${names.join(", ")}${more})`;
}
