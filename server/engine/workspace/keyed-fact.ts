import type { Fact, Workspace } from "./workspace.ts";

/** How many keys' facts are kept at least, so that they stay the same object: as many as a workspace has files. */
const limit = 20_000;

/** A family of facts, one for each key: the value for a key is computed once, and again only when something that it rests upon has changed. */
export function keyedFact<T>(name: string, compute: (workspace: Workspace, key: string) => T): (workspace: Workspace, key: string) => T {
  let facts = new Map<string, Fact<T>>();
  // Those that have not been asked for since there were too many of them.
  let old = new Map<string, Fact<T>>();
  return (workspace, key) => {
    let fact = facts.get(key);
    if (!fact) {
      fact = old.get(key) ?? { name: `${name} ${key}`, compute: (seen) => compute(seen, key) };
      if (facts.size >= limit) [old, facts] = [facts, new Map()];
      facts.set(key, fact);
    }
    return workspace.derive(fact);
  };
}
