import type { NamedValue, Step } from "../../languages/workflow/model.ts";
import type { YamlMap } from "../../languages/yaml/model.ts";
import { knownActionOf } from "../../pipeline/action-inputs.ts";
import { allOf, type Edits, fixesOf, removeInput, renameKey, setInput, setValue } from "../../pipeline/edit.ts";
import { releasingJobs } from "../../pipeline/releases.ts";
import { reachOfStep } from "../../pipeline/simulate.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/cache-in-release",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "A job that publishes a package or release restores a cache.",
  why: `
A cache is written by other runs of the repository. Whoever gets code to run on the default branch for a moment, by a dependency or a mistake in another workflow, can put altered packages into it, and the next release is built from them. Releases are rare, so fetch everything anew there.

Looked at are jobs that publish packages or releases, and those whose artifacts they publish, where tags or releases start them. Images, whose layers are named by their content, are left out; so are caches that a condition turns off.`,
  examples: [
    {
      title: "A package that is published from a tag",
      bad: "on:\n  push:\n    tags: ['v*']\npermissions:\n  contents: read\n  id-token: write\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: actions/setup-node@v7\n        with:\n          node-version: 24\n          cache: npm\n      - run: npm ci\n      - run: npm publish --provenance\n",
      good: "on:\n  push:\n    tags: ['v*']\npermissions:\n  contents: read\n  id-token: write\njobs:\n  publish:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - uses: actions/setup-node@v7\n        with:\n          node-version: 24\n          package-manager-cache: false\n      - run: npm ci\n      - run: npm publish --provenance\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/security/secure-use"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["zizmor:cache-poisoning"],
  judges: "connected",
  check(workflow, { workspace, report }) {
    const seen = new Set<YamlMap>();
    for (const job of releasingJobs(workflow, workspace)) {
      for (const step of job.steps) {
        const cache = seen.has(step.map) ? undefined : cacheOf(step);
        if (!cache || !isReleased(step, workspace)) continue;
        seen.add(step.map);
        report({
          span: cache.given?.keySpan ?? step.uses?.span ?? step.span,
          message:
            "What other runs have cached goes into what is published here, so one altered cache is enough to alter a release. Turn the cache off in this job.",
          fixes: fixesOf("Turn the cache off", "unsafe", workflow, cache.edits),
        });
      }
    }
  },
});

function isReleased(step: Step, workspace: Workspace): boolean {
  return reachOfStep(step, workspace).some(({ event, verdict }) => (event === "release" || event === "push-tag") && verdict !== "never");
}

interface UsedCache {
  /** The input that asks for it; undefined where the action does so by itself. */
  readonly given: NamedValue | undefined;
  readonly edits: Edits;
}

const setups: ReadonlySet<string> = new Set([
  ...["actions/setup-node", "actions/setup-python", "actions/setup-java", "actions/setup-dotnet", "ruby/setup-ruby", "pnpm/action-setup"],
]);

/** The cache that a step restores, as far as that is certain. */
function cacheOf(step: Step): UsedCache | undefined {
  const name = step.uses?.action ?? "";
  if (name === "actions/cache" || name === "actions/cache/restore") {
    return step.input("lookup-only") ? undefined : { given: undefined, edits: undefined };
  }
  const given = step.input(name === "ruby/setup-ruby" ? "bundler-cache" : "cache");
  const known = knownActionOf(step);
  const caching = known?.action.caching;
  const isByItself = caching !== undefined && known?.major !== undefined && known.major >= caching.since;
  if (setups.has(name)) {
    const literal = given?.value?.literal?.trim();
    if (!given || !literal || literal === "false") return undefined;
    if (!isByItself || step.input(caching.input)) return { given, edits: removeInput(step, given.name) };
    // Left out, the action would look for one by itself.
    return {
      given,
      edits: allOf(renameKey(step.file, given.entry, caching.input), setValue(step.file, given.entry, booleanOf(caching.off))),
    };
  }
  if (!isByItself || caching.input === "save-if") return undefined;
  const own = step.input(caching.input);
  // `auto` and expressions may well turn it off.
  if (own && (own.value?.literal === undefined || !/^(?:true|false)$/i.test(own.value.literal) || own.value.literal === caching.off))
    return undefined;
  if (!own && caching.input === "cache" && given) return undefined;
  return { given: own, edits: setInput(step, caching.input, booleanOf(caching.off)) };
}

function booleanOf(text: string): string | boolean {
  return text === "true" ? true : text === "false" ? false : text;
}
