import { describe, expect, it } from "vitest";
import missingAttestationPermission from "../../../server/engine/rules/workflow/missing-attestation-permission.ts";
import missingOidcPermission from "../../../server/engine/rules/workflow/missing-oidc-permission.ts";
import missingPackagesPermission from "../../../server/engine/rules/workflow/missing-packages-permission.ts";
import missingRegistryLogin from "../../../server/engine/rules/workflow/missing-registry-login.ts";
import plaintextRegistryPassword from "../../../server/engine/rules/workflow/plaintext-registry-password.ts";
import registryPasswordArgument from "../../../server/engine/rules/workflow/registry-password-argument.ts";
import staticCloudCredentials from "../../../server/engine/rules/workflow/static-cloud-credentials.ts";
import unusedIdToken from "../../../server/engine/rules/workflow/unused-id-token.ts";
import unverifiedSshHost from "../../../server/engine/rules/workflow/unverified-ssh-host.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));
const job = (steps: string, head = "", on = "push") =>
  `on: ${on}\njobs:\n  deploy:\n${indent(head, 4)}    runs-on: ubuntu-24.04\n    steps:\n${indent(steps, 6)}`;
const login =
  "- uses: docker/login-action@v4\n  with:\n    registry: ghcr.io\n    username: a\n    password: ${{ secrets.GITHUB_TOKEN }}\n";
const push = "- uses: docker/build-push-action@v7\n  with:\n    push: true\n    tags: ghcr.io/acme/web:1.2.3\n";
const readOnly = "permissions:\n  contents: read\n";

describe("workflow/plaintext-registry-password", () => {
  const text = (password: string, registry = "ghcr.io") =>
    job(login.replace("${{ secrets.GITHUB_TOKEN }}", password).replace("ghcr.io", registry));
  it("reads a secret in its place", () => {
    expect(run(plaintextRegistryPassword, text("hunter22"))[0]?.fixed[0]).toContain("secrets.GITHUB_TOKEN");
    expect(run(plaintextRegistryPassword, text("hunter22", "quay.io"))[0]?.fixed[0]).toContain("secrets.REGISTRY_PASSWORD");
    expectLawfulFixes(plaintextRegistryPassword, text("hunter22"));
  });
  it("offers no secret in a composite action, which has none", () => {
    const action =
      "name: a\ndescription: b\nruns:\n  using: composite\n  steps:\n    - uses: docker/login-action@v4\n      with:\n        password: hunter22\n";
    expect(run(plaintextRegistryPassword, action, { language: "action" })).toMatchObject([{ fixed: [] }]);
  });
  it.each(["${{ secrets.X }}", "${{ env.X }}", "''", "<password>"])("is silent on %s", (password) =>
    expect(places(plaintextRegistryPassword, text(password))).toEqual([]),
  );
  it("is silent on a registry of the job", () => expect(places(plaintextRegistryPassword, text("test", "localhost:5000"))).toEqual([]));
});

describe("workflow/registry-password-argument", () => {
  it.each([
    "docker login -u a -p $TOKEN",
    'docker login -u a --password="$TOKEN" ghcr.io',
    "docker login -u a --password ${{ secrets.TOKEN }}",
    "docker login -u a -p '${{ secrets.TOKEN }}'",
    "sudo podman login -u a -p ${TOKEN} quay.io",
    "true && docker login -u a -p $TOKEN",
    "helm registry login -u a -p $TOKEN ghcr.io",
  ])("mends %s", (command) => {
    const text = job(`- run: |\n    ${command}\n`);
    expect(run(registryPasswordArgument, text)[0]?.fixed[0]).toMatch(/echo "\$TOKEN" \| .*--password-stdin/);
    expectLawfulFixes(registryPasswordArgument, text);
  });
  it("only reports where the password stands there, and in PowerShell", () => {
    expect(run(registryPasswordArgument, job("- run: docker login -u a -p hunter22\n"))).toMatchObject([{ fixed: [] }]);
    expect(run(registryPasswordArgument, job("- run: docker login -u a -p $env:TOKEN\n  shell: pwsh\n"))).toMatchObject([{ fixed: [] }]);
  });
  it.each(["echo $TOKEN | docker login -u a --password-stdin", "docker run -p 80:80 a", "az login -p $TOKEN", "docker login"])(
    "is silent on %s",
    (command) => expect(places(registryPasswordArgument, job(`- run: ${command}\n`))).toEqual([]),
  );
});

describe("workflow/missing-registry-login", () => {
  it.each([push, push.replace("ghcr.io/", ""), "- run: docker push ghcr.io/acme/web:1\n"])("logs in before\n%s", (steps) =>
    expectLawfulFixes(missingRegistryLogin, job(steps)),
  );
  it("is not content with what comes too late", () => {
    expect(places(missingRegistryLogin, job(`${push}- uses: aquasecurity/trivy-action@v0.36.0\n${login}`))).toHaveLength(1);
  });
  it("knows no credentials of other registries", () => {
    expect(run(missingRegistryLogin, job(push.replace("ghcr.io", "quay.io")))).toMatchObject([{ fixed: [] }]);
  });
  it.each([
    login + push,
    `- run: echo $T | docker login ghcr.io -u a --password-stdin\n${push}`,
    `- uses: ./.github/actions/login\n${push}`,
    `- uses: acme/login@v1\n${push}`,
    `- run: make login\n${push}`,
    push.replace("ghcr.io/acme", "${{ env.REGISTRY }}"),
    push.replace("push: true", "push: false"),
    "- run: docker push web\n",
    `- uses: aws-actions/amazon-ecr-login@v2\n${push.replace("ghcr.io", "1.dkr.ecr.eu-central-1.amazonaws.com")}`,
  ])("is silent on\n%s", (steps) => expect(places(missingRegistryLogin, job(steps))).toEqual([]));
});

describe("the permissions that a job lacks", () => {
  const attest = "- uses: actions/attest-build-provenance@v4\n  with:\n    subject-path: a\n";
  const role = "- uses: aws-actions/configure-aws-credentials@v6\n  with:\n    role-to-assume: a\n    aws-region: b\n";
  const rules = [missingPackagesPermission, missingAttestationPermission, missingOidcPermission];
  const found = (text: string) =>
    rules.filter((rule) => places(rule, text).length > 0).map(({ id }) => id.slice("workflow/missing-".length));

  it.each([
    [login + push, ["packages-permission"]],
    [attest, ["attestation-permission"]],
    [login + push + attest, ["attestation-permission"]],
    [role, ["oidc-permission"]],
    [login + push + role, ["packages-permission"]],
  ])("are told once\n%s", (steps, ids) => {
    for (const text of [
      job(steps, readOnly),
      job(steps).replace("jobs:", `${readOnly}jobs:`),
      job(steps, "permissions: {}\n"),
      job(steps, "permissions: read-all\n"),
    ]) {
      expect(found(text)).toEqual(ids);
      for (const rule of rules) {
        expectLawfulFixes(rule, text);
        const fixed = run(rule, text)[0]?.fixed[0];
        if (fixed !== undefined) expect(found(fixed)).toEqual([]);
      }
    }
  });

  it.each([
    job(login + push),
    job(login + push, "permissions: write-all\n"),
    job(login + push, "permissions:\n  packages: write\n"),
    job(login.replace("GITHUB_TOKEN", "PAT") + push, readOnly),
    job(login + push, readOnly, "workflow_call"),
    job(role.replace("role-to-assume: a", "role-to-assume: a\n    aws-access-key-id: b"), readOnly),
    job("- uses: azure/login@v3\n  with:\n    creds: ${{ secrets.A }}\n", readOnly),
    job(attest, "permissions:\n  id-token: write\n  attestations: write\n"),
  ])("are none in\n%s", (text) => expect(found(text)).toEqual([]));
});

describe("workflow/unused-id-token", () => {
  const granted = "permissions:\n  contents: read\n  id-token: write\n";
  it("does not remove a comment along with it", () => {
    expect(run(unusedIdToken, job("- run: npm test\n", granted.replace("id-token: write", "id-token: write # signs")))).toMatchObject([
      { fixed: [] },
    ]);
  });
  it("removes it from a job, and from the workflow", () => {
    expectLawfulFixes(unusedIdToken, job("- uses: actions/checkout@v7\n- run: npm test\n", granted));
    expectLawfulFixes(unusedIdToken, job("- run: npm test\n").replace("jobs:", `${granted}jobs:`));
    expectLawfulFixes(unusedIdToken, job("- run: npm run lint\n", "permissions:\n  id-token: write\n"));
    expect(places(unusedIdToken, job("- run: npm test\n", granted))).toEqual(["6:7"]);
  });
  it.each([
    "- uses: aws-actions/configure-aws-credentials@v6\n  with:\n    role-to-assume: a\n",
    "- uses: acme/unknown@v1\n",
    "- uses: ./.github/actions/a\n",
    "- run: ./deploy.sh\n",
    "- run: npm publish\n",
    "- run: npm run release\n",
    "- run: terraform apply\n",
    "- run: make\n",
    "- uses: ossf/scorecard-action@v2\n  with:\n    publish_results: true\n    repo_token: ${{ secrets.PAT }}\n",
  ])("is silent on\n%s", (steps) => expect(places(unusedIdToken, job(steps, granted))).toEqual([]));
});

describe("workflow/static-cloud-credentials", () => {
  const aws =
    "- uses: aws-actions/configure-aws-credentials@v6\n  with:\n    aws-access-key-id: ${{ secrets.A }}\n    aws-secret-access-key: ${{ secrets.B }}\n    aws-region: eu-central-1\n";
  it("takes a role in AWS, and grants the token", () => {
    for (const text of [job(aws, readOnly), job(aws), job(aws, "permissions:\n  id-token: write\n"), job(aws, "", "workflow_call")]) {
      const fixed = run(staticCloudCredentials, text)[0]?.fixed[0];
      expect(fixed).toContain("role-to-assume: ${{ vars.AWS_ROLE_TO_ASSUME }}\n          aws-region");
      expect(fixed?.includes("id-token: write")).toBe(!text.includes("workflow_call"));
      expectLawfulFixes(staticCloudCredentials, text);
    }
  });
  it.each([
    "- uses: azure/login@v3\n  with:\n    creds: ${{ secrets.A }}\n",
    "- uses: google-github-actions/auth@v3\n  with:\n    credentials_json: ${{ secrets.A }}\n",
    "- run: aws s3 sync dist s3://a\n  env:\n    AWS_SECRET_ACCESS_KEY: ${{ secrets.A }}\n",
  ])("reports\n%s", (steps) => expect(places(staticCloudCredentials, job(steps))).toHaveLength(1));
  it.each([
    aws.replaceAll("secrets.", "steps.vault.outputs."),
    `${aws}    role-to-assume: a\n`,
    `${aws}    aws-session-token: \${{ secrets.C }}\n`,
    "- uses: google-github-actions/auth@v3\n  with:\n    workload_identity_provider: a\n",
    "- run: aws s3 sync dist s3://a --endpoint-url https://a.r2.cloudflarestorage.com\n  env:\n    AWS_SECRET_ACCESS_KEY: ${{ secrets.A }}\n",
    "- run: npm test\n  env:\n    AWS_SECRET_ACCESS_KEY: ${{ secrets.A }}\n",
    "- run: aws s3 ls\n  env:\n    AWS_SECRET_ACCESS_KEY: test\n",
  ])("is silent on\n%s", (steps) => expect(places(staticCloudCredentials, job(steps))).toEqual([]));
});

describe("workflow/unverified-ssh-host", () => {
  const ssh = "- uses: appleboy/ssh-action@v1\n  with:\n    host: ${{ secrets.HOST }}\n    script: docker compose up -d\n";
  it("gives the fingerprint", () => expectLawfulFixes(unverifiedSshHost, job(ssh)));
  it.each([
    "ssh -o StrictHostKeyChecking=no a@b.example.com 'docker compose up -d'",
    'rsync -az -e "ssh -o StrictHostKeyChecking=no" dist/ a@b.example.com:/srv',
  ])("reports %s", (command) =>
    expect(run(unverifiedSshHost, job(`- run: ${command}\n`))).toMatchObject([{ on: "StrictHostKeyChecking=no", fixed: [] }]),
  );
  it.each([
    `${ssh}    fingerprint: a\n`,
    ssh.replace("secrets.HOST", "steps.vm.outputs.address"),
    "- run: ssh -o StrictHostKeyChecking=yes a@b 'docker compose up -d'\n",
    "- run: ssh -o StrictHostKeyChecking=no root@localhost -p 2222 'docker compose up -d'\n",
  ])("is silent on\n%s", (steps) => expect(places(unverifiedSshHost, job(steps))).toEqual([]));
});
