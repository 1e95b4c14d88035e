import type { Job, Step } from "../../languages/workflow/model.ts";
import { addPermissions, allOf, type Edits, fixesOf, removeInput, renameKey, setValue } from "../../pipeline/edit.ts";
import { defineRule } from "../../rule.ts";
import type { Span } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/static-cloud-credentials",
  language: "workflow",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "A job signs in to a cloud with a key that does not expire.",
  why: `
A key in a secret works from everywhere, for everybody who has seen it, until somebody remembers to change it. AWS, Azure and Google Cloud trust a workflow by its OpenID Connect token instead: the job gets credentials for an hour, and the cloud decides by repository, branch and environment who may have them. Set up the trust there, then name the role here and grant \`id-token: write\`.

Silent for credentials that another step has fetched, and for storage that only speaks the cloud's language.`,
  examples: [
    {
      title: "AWS",
      bad: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n          aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}\n          aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}\n          aws-region: eu-central-1\n",
      good: "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    permissions:\n      contents: read\n      id-token: write\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v6\n        with:\n          role-to-assume: ${{ vars.AWS_ROLE_TO_ASSUME }}\n          aws-region: eu-central-1\n",
    },
  ],
  links: ["https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C4"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const job of file.jobs) {
      let isTold = false;
      for (const step of job.steps) {
        const found = keyOf(step);
        if (!found) continue;
        isTold = true;
        report({
          span: found.span,
          message: `This signs in to ${found.cloud} with a key that works from everywhere and does not expire. Let the cloud trust the workflow's OpenID Connect token instead.`,
          fixes: fixesOf("Sign in by OpenID Connect", "unsafe", file, withToken(job, workspace, found.edits)),
        });
      }
      const variable = isTold ? undefined : keyInEnvironment(job);
      if (variable)
        report({
          span: variable,
          message:
            "This is a key of AWS that works from everywhere and does not expire. Take a role by `aws-actions/configure-aws-credentials` and OpenID Connect instead.",
        });
    }
  },
});

interface Key {
  readonly cloud: string;
  readonly span: Span;
  readonly edits: Edits;
}

const secret = /\$\{\{[^}]*\bsecrets\s*[.[]/;

function keyOf(step: Step): Key | undefined {
  switch (step.uses?.action) {
    case "aws-actions/configure-aws-credentials": {
      const key = step.input("aws-access-key-id");
      if (!key?.value || !isStatic(key.value.text) || step.input("role-to-assume")) return undefined;
      const others = ["aws-secret-access-key", "aws-session-token"].filter((name) => step.input(name));
      const edits = allOf(
        renameKey(step.file, key.entry, "role-to-assume"),
        setValue(step.file, key.entry, "${{ vars.AWS_ROLE_TO_ASSUME }}"),
        ...others.map((name) => removeInput(step, name)),
      );
      // A token for a session expires by itself.
      return step.input("aws-session-token") ? undefined : { cloud: "AWS", span: key.keySpan, edits };
    }
    case "azure/login": {
      const key = step.input("creds");
      if (!key?.value || !isStatic(key.value.text)) return undefined;
      return { cloud: "Azure", span: key.keySpan, edits: undefined };
    }
    case "google-github-actions/auth": {
      const key = step.input("credentials_json");
      if (!key?.value || !isStatic(key.value.text)) return undefined;
      return { cloud: "Google Cloud", span: key.keySpan, edits: undefined };
    }
    default:
      return undefined;
  }
}

/** Not what an earlier step or a called workflow's caller has fetched for this run. */
function isStatic(text: string): boolean {
  return secret.test(text) || !/\$\{\{/.test(text);
}

function withToken(job: Job, workspace: Workspace, edits: Edits): Edits {
  if (!edits) return undefined;
  if (job.workflow.isReusableOnly || job.effectivePermissions?.levelOf("id-token") === "write") return edits;
  return allOf(addPermissions(job, { "id-token": "write" }, workspace), edits);
}

/** A key of AWS in the variables of a job that uses AWS itself. */
function keyInEnvironment(job: Job): Span | undefined {
  const usesAws = job.steps.some(
    ({ run, uses }) =>
      /(?:^|\s)(?:aws|terraform|cdk|sam|serverless|sls|eksctl|pulumi|copilot)\s/.test(` ${run?.text ?? ""}`) ||
      /(?:^|\/)(?:aws|s3)-|amazon|cloudfront/.test(uses?.action ?? ""),
  );
  const text = job.workflow.source.slice(job.entry.span);
  // Other makers' storage takes keys of this form as well.
  if (
    !usesAws ||
    /endpoint[-_]url|ENDPOINT|cloudflarestorage|r2\.|backblaze|wasabi|minio|digitalocean|localstack|scaleway|hetzner/i.test(text)
  )
    return undefined;
  const lists = [job.env, ...job.steps.map(({ env }) => env), job.workflow.env];
  for (const list of lists) {
    const key = list.find(({ name, value }) => name === "AWS_SECRET_ACCESS_KEY" && secret.test(value?.text ?? ""));
    if (key) return list.some(({ name }) => name === "AWS_SESSION_TOKEN") ? undefined : key.keySpan;
  }
  return undefined;
}
