import type { Step } from "../../languages/workflow/model.ts";
import { usesAction } from "../../pipeline/action-inputs.ts";
import { fixesOf, setInput } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import { rememberFor } from "../../text/remember.ts";

export default defineRule({
  id: "workflow/stored-checkout-credentials",
  language: "workflow",
  alsoChecks: ["action"],
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "The checkout leaves its token where later steps can read it.",
  why: `
\`actions/checkout\` keeps the token for later Git commands: up to version 5 in \`.git/config\`, from version 6 on in a file outside of the repository. Every later step can read it there, and an artifact of the whole folder carries it out. Jobs that only read need it no more: \`persist-credentials: false\`.

A hint, and a warning where the folder is uploaded with \`.git\` in it. Silent where the input is set, and where a later step pushes or fetches.`,
  examples: [
    {
      title: "Tests need no token",
      bad: "on: push\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n      - run: npm test\n",
      good: "on: push\npermissions:\n  contents: read\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n        with:\n          persist-credentials: false\n      - run: npm test\n",
    },
  ],
  links: ["https://github.com/actions/checkout#usage"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  alsoKnownAs: ["zizmor:artipacked", "ghalint:checkout_persist_credentials_should_be_false"],
  judges: "part",
  check(file, { report }) {
    for (const step of file.steps) {
      if (!usesAction(step, "actions/checkout") || step.input("persist-credentials")) continue;
      const later = whatComes(step.job?.steps ?? file.steps);
      if (later.lastGit > step.index) continue;
      const upload = (step.uses?.major ?? 99) < 6 && later.lastUpload > step.index;
      report({
        span: step.uses?.span ?? step.span,
        message: upload
          ? "The checkout writes its token into `.git/config`, and a later step uploads the whole folder for everybody who can read the run. Set `persist-credentials: false`."
          : "The checkout keeps its token for later Git commands, where every other step can read it too. Set `persist-credentials: false`, as nothing here pushes.",
        fixes: fixesOf("Set `persist-credentials: false`", "unsafe", file, setInput(step, "persist-credentials", false)),
        ...(!upload && { severity: "hint" as const }),
      });
    }
  },
});

/** The last steps that push or fetch, and that upload the folder: told once for all checkouts of a job. */
const whatComes = rememberFor((steps: readonly Step[]) => ({
  lastGit: steps.findLastIndex(usesGit),
  lastUpload: steps.findLastIndex(uploadsAll),
}));

/** Actions that push or fetch with the token that checkout leaves. */
const gitActions =
  /create-pull-request|auto-commit|add-and-commit|git-commit|commit-action|push-action|github-push|gh-pages|github-pages-deploy|semantic-release|changesets\/action|release-please|(?:tag|version|bump|release|changelog)[-_/]|[-_/](?:tag|version|bump|release|changelog)|chart-releaser|mkdocs|submodule|merge|rebase|sync|backport|cherry-pick|lerna|nx-set-shas|changed-files|paths-filter|pre-commit|git-/;

const gitCommands =
  /\bgit\b[^\n]*\b(?:push|fetch|pull|submodule|lfs|ls-remote|clone|remote)\b|\b(?:semantic-release|release-it|lerna|changeset|standard-version|gh-pages|goreleaser|pre-commit|auto shipit|bump2version|bump-my-version|cz bump|rake release|docusaurus deploy|mike deploy|gh-deploy)\b|\b(?:npm|yarn|pnpm|cargo|nx|mvn|gradle|make|just)\b[^\n]*\brelease\b|\b(?:publish|release|deploy|bump|version|push|changelog)[\w-]*\.(?:sh|py|js|mjs|ts|rb|ps1)\b|\bgh pr checkout\b/i;

function usesGit(step: Step): boolean {
  const { uses, run } = step;
  if (uses) {
    // What an action of this repository does with it is not seen from here.
    if (uses.kind === "local" || uses.kind === "self" || uses.kind === "unknown") return true;
    return gitActions.test(uses.action ?? "");
  }
  return run !== undefined && gitCommands.test(run.text);
}

/** Whether a step uploads the folder of the checkout with what is hidden in it. From version 4 on that has to be asked for. */
function uploadsAll(step: Step): boolean {
  if (!usesAction(step, "actions/upload-artifact")) return false;
  const major = step.uses?.major;
  if (step.input("include-hidden-files")?.value?.literal !== "true" && (major === undefined || major > 3)) return false;
  const path = step.input("path")?.value?.text ?? "";
  return path
    .split("\n")
    .some((line) => /^(?:\.|\.\/|\*|\*\*|\.\/\*\*|\*\*\/\*|\.git\/?|\$\{\{\s*github\.workspace\s*\}\}\/?)$/.test(line.trim()));
}
