import type { Rule, RuleId } from "./rule.ts";

/** The rules of ours that other tools have too, found by the names that those tools' comments and settings use. */
export interface Peers {
  /** The rules that a tool knows under an id, however the tool lets one write it. */
  known(tool: string, id: string): readonly RuleId[];
  /** All rules that a tool knows. */
  allOf(tool: string): readonly RuleId[];
  /** The tool and rules behind an id of any tool; undefined where no tool has it. */
  find(id: string): { readonly tool: string; readonly rules: readonly RuleId[] } | undefined;
}

const indexes = new WeakMap<readonly Rule[], Peers>();

/** The peers' ids of a list of rules, indexed once for each list. */
export function peersOf(rules: readonly Rule[]): Peers {
  let peers = indexes.get(rules);
  if (!peers) {
    peers = indexPeers(rules);
    indexes.set(rules, peers);
  }
  return peers;
}

function indexPeers(rules: readonly Rule[]): Peers {
  const byTool = new Map<string, Map<string, RuleId[]>>();
  for (const rule of rules) {
    for (const peer of rule.alsoKnownAs ?? []) {
      const colon = peer.indexOf(":");
      const tool = peer.slice(0, colon);
      const id = canonical(tool, peer.slice(colon + 1));
      const ids = byTool.get(tool) ?? new Map<string, RuleId[]>();
      byTool.set(tool, ids.set(id, [...(ids.get(id) ?? []), rule.id]));
    }
  }
  const known = (tool: string, id: string) => byTool.get(tool)?.get(canonical(tool, id)) ?? [];
  return {
    known,
    allOf: (tool) => [...new Set([...(byTool.get(tool)?.values() ?? [])].flat())],
    find(id) {
      const colon = id.indexOf(":");
      for (const tool of byTool.keys()) {
        if (colon > 0 && id.slice(0, colon).toLowerCase() !== tool) continue;
        const found = known(tool, colon > 0 ? id.slice(colon + 1) : id);
        if (found.length > 0) return { tool, rules: found };
      }
      return undefined;
    },
  };
}

/**
 * One spelling for an id that a tool lets one write in several ways: Trivy's `DS002`, `DS-0002` and `AVD-DS-0002` are one, Semgrep's ids
 * may carry their path, Sonar's their language. BuildKit's names are told apart by case.
 */
function canonical(tool: string, id: string): string {
  if (tool === "buildkit") return id;
  if (tool === "semgrep") return id.slice(id.lastIndexOf(".") + 1).toLowerCase();
  const upper = id.toUpperCase();
  if (tool === "sonar") return upper.slice(upper.lastIndexOf(":") + 1);
  if (tool === "trivy") {
    const parts = /^(?:AVD-)?([A-Z]+)-?0*(\d+)$/.exec(upper);
    return parts ? `${parts[1]}-${parts[2]}` : upper;
  }
  return upper;
}
