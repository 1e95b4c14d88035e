import { fixesOf, setInput } from "../../pipeline/edit.ts";
import { isBuildPush, lastingPushes, withBuilder } from "../../pipeline/image-jobs.ts";
import { listsContents } from "../../pipeline/supply-chain.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-sbom",
  language: "workflow",
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "Nothing lists what is in a pushed image.",
  why: `
When a library turns out to have a hole, a list of what is in each image (SBOM) tells at once which ones have it. BuildKit makes it while it builds: \`sbom: true\`.`,
  examples: [
    {
      title: "A list beside the image",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/setup-buildx-action@v4\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/setup-buildx-action@v4\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n          sbom: true\n",
    },
  ],
  links: ["https://docs.docker.com/build/ci/github-actions/attestations/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["scorecard:SBOM"],
  uncovers: ["workflow/unpinned-action"],
  check(file, { report, workspace }) {
    if (listsContents(file)) return;
    for (const job of file.jobs) {
      for (const { step, pushes } of lastingPushes(job)) {
        if (pushes !== true || !isBuildPush(step)) continue;
        report({
          span: step.uses?.span ?? step.span,
          message: "Nothing lists what is in this image, so nobody can tell later which hole it has. Add `sbom: true`.",
          fixes: fixesOf("Add `sbom: true`", "unsafe", file, withBuilder(step, workspace, setInput(step, "sbom", true))),
        });
        return;
      }
    }
  },
});
