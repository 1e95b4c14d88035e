import { lastingPushes } from "../../pipeline/image-jobs.ts";
import { signsImages } from "../../pipeline/supply-chain.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unsigned-image",
  language: "workflow",
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "A pushed image is not signed.",
  why: `
A cluster can be told to run signed images alone; then nothing gets in that somebody put into the registry by other ways. \`cosign sign\` signs with the workflow's own identity, without keys to keep: by the digest, with \`id-token: write\`. A signed provenance (\`actions/attest-build-provenance\`) proves the same and counts as well.`,
  examples: [
    {
      title: "Signed by its digest",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n      - run: cosign sign --yes ghcr.io/acme/web@${{ steps.push.outputs.digest }}\n",
    },
  ],
  links: ["https://docs.sigstore.dev/cosign/signing/signing_with_containers/"],
  since: "0.2.0",
  patterns: ["C3"],
  alsoKnownAs: ["scorecard:Signed-Releases"],
  check(file, { report }) {
    if (signsImages(file)) return;
    const push = file.jobs.flatMap((job) => lastingPushes(job)).find(({ pushes }) => pushes === true);
    if (push)
      report({
        span: push.span,
        message: "Nobody can check that this image comes from here. Sign its digest with `cosign`, or attest its provenance.",
      });
  },
});
