import {
  configurationNames,
  type Finding,
  loadConfiguration,
  type RuleId,
  rules,
  type SourceText,
  takeOverPeers,
  unseenWorkspace,
  type Workspace,
} from "../engine/index.ts";

/** The code of a problem of the configuration file itself; it is no rule and cannot be switched off. */
const configurationProblem: RuleId = "configuration/problem";

function isConfigurationPath(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return configurationNames.some((one) => one === name);
}

const checked = new WeakMap<SourceText, readonly Finding[]>();

/** What is wrong in an open configuration file; nothing for any other file. */
export function checkConfiguration(source: SourceText): readonly Finding[] {
  if (!isConfigurationPath(source.path)) return nothing;
  let findings = checked.get(source);
  if (!findings) {
    findings = loadConfiguration(source.path, unseenWorkspace(), { file: source }).problems.map(({ span, message, suggestion }) => {
      const finding: Finding = { rule: configurationProblem, severity: "error", path: source.path, span, message };
      if (suggestion === undefined) return finding;
      const changes = [{ kind: "edit" as const, path: source.path, edits: [{ span, text: suggestion }] }];
      return { ...finding, fixes: [{ title: `Write ${suggestion}`, safety: "safe" as const, changes }] };
    });
    checked.set(source, findings);
  }
  return findings;
}

const nothing: readonly Finding[] = [];

/**
 * A configuration file to begin with: it changes nothing until a line is taken out of its comment. Where other linters have settings in the workspace's
 * root, it says what they say, as ours takes their place.
 */
export function configurationTemplate(workspace: Workspace): string {
  const taken = takeOverPeers(workspace, "");
  const examples = rules.filter(({ preset }) => preset !== "recommended").slice(0, 3);
  return [
    "# Deployment Patterns: what is checked in this folder and below. The editor and the command line both read it.",
    "",
    "# recommended: almost never wrong; strict: also advice that one may argue with.",
    "extends: recommended",
    "",
    ...(taken
      ? [
          `# Taken over from ${taken.from.join(", ")}, which count${taken.from.length === 1 ? "s" : ""} no more beside this file.`,
          taken.text,
        ]
      : []),
    "# Single rules: off, on, error, warning, info or hint; with options as [warning, { option: value }].",
    "# rules:",
    ...(examples.length > 0
      ? examples.map(({ id, summary }) => `#   ${id}: on  # ${summary}`)
      : ["#   dockerfile/missing-healthcheck: off"]),
    "",
    "# Files that are left out, relative to this folder.",
    "# ignore:",
    "#   - examples/**",
    "",
    "# Other settings for some of the files.",
    "# overrides:",
    '#   - files: "**/*.dev.Dockerfile"',
    "#     rules:",
    "#       dockerfile/missing-healthcheck: off",
    "",
  ].join("\n");
}
