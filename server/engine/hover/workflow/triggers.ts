import { findTrigger, type RefKind, type Trigger } from "../../knowledge/triggers.ts";
import type { Filter, Workflow } from "../../languages/workflow/model.ts";
import { defaultBranches } from "../../pipeline/default-branch.ts";
import { matchesPattern, passesFilter } from "../../pipeline/filter-pattern.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const refs: Readonly<Record<RefKind, string>> = {
  default: "the default branch, whatever has happened",
  pushed: "the branch or tag that was pushed",
  merge: "the merge of the pull request into its base: `refs/pull/1/merge`",
  tag: "the tag of the release",
  chosen: "the branch or tag that is chosen at the start",
  queue: "the merge queue's own branch",
  deployed: "what is deployed",
  caller: "what the calling workflow has",
};

const rights: Readonly<Record<Trigger["startedBy"], string>> = {
  writers: "Those who can write to the repository make it happen; the run has secrets.",
  fork: "From a fork it has no secrets, and its token can only read.",
  anyone:
    "Anybody can make it happen, and the run has the repository's secrets and a token that can write: it must not run what strangers wrote.",
};

const ownRights: Readonly<Record<string, string>> = {
  schedule: "The run has secrets, and the rights that the workflow gives it.",
  workflow_call: "Secrets are those that the caller hands over, and its permissions are the most there can be.",
};

/** When an event happens, with which rights its run has, and what `github.ref` is. */
export function eventText(name: string): string | undefined {
  const trigger = findTrigger(name);
  if (!trigger) return undefined;
  const { about, types, defaultTypes, ref, startedBy, replacement } = trigger;
  const lines = [`**\`${name}\`** ${about}`];
  const right = ownRights[name] ?? rights[startedBy];
  // What a fork's run lacks is said already where that is what the event is known for.
  if (startedBy !== "fork" || !about.includes("secrets")) lines.push(right);
  if (ref) lines.push(`\`github.ref\` is ${refs[ref]}.`);
  if (types.length > 0 && defaultTypes.length < types.length) {
    lines.push(`Without \`types\`: ${defaultTypes.map((type) => `\`${type}\``).join(", ")}.`);
  }
  if (replacement) lines.push(`Use \`${replacement}\` in its place.`);
  const page = "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows";
  return `${lines.join("\n\n")}\n\n[Reference](${page}#${name})`;
}

const samples: Readonly<Record<string, readonly string[]>> = {
  branches: ["develop", "feature/login", "feature/a/b", "releases/1.0", "v1.2.3"],
  tags: ["v1", "v1.2.3", "v1.2.3-rc.1", "1.2.3", "nightly"],
  paths: ["README.md", "docs/guide.md", "src/index.ts", "src/a/b.ts", "package.json", ".github/workflows/ci.yml"],
};

/** What a filter lets through and what not, by examples. */
export function filterText({ key, patterns }: Filter, workspace: Workspace): string | undefined {
  const texts = patterns?.map(({ literal }) => literal);
  if (!texts || texts.length === 0 || !texts.every((text) => text !== undefined)) return undefined;
  const isIgnore = key.endsWith("-ignore");
  const names = namesFor(key, texts, workspace);
  const passes = names.filter((name) => passesFilter(texts, name));
  const others = names.filter((name) => !passes.includes(name));
  const [starts, doesNot] = isIgnore ? [others, passes] : [passes, others];
  return examples("Starts for", "not for", starts, doesNot);
}

/** What a single pattern matches. */
export function patternText(key: string, pattern: string, workspace: Workspace): string | undefined {
  if (pattern.includes("${{")) return undefined;
  const names = namesFor(key, [pattern], workspace);
  const matches = names.filter((name) => matchesPattern(pattern, name));
  const text = examples(
    pattern.startsWith("!") ? "Takes out" : "Matches",
    "not",
    matches,
    names.filter((name) => !matches.includes(name)),
  );
  return text && `\`${pattern}\`\n\n${text}`;
}

function examples(yes: string, no: string, passes: readonly string[], others: readonly string[]): string | undefined {
  const show = (names: readonly string[]) =>
    names
      .slice(0, 4)
      .map((name) => `\`${name}\``)
      .join(", ");
  if (passes.length === 0) return others.length > 0 ? `${no[0]?.toUpperCase()}${no.slice(1)} ${show(others)}.` : undefined;
  return `${yes} ${show(passes)}${others.length > 0 ? `; ${no} ${show(others)}` : ""}.`;
}

/** Names to try: one that each pattern is made for, then usual ones. */
function namesFor(key: string, patterns: readonly string[], workspace: Workspace): string[] {
  const kind = key.replace(/-ignore$/, "");
  const made = patterns
    .map((pattern) =>
      pattern
        .replace(/^!/, "")
        .replace(/\*\*\//g, "a/")
        .replace(/\*\*/g, "a/b")
        .replace(/\*/g, "x")
        .replace(/\[(.)[^\]]*\]\+?/g, "$1")
        .replace(/[?+]/g, "")
        .replace(/\\(.)/g, "$1"),
    )
    .filter((name, i) => matchesPattern(patterns[i] as string, name));
  const usual = [...(kind === "branches" ? defaultBranches(workspace).slice(0, 1) : []), ...(samples[kind] ?? [])];
  return [...new Set([...made, ...usual])];
}

/** The filter of a workflow's trigger at a path such as `on.push.branches`. */
export function filterAt(file: Workflow, path: readonly string[]): Filter | undefined {
  return file.trigger(path[1] ?? "")?.filters.find(({ key }) => key === path[2]);
}
