import { findAction } from "../knowledge/actions.ts";
import { meantPermissionScope } from "../knowledge/permissions.ts";
import type { Job, Step } from "../languages/workflow/model.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { actionToWrite } from "./action-to-write.ts";
import { stepsWithin } from "./callee.ts";
import { allOf, type Edits, insertStepBefore } from "./edit.ts";
import { imagePushesOf, registryLogins } from "./images.ts";
import type { ImagePush, ImageTag } from "./model.ts";
import { neededScopes, oidcConsumers } from "./permissions.ts";
import { runnerLabels } from "./runner-labels.ts";

/** Whether a registry runs on the runner itself, or keeps images for an hour only: nothing that is pushed there lasts. */
export function isPassingRegistry(host: string | undefined): boolean {
  return (
    host !== undefined &&
    /^(?:localhost|127\.|0\.0\.0\.0|\[::1\]|registry(?::|$)|kind-registry|ttl\.sh)|\.(?:local|localhost|localdev|internal\.test)(?::|$)/.test(
      host,
    )
  );
}

/** The pushes of images that a job builds to registries that keep them: those that certainly push, and those that an expression decides. */
export function lastingPushes(job: Job): readonly ImagePush[] {
  return imagePushesOf(job).filter(
    (push) => push.pushes !== false && !isCopy(push) && !push.tags.some(({ registry }) => isPassingRegistry(registry)),
  );
}

/** Whether it gives another name to an image that is in a registry already. */
function isCopy({ step, span }: ImagePush): boolean {
  return /^(?:crane|skopeo)\b|\bimagetools\b/.test(step.file.source.slice(span));
}

/** Whether a tag is one of many for the same content: a commit, a run, a digest. Nobody who asks for a release or the newest gets it. */
export function isBuildTag({ kind, text }: ImageTag): boolean {
  return kind === "immutable" && !/semver|pep440|type=ref|ref_name|tag_name|inputs|version|\bv?\d+\.\d+/i.test(text);
}

/** Whether a step is docker/build-push-action itself, which builds with the builders of the runner. */
export function isBuildPush(step: Step): boolean {
  return step.uses?.action === "docker/build-push-action";
}

/** Whether a job runs on Linux machines of GitHub. */
export function isOnHostedLinux(job: Job): boolean {
  const labels = runnerLabels(job);
  return (
    labels.length > 0 &&
    job.runsOn?.group === undefined &&
    labels.every(({ label }) => /^ubuntu-(?:latest|slim|\d+\.\d+)(?:-arm)?$/.test(label))
  );
}

/** Whether the steps before this one have made a builder, or may have: some cannot be seen. */
export function mayHaveBuilder(step: Step, workspace: Workspace): boolean {
  const { job } = step;
  if (!job) return true;
  const { steps, isComplete } = stepsWithin(job, workspace);
  if (!isComplete) return true;
  for (const one of steps) {
    if (one === step) return false;
    const action = one.uses?.action;
    // What is not known by name may set up Docker by its own way.
    if (action !== undefined && (/buildx|buildkit|setup-docker|docker-setup|depot|namespace/.test(action) || !findAction(action)?.isListed))
      return true;
    if (one.run && /buildx\s+(?:create|use)|containerd-snapshotter|daemon\.json|DOCKER_BUILDX|BUILDX_BUILDER/.test(one.run.text))
      return true;
  }
  return true;
}

/** The edit that makes a builder before a step: above the first step of the job that is about images. Empty where there is one. */
export function builderBefore(step: Step, workspace: Workspace): Edits {
  if (mayHaveBuilder(step, workspace) || !step.job) return [];
  const first = step.job.steps.find(
    (one) =>
      one.parent === undefined &&
      one.index <= step.index &&
      /^docker\/(?:login|metadata|build-push|bake)-action$/.test(one.uses?.action ?? ""),
  );
  return insertStepBefore(first ?? step, `uses: ${actionToWrite(step.file, "docker/setup-buildx-action")}\n`);
}

/** Edits for a build that work with a builder of their own alone, with the step that makes one. */
export function withBuilder(step: Step, workspace: Workspace, edits: Edits): Edits {
  return allOf(builderBefore(step, workspace), edits);
}

/** What a job's `GITHUB_TOKEN` is not allowed, though the job needs it. */
export interface MissingScopes {
  /** The rule that tells: the most specific one speaks for all. */
  readonly kind: "attestation" | "packages" | "oidc";
  readonly scopes: Readonly<Record<string, "write">>;
  /** What needs the first of them, and its place. */
  readonly reason: string;
  readonly span: Span;
}

const judged: ReadonlySet<string> = new Set(["packages", "id-token", "attestations"]);

/** The scopes for images, signatures and cloud logins that a job needs and that the permissions in force keep from it; undefined where none, or where none are declared. */
export function missingScopes(job: Job, workspace: Workspace): MissingScopes | undefined {
  const granted = job.effectivePermissions;
  // A workflow that is only called has what its caller grants.
  if (!granted || job.uses || job.workflow.isReusableOnly) return undefined;
  const missing = neededScopes(job, workspace).scopes.filter(({ scope, level }) => {
    const has = granted.levelOf(scope);
    // A misspelt scope is told of by itself.
    if (granted.scopes.some(({ name }) => meantPermissionScope(name) === scope)) return false;
    return judged.has(scope) && level === "write" && (has === "none" || has === "read");
  });
  if (missing.length === 0) return undefined;
  const scopes = Object.fromEntries(missing.map(({ scope }) => [scope, "write" as const]));
  const reasonOf = (name: string) => missing.find(({ scope }) => scope === name)?.reason ?? "";
  const attest = job.steps.find(({ uses }) => /^actions\/attest(?:-|$)/.test(uses?.action ?? ""))?.uses;
  if (scopes.attestations || (scopes["id-token"] && attest))
    return {
      kind: "attestation",
      scopes,
      reason: reasonOf(scopes.attestations ? "attestations" : "id-token"),
      span: attest?.span ?? job.idSpan,
    };
  if (scopes.packages) {
    const push = lastingPushes(job).find(
      ({ tags }) => tags.length === 0 || tags.some(({ registry }) => registry === undefined || registry === "ghcr.io"),
    );
    return { kind: "packages", scopes, reason: reasonOf("packages"), span: push?.span ?? registryLogins(job)[0]?.span ?? job.idSpan };
  }
  return { kind: "oidc", scopes, reason: reasonOf("id-token"), span: oidcConsumers(job)[0]?.span ?? job.idSpan };
}

/** "`a: write` and `b: write`". */
export function scopesInWords(scopes: MissingScopes["scopes"]): string {
  return Object.entries(scopes)
    .map(([scope, level]) => `\`${scope}: ${level}\``)
    .join(" and ");
}
