import { deployJobOf } from "../../pipeline/deploy.ts";
import { fixesOf, insertJobKey } from "../../pipeline/edit.ts";
import { isBuildPush, lastingPushes } from "../../pipeline/image-jobs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unexported-image-digest",
  language: "workflow",
  category: "reproducibility",
  severity: "hint",
  preset: "optional",
  summary: "A job pushes the image that a later job deploys, and hands on neither digest nor tag.",
  why: `
Only the digest names exactly the image that was built and tested: a tag can be moved between build and deployment. As an output of the job it can be deployed, scanned and signed by the jobs that follow, as \`\${{ needs.build.outputs.digest }}\`.`,
  examples: [
    {
      title: "The digest as an output",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n  deploy:\n    needs: build\n    runs-on: ubuntu-24.04\n    steps:\n      - run: kubectl set image deployment/web web=ghcr.io/acme/web:${{ github.sha }}\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    outputs:\n      digest: ${{ steps.push.outputs.digest }}\n    steps:\n      - uses: docker/build-push-action@v7\n        id: push\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n  deploy:\n    needs: build\n    runs-on: ubuntu-24.04\n    steps:\n      - run: kubectl set image deployment/web web=ghcr.io/acme/web:${{ github.sha }}\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/pass-job-outputs"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      const push = lastingPushes(job).find(({ step }) => isBuildPush(step));
      if (!push || job.outputs.length > 0 || job.strategy || deployJobOf(job, workspace)) continue;
      const deploy = file.jobs.find((one) => one.closure.includes(job) && deployJobOf(one, workspace));
      if (!deploy) continue;
      const id = push.step.id?.literal;
      report({
        span: push.span,
        message: `\`${deploy.id}\` deploys what this pushes, but is told neither digest nor tag. Hand the digest on as an output of the job.`,
        fixes:
          id === undefined
            ? []
            : fixesOf(
                "Make the digest an output of the job",
                "unsafe",
                file,
                insertJobKey(job, "outputs", { digest: `\${{ steps.${id}.outputs.digest }}` }),
              ),
      });
    }
  },
});
