import { findAction, refToWrite } from "../../knowledge/actions.ts";
import { dialectOf } from "../../languages/workflow/detect.ts";
import type { StepsFile, Uses } from "../../languages/workflow/model.ts";
import { type Use, usesIn } from "../../pipeline/action-refs.ts";
import { isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/invalid-uses",
  language: "workflow",
  alsoChecks: ["action"],
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "`uses` names nothing that GitHub can run.",
  why: `
A step uses \`owner/repository@ref\` or a folder below it, \`./folder\` or \`$/folder\` of its own repository, or \`docker://image\`. A job calls a workflow: \`./.github/workflows/file.yml\`, or \`owner/repository/.github/workflows/file.yml@ref\`. GitHub refuses everything else, and the whole file with it.

Forgejo and Gitea take absolute addresses as well.`,
  examples: [
    {
      title: "A version that was forgotten",
      bad: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout\n",
      good: "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v7\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:action", "actionlint:workflow-call"],
  judges: "part",
  check(file, { report }) {
    for (const use of usesIn(file)) {
      const { uses } = use;
      if (!isPlainText(uses.text) || uses.kind === "unknown") continue;
      const wrong = use.step ? wrongInStep(use, file) : wrongInJob(uses, file);
      if (wrong) report({ span: uses.span, message: wrong.message, fixes: rewordFix(file, uses.text, wrong.meant, "unsafe") });
    }
  },
});

interface Wrong {
  readonly message: string;
  readonly meant?: string | undefined;
}

const workflowPath = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i;

function wrongInStep({ uses, step }: Use, file: StepsFile): Wrong | undefined {
  const written = uses.text.text.trim();
  if (workflowPath.test(uses.path ?? "") && step) {
    return { message: `\`${written}\` is a workflow: a job calls it with \`uses\`, a step cannot. Make a job of its own of this step.` };
  }
  if (uses.kind === "url") return wrongAddress(uses, file);
  if (uses.kind !== "invalid") return undefined;
  if (written === "docker://") return { message: "No image stands behind `docker://`. Name it." };
  if (uses.action !== undefined) return withoutRef(uses);
  return {
    message: `\`${written}\` is no action: GitHub wants \`owner/repository@ref\`, \`./folder\` or \`docker://image\`. Write one of these.`,
  };
}

function withoutRef(uses: Uses): Wrong {
  const written = uses.text.text.trim().replace(/@$/, "");
  const known = findAction(uses.action as string);
  const ref = known && !known.isArchived ? refToWrite(known) : undefined;
  return {
    message: `\`${written}\` has no version, and GitHub refuses the file. Write one behind an \`@\`${ref ? `: \`${written}@${ref}\`` : ""}.`,
    meant: ref && /^[^@]+$/.test(written) ? `${written}@${ref}` : undefined,
  };
}

function wrongAddress(uses: Uses, file: StepsFile): Wrong | undefined {
  if (dialectOf(file.source.path) !== "github") return undefined;
  const meant = uses.action === undefined ? undefined : uses.text.text.trim().replace(/^https?:\/\/[^/]*\//i, "");
  return {
    message: `GitHub takes no addresses in \`uses\` and refuses the file.${meant ? ` Write \`${meant}\`.` : " Name an action of GitHub by owner and repository."}`,
    meant,
  };
}

function wrongInJob(uses: Uses, file: StepsFile): Wrong | undefined {
  const written = uses.text.text.trim();
  if (uses.kind === "url") return wrongAddress(uses, file);
  if (uses.kind === "docker") return { message: "A job calls a workflow, no image. Give the job `runs-on`, `container` and steps." };
  if (uses.kind === "local" || uses.kind === "self") {
    const path = uses.path ?? "";
    const bare = path.replace(/@.*$/, "");
    if (bare !== path && workflowPath.test(bare)) {
      return {
        message: "A workflow of the same repository is taken from the same commit and has no `@` behind it. Leave it out.",
        meant: written.replace(/@.*$/, ""),
      };
    }
    if (/^\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i.test(path)) return undefined;
    return {
      message: `\`${written}\` is no workflow that a job can call: they stand in \`./.github/workflows\`, not below it. Name the file there.`,
    };
  }
  if (uses.kind === "invalid") {
    if (workflowPath.test(uses.path ?? ""))
      return { message: `\`${written}\` has no version, and GitHub refuses the file. Write a tag or a commit behind an \`@\`.` };
    const meant = /^\.(?:github|gitea|forgejo)\/workflows\/[^/@]+\.ya?ml$/i.test(written) ? `./${written}` : undefined;
    return {
      message: `\`${written}\` is no workflow: GitHub wants \`./.github/workflows/file.yml\` or \`owner/repository/.github/workflows/file.yml@ref\`.`,
      meant,
    };
  }
  if (uses.kind === "repository" && !workflowPath.test(uses.path ?? "")) {
    const isAction = findAction(uses.action ?? "") !== undefined || uses.path === "" || uses.path === undefined;
    return {
      message: `\`${written}\` is no workflow${isAction ? ": an action is used by a step" : " in `.github/workflows`"}, and GitHub refuses the file. ${isAction ? "Put it into the `steps` of a job." : "Name the file there."}`,
    };
  }
  return undefined;
}
