import type { ActionFile, Job, Step, Text, Workflow } from "../languages/workflow/model.ts";
import type { Span } from "../text/span.ts";

/** A stage of the pipeline, in the order in which they belong. */
export type Stage = "lint" | "typecheck" | "unit" | "integration" | "e2e" | "build" | "image" | "scan" | "publish" | "deploy" | "smoke";

/** Where a deployment goes, by the names of environment and job; undefined where neither tells. */
export type Tier = "production" | "staging" | "preview" | "development";

/** A job that changes what runs somewhere. */
export interface DeployJob {
  readonly job: Job;
  /** `strong`: a known deploy action or command; `medium`: by its name, or an environment together with credentials. */
  readonly strength: "strong" | "medium";
  /** The steps that deploy; for a `medium` one or a reusable call none need be known. */
  readonly steps: readonly DeployStep[];
  readonly tier: Tier | undefined;
  /** What shows that it deploys: the action's name, the command, the job's id. In the file. */
  readonly evidence: Span;
}
export interface DeployStep {
  readonly step: Step;
  /** `kubernetes`, `helm`, `ecs`, `cloud-run`, `terraform`, `compose`, `pages`, … */
  readonly platform: string;
  /** The action, or the command in `run`. In the file. */
  readonly span: Span;
  /** Index of the command in `step.script.commands`; undefined for actions. */
  readonly command: number | undefined;
}

/** A happening that may start a workflow; the simulation tries each of them. */
export type SyntheticEvent =
  | "push-default"
  | "push-branch"
  | "push-tag"
  | "pull-request"
  | "fork-pull-request"
  | "pull-request-target-fork"
  | "merge-group"
  | "schedule"
  | "dispatch"
  | "call"
  | "workflow-run-fork"
  | "workflow-run-push"
  | "issue-comment"
  | "release"
  | "other";

/** `runs`: certainly; `may-run`: something that cannot be known decides; `never`: the guard shows that it cannot. */
export type Verdict = "runs" | "may-run" | "never";

export interface Reach {
  readonly event: SyntheticEvent;
  readonly verdict: Verdict;
  /** What decides where it is `never`: the trigger's filter, an `if`, or a needed job that does not run. In the file; undefined where no trigger takes the event. */
  readonly decidedBy: { readonly kind: "trigger" | "if" | "needs"; readonly span: Span; readonly job: Job | undefined } | undefined;
}

/** Images that a job builds or pushes. */
export interface ImagePush {
  readonly job: Job;
  readonly step: Step;
  /** The action's name or the command in `run`. In the file. */
  readonly span: Span;
  readonly kind: "build-push-action" | "bake-action" | "docker" | "other";
  /** Whether it pushes: undefined where an expression decides; the text that decides is `pushText`. */
  readonly pushes: boolean | undefined;
  readonly pushText: Text | undefined;
  readonly tags: readonly ImageTag[];
  /** All tags are known: none is given by something that cannot be seen. */
  readonly hasAllTags: boolean;
  /** `docker/metadata-action` whose tags it takes. */
  readonly metadata: Step | undefined;
}
export interface ImageTag {
  /** As written, one line of `tags`, expressions included. */
  readonly text: string;
  readonly span: Span;
  /** `ghcr.io`, `docker.io`, …; undefined where an expression decides. */
  readonly registry: string | undefined;
  readonly repository: string | undefined;
  /** `latest`: named so, or no tag at all; `immutable`: commit, run, semantic version or digest; `moving`: a branch, a stage, a major version; `unknown`: an expression that cannot be told. */
  readonly kind: "latest" | "immutable" | "moving" | "unknown";
}

/** What a job needs to be granted, with the reasons. */
export interface NeededScope {
  readonly scope: string;
  readonly level: "read" | "write";
  /** "checks out the repository (`actions/checkout`)". */
  readonly reason: string;
}

/** What a local `uses` leads to. */
export type Callee = Workflow | ActionFile;
