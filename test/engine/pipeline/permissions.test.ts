import { describe, expect, it } from "vitest";
import type { Job, Step } from "../../../server/engine/languages/workflow/model.ts";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { minimalPermissions, neededScopes, oidcConsumers, usesToken } from "../../../server/engine/pipeline/permissions.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

function jobOf(steps: readonly string[], on = "push", top = ""): Job {
  const list = steps.map((keys) => `      - ${keys.trimEnd().replaceAll("\n", "\n        ")}\n`).join("");
  const text = `on: ${on}\n${top}jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${list}`;
  return parseWorkflow(new SourceText(".github/workflows/a.yml", text)).jobs[0] as Job;
}

function needs(steps: readonly string[], on?: string, files: Readonly<Record<string, string>> = {}, top = ""): string {
  const { scopes, isComplete } = neededScopes(jobOf(steps, on, top), memoryWorkspace(files));
  return [...scopes.map(({ scope, level }) => `${scope}:${level}`), ...(isComplete ? [] : ["?"])].join(" ");
}

const token = "env:\n  GH_TOKEN: ${{ github.token }}";

describe("what a job needs", () => {
  it.each([
    [["uses: actions/checkout@v4", "run: npm ci && npm test"], "contents:read"],
    [["run: make"], ""],
    [["uses: actions/checkout@v4", "uses: some/unknown-action@v1"], "contents:read ?"],
    [["uses: softprops/action-gh-release@v2"], "contents:write"],
    [["uses: softprops/action-gh-release@v2\nwith:\n  token: ${{ secrets.RELEASE_PAT }}"], ""],
    [["uses: softprops/action-gh-release@v2\nwith:\n  token: ${{ secrets.GITHUB_TOKEN }}"], "contents:write"],
    [["uses: actions/deploy-pages@v4"], "id-token:write pages:write"],
    [["uses: github/codeql-action/analyze@v3"], "security-events:write"],
    [["uses: actions/github-script@v7\nwith:\n  script: return 1"], "?"],
    [["uses: actions/checkout@v4", "run: git push"], "contents:write"],
    [["uses: actions/checkout@v4\nwith:\n  token: ${{ secrets.PAT }}", "run: git push --tags"], ""],
    [["uses: actions/checkout@v4\nwith:\n  persist-credentials: false", "run: git push"], "contents:read"],
    [["uses: actions/checkout@v4", "run: git push --dry-run"], "contents:read"],
    [[`run: gh pr comment 1 --body hi\n${token}`], "pull-requests:write"],
    [[`run: gh release create v1\n${token}`], "contents:write"],
    [[`run: gh pr list && gh issue view 1\n${token}`], "issues:read pull-requests:read"],
    [["run: gh pr comment 1\nenv:\n  GH_TOKEN: ${{ secrets.BOT_TOKEN }}"], ""],
    [[`run: gh api repos/\${{ github.repository }}/issues/1/comments -f body=x\n${token}`], "issues:write"],
    [[`run: gh api repos/{owner}/{repo}/releases/latest\n${token}`], "contents:read"],
    [[`run: gh api graphql -f query=x\n${token}`], "?"],
    [[`run: ./script.sh\n${token}`], "?"],
    [["run: ./scripts/release.sh"], "?"],
    [["run: npm publish --provenance\nenv:\n  NODE_AUTH_TOKEN: ${{ secrets.NPM_TOKEN }}"], "id-token:write"],
    [["uses: peaceiris/actions-gh-pages@v4\nwith:\n  github_token: ${{ secrets.GITHUB_TOKEN }}"], "contents:write"],
    [["uses: pulumi/actions@v6\nwith:\n  command: up\n  comment-on-pr: true"], "pull-requests:write"],
    [["uses: pulumi/actions@v6\nwith:\n  command: up"], ""],
    [["uses: actions/dependency-review-action@v5\nwith:\n  comment-summary-in-pr: always"], "contents:read pull-requests:write"],
    [["uses: amondnet/vercel-action@v42\nwith:\n  github-token: ${{ github.token }}"], "pull-requests:write"],
    [["uses: amondnet/vercel-action@v42"], ""],
    [
      ["uses: nwtgck/actions-netlify@v3\nwith:\n  github-token: ${{ secrets.GITHUB_TOKEN }}"],
      "deployments:write pull-requests:write statuses:write",
    ],
    [["uses: peaceiris/actions-gh-pages@v4\nwith:\n  deploy_key: ${{ secrets.KEY }}"], ""],
    [['run: curl "$ACTIONS_ID_TOKEN_REQUEST_URL"'], "id-token:write"],
  ])("%j: %s", (steps, expected) => {
    expect(needs(steps)).toBe(expected);
  });

  it("is packages for what goes to the registry of GitHub with the job's token", () => {
    const login =
      "uses: docker/login-action@v3\nwith:\n  registry: ghcr.io\n  username: ${{ github.actor }}\n  password: ${{ secrets.GITHUB_TOKEN }}";
    expect(needs([login, "uses: docker/build-push-action@v6\nwith:\n  push: true"])).toBe("packages:write");
    expect(needs([login, "uses: docker/build-push-action@v6\nwith:\n  push: false"])).toBe("packages:read");
    expect(needs([login, "run: docker push ghcr.io/acme/web"])).toBe("packages:write");
    expect(needs([login.replace("GITHUB_TOKEN", "PAT"), "uses: docker/build-push-action@v6\nwith:\n  push: true"])).toBe("");
  });

  it("depends on the event", () => {
    expect(needs(["uses: dorny/paths-filter@v3"], "pull_request")).toBe("pull-requests:read");
    expect(needs(["uses: dorny/paths-filter@v3"], "push")).toBe("");
  });

  it("is what called workflows and actions of the repository need", () => {
    const files = {
      ".github/workflows/called.yml":
        "on: workflow_call\njobs:\n  b:\n    permissions:\n      packages: write\n      contents: read\n    runs-on: x\n    steps: []\n  c:\n    runs-on: x\n    steps:\n      - uses: softprops/action-gh-release@v2\n",
      "actions/a/action.yml": "runs:\n  using: composite\n  steps:\n    - uses: actions/deploy-pages@v4\n    - uses: ./actions/a\n",
    };
    const text = (uses: string) => `on: push\njobs:\n  a:\n    uses: ${uses}\n`;
    const call = (uses: string) => parseWorkflow(new SourceText(".github/workflows/a.yml", text(uses))).jobs[0] as Job;
    const found = neededScopes(call("./.github/workflows/called.yml"), memoryWorkspace(files));
    expect(found.scopes).toEqual([
      { scope: "contents", level: "write", reason: "makes a release (`softprops/action-gh-release`)" },
      { scope: "packages", level: "write", reason: "the called job `b` asks for it" },
    ]);
    expect(found.isComplete).toBe(true);
    expect(neededScopes(call("./.github/workflows/other.yml"), memoryWorkspace(files)).isComplete).toBe(false);
    expect(neededScopes(call("acme/other/.github/workflows/x.yml@v1"), memoryWorkspace(files)).isComplete).toBe(false);
    expect(needs(["uses: ./actions/a"], "push", files)).toBe("id-token:write pages:write");
    expect(needs(["uses: ./actions/b"], "push", files)).toBe("?");
  });

  it("gives a reason, and joins jobs", () => {
    const job = jobOf(["uses: actions/checkout@v4"]);
    expect(neededScopes(job, memoryWorkspace({})).scopes).toEqual([
      { scope: "contents", level: "read", reason: "checks out the repository (`actions/checkout`)" },
    ]);
    const other = jobOf(["uses: softprops/action-gh-release@v2", "uses: x/y@v1"]);
    const all = minimalPermissions([job, other], memoryWorkspace({}));
    expect([...all.scopes]).toEqual([["contents", "write"]]);
    expect(all.isComplete).toBe(false);
  });
});

describe("proofs of who runs", () => {
  it.each([
    ["uses: aws-actions/configure-aws-credentials@v4\nwith:\n  role-to-assume: arn\n  aws-region: x", "role-to-assume"],
    ["uses: aws-actions/configure-aws-credentials@v4\nwith:\n  role-to-assume: arn\n  aws-access-key-id: ${{ secrets.A }}", undefined],
    ["uses: aws-actions/configure-aws-credentials@v4\nwith:\n  role-to-assume: arn\n  role-chaining: true", undefined],
    ["uses: azure/login@v2\nwith:\n  client-id: ${{ secrets.A }}", "client-id"],
    ["uses: azure/login@v2\nwith:\n  client-id: ${{ secrets.A }}\n  auth-type: IDENTITY", undefined],
    ["uses: azure/login@v2\nwith:\n  creds: ${{ secrets.A }}", undefined],
    ["uses: google-github-actions/auth@v2\nwith:\n  workload_identity_provider: p", "workload_identity_provider"],
    ["uses: google-github-actions/auth@v2\nwith:\n  credentials_json: p", undefined],
    ["uses: pypa/gh-action-pypi-publish@release/v1", "pypa/gh-action-pypi-publish@release/v1"],
    ["uses: pypa/gh-action-pypi-publish@release/v1\nwith:\n  password: ${{ secrets.A }}", undefined],
    ["uses: actions/attest-build-provenance@v2", "actions/attest-build-provenance@v2"],
    ["run: cosign sign --yes image@sha256:x", "cosign"],
    ["run: cosign sign --key env://KEY image", undefined],
    ["run: cosign verify image", undefined],
  ])("%j", (keys, span) => {
    const job = jobOf([keys]);
    expect(oidcConsumers(job).map((one) => job.workflow.source.slice(one.span))).toEqual(span === undefined ? [] : [span]);
  });
});

describe("the token", () => {
  it.each([
    ["run: make\nenv:\n  A: ${{ secrets.GITHUB_TOKEN }}", true],
    ["run: make\nenv:\n  A: ${{ secrets['GITHUB_TOKEN'] }}", true],
    ["run: curl -H 'Authorization: Bearer ${{ github.token }}' x", true],
    ["uses: a/b@v1\nwith:\n  token: ${{ github.token }}", true],
    ["run: make\nenv:\n  A: ${{ secrets.OTHER }}", false],
  ])("%j: %s", (keys, expected) => {
    expect(usesToken(jobOf([keys]).steps[0] as Step)).toBe(expected);
  });

  it("comes from the workflow's variables too", () => {
    expect(usesToken(jobOf(["run: make"], "push", "env:\n  A: ${{ github.token }}\n").steps[0] as Step)).toBe(true);
  });
});
