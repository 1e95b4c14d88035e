import type { Job } from "../../../languages/workflow/model.ts";
import { lastingPushes } from "../../../pipeline/image-jobs.ts";
import type { ImagePush } from "../../../pipeline/model.ts";
import type { SourceText } from "../../../text/source.ts";
import type { Span } from "../../../text/span.ts";
import { nameOf, resolvePath } from "../../../workspace/paths.ts";
import { against, deploymentPlace, deploymentsOf, isOnlyFiles, siteOnly, withoutDeployment } from "../../deployments.ts";
import type { Action, Assessor, Evidence } from "../../model.ts";
import { placeIn, type RuleFinding, type Service } from "../../service.ts";
import { serviceFolders } from "../../services.ts";
import { counterEvidence, evidence, likely, manual, met, open } from "../../verdict.ts";
import { jobsAbout } from "../application/jobs.ts";

const rules = [
  "workflow/latest-only-image",
  "workflow/mutable-image-tag",
  "kubernetes/no-revision-history",
  "kubernetes/mutable-image-tag",
] as const;

export const previousImage: Assessor = {
  id: "rollback.previous-image",
  looksAt:
    "The tags under which workflows push the image (a commit, a version or a digest stays with it), the tags that manifests run, what deletes old images, and `revisionHistoryLimit`.",
  rules,
  action: { kind: "generate", generator: "pipeline", title: "Generate a pipeline that tags images" },
  assess(service) {
    const jobs = jobsAbout(service);
    const pushes = jobs.flatMap((job) => lastingPushes(job)).filter((push) => isOwn(push, service));
    const kept = jobs.flatMap(cleanups);
    const tagged = pushes.flatMap(immutableTag);
    const found = service
      .findings(...rules)
      // What manifests run matters where nobody pushes it under a name of its own.
      .filter((one) => isAbout(one, pushes, service) && !(one.rule === "kubernetes/mutable-image-tag" && tagged.length > 0));
    const lost = [...against(found), ...kept.filter(({ isAgainst }) => isAgainst)];
    if (lost.length > 0) return open(reason(found), [...lost.slice(0, 4), ...tagged.slice(0, 1)], fixOf(found));
    if (pushes.length === 0) return withoutPush(jobs, service);
    if (tagged.length > 0)
      return met(
        "Images are pushed under names that stay with them. How long the registry keeps them, no file shows.",
        [...tagged, ...kept].slice(0, 5),
      );
    const places = pushes.slice(0, 3).map((push) => at(push, "pushes an image"));
    return pushes.some(({ hasAllTags, tags }) => !hasAllTags || tags.some(({ kind }) => kind === "unknown"))
      ? likely("Images are pushed under tags that cannot be told from here: that they stay with the image, nothing shows.", places)
      : open("No tag of the pushed images stays with them.", places);
  },
};

function at({ job, span }: ImagePush, note: string): Evidence {
  const { path, line } = placeIn(job.workflow, span);
  return evidence(path, line, note);
}

function immutableTag(push: ImagePush): readonly Evidence[] {
  const tag = push.tags.find(({ kind }) => kind === "immutable");
  if (!tag) return [];
  const { path, line } = placeIn(push.job.workflow, tag.span);
  return [evidence(path, line, `tagged \`${tag.text.trim().slice(0, 60)}\``)];
}

/** In a repository of several services, that of the folder which is built, or whose name the image bears. */
function isOwn({ step, tags }: ImagePush, service: Service): boolean {
  const { folder, workspace, isAlone, name } = service;
  if (isAlone) return true;
  const others = serviceFolders(workspace, "").filter((one) => one !== folder && one !== "");
  const written = [step.input("context"), step.input("file")].flatMap((input) => resolvePath("", input?.value?.literal ?? "//") ?? []);
  const isIn = (at: string) => at !== "" && written.some((path) => path === at || path.startsWith(`${at}/`));
  if (isIn(folder)) return true;
  if (others.some(isIn)) return false;
  const names = tags.flatMap(({ repository }) => (repository === undefined ? [] : [nameOf(repository)]));
  return names.length === 0 || names.includes(name) || !others.some((other) => names.includes(nameOf(other)));
}

function isAbout({ rule, path, line }: RuleFinding, pushes: readonly ImagePush[], service: Service): boolean {
  if (rule.startsWith("kubernetes/"))
    return service.workloads.some(({ object: { file, span } }) => file.source.path === path && isIn(file.source, span, line));
  return pushes.some(({ step, job: { workflow } }) => {
    const { source } = workflow;
    // The tags may be those of another step: docker/metadata-action's.
    const spans = [step.span, ...workflow.steps.filter(({ uses }) => uses?.action === "docker/metadata-action").map(({ span }) => span)];
    return source.path === path && spans.some((span) => isIn(source, span, line));
  });
}

function isIn(source: SourceText, { start, end }: Span, line: number): boolean {
  return line > source.lineOf(start) && line <= source.lineOf(end) + 1;
}

function reason(found: readonly RuleFinding[]): string {
  const has = (rule: string) => found.some((one) => one.rule === rule);
  if (has("workflow/latest-only-image")) return "The image is pushed under `latest` alone: the one before cannot be named any more.";
  if (has("workflow/mutable-image-tag"))
    return "Every tag of the image moves on with the next push: the one before cannot be named any more.";
  if (has("kubernetes/no-revision-history")) return "With `revisionHistoryLimit: 0` the cluster keeps no revision to go back to.";
  if (has("kubernetes/mutable-image-tag")) return "What runs has no version in its name: to go back leads to the same name again.";
  return "Old images are deleted, the one before included.";
}

function fixOf(found: readonly RuleFinding[]): Action | undefined {
  const one = found.find(({ isFixable }) => isFixable);
  return one && { kind: "fix", rule: one.rule, path: one.path, line: one.line, title: "Keep what was before" };
}

/** https://github.com/actions/delete-package-versions: with `min-versions-to-keep` it deletes all others. */
function cleanups(job: Job): readonly Evidence[] {
  return job.stepsUsing("actions/delete-package-versions").flatMap((step) => {
    const text = (name: string) => step.input(name)?.value?.literal?.trim() ?? "";
    const keeps = text("min-versions-to-keep");
    if (!/^\d+$/.test(keeps) || text("package-type") !== "container" || !step.uses) return [];
    const isPartial =
      [text("delete-only-untagged-versions"), text("delete-only-pre-release-versions")].includes("true") ||
      step.input("ignore-versions") !== undefined;
    const { path, line } = placeIn(job.workflow, step.uses.span);
    if (Number(keeps) >= 2 || isPartial) return [evidence(path, line, "keeps the newest images")];
    return [counterEvidence(path, line, `keeps ${keeps} of the images`)];
  });
}

function withoutPush(jobs: readonly Job[], service: Service) {
  if (isOnlyFiles(service, deploymentsOf(service))) return siteOnly();
  const called = jobs.find(
    ({ uses, id, name }) =>
      uses?.kind === "repository" && /docker|image|build|push|publish|release/i.test(`${uses.path} ${id} ${name?.text}`),
  );
  if (called?.uses) {
    const { path, line } = placeIn(called.workflow, called.uses.span);
    return manual("A workflow of another repository builds and pushes it: under which tags cannot be seen from here.", [
      evidence(path, line, `calls \`${nameOf(called.uses.path ?? "")}\``),
    ]);
  }
  const deployments = deploymentsOf(service);
  if (deployments.length === 0) return withoutDeployment(service, "that the version before can be had again");
  const elsewhere = deployments.find(({ steps }) => steps.length > 0 && !steps.every(({ platform }) => ownServers.test(platform)));
  if (!elsewhere) return open("No workflow pushes an image of it, so nothing shows that what ran before can be had again.");
  const { path, line } = deploymentPlace(elsewhere);
  return manual("It is deployed without a push of an image here: whether the version before is kept where it runs, no file shows.", [
    evidence(path, line, `\`${elsewhere.job.id}\` deploys`),
  ]);
}

/** There nothing is kept by itself, as platforms do with the versions before. */
const ownServers = /^(?:ssh|s?ftp|compose|ansible|a-script|compute-engine|ec2|docker-swarm|nomad)$/;
