import { actionToWrite } from "../../pipeline/action-to-write.ts";
import { addPermissions, allOf, type Edits, fixesOf, insertStepAfter, removeInput } from "../../pipeline/edit.ts";
import { isBuildPush, lastingPushes } from "../../pipeline/image-jobs.ts";
import type { ImagePush } from "../../pipeline/model.ts";
import { reachOf } from "../../pipeline/simulate.ts";
import { digestOf, signsImages } from "../../pipeline/supply-chain.ts";
import { defineRule } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export default defineRule({
  id: "workflow/missing-provenance",
  language: "workflow",
  category: "security",
  severity: "info",
  preset: "strict",
  summary: "Nothing proves from which commit and workflow a pushed image comes.",
  why: `
A signed statement (\`actions/attest-build-provenance\`, \`cosign attest\`, the SLSA generator) lets whoever runs the image check that this repository's workflow built it. docker/build-push-action adds an unsigned one by itself, unless \`provenance: false\` switches it off.

Switched off is told as information, an image without a signed one as a hint.`,
  examples: [
    {
      title: "Switched off",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          provenance: false\n          tags: ghcr.io/acme/web:1.4.2\n      - run: cosign sign --yes ghcr.io/acme/web@$DIGEST\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          push: true\n          tags: ghcr.io/acme/web:1.4.2\n      - run: cosign sign --yes ghcr.io/acme/web@$DIGEST\n",
    },
  ],
  links: ["https://docs.docker.com/build/ci/github-actions/attestations/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: ["C3"],
  alsoKnownAs: ["scorecard:Signed-Releases"],
  uncovers: ["workflow/unpinned-action"],
  check(file, { report, workspace }) {
    const isSigned = signsImages(file);
    const isAttested = isSigned && /attest|slsa/i.test(file.source.text);
    for (const job of file.jobs) {
      for (const push of lastingPushes(job)) {
        const { step } = push;
        if (!isBuildPush(step)) continue;
        const off = step.input("provenance");
        if (off?.value?.literal === "false" && !isAttested) {
          report({
            span: off.keySpan,
            message:
              "This leaves out the statement on how the image was built, and nothing else makes one. Remove it, unless the registry cannot hold such statements.",
            fixes: isSigned
              ? fixesOf("Remove `provenance`", "unsafe", file, removeInput(step, "provenance"))
              : fixesOf("Sign the provenance", "unsafe", file, signature(push, workspace)),
          });
          continue;
        }
        if (isSigned || push.pushes !== true || off) continue;
        const isForUse = reachOf(job, workspace).some(
          ({ event, verdict }) => verdict !== "never" && /^(?:push|release|dispatch|schedule)/.test(event),
        );
        if (!isForUse) continue;
        report({
          span: step.uses?.span ?? push.span,
          message:
            "Nobody who pulls this image can check where it comes from: no step signs a statement. Add `actions/attest-build-provenance` behind.",
          fixes: fixesOf("Sign the provenance", "unsafe", file, signature(push, workspace)),
          severity: "hint",
        });
      }
    }
  },
});

/** The step that signs a statement for the digest of a push, with what it takes of permissions. */
function signature(push: ImagePush, workspace: Workspace): Edits {
  const { step, job } = push;
  const image = digestOf(push);
  if (!image) return undefined;
  const uses = actionToWrite(step.file, "actions/attest-build-provenance");
  const inputs = `  subject-name: ${image.name}\n  subject-digest: ${image.digest}\n  push-to-registry: true\n`;
  const behind = insertStepAfter(step, `uses: ${uses}\nwith:\n${inputs}`);
  const scopes = {
    attestations: "write",
    "id-token": "write",
    ...(/^ghcr\.io\//.test(image.name) && { packages: "write" as const }),
  } as const;
  const isGranted = Object.keys(scopes).every((scope) => job.effectivePermissions?.levelOf(scope) === "write");
  return isGranted ? behind : allOf(addPermissions(job, scopes, workspace), behind);
}
