/** What hosts call the branch of a new repository: that is taken where the repository does not tell. */
export const usualBranches: readonly string[] = ["main", "master"];

/** Those of them that a text names as a word of its own. */
export function branchesIn(text: string): ReadonlySet<string> {
  return new Set(usualBranches.filter((name) => new RegExp(`(?:^|[\\s'"\\[,/!])${name}(?=$|[\\s'"\\],])`, "m").test(text)));
}
