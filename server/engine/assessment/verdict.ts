import type { Action, Confidence, Evidence, Proof, Verdict } from "./model.ts";

/** A place that speaks for an item. `line` counts from 1. */
export function evidence(path: string, line: number, note: string, proof: Proof = "structure"): Evidence {
  return { path, line, note, proof, isAgainst: false };
}

/** A place that speaks against it. */
export function counterEvidence(path: string, line: number, note: string, proof: Proof = "structure"): Evidence {
  return { path, line, note, proof, isAgainst: true };
}

const byProof = { structure: "high", code: "medium", word: "low" } as const satisfies Record<Proof, Confidence>;
const rank = { structure: 2, code: 1, word: 0 } as const satisfies Record<Proof, number>;

/** The best proof among places that speak for an item, or against it. */
function bestProof(all: readonly Evidence[], isAgainst: boolean): Proof | undefined {
  const proofs = all.filter((one) => one.isAgainst === isAgainst).map(({ proof }) => proof);
  return proofs.sort((a, b) => rank[b] - rank[a])[0];
}

/** It is so, and the files show it. Where nothing but code that is usual for it, or a word, speaks for it, it is likely and no more. */
export function met(because: string, all: readonly Evidence[], action?: Action): Verdict {
  if (bestProof(all, false) !== "structure") return likely(because, all, action);
  return { status: "met", confidence: "high", evidence: all, because, action };
}

/** Something speaks for it, and does not prove it. Without anything that does, it is open. */
export function likely(because: string, all: readonly Evidence[], action?: Action): Verdict {
  const proof = bestProof(all, false);
  if (proof === undefined) return open(because, all, action);
  return { status: "likely", confidence: proof === "word" ? "low" : "medium", evidence: all, because, action };
}

/** It is not so, or nothing shows that it is. */
export function open(because: string, all: readonly Evidence[] = [], action?: Action): Verdict {
  const proof = bestProof(all, true);
  // What speaks against it comes first.
  const sorted = [...all].sort((a, b) => Number(b.isAgainst) - Number(a.isAgainst));
  return { status: "open", confidence: proof ? byProof[proof] : "medium", evidence: sorted, because, action };
}

/** Nothing in a repository can show it. */
export function manual(because: string, all: readonly Evidence[] = [], action?: Action): Verdict {
  return { status: "manual", confidence: "low", evidence: all, because, action };
}

/** It does not concern this service: no database, nothing that answers requests. `all` shows why, where a place does. */
export function notApplicable(because: string, all: readonly Evidence[] = []): Verdict {
  return { status: "not-applicable", confidence: bestProof(all, false) === "structure" ? "high" : "medium", evidence: all, because };
}
