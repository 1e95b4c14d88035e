import { addPermissions, fixesOf } from "../../pipeline/edit.ts";
import { missingScopes, scopesInWords } from "../../pipeline/image-jobs.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/missing-packages-permission",
  language: "workflow",
  category: "reliability",
  severity: "error",
  preset: "recommended",
  summary: "A job pushes to GitHub's registry and its token may not.",
  why: `
\`permissions\` takes away every scope that it does not list. Without \`packages: write\` the login with \`GITHUB_TOKEN\` works and the push is refused, after the whole build.

Silent where no permissions are declared (the repository's settings decide then), where another token is used, and in workflows that are only called.`,
  examples: [
    {
      title: "Nothing but `contents`",
      bad: "on: push\npermissions:\n  contents: read\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/login-action@v4\n        with:\n          registry: ghcr.io\n          username: ${{ github.actor }}\n          password: ${{ secrets.GITHUB_TOKEN }}\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n      packages: write\n    steps:\n      - uses: docker/login-action@v4\n        with:\n          registry: ghcr.io\n          username: ${{ github.actor }}\n          password: ${{ secrets.GITHUB_TOKEN }}\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:${{ github.sha }}\n",
    },
  ],
  links: [
    "https://docs.github.com/en/packages/managing-github-packages-using-github-actions-workflows/publishing-and-installing-a-package-with-github-actions",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      const missing = missingScopes(job, workspace);
      if (missing?.kind !== "packages") continue;
      const words = scopesInWords(missing.scopes);
      report({
        span: missing.span,
        message: `\`${job.id}\` ${missing.reason}, and its permissions lack ${words}: the push is refused. Grant it to the job.`,
        fixes: fixesOf(`Grant ${words}`, "unsafe", file, addPermissions(job, missing.scopes, workspace)),
      });
    }
  },
});
