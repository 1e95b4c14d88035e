import { nameSpan } from "../../pipeline/action-refs.ts";
import { runnerLabels } from "../../pipeline/runner-labels.ts";
import { defineRule } from "../../rule.ts";

/** What a command of GitHub's runner images does as well. Source: the software lists of https://github.com/actions/runner-images. */
const commands: ReadonlyMap<string, string> = new Map([
  ["softprops/action-gh-release", "gh release create"],
  ["ncipollo/release-action", "gh release create"],
  ["elgohr/github-release-action", "gh release create"],
  ["svenstaro/upload-release-action", "gh release upload"],
  ["peter-evans/create-or-update-comment", "gh pr comment"],
  ["peter-evans/close-issue", "gh issue close"],
  ["actions-ecosystem/action-add-labels", "gh issue edit --add-label"],
  ["actions-ecosystem/action-remove-labels", "gh issue edit --remove-label"],
  ["peter-evans/enable-pull-request-automerge", "gh pr merge --auto"],
  ["addnab/docker-run-action", "docker run"],
  ["dtolnay/rust-toolchain", "rustup toolchain install"],
  ["actions-rust-lang/setup-rust-toolchain", "rustup toolchain install"],
  ["azure/setup-kubectl", "kubectl"],
]);

export default defineRule({
  id: "workflow/superfluous-action",
  language: "workflow",
  category: "security",
  severity: "hint",
  preset: "optional",
  summary: "An action for what a command on the runner does.",
  why: `
Every action of others is code that runs with the job's token and has to be kept up to date. GitHub's runners come with \`gh\`, \`docker\`, \`rustup\` and \`kubectl\`: one line of \`run\` often does the same. Only jobs on GitHub's own runners are judged.`,
  examples: [
    {
      title: "A release made by the command line of GitHub",
      bad: "on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: softprops/action-gh-release@v3\n",
      good: 'on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    steps:\n      - run: gh release create "$GITHUB_REF_NAME" --generate-notes\n        env:\n          GH_TOKEN: ${{ github.token }}\n',
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/write-workflows/choose-what-workflows-do/use-github-cli"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:superfluous-actions"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      const { uses, job } = step;
      const command = uses?.kind === "repository" && uses.action !== undefined ? commands.get(uses.action) : undefined;
      if (!uses || !job || command === undefined || job.container) continue;
      const labels = runnerLabels(job);
      if (labels.length === 0 || !labels.every(({ label }) => /^(?:ubuntu|windows|macos)-/.test(label))) continue;
      report({
        span: nameSpan(uses),
        message: `GitHub's runners have \`${command.split(" ", 1)[0]}\`: \`${command}\` does what \`${uses.owner}/${uses.repository}\` is for, without code of others. Run it in its place.`,
      });
    }
  },
});
