import { findAction } from "../knowledge/actions.ts";
import type { ShellCommand } from "../languages/shell/model.ts";
import type { Job, Step, Text, Workflow } from "../languages/workflow/model.ts";
import { remember } from "../text/remember.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { calleeOf, stepsWithin } from "./callee.ts";
import type { NeededScope } from "./model.ts";
import { remembered } from "./remembered.ts";

/** What a job is seen to need of `GITHUB_TOKEN`. */
export interface Needs {
  /** Each scope once, at the highest level, in the order of the names with `contents` first. */
  readonly scopes: readonly NeededScope[];
  /** False where an action that is not known, a script or a called workflow out of sight may need more. */
  readonly isComplete: boolean;
}

type Level = NeededScope["level"];

/** What `GITHUB_TOKEN` must be allowed for the job to do what it does, by its actions and commands and those of the actions and workflows it calls. */
export function neededScopes(job: Job, workspace: Workspace): Needs {
  let known = needs.get(workspace);
  if (!known) {
    known = new WeakMap();
    needs.set(workspace, known);
  }
  let found = known.get(job);
  // What is read of other files may have changed: a call is looked at anew, everything else once.
  if (!found || readsOthers(job)) {
    found = needsOf(job, workspace, []);
    known.set(job, found);
  }
  return found;
}

const needs = new WeakMap<Workspace, WeakMap<Job, Needs>>();

function readsOthers(job: Job): boolean {
  return job.uses !== undefined || job.steps.some(({ uses }) => uses?.kind === "local" || uses?.kind === "self");
}

/** The least that can be granted to several jobs at once, for a block at the top of a workflow. */
export function minimalPermissions(
  jobs: readonly Job[],
  workspace: Workspace,
): { readonly scopes: ReadonlyMap<string, Level>; readonly isComplete: boolean } {
  const gathered = new Gathered();
  for (const job of jobs) gathered.merge(neededScopes(job, workspace));
  return { scopes: new Map(gathered.result().scopes.map(({ scope, level }) => [scope, level])), isComplete: gathered.isComplete };
}

function needsOf(job: Job, workspace: Workspace, above: readonly string[]): Needs {
  const gathered = new Gathered();
  if (job.uses) {
    const callee = calleeOf(job.uses, job.workflow, workspace);
    if (callee?.language === "workflow" && !above.includes(callee.source.path) && above.length < 10) {
      gathered.merge(calledNeeds(above.join("\n"))(callee, workspace));
    } else if (!addKnownWorkflow(job, gathered)) gathered.isComplete = false;
    return gathered.result();
  }
  const { steps, isComplete } = stepsWithin(job, workspace);
  if (!isComplete) gathered.isComplete = false;
  for (const step of steps) {
    if (step.uses) addAction(step, job, gathered);
    else if (step.run) addScript(step, job, steps, gathered);
  }
  for (const { reason } of consumersIn(steps)) gathered.add("id-token", "write", reason);
  if (pullsOwnPackage(job)) gathered.add("packages", "read", "pulls an image from `ghcr.io`");
  return gathered.result();
}

/** What the jobs of a called workflow need, by the paths of the workflows above it: many jobs may call the same. */
const calledNeeds = remember(
  (above: string) =>
    remembered((callee: Workflow, workspace): Needs => needsOfCalled(callee, workspace, above === "" ? [] : above.split("\n"))),
  100,
);

function needsOfCalled(callee: Workflow, workspace: Workspace, above: readonly string[]): Needs {
  const gathered = new Gathered();
  for (const inner of callee.jobs) {
    const declared = inner.effectivePermissions;
    const why = `the called job \`${inner.id}\` asks for it`;
    if (declared && !declared.shorthand) {
      for (const { name, level } of declared.scopes) {
        if (level?.literal === "read" || level?.literal === "write") gathered.add(name, level.literal, why);
        else if (level?.literal !== "none") gathered.isComplete = false;
      }
    } else if (declared) gathered.isComplete = false;
    else gathered.merge(needsOf(inner, workspace, [...above, callee.source.path]));
  }
  return gathered.result();
}

class Gathered {
  isComplete = true;
  readonly #scopes = new Map<string, NeededScope>();

  add(scope: string, level: Level, reason: string): void {
    const known = this.#scopes.get(scope);
    if (!known || (known.level === "read" && level === "write")) this.#scopes.set(scope, { scope, level, reason });
  }

  merge(other: Needs): void {
    for (const { scope, level, reason } of other.scopes) this.add(scope, level, reason);
    if (!other.isComplete) this.isComplete = false;
  }

  result(): Needs {
    const rank = ({ scope }: NeededScope) => (scope === "contents" ? 0 : 1);
    const scopes = [...this.#scopes.values()].sort((a, b) => rank(a) - rank(b) || (a.scope < b.scope ? -1 : 1));
    return { scopes, isComplete: this.isComplete };
  }
}

/** Reusable workflows of others that are well known. Source: their READMEs. */
function addKnownWorkflow(job: Job, gathered: Gathered): boolean {
  if (!job.uses?.action?.startsWith("slsa-framework/slsa-github-generator/")) return false;
  const why = "signs the provenance (`slsa-github-generator`)";
  gathered.add("id-token", "write", why);
  gathered.add("actions", "read", why);
  if (/generator_container/.test(job.uses.action)) gathered.add("packages", "write", why);
  else gathered.add("contents", "write", why);
  return true;
}

/** What actions need by their inputs, beyond what the table says of them. `when` tells whether; each part is `scope:level`. */
const byInputs: Readonly<Record<string, readonly { readonly scopes: string; readonly when?: (step: Step, job: Job) => boolean }[]>> = {
  "actions/dependency-review-action": [
    { scopes: "pull-requests:write", when: (step) => !["never", undefined].includes(givenValue(step, "comment-summary-in-pr")) },
  ],
  "actions/download-artifact": [{ scopes: "actions:read", when: (step) => has(step, "run-id") }],
  "amondnet/vercel-action": [
    {
      scopes: "pull-requests:write",
      when: (step) => givesToken(step.input("github-token")?.value, step) && givenValue(step, "github-comment") !== "false",
    },
    {
      scopes: "deployments:write",
      when: (step) => givesToken(step.input("github-token")?.value, step) && givenValue(step, "github-deployment") === "true",
    },
  ],
  "anchore/sbom-action": [
    {
      scopes: "contents:write actions:read",
      when: (step, job) => job.workflow.trigger("release") !== undefined && givenValue(step, "upload-release-assets") !== "false",
    },
  ],
  "azure/static-web-apps-deploy": [{ scopes: "pull-requests:write", when: (step) => givesToken(step.input("repo_token")?.value, step) }],
  "benchmark-action/github-action-benchmark": [
    { scopes: "contents:write", when: (step) => givenValue(step, "auto-push") === "true" },
    { scopes: "pull-requests:write", when: (step) => givenValue(step, "comment-always") === "true" },
  ],
  "changesets/action": [{ scopes: "contents:write pull-requests:write" }],
  "cloudflare/pages-action": [{ scopes: "deployments:write", when: (step) => givesToken(step.input("gitHubToken")?.value, step) }],
  "cloudflare/wrangler-action": [{ scopes: "deployments:write", when: (step) => givesToken(step.input("gitHubToken")?.value, step) }],
  "crazy-max/ghaction-github-pages": [{ scopes: "contents:write", when: (step) => givesTokenByEnv(step) }],
  "cycjimmy/semantic-release-action": [{ scopes: "contents:write issues:write pull-requests:write" }],
  "dessant/lock-threads": [{ scopes: "issues:write pull-requests:write" }],
  "docker/scout-action": [
    { scopes: "pull-requests:write", when: (step, job) => isForPullRequests(job) && givenValue(step, "write-comment") !== "false" },
  ],
  "dorny/paths-filter": [{ scopes: "pull-requests:read", when: (_, job) => isForPullRequests(job) }],
  "enricomi/publish-unit-test-result-action": [
    { scopes: "checks:write" },
    { scopes: "pull-requests:write", when: (step) => givenValue(step, "comment_mode") !== "off" },
  ],
  "firebaseextended/action-hosting-deploy": [
    { scopes: "checks:write pull-requests:write", when: (step) => givesToken(step.input("repoToken")?.value, step) },
  ],
  "gitleaks/gitleaks-action": [{ scopes: "pull-requests:read", when: (_, job) => isForPullRequests(job) }],
  "golangci/golangci-lint-action": [{ scopes: "pull-requests:read", when: (step) => givenValue(step, "only-new-issues") === "true" }],
  "mikepenz/action-junit-report": [{ scopes: "checks:write" }],
  "nwtgck/actions-netlify": [
    {
      scopes: "deployments:write pull-requests:write statuses:write",
      when: (step) => givesToken(step.input("github-token")?.value, step),
    },
  ],
  "ossf/scorecard-action": [
    { scopes: "security-events:write" },
    { scopes: "id-token:write", when: (step) => !["false", undefined].includes(givenValue(step, "publish_results")) },
  ],
  "peaceiris/actions-gh-pages": [
    { scopes: "contents:write", when: (step) => givesToken(step.input("github_token")?.value, step) && !has(step, "external_repository") },
  ],
  // Comments on pull requests and on issues are one thing: either scope will do for a pull request.
  "peter-evans/create-or-update-comment": [
    { scopes: "pull-requests:write", when: (_, job) => isForPullRequests(job) },
    { scopes: "issues:write", when: (_, job) => !isForPullRequests(job) },
  ],
  "peter-evans/find-comment": [
    { scopes: "pull-requests:read", when: (_, job) => isForPullRequests(job) },
    { scopes: "issues:read", when: (_, job) => !isForPullRequests(job) },
  ],
  "pulumi/actions": [{ scopes: "pull-requests:write", when: (step) => !["false", undefined].includes(givenValue(step, "comment-on-pr")) }],
  "peter-evans/repository-dispatch": [{ scopes: "contents:write", when: (step) => !has(step, "repository") }],
  "github/super-linter": [{ scopes: "statuses:write", when: givesTokenByEnv }],
  "super-linter/super-linter": [{ scopes: "statuses:write", when: givesTokenByEnv }],
  "super-linter/super-linter/slim": [{ scopes: "statuses:write", when: givesTokenByEnv }],
  "wagoid/commitlint-github-action": [{ scopes: "pull-requests:read", when: (_, job) => isForPullRequests(job) }],
  "zizmorcore/zizmor-action": [{ scopes: "security-events:write", when: (step) => givenValue(step, "advanced-security") !== "false" }],
};

/** Actions that run what they are given with the token: what they need stands in their code inputs, or in the repository. */
const scripted = new Set([
  "actions/github-script",
  "nick-fields/retry",
  "wandalen/wretry.action",
  "addnab/docker-run-action",
  "helm/chart-testing-action",
]);

function addAction(step: Step, job: Job, gathered: Gathered): void {
  const name = step.uses?.action;
  if (step.uses?.kind === "local" || step.uses?.kind === "self") return;
  const action = name === undefined ? undefined : findAction(name);
  if (name === undefined || !action?.isListed) {
    // An image has the token only where it is handed over.
    if (step.uses?.kind !== "docker" || usesToken(step)) gathered.isComplete = false;
    return;
  }
  const reason = `${reasons[name] ?? "uses it"} (\`${action.name}\`)`;
  const hasOther = hasOtherToken(step);
  for (const [scope, level] of action.permissions) {
    // A token of its own replaces GITHUB_TOKEN, but cannot replace what signs and proves who the job is.
    if (hasOther && scope !== "id-token" && scope !== "attestations") continue;
    gathered.add(scope, level, reason);
  }
  for (const { scopes, when } of byInputs[name] ?? []) {
    if (when && !when(step, job)) continue;
    for (const part of scopes.split(" ")) {
      const [scope, level] = part.split(":") as [string, Level];
      if (hasOther && scope !== "id-token") continue;
      gathered.add(scope, level, reason);
    }
  }
  if (/^actions\/attest/.test(name) && givenValue(step, "push-to-registry") === "true") gathered.add("packages", "write", reason);
  if (scripted.has(name) && !hasOther) gathered.isComplete = false;
  if (name.startsWith("reviewdog/") && !hasOther) {
    gathered.add(givenValue(step, "reporter") === "github-pr-review" ? "pull-requests" : "checks", "write", reason);
  }
  if (pushesByAction.test(name) && pushesAnywhere(step) && job.steps.some((one) => logsInToOwnRegistry(one))) {
    gathered.add("packages", "write", `pushes to \`ghcr.io\` (\`${action.name}\`)`);
  } else if (name === "docker/login-action" && logsInToOwnRegistry(step))
    gathered.add("packages", "read", "logs in to `ghcr.io` (`docker/login-action`)");
}

const reasons: Readonly<Record<string, string>> = {
  "actions/checkout": "checks out the repository",
  "actions/deploy-pages": "deploys to GitHub Pages",
  "actions/attest": "signs a statement",
  "actions/attest-build-provenance": "signs the provenance",
  "actions/attest-sbom": "signs the bill of materials",
  "actions/labeler": "sets labels",
  "actions/stale": "labels and closes what is stale",
  "github/codeql-action/analyze": "uploads findings",
  "github/codeql-action/upload-sarif": "uploads findings",
  "softprops/action-gh-release": "makes a release",
  "ncipollo/release-action": "makes a release",
  "googleapis/release-please-action": "opens release pull requests and makes releases",
  "goreleaser/goreleaser-action": "makes a release",
  "peter-evans/create-pull-request": "opens a pull request",
};

const pushesByAction = /^(?:docker|depot|useblacksmith|warpbuilds)\/(?:build-push-action|bake-action)$/;

function pushesAnywhere(step: Step): boolean {
  const push = givenValue(step, "push");
  if (push !== undefined) return push !== "false";
  return /type=registry|push=true/.test(`${step.input("outputs")?.value?.text ?? ""} ${step.input("set")?.value?.text ?? ""}`);
}

/** Whether a step logs in to GitHub's container registry with the job's token. */
export function logsInToOwnRegistry(step: Step): boolean {
  if (step.uses?.action === "docker/login-action" || step.uses?.action === "redhat-actions/podman-login") {
    return (
      /(?:^|\.)ghcr\.io$/.test(literalOf(step.input("registry")?.value, step) ?? "") && givesToken(step.input("password")?.value, step)
    );
  }
  const text = step.run?.text ?? "";
  return /\b(?:docker|podman|buildah|nerdctl|helm|oras|skopeo|crane)\b[^\n]*\blogin\b[^\n]*ghcr\.io/.test(text) && usesToken(step);
}

function pullsOwnPackage(job: Job): boolean {
  return [job.container, ...job.services].some((container) => {
    const password = container?.credentials?.get("password");
    const isOwn = container?.image?.text.startsWith("ghcr.io/") ?? false;
    return isOwn && password?.kind === "scalar" && tokenPattern.test(password.text);
  });
}

/** What `gh` commands need: the group, its commands that only read, and the scopes. Source: the REST calls behind them. */
const ghGroups: Readonly<Record<string, { readonly scope: string; readonly reads: string }>> = {
  pr: { scope: "pull-requests", reads: "view list diff checks status checkout" },
  issue: { scope: "issues", reads: "view list status" },
  label: { scope: "issues", reads: "list" },
  release: { scope: "contents", reads: "view list download verify verify-asset" },
  workflow: { scope: "actions", reads: "view list" },
  run: { scope: "actions", reads: "view list watch download" },
  cache: { scope: "actions", reads: "list" },
};

/** `gh` commands that need nothing of the token but that it is there. */
const ghFree = new Set(["auth", "extension", "config", "alias", "completion", "help", "search", "version", "status", "browse"]);

function addScript(step: Step, job: Job, steps: readonly Step[], gathered: Gathered): void {
  const hasToken = usesToken(step);
  const { script } = step;
  if (!script) {
    if (hasToken) gathered.isComplete = false;
    addIdTokenUse(step, gathered);
    return;
  }
  let isUnderstood = !hasToken;
  for (const command of script.commands) {
    const { name } = command;
    if (name === "gh") {
      isUnderstood = true;
      if (!hasToken) continue;
      if (!addGh(command, job, gathered)) gathered.isComplete = false;
    } else if (
      name === "git" &&
      command.args.some(({ text }) => text === "push") &&
      !command.args.some(({ text }) => text === "--dry-run")
    ) {
      isUnderstood = true;
      if (pushesWithToken(step, command, steps)) gathered.add("contents", "write", "pushes commits or tags (`git push`)");
    } else if (isImagePush(command)) {
      isUnderstood = true;
      if (/ghcr\.io/.test(command.args.map(({ text }) => text).join(" ")) || job.steps.some((one) => logsInToOwnRegistry(one))) {
        if (job.steps.some((one) => logsInToOwnRegistry(one)))
          gathered.add("packages", "write", `pushes to \`ghcr.io\` (\`${name} push\`)`);
      }
    } else if (isImageTool(command)) isUnderstood = true;
    else if (name === "npm" || name === "pnpm" || name === "yarn") {
      if (command.args.some(({ text }) => text === "publish")) {
        isUnderstood = true;
        if (hasToken) gathered.add("packages", "write", `publishes a package (\`${name} publish\`)`);
      } else if (isReleasing(command)) gathered.isComplete = false;
    } else if ((name === "mvn" || name === "mvnw") && command.args.some(({ text }) => text === "deploy")) {
      isUnderstood = true;
      if (hasToken) gathered.add("packages", "write", "publishes a package (`mvn deploy`)");
    } else if (
      name === "goreleaser" &&
      command.args.some(({ text }) => text === "release") &&
      !command.args.some(({ text }) => text === "--snapshot")
    ) {
      isUnderstood = true;
      if (hasToken) gathered.add("contents", "write", "makes a release (`goreleaser`)");
    } else if (command.args.some(({ text }) => text === "semantic-release") || name === "semantic-release") {
      isUnderstood = true;
      for (const scope of hasToken ? ["contents", "issues", "pull-requests"] : [])
        gathered.add(scope, "write", "makes a release (`semantic-release`)");
    } else if (name === "uv" && command.args[0]?.text === "publish") {
      // Without a password it publishes as the workflow that it is, where the index trusts that.
      const isOther = command.args.some(({ text }) => /^(?:-[tup]|--token|--username|--password|--trusted-publishing=never)\b/.test(text));
      if (!isOther && !environmentOf(step).some((one) => /^UV_PUBLISH_(?:TOKEN|PASSWORD)$/.test(one.name))) {
        gathered.add("id-token", "write", "publishes to PyPI without a password (`uv publish`)");
      }
    } else if (isReleasing(command)) gathered.isComplete = false;
  }
  if (!isUnderstood) gathered.isComplete = false;
  addIdTokenUse(step, gathered);
}

function addIdTokenUse(step: Step, gathered: Gathered): void {
  if (/ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN)/.test(step.run?.text ?? ""))
    gathered.add("id-token", "write", "asks for an OpenID Connect token");
}

/** A script of the repository that may push or publish with the credentials that checkout leaves. */
function isReleasing({ name, args }: ShellCommand): boolean {
  if (name === undefined || name === "echo" || name === "printf" || name === "cat" || name === "cd" || name === "mkdir") return false;
  const isScript =
    /\.(?:sh|py|js|mjs|cjs|ts|rb|ps1)$/.test(name) ||
    /^(?:make|just|task|npm|pnpm|yarn|bun|npx|node|bash|sh|python3?|ruby|lerna|nx|release-it)$/.test(name);
  const words = [name, ...args.map(({ text }) => text)].join(" ");
  return (
    isScript &&
    /\b(?:releas(?:e|ing)|publish|bump|changelog|version|gh-pages)\b/.test(words) &&
    !/--(?:version|dry-run|release)\b/.test(words)
  );
}

function isImagePush({ name, args }: ShellCommand): boolean {
  if (name === undefined || !/^(?:docker|podman|buildah|nerdctl|crane|skopeo|oras|helm)$/.test(name)) return false;
  return args.some(({ text }) => text === "push" || text === "--push" || text === "imagetools" || (name === "skopeo" && text === "copy"));
}

function isImageTool({ name }: ShellCommand): boolean {
  return name !== undefined && /^(?:docker|podman|buildah|nerdctl|crane|skopeo|oras|helm|cosign)$/.test(name);
}

/** Adds what a `gh` command needs; false where that cannot be told. */
function addGh(command: ShellCommand, job: Job, gathered: Gathered): boolean {
  const words = command.args.filter(({ text }) => !text.startsWith("-")).map(({ text }) => text);
  const [group = "", verb = ""] = words;
  const reason = `\`gh ${group}${group === "api" || verb === "" ? "" : ` ${verb}`}\``;
  if (group === "" || ghFree.has(group)) return true;
  // Another repository's things need another token.
  if (group === "api") return addApiCall(command, job, gathered);
  if (group === "repo") {
    if (!/^(?:view|list|clone|sync|set-default)$/.test(verb)) return false;
    gathered.add("contents", verb === "sync" ? "write" : "read", reason);
    return true;
  }
  if (group === "attestation") {
    gathered.add("attestations", "read", reason);
    return true;
  }
  const known = Object.hasOwn(ghGroups, group) ? ghGroups[group] : undefined;
  if (!known || verb === "") return false;
  const isReading = known.reads.split(" ").includes(verb);
  gathered.add(known.scope, isReading ? "read" : "write", reason);
  if (group === "pr" && verb === "merge") gathered.add("contents", "write", reason);
  if (group === "pr" && verb === "checks") gathered.add("checks", "read", reason);
  if (group === "pr" && (verb === "create" || verb === "checkout" || verb === "diff")) gathered.add("contents", "read", reason);
  return true;
}

const apiScopes: readonly (readonly [RegExp, string])[] = [
  [/\/issues\b|\/labels\b|\/milestones\b/, "issues"],
  [/\/pulls\b/, "pull-requests"],
  [/\/(?:releases|contents|git|branches|commits|compare|tags|dispatches|merges)\b/, "contents"],
  [/\/actions\//, "actions"],
  [/\/(?:check-runs|check-suites)\b/, "checks"],
  [/\/statuses\b/, "statuses"],
  [/\/deployments\b|\/environments\b/, "deployments"],
  [/\/pages\b/, "pages"],
  [/\/code-scanning\//, "security-events"],
];

function addApiCall({ args }: ShellCommand, job: Job, gathered: Gathered): boolean {
  const path = args.find(({ text }) => /^\/?(?:repos|\{owner\})\//.test(text))?.text;
  if (path === undefined) return false;
  const methodAt = args.findIndex(({ text }) => text === "-X" || text === "--method");
  const method =
    methodAt >= 0
      ? args[methodAt + 1]?.text
      : args.find(({ text }) => /^(?:-X|--method=)./.test(text))?.text.replace(/^(?:-X|--method=)/, "");
  const hasFields = args.some(({ text }) => /^(?:-[fF]|--field|--raw-field|--input)/.test(text));
  const isReading = method === undefined ? !hasFields : method.toUpperCase() === "GET";
  const found = apiScopes.find(([pattern]) => pattern.test(path))?.[1];
  if (found === undefined) return false;
  // A pull request's comments and labels stand below `issues`; its own scope will do.
  const scope = found === "issues" && isForPullRequests(job) ? "pull-requests" : found;
  gathered.add(scope, isReading ? "read" : "write", `\`gh api\` on \`${path.split("?", 1)[0]}\``);
  return true;
}

/** Whether `git push` goes with the job's token: the one that checkout leaves, or one in the remote's address. */
function pushesWithToken(step: Step, command: ShellCommand, steps: readonly Step[]): boolean {
  const words = command.args.map(({ text }) => text).join(" ");
  if (/x-access-token|@github\.com/.test(words)) return usesToken(step);
  const checkouts = steps.filter((one) => one.uses?.action === "actions/checkout");
  const checkout = checkouts.find((one) => !has(one, "repository")) ?? checkouts[0];
  if (!checkout) return usesToken(step);
  if (givenValue(checkout, "persist-credentials") === "false" || has(checkout, "ssh-key")) return usesToken(step);
  const token = checkout.input("token")?.value;
  return token === undefined || givesToken(token, checkout);
}

/** A step that proves who the job is by an OpenID Connect token, and so needs `id-token: write`. */
export interface OidcConsumer {
  readonly step: Step;
  /** The input, action or command that shows it. */
  readonly span: Span;
  /** "assumes an AWS role (`role-to-assume`)". */
  readonly reason: string;
}

/** The steps of a job that need an OpenID Connect token; those of its own file alone. */
export function oidcConsumers(job: Job): readonly OidcConsumer[] {
  return consumersIn(job.steps);
}

function consumersIn(steps: readonly Step[]): readonly OidcConsumer[] {
  return steps.flatMap((step) => {
    const found = oidcUse(step);
    return found ? [{ step, ...found }] : [];
  });
}

function oidcUse(step: Step): { readonly span: Span; readonly reason: string } | undefined {
  const name = step.uses?.action;
  const by = (input: string, reason: string) => {
    const given = step.input(input);
    return given?.value ? { span: given.keySpan, reason } : undefined;
  };
  const whole = (reason: string) => ({ span: (step.uses as NonNullable<Step["uses"]>).span, reason });
  switch (name) {
    case "aws-actions/configure-aws-credentials":
      // Keys, a token file or the credentials of the machine replace the token.
      if (
        ["aws-access-key-id", "web-identity-token-file", "role-chaining", "use-existing-credentials"].some((input) => isGiven(step, input))
      )
        return undefined;
      if (
        givenValue(step, "force-skip-oidc") === "true" ||
        hasEnv(step, "AWS_ACCESS_KEY_ID") ||
        hasEnv(step, "AWS_WEB_IDENTITY_TOKEN_FILE")
      )
        return undefined;
      return by("role-to-assume", "assumes an AWS role without keys (`role-to-assume`)");
    case "azure/login":
      if (has(step, "creds") || givenValue(step, "auth-type")?.toUpperCase() === "IDENTITY") return undefined;
      return by("client-id", "logs in to Azure without a secret (`client-id`)");
    case "google-github-actions/auth":
      return has(step, "credentials_json")
        ? undefined
        : by("workload_identity_provider", "logs in to Google Cloud without a key (`workload_identity_provider`)");
    case "hashicorp/vault-action":
      return givenValue(step, "method")?.toLowerCase() === "jwt" && !has(step, "jwtPrivateKey")
        ? by("method", "logs in to Vault (`method: jwt`)")
        : undefined;
    case "pypa/gh-action-pypi-publish":
      return has(step, "password") ? undefined : whole("publishes to PyPI without a password (trusted publishing)");
    case "codecov/codecov-action":
      return givenValue(step, "use_oidc") === "true" ? by("use_oidc", "uploads coverage without a token (`use_oidc`)") : undefined;
    case "octopusdeploy/login":
      return has(step, "api_key") ? undefined : by("service_account_id", "logs in to Octopus Deploy without a key (`service_account_id`)");
    case "rubygems/configure-rubygems-credentials":
      return has(step, "api-token") ? undefined : whole("publishes to RubyGems without a key");
    default:
      break;
  }
  if (name !== undefined && findAction(name)?.permissions.get("id-token") === "write") {
    if (name === "actions/attest" || name.startsWith("actions/attest-")) return whole("signs a statement");
    return whole(`needs a token that proves which workflow runs (\`${findAction(name)?.name}\`)`);
  }
  for (const command of step.script?.commands ?? []) {
    const words = command.args.map(({ text }) => text);
    const span = (step.script as NonNullable<Step["script"]>).source.spanToSource({
      start: command.nameSpan.start,
      end: command.nameSpan.end,
    });
    if (command.name === "cosign" && /^(?:sign|sign-blob|attest|attest-blob)$/.test(words.find((word) => !word.startsWith("-")) ?? "")) {
      if (!words.some((word) => /^--(?:key|sk|identity-token)\b/.test(word)) && !hasEnv(step, "COSIGN_PRIVATE_KEY"))
        return { span, reason: "signs without a key (`cosign`)" };
    }
    if (
      (command.name === "npm" || command.name === "pnpm") &&
      words.includes("publish") &&
      words.some((word) => /^--provenance(?:=true)?$/.test(word))
    ) {
      return { span, reason: `publishes with provenance (\`${command.name} publish --provenance\`)` };
    }
    if (command.name === "uv" && words[0] === "publish" && words.some((word) => /^--trusted-publishing(?:=always)?$/.test(word))) {
      return { span, reason: "publishes to PyPI without a password (trusted publishing)" };
    }
  }
  return undefined;
}

const tokenPattern = /\$\{\{[^}]*?(?:\bsecrets\s*(?:\.\s*GITHUB_TOKEN\b|\[\s*'GITHUB_TOKEN'\s*\])|\bgithub\s*\.\s*token\b)/i;

/** Whether a step is handed `GITHUB_TOKEN`: in an input, a variable of its own, its job's or its workflow's, or in its script. Actions may have it by default. */
export function usesToken(step: Step): boolean {
  if ([...step.with, ...environmentOf(step)].some(({ value }) => value !== undefined && tokenPattern.test(value.text))) return true;
  return tokenPattern.test(step.run?.text ?? "");
}

/** Whether a text gives `GITHUB_TOKEN`, also by way of a variable. */
export function givesToken(text: Text | undefined, step: Step): boolean {
  if (!text) return false;
  if (tokenPattern.test(text.text)) return true;
  const variable = /^\s*\$\{\{\s*env\.([\w-]+)\s*\}\}\s*$/.exec(text.text)?.[1];
  return variable !== undefined && tokenPattern.test(environmentOf(step).find(({ name }) => name === variable)?.value?.text ?? "");
}

const tokenInputs = [
  "token",
  "github-token",
  "github_token",
  "repo-token",
  "repo_token",
  "gh-token",
  "githubtoken",
  "personal_token",
  "access-token",
  "app-token",
];

/** Whether an action works with a token of its own in place of `GITHUB_TOKEN`. */
function hasOtherToken(step: Step): boolean {
  for (const name of tokenInputs) {
    const value = step.input(name)?.value;
    if (value && value.expressions.length > 0 && !givesToken(value, step)) return !mayBeToken(value.text);
  }
  const variable = step.env.find(({ name }) => name === "GITHUB_TOKEN" || name === "GH_TOKEN")?.value;
  return variable !== undefined && variable.expressions.length > 0 && !givesToken(variable, step) && !mayBeToken(variable.text);
}

/** An input of a called workflow, or a text put together, may be the job's token all the same. */
function mayBeToken(text: string): boolean {
  return tokenPattern.test(text) || !/\$\{\{\s*(?:secrets\.|steps\.[\w-]+\.outputs\.)/.test(text);
}

function environmentOf(step: Step) {
  const { file } = step;
  return [...step.env, ...(step.job?.env ?? []), ...(file.language === "workflow" ? file.env : [])];
}

function givesTokenByEnv(step: Step): boolean {
  return environmentOf(step).some(({ name, value }) => (name === "GITHUB_TOKEN" || name === "GH_TOKEN") && givesToken(value, step));
}

function hasEnv(step: Step, variable: string): boolean {
  return environmentOf(step).some(({ name }) => name === variable);
}

function has(step: Step, input: string): boolean {
  return step.input(input)?.value !== undefined && step.input(input)?.value?.literal !== "";
}

/** Given, and not switched off. */
function isGiven(step: Step, input: string): boolean {
  return has(step, input) && givenValue(step, input) !== "false";
}

/** An input's text without blanks around, in small letters where it is a boolean; undefined where it is not given. */
function givenValue(step: Step, input: string): string | undefined {
  const text = step.input(input)?.value?.text.trim();
  return text !== undefined && /^(?:true|false)$/i.test(text) ? text.toLowerCase() : text;
}

/** A text whose value is known: as it stands, or by a variable. */
function literalOf(text: Text | undefined, step: Step): string | undefined {
  if (!text) return undefined;
  if (text.literal !== undefined) return text.literal.trim();
  const variable = /^\s*\$\{\{\s*env\.([\w-]+)\s*\}\}\s*$/.exec(text.text)?.[1];
  return variable === undefined ? undefined : environmentOf(step).find(({ name }) => name === variable)?.value?.literal;
}

function isForPullRequests(job: Job): boolean {
  return job.workflow.trigger("pull_request") !== undefined || job.workflow.trigger("pull_request_target") !== undefined;
}
