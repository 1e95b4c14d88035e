import type { Step } from "../../../languages/workflow/model.ts";
import { stepsWithin } from "../../../pipeline/callee.ts";
import { isBuildPush, lastingPushes } from "../../../pipeline/image-jobs.ts";
import type { ImagePush } from "../../../pipeline/model.ts";
import { programsOf } from "../../../pipeline/programs.ts";
import type { RuleId } from "../../../rule.ts";
import { folderOf, resolvePath } from "../../../workspace/paths.ts";
import type { Action, Assessor, Evidence } from "../../model.ts";
import { placeIn, type Service } from "../../service.ts";
import { targetsOf } from "../../targets.ts";
import { evidence, likely, met, notApplicable, open } from "../../verdict.ts";
import { unreadPipeline } from "./other-pipelines.ts";
import { scansOf } from "./scans.ts";

type Part = "scan" | "contents" | "provenance" | "signature";

const lacks: Readonly<Record<Part, readonly [text: string, rule: RuleId]>> = {
  scan: ["nothing scans it", "workflow/unscanned-image"],
  contents: ["nothing lists what is in it", "workflow/missing-sbom"],
  provenance: ["nothing says how it was built", "workflow/missing-provenance"],
  signature: ["nothing signs it", "workflow/unsigned-image"],
};
const parts = Object.keys(lacks) as readonly Part[];

export const imageProvenance: Assessor = {
  id: "security.image-provenance",
  looksAt:
    "The workflows that push the image: scans of it, bills of materials (`sbom: true`, `syft`, `anchore/sbom-action`), provenance (`provenance`, `actions/attest-build-provenance`, the SLSA generator) and signatures (`cosign sign`, `notation sign`, `actions/attest`).",
  rules: parts.map((part) => lacks[part][1]),
  action: { kind: "generate", generator: "pipeline", title: "Generate a pipeline that scans, lists and attests" },
  assess(service) {
    const pushes = pushesOf(service);
    if (pushes.length === 0) {
      const [dockerfile] = targetsOf(service).dockerfiles;
      if (!dockerfile) return notApplicable("No image of it is built in this repository.");
      const called = unseenCalls(service);
      if (called.length > 0)
        return open("A workflow of another repository builds the image; what it scans and signs cannot be seen here.", called);
      return open(
        `No workflow of this repository pushes its image, so nothing shows that it is scanned and where it comes from.${unreadPipeline(service)}`,
        [],
        {
          kind: "open",
          path: dockerfile.source.path,
          line: 1,
          title: "Build the image in a workflow",
        },
      );
    }
    const found = placesOf(service, pushes);
    const places = parts.flatMap((part) => found[part] ?? []).slice(0, 6);
    const missing = parts.filter((part) => found[part] === undefined);
    const told = missing.map((part) => lacks[part][0]).join(", ");
    if (missing.length === 0)
      return met("The image is scanned, and a list of its contents, its provenance and a signature go with it.", places);
    const action = actionFor(service, missing);
    if (missing.length === 1 && missing[0] === "signature")
      return likely("The image is scanned and comes with a list of its contents and its provenance; nothing signs it.", places, action);
    return open(`An image is pushed, and ${told}.`, places, action);
  },
};

/** The pushes of its image: those built from its folder; where none is known to be, those whose folder an expression decides. */
function pushesOf({ workflows, folder, isAlone, application }: Service): readonly ImagePush[] {
  const all = workflows.flatMap(({ jobs }) => jobs.flatMap((job) => lastingPushes(job)));
  if (isAlone || folder === "") return all;
  const isOwn = ({ step }: ImagePush): boolean => {
    const context = resolvePath("", step.input("context")?.value?.literal ?? ".") ?? "";
    const file = step.input("file")?.value?.literal;
    const at = file === undefined ? context : folderOf(resolvePath("", file) ?? "");
    return at === folder || at.startsWith(`${folder}/`) || (application !== undefined && context === application.context && at === folder);
  };
  const own = all.filter(isOwn);
  const isOpen = ({ step }: ImagePush) =>
    step.input("context")?.value?.literal === undefined && step.input("file")?.value?.literal === undefined;
  return own.length > 0 ? own : all.filter(isOpen);
}

/** Calls of workflows elsewhere that are about images; those that name the service's folder, where any does. */
function unseenCalls({ workflows, workspace, folder, isAlone }: Service): readonly Evidence[] {
  const calls = workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) => {
      if (!job.uses || stepsWithin(job, workspace).isComplete || !/docker|image|container|publish|release/i.test(job.uses.text.text))
        return [];
      const isOwn = job.with.some(({ value }) => value?.literal?.replace(/^\.\/|\/$/g, "") === folder);
      return [{ ...placeIn(workflow, job.uses.span), isOwn }];
    }),
  );
  const own = calls.filter(({ isOwn }) => isOwn || isAlone);
  return (own.length > 0 ? own : calls).slice(0, 3).map(({ path, line }) => evidence(path, line, "a workflow of another repository"));
}

/** The first place for each part. */
function placesOf(service: Service, pushes: readonly ImagePush[]): Partial<Record<Part, Evidence>> {
  const found: Partial<Record<Part, Evidence>> = {};
  const add = (part: Part, step: Step, note: string) => {
    if (found[part]) return;
    const { path, line } = placeIn(step.file, step.uses?.span ?? step.run?.span ?? step.span);
    found[part] = evidence(path, line, note);
  };
  const scan = scansOf(service).find(({ isOfImage, isSwallowed }) => isOfImage && !isSwallowed);
  if (scan) found.scan = evidence(scan.path, scan.line, scan.isFailing ? `\`${scan.name}\` stops the run` : `\`${scan.name}\` reports`);
  for (const { step, pushes: isPushed } of pushes) {
    if (isPushed === false || !isBuildPush(step)) continue;
    const sbom = step.input("sbom")?.value?.text ?? "false";
    const attests = step.input("attests")?.value?.text ?? "";
    if (sbom !== "false" || /type=sbom/.test(attests)) add("contents", step, "the build lists its contents");
    // It adds one by itself. https://docs.docker.com/build/ci/github-actions/attestations/
    if (step.input("provenance")?.value?.text !== "false" || /type=provenance/.test(attests))
      add("provenance", step, "the build says how it was made");
  }
  for (const job of new Set(pushes.flatMap(({ job: { workflow } }) => workflow.jobs))) {
    const called = job.uses?.text.text ?? "";
    if (job.uses && /^slsa-framework\/slsa-github-generator\/\.github\/workflows\/generator_container/.test(called)) {
      const { path, line } = placeIn(job.workflow, job.uses.span);
      found.provenance ??= evidence(path, line, "the SLSA generator");
      found.signature ??= evidence(path, line, "signed by the SLSA generator");
    }
    for (const step of stepsWithin(job, service.workspace).steps) ofStep(step, service, add);
  }
  return found;
}

function ofStep(step: Step, { workspace }: Service, add: (part: Part, step: Step, note: string) => void): void {
  const action = step.uses?.action ?? "";
  const input = (name: string) => step.input(name)?.value?.text ?? "";
  // An attestation of files is none of the image.
  const isOfImage = step.input("subject-digest") !== undefined || step.input("subject-name") !== undefined;
  if (/^actions\/attest(?:-|$)/.test(action) && isOfImage) {
    const isList = action === "actions/attest-sbom" || step.input("sbom-path") !== undefined;
    add(isList ? "contents" : "provenance", step, `\`${action}\``);
    add("signature", step, `\`${action}\` signs it`);
  }
  if (
    action === "anchore/sbom-action" ||
    (action === "aquasecurity/trivy-action" && /cyclonedx|spdx|github/.test(input("format"))) ||
    (action === "docker/scout-action" && /sbom/.test(input("command")))
  )
    add("contents", step, `\`${action}\``);
  if (action === "notaryproject/notation-action/sign") add("signature", step, `\`${action}\``);
  for (const { name, args } of programsOf(step, workspace)) {
    const line = args.join(" ");
    if (name === "cosign" && /^(?:sign|attest)\b/.test(line)) {
      add("signature", step, `\`cosign ${args[0]}\``);
      if (args[0] === "attest" && /--type[= ]\S*slsaprovenance/.test(line)) add("provenance", step, "`cosign attest`");
      if (args[0] === "attest" && /--type[= ]\S*(?:spdx|cyclonedx)/.test(line)) add("contents", step, "`cosign attest`");
    }
    if (name === "notation" && args[0] === "sign") add("signature", step, "`notation sign`");
    if (name === "docker" && /^trust sign\b/.test(line)) add("signature", step, "`docker trust sign`");
    if (name === "syft" || (name === "docker" && args[0] === "sbom") || (name === "trivy" && /--format[= ](?:cyclonedx|spdx)/.test(line)))
      add("contents", step, `\`${name}\``);
  }
}

function actionFor(service: Service, missing: readonly Part[]): Action | undefined {
  for (const part of missing) {
    const one = service.findings(lacks[part][1]).find(({ isFixable }) => isFixable);
    if (one) return { kind: "fix", rule: one.rule, path: one.path, line: one.line, title: titles[part] };
  }
  if (missing.some((part) => part !== "signature")) return undefined;
  const asks = "Add `actions/attest-build-provenance` with the digest of the image behind the push, or sign the digest with `cosign sign`.";
  return { kind: "decide", title: titles.signature, asks };
}

const titles: Readonly<Record<Part, string>> = {
  scan: "Scan the image",
  contents: "List its contents",
  provenance: "Attest its provenance",
  signature: "Sign it",
};
