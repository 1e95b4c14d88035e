import { describe, expect, it } from "vitest";
import missingProvenance from "../../../server/engine/rules/workflow/missing-provenance.ts";
import missingSbom from "../../../server/engine/rules/workflow/missing-sbom.ts";
import signedTag from "../../../server/engine/rules/workflow/signed-tag.ts";
import unblockingScan from "../../../server/engine/rules/workflow/unblocking-scan.ts";
import unscannedImage from "../../../server/engine/rules/workflow/unscanned-image.ts";
import unsignedImage from "../../../server/engine/rules/workflow/unsigned-image.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));
const job = (steps: string, head = "") =>
  `on: push\njobs:\n  image:\n${indent(head, 4)}    runs-on: ubuntu-24.04\n    steps:\n${indent(steps, 6)}`;
const push = "- uses: docker/build-push-action@v7\n  id: push\n  with:\n    push: true\n    tags: ghcr.io/acme/web:${{ github.sha }}\n";

describe("workflow/missing-provenance", () => {
  it("brings the statement back", () => expectLawfulFixes(missingProvenance, job(`${push}    provenance: false\n`)));

  it("signs one, and grants what that takes", () => {
    const text = job(push, "permissions:\n  contents: read\n");
    expect(run(missingProvenance, text)).toMatchObject([{ severity: "hint" }]);
    const fixed = run(missingProvenance, text)[0]?.fixed[0];
    expect(fixed).toContain("subject-name: ghcr.io/acme/web\n          subject-digest: ${{ steps.push.outputs.digest }}\n");
    expect(fixed).toContain("      contents: read\n      attestations: write\n      id-token: write\n");
    expectLawfulFixes(missingProvenance, text);
  });

  it.each([
    `${push}- uses: actions/attest-build-provenance@v4\n`,
    `${push}    provenance: false\n- uses: actions/attest@v4\n`,
    `${push}    provenance: mode=max\n`,
    `${push}- run: cosign sign --yes a@b\n`,
    push.replace("push: true", "push: ${{ inputs.push }}"),
    push.replace("ghcr.io/", "localhost:5000/"),
  ])("is silent on\n%s", (steps) => expect(places(missingProvenance, job(steps))).toEqual([]));
});

describe("workflow/missing-sbom", () => {
  it("starts a builder where there is none", () => {
    expect(run(missingSbom, job(push))[0]?.fixed[0]).toContain("setup-buildx-action");
    expectLawfulFixes(missingSbom, job(push));
    expectLawfulFixes(missingSbom, job(`${push}    sbom: false\n`));
  });
  it.each([
    `${push}    sbom: true\n`,
    `${push}    attests: type=sbom\n`,
    `${push}- uses: anchore/sbom-action@v0\n`,
    `${push}- run: syft a\n`,
  ])("is silent on\n%s", (steps) => expect(places(missingSbom, job(steps))).toEqual([]));
});

describe("workflow/unscanned-image", () => {
  it("scans the digest behind the push", () => {
    expect(run(unscannedImage, job(push))[0]?.fixed[0]).toContain("image-ref: ghcr.io/acme/web@${{ steps.push.outputs.digest }}");
    expectLawfulFixes(unscannedImage, job(push));
  });
  it("offers nothing where the digest cannot be named", () => {
    expect(run(unscannedImage, job(push.replace("  id: push\n", "")))).toMatchObject([{ fixed: [] }]);
    expect(run(unscannedImage, job(push, "strategy: {matrix: {a: [b, c]}}\n"))).toMatchObject([{ fixed: [] }]);
  });
  it.each([
    `${push}- uses: docker/scout-action@v1\n`,
    `${push}- run: grype web\n`,
    "- run: crane copy a/b:1 c/d:1\n",
    push.replace("push: true", "load: true"),
  ])("is silent on\n%s", (steps) => expect(places(unscannedImage, job(steps))).toEqual([]));
});

describe("workflow/unblocking-scan", () => {
  const trivy = "- uses: aquasecurity/trivy-action@v0.36.0\n  with:\n    image-ref: acme/web\n";
  it.each([
    trivy,
    `${trivy}    exit-code: 0\n`,
    `${trivy}    severity: CRITICAL\n`,
    "- uses: anchore/scan-action@v7\n  with:\n    image: acme/web\n    fail-build: false\n",
  ])("reports and mends\n%s", (steps) => {
    expect(places(unblockingScan, job(steps))).toHaveLength(1);
    expectLawfulFixes(unblockingScan, job(steps));
  });
  it("keeps the severities that are chosen", () => {
    expect(run(unblockingScan, job(`${trivy}    severity: CRITICAL\n`))[0]?.fixed[0]).not.toContain("HIGH");
  });
  it("reports the command", () =>
    expect(run(unblockingScan, job("- run: trivy image acme/web\n"))).toMatchObject([{ on: "trivy", fixed: [] }]));
  it.each([
    `${trivy}    exit-code: "1"\n`,
    `${trivy}    exit-code: \${{ inputs.code }}\n`,
    `${trivy}    format: sarif\n    output: a.sarif\n`,
    `${trivy}    trivy-config: trivy.yaml\n`,
    `${trivy}${trivy}    exit-code: 1\n`,
    `${trivy}  env:\n    TRIVY_EXIT_CODE: 1\n`,
    "- uses: anchore/scan-action@v7\n  with:\n    image: acme/web\n",
    "- run: trivy image --exit-code 1 acme/web\n",
    "- run: trivy image -f json -o a.json acme/web\n",
    "- run: trivy --version\n",
  ])("is silent on\n%s", (steps) => expect(places(unblockingScan, job(steps))).toEqual([]));
});

describe("workflow/unsigned-image", () => {
  it("is silent where something is signed, or nothing pushed", () => {
    expect(places(unsignedImage, job(push))).toEqual(["6:15"]);
    expect(places(unsignedImage, job(`${push}- run: cosign sign --yes a@b\n`))).toEqual([]);
    expect(places(unsignedImage, job(push.replace("push: true", "push: false")))).toEqual([]);
  });
});

describe("workflow/signed-tag", () => {
  it("signs the digest in all commands of the step", () => {
    const text = job(
      `${push}- run: |\n    cosign sign --yes ghcr.io/acme/web:latest\n    cosign sign --yes "ghcr.io/acme/web:\${{ github.sha }}"\n`,
    );
    expect(run(signedTag, text)).toMatchObject([{ on: "latest" }]);
    expect(run(signedTag, text)[0]?.fixed[0]).toContain('"ghcr.io/acme/web@${{ steps.push.outputs.digest }}"');
    expectLawfulFixes(signedTag, text);
  });
  it("offers no digest of another image", () => {
    expect(run(signedTag, job(`${push}- run: cosign sign --yes ghcr.io/acme/chart:1\n`))).toMatchObject([{ fixed: [] }]);
  });
  it.each([
    "- run: cosign sign --yes ghcr.io/acme/web@$DIGEST\n",
    '- run: cosign sign --yes "$IMAGE"\n',
    "- run: cosign sign --yes ghcr.io/acme/web@${{ steps.push.outputs.digest }}\n",
    "- run: cosign sign --yes ${{ steps.push.outputs.image }}\n",
    "- run: cosign verify ghcr.io/acme/web:latest\n",
  ])("is silent on\n%s", (steps) => expect(places(signedTag, job(push + steps))).toEqual([]));
});
