import { lastingPushes } from "../../pipeline/image-jobs.ts";
import { addTag } from "../../pipeline/image-tags.ts";
import { imagePushes } from "../../pipeline/images.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/latest-only-image",
  language: "workflow",
  category: "reproducibility",
  severity: "warning",
  preset: "recommended",
  summary: "An image is pushed under `latest` alone.",
  why: `
Every push moves \`latest\` to another image. What runs cannot be told from its name, two machines may run different images under the same one, and there is nothing to roll back to. Push the commit as a tag as well, and deploy that; \`latest\` may stay beside it.

Silent where a tag cannot be told, where another step pushes the same image under a tag of its own, and for registries on the runner.`,
  examples: [
    {
      title: "Only `latest`",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:latest\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: |\n            ghcr.io/acme/web:latest\n            ghcr.io/acme/web:${{ github.sha }}\n",
    },
  ],
  links: ["https://docs.docker.com/build/ci/github-actions/manage-tags-labels/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  uncovers: ["workflow/mutable-image-tag"],
  check(file, { report }) {
    const seen = new Set<string | undefined>();
    for (const push of file.jobs.flatMap((job) => lastingPushes(job))) {
      const [first] = push.tags;
      if (!first || !push.hasAllTags || push.tags.some(({ kind }) => kind !== "latest")) continue;
      const name = first.text.replace(/:latest$/, "");
      const isTaggedElsewhere = imagePushes(file).some(
        (other) =>
          other !== push &&
          other.pushes !== false &&
          (!other.hasAllTags ||
            other.tags.some(
              (tag) =>
                tag.kind !== "latest" &&
                (tag.text.startsWith(`${name}:`) || tag.repository === undefined || tag.repository === first.repository),
            )),
      );
      if (isTaggedElsewhere || seen.has(name)) continue;
      seen.add(name);
      report({
        span: first.span,
        message:
          "The image is pushed under `latest` alone, so nobody can tell or bring back what ran before. Push `${{ github.sha }}` as a tag as well.",
        fixes: addTag(push),
      });
    }
  },
});
