import type { Fact, Workspace } from "./workspace.ts";

/** How many keys' facts are kept, so that they stay the same object; far more than a workspace has Dockerfiles. */
const limit = 2000;

/** A family of facts, one for each key: the value for a key is computed once, and again only when a file that it read has changed. */
export function keyedFact<T>(name: string, compute: (workspace: Workspace, key: string) => T): (workspace: Workspace, key: string) => T {
  const facts = new Map<string, Fact<T>>();
  return (workspace, key) => {
    let fact = facts.get(key);
    if (!fact) {
      fact = { name: `${name} ${key}`, compute: (seen) => compute(seen, key) };
      if (facts.size >= limit) facts.clear();
      facts.set(key, fact);
    }
    return workspace.derive(fact);
  };
}
