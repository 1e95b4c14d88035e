import type { Step } from "../../languages/workflow/model.ts";
import { fixesOf, setInputs } from "../../pipeline/edit.ts";
import { isBuildPush, isOnHostedLinux, withBuilder } from "../../pipeline/image-jobs.ts";
import { reachOf } from "../../pipeline/simulate.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/uncached-image-build",
  language: "workflow",
  category: "performance",
  severity: "info",
  preset: "recommended",
  summary: "An image is built anew in every run.",
  why: `
Each run gets a fresh machine, so BuildKit finds no layer of the run before unless it is told where they are. \`cache-from\` and \`cache-to\` with \`type=gha\` keep them in the repository's cache; \`mode=max\` keeps those of the earlier stages as well.

Silent for \`no-cache\`, builders and runners of others (they may keep layers themselves), and jobs for tags and releases: what is released is better built without a cache that other runs may write.`,
  examples: [
    {
      title: "Layers from GitHub's cache",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/setup-buildx-action@v4\n      - uses: docker/build-push-action@v7\n        with:\n          tags: acme/web:test\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/setup-buildx-action@v4\n      - uses: docker/build-push-action@v7\n        with:\n          tags: acme/web:test\n          cache-from: type=gha\n          cache-to: type=gha,mode=max\n",
    },
  ],
  links: ["https://docs.docker.com/build/ci/github-actions/cache/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  uncovers: ["workflow/unpinned-action"],
  check(file, { report, workspace }) {
    const builds = file.jobs.flatMap(({ steps }) => steps.filter(isBuildPush));
    for (const job of file.jobs) {
      const own = job.steps.filter(isBuildPush);
      const [step] = own;
      // Builds of one job share a builder, and its layers.
      if (!step || own.some(hasCache) || !isOnHostedLinux(job) || own.some(usesOtherBuilder)) continue;
      const buildx = job.stepsUsing("docker/setup-buildx-action");
      if (buildx.some((one) => one.input("endpoint") || !/^(?:docker-container)?$/.test(one.input("driver")?.value?.text ?? ""))) continue;
      const reach = reachOf(job, workspace).filter(({ verdict }) => verdict !== "never");
      if (reach.length === 0 || reach.some(({ event }) => event === "push-tag" || event === "release")) continue;
      // Runs that are a day or more apart find little in it, and who calls a workflow may release.
      if (reach.every(({ event }) => event === "schedule" || event === "dispatch" || event === "call")) continue;
      const scope = scopeOf(step, builds.length);
      const edits =
        scope === undefined
          ? undefined
          : withBuilder(step, workspace, setInputs(step, { "cache-from": `type=gha${scope}`, "cache-to": `type=gha${scope},mode=max` }));
      report({
        span: step.uses?.span ?? step.span,
        message:
          "Every run builds all layers of this image anew, since none are kept. Keep them in GitHub's cache by `cache-from` and `cache-to`.",
        fixes: fixesOf("Keep the layers in GitHub's cache", "unsafe", file, edits),
      });
    }
  },
});

function hasCache(step: Step): boolean {
  const isOff = step.input("no-cache")?.value;
  return (
    step.input("cache-from") !== undefined ||
    step.input("cache-to") !== undefined ||
    (isOff !== undefined && isOff.text !== "false") ||
    step.input("no-cache-filters") !== undefined
  );
}

function usesOtherBuilder(step: Step): boolean {
  const builder = step.input("builder")?.value?.text;
  return (builder !== undefined && !/steps\.[\w-]+\.outputs\.name/.test(builder)) || step.variable("BUILDX_BUILDER") !== undefined;
}

/** Caches without a scope are one: builds of several images would replace each other's. */
function scopeOf(step: Step, builds: number): string | undefined {
  const { job } = step;
  const rows = job?.strategy?.rows ?? [];
  if (job?.strategy) {
    const [row] = rows;
    const isPlain =
      row &&
      rows.length === 1 &&
      !job.strategy.include &&
      row.values?.every((value) => value.kind === "scalar" && !/[,\s]/.test(value.text));
    return isPlain ? `,scope=\${{ matrix.${row.name} }}` : undefined;
  }
  return builds > 1 ? `,scope=${job?.id}` : "";
}
