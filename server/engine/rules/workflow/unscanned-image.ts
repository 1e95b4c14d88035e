import { actionToWrite } from "../../pipeline/action-to-write.ts";
import { fixesOf, insertStepAfter } from "../../pipeline/edit.ts";
import { lastingPushes } from "../../pipeline/image-jobs.ts";
import { digestOf, scansImages } from "../../pipeline/supply-chain.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unscanned-image",
  language: "workflow",
  category: "security",
  severity: "hint",
  preset: "strict",
  summary: "An image is pushed and nothing looks for known holes in it.",
  why: `
The base image and the packages in it have vulnerabilities that the code's own tests cannot see. A scanner (Trivy, Grype, Docker Scout) between build and deployment stops an image with serious ones that can be mended.

One hint a workflow; silent where it, or a workflow that it calls, names a scanner.`,
  examples: [
    {
      title: "Trivy behind the build",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n",
      good: 'on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n      - uses: aquasecurity/trivy-action@v0.36.0\n        with:\n          image-ref: ghcr.io/acme/web@${{ steps.push.outputs.digest }}\n          exit-code: "1"\n          severity: HIGH,CRITICAL\n          ignore-unfixed: true\n',
    },
  ],
  links: ["https://github.com/aquasecurity/trivy-action"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  uncovers: ["workflow/unpinned-action"],
  check(file, { report }) {
    if (scansImages(file)) return;
    const push = file.jobs.flatMap((job) => lastingPushes(job)).find(({ pushes }) => pushes === true);
    if (!push) return;
    const image = digestOf(push);
    const scan =
      image &&
      `uses: ${actionToWrite(file, "aquasecurity/trivy-action")}\nwith:\n  image-ref: ${image.name}@${image.digest}\n  exit-code: "1"\n  severity: HIGH,CRITICAL\n  ignore-unfixed: true\n`;
    report({
      span: push.span,
      message: "Nothing looks for known vulnerabilities in this image before it is used. Add a scanner behind the build.",
      fixes: scan === undefined ? [] : fixesOf("Scan with Trivy", "unsafe", file, insertStepAfter(push.step, scan)),
    });
  },
});
