import { deployJobs } from "../../pipeline/deploy.ts";
import { imagePushesOf } from "../../pipeline/images.ts";
import type { ImagePush } from "../../pipeline/model.ts";
import { defineRule } from "../../rule.ts";

const file = (deploy: string) =>
  `on:\n  push:\n    branches: [main]\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n      - run: |\n          docker build -t ghcr.io/acme/web:$GITHUB_SHA .\n          docker push ghcr.io/acme/web:$GITHUB_SHA\n  deploy:\n    needs: build\n    runs-on: ubuntu-latest\n    steps:\n${deploy}      - run: kubectl set image deployment/web web=ghcr.io/acme/web:$GITHUB_SHA\n`;

export default defineRule({
  id: "workflow/rebuilt-image",
  language: "workflow",
  category: "reproducibility",
  severity: "info",
  preset: "recommended",
  summary: "The deployment builds an image again that was built before.",
  why: `
An image that is built a second time is another image: base images and packages have moved on since, and what was tested and scanned is not what runs. Build once, push under a tag of its own, and hand that tag or digest from job to job; staging and production get the very same bytes.`,
  examples: [
    {
      title: "Build once",
      bad: file("      - uses: actions/checkout@v6\n      - run: docker build -t ghcr.io/acme/web:$GITHUB_SHA . --push\n"),
      good: file("      - uses: actions/checkout@v6\n"),
    },
  ],
  links: ["https://12factor.net/build-release-run"],
  since: "0.2.0",
  patterns: ["C3", "C4"],
  check(file, { workspace, report }) {
    for (const { job, strength } of deployJobs(file, workspace)) {
      if (job.uses || strength !== "strong") continue;
      const before = job.closure.flatMap(imagePushesOf).filter(({ pushes }) => pushes !== false);
      if (before.length === 0) continue;
      for (const push of imagePushesOf(job)) {
        const other = before.find((one) => isSame(one, push));
        if (!other) continue;
        report({
          span: push.span,
          message: `\`${other.job.id}\` has built this image already; built again it is another one than what was tested. Deploy the tag or digest that \`${other.job.id}\` has pushed.`,
          related: [{ path: file.source.path, span: other.span, message: "Built here before." }],
        });
        break;
      }
    }
  },
});

/** Whether two builds are of one image: of the same repository, as written. */
function isSame(a: ImagePush, b: ImagePush): boolean {
  const names = (push: ImagePush) => push.tags.map(nameOf).filter((name) => name !== "");
  const others = new Set(names(b));
  return names(a).some((name) => others.has(name));
}

/** The name in front of the tag, with the expressions as written. */
function nameOf({ text, repository, registry }: ImagePush["tags"][number]): string {
  if (repository !== undefined) return `${registry ?? ""}/${repository}`.toLowerCase();
  const name = text.replace(/@.*$/, "").replace(/:[^/:}]*(?:\$\{\{.*?\}\}[^/:}]*)*$/, "");
  return name.replaceAll(/\s+/g, "").toLowerCase();
}
