import { lastingPushes } from "../../pipeline/image-jobs.ts";
import { addTag } from "../../pipeline/image-tags.ts";
import { imagePushes } from "../../pipeline/images.ts";
import { reachOf } from "../../pipeline/simulate.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/mutable-image-tag",
  language: "workflow",
  category: "reproducibility",
  severity: "info",
  preset: "strict",
  summary: "No tag of a pushed image stays with it.",
  why: `
Branch names, stages and major versions move on with the next push. An image with no tag that stays (a commit, a full version, a run) cannot be named later: neither for a rollback nor to find out what was built from which commit. docker/metadata-action gives none for branches unless \`type=sha\` is among its \`tags\`.

Silent where a tag cannot be told, and where the image is made for a pull request alone.`,
  examples: [
    {
      title: "The branch's name alone",
      bad: "on:\n  push:\n    branches: [main]\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.ref_name }}\n",
      good: "on:\n  push:\n    branches: [main]\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: |\n            ghcr.io/acme/web:${{ github.ref_name }}\n            ghcr.io/acme/web:${{ github.sha }}\n",
    },
  ],
  links: ["https://github.com/docker/metadata-action#typesha"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      for (const push of lastingPushes(job)) {
        const { tags, hasAllTags } = push;
        const moving = tags.find(({ kind }) => kind === "moving");
        if (!moving || !hasAllTags || tags.some(({ kind }) => kind === "immutable" || kind === "unknown")) continue;
        const names = new Set(tags.map(({ repository }) => repository));
        const isTaggedElsewhere = imagePushes(file).some(
          (other) =>
            other !== push &&
            other.pushes !== false &&
            (!other.hasAllTags || other.tags.some((tag) => tag.kind === "immutable" && names.has(tag.repository))),
        );
        const isForReview = reachOf(job, workspace).every(({ event, verdict }) => verdict === "never" || /pull-request/.test(event));
        if (isTaggedElsewhere || isForReview || tags.some(({ text }) => /cache/.test(text))) continue;
        report({
          span: moving.span,
          message:
            "Every tag of this image moves on with the next push, so the image cannot be named later. Push the commit as a tag as well.",
          fixes: addTag(push),
        });
      }
    }
  },
});
