import type { YamlMap } from "../../languages/yaml/model.ts";
import { parseYaml } from "../../languages/yaml/parse.ts";
import { appendItem } from "../../languages/yaml/patch.ts";
import { usesIn } from "../../pipeline/action-refs.ts";
import { repositoryOf, workflowsOf } from "../../pipeline/callee.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { SourceText } from "../../text/source.ts";
import { inFolder } from "../../workspace/paths.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/untracked-action-updates",
  language: "workflow",
  category: "operability",
  severity: "hint",
  preset: "optional",
  summary: "Actions are pinned to commits, and nothing brings them up to date.",
  why: `
A commit stays as it is, with its faults. Dependabot and Renovate open a pull request for every new version and mend hash and comment together. Told once, in the first workflow of the repository; silent where either is set up for actions, or the repository cannot be seen.`,
  examples: [
    {
      title: "Dependabot for actions",
      files: {},
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1\n",
      goodFiles: {
        ".github/dependabot.yml":
          "version: 2\nupdates:\n  - package-ecosystem: github-actions\n    directory: /\n    schedule:\n      interval: weekly\n    cooldown:\n      default-days: 7\n",
      },
    },
  ],
  links: [
    "https://docs.github.com/en/code-security/how-tos/secure-your-supply-chain/secure-your-dependencies/keeping-your-actions-up-to-date-with-dependabot",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["scorecard:Dependency-Update-Tool"],
  check(file, { workspace, report }) {
    const { path } = file.source;
    if (!path.includes(".github/workflows/")) return;
    const repository = repositoryOf(path);
    const pin = usesIn(file).find(({ uses }) => uses.kind === "repository" && uses.refKind === "sha" && uses.refSpan)?.uses;
    if (!pin?.refSpan || !isFirst(path, repository, workspace)) return;
    const state = updatesOf(repository, workspace);
    if (state === "unknown" || state === "tracked") return;
    report({
      span: pin.refSpan,
      message:
        "Actions are pinned to commits here, and neither Dependabot nor Renovate brings them up to date. Set one of them up for `github-actions`.",
      fixes: fixesOf(repository, workspace),
    });
  },
});

/** Whether a workflow is the first of the repository that pins anything: one finding is enough. */
function isFirst(path: string, repository: string, workspace: Workspace): boolean {
  const all = workflowsOf(repository, workspace) ?? [];
  return all.find((one) => usesIn(one).some(({ uses }) => uses.refKind === "sha"))?.source.path === path;
}

const renovateFiles: readonly string[] = [
  ...["renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.json5"],
  ...[".github/renovate.json", ".github/renovate.json5", ".gitlab/renovate.json"],
];

function dependabotPath(repository: string, workspace: Workspace): string | undefined {
  return ["dependabot.yml", "dependabot.yaml"].map((name) => inFolder(repository, `.github/${name}`)).find((path) => workspace.has(path));
}

function updatesOf(repository: string, workspace: Workspace): "tracked" | "untracked" | "unknown" {
  if (workspace.has(inFolder(repository, ".github")) !== true) return "unknown";
  if (renovateFiles.some((name) => workspace.has(inFolder(repository, name)) !== false)) return "tracked";
  if (/"renovate"\s*:/.test(workspace.read(inFolder(repository, "package.json")) ?? "")) return "tracked";
  const path = dependabotPath(repository, workspace);
  if (path === undefined) return "untracked";
  const text = workspace.read(path);
  return text === undefined ? "unknown" : /github[-_]actions/.test(text) ? "tracked" : "untracked";
}

const title = "Let Dependabot bring actions up to date";

function fixesOf(repository: string, workspace: Workspace): readonly Fix[] {
  const path = dependabotPath(repository, workspace);
  const update = {
    "package-ecosystem": "github-actions",
    directory: "/",
    schedule: { interval: "weekly" },
    cooldown: { "default-days": 7 },
  };
  if (path === undefined) {
    const text =
      "version: 2\nupdates:\n  - package-ecosystem: github-actions\n    directory: /\n    schedule:\n      interval: weekly\n    cooldown:\n      default-days: 7\n";
    return [{ title, safety: "unsafe", changes: [{ kind: "create", path: inFolder(repository, ".github/dependabot.yml"), text }] }];
  }
  const yaml = parseYaml(new SourceText(path, workspace.read(path) ?? ""));
  const root = yaml.documents[0]?.root as YamlMap | undefined;
  const list = root?.kind === "map" ? root.get("updates") : undefined;
  const edits = list?.kind === "sequence" && yaml.problems.length === 0 ? appendItem(yaml, list, update) : undefined;
  return edits ? [{ title, safety: "unsafe", changes: [{ kind: "edit", path, edits }] }] : [];
}
