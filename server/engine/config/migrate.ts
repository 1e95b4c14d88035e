import type { Rule, RuleId } from "../rule.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { peerSettingsIn } from "./load.ts";

/** The settings of other linters in a folder as a configuration of ours, and the files that they come from; undefined where there are none. */
export interface TakenOver {
  readonly text: string;
  readonly from: readonly string[];
}

/**
 * Translates what other linters' settings say about rules that we have as well. What has no counterpart stays a comment: exceptions for a line are comments
 * of the file here, and parts of paths are no patterns.
 */
export function takeOverPeers(workspace: Workspace, folder: string, rules: readonly Rule[]): TakenOver | undefined {
  const found = peerSettingsIn(workspace, folder, rules);
  if (found.length === 0) return undefined;
  const known = new Set(rules.map(({ id }) => id));
  const lines: string[] = [];
  const written = new Set<RuleId>();
  const overrides: string[] = [];
  for (const { path, peer } of found) {
    const { ignored, severities = new Map(), options = new Map(), exceptions = [], excluded = [] } = peer;
    const own = [...new Set([...ignored, ...severities.keys(), ...options.keys()])]
      .filter((id) => known.has(id) && !written.has(id))
      .sort();
    if (own.length > 0) lines.push(`  # From ${path}.`);
    for (const id of own) {
      written.add(id);
      const level = ignored.has(id) ? "off" : (severities.get(id) ?? "on");
      const given = options.get(id);
      lines.push(`  ${id}: ${given === undefined || level === "off" ? level : `[${level}, ${JSON.stringify(given)}]`}`);
    }
    for (const { rule, file, line } of exceptions) {
      if (line === undefined) overrides.push(`  - files: ${JSON.stringify(`**/${file}`)}`, "    rules:", `      ${rule}: off`);
      else
        overrides.push(
          `  # ${path} excepts line ${line} of ${file} from ${rule}: write a comment above that line, which moves along with it.`,
        );
    }
    for (const part of excluded)
      overrides.push(`  # ${path} leaves out files with ${JSON.stringify(part)} in their path: name them in \`ignore\`.`);
  }
  if (lines.length === 0 && overrides.length === 0) return undefined;
  const isListed = overrides.some((line) => line.startsWith("  -"));
  const rest = overrides.length === 0 ? [] : [isListed ? "overrides:" : "# Not taken over:", ...overrides];
  return {
    text: [...(lines.length > 0 ? ["rules:", ...lines] : []), ...rest, ""].join("\n"),
    from: found.map(({ path }) => path),
  };
}
