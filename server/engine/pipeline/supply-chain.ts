import type { Step, Workflow } from "../languages/workflow/model.ts";
import { isBuildPush } from "./image-jobs.ts";
import type { ImagePush } from "./model.ts";
import { rememberByText } from "./remembered.ts";

/** Whether a step of some job matches by its action or its commands: calls of workflows of others count as well. */
function does(pattern: RegExp): (workflow: Workflow) => boolean {
  const doesSo = rememberByText(
    ({ uses, steps }) =>
      pattern.test(uses?.text.text ?? "") || steps.some((step) => pattern.test(`${step.uses?.text.text ?? ""} ${step.run?.text ?? ""}`)),
  );
  return ({ jobs }) => jobs.some(doesSo);
}

/** Whether something in a workflow looks for vulnerabilities in images. */
export const scansImages: (workflow: Workflow) => boolean = does(
  /trivy|grype|scout|snyk|clair|sysdig|aqua|anchore\/scan|wiz|twistlock|prisma|dockle|docker scan|image-scan|container-scan|vuln|osv-scanner|describe-image-scan|security-scan/i,
);

/** Whether something in a workflow signs images, or a statement about them. */
export const signsImages: (workflow: Workflow) => boolean = does(
  /cosign|actions\/attest|attest|slsa|notation|sigstore|notary|trust sign|DOCKER_CONTENT_TRUST/i,
);

/** Whether something in a workflow makes a list of what is in an image. */
export function listsContents(workflow: Workflow): boolean {
  return namesList(workflow) || workflow.jobs.some(asksForList);
}

const namesList = does(/sbom|syft|cyclonedx|spdx|bom\b/i);
const asksForList = rememberByText(({ steps }) =>
  steps.some((step) => {
    const sbom = step.input("sbom")?.value?.text;
    return (sbom !== undefined && sbom !== "false") || /type=sbom/.test(step.input("attests")?.value?.text ?? "");
  }),
);

/** Where to write to know an image by its digest: `name` without tag and the digest's expression; undefined where either cannot be told. */
export function digestOf({ step, tags }: ImagePush): { readonly name: string; readonly digest: string } | undefined {
  const id = step.id?.literal;
  const text = tags[0]?.text;
  if (!isBuildPush(step) || id === undefined || text === undefined || step.job?.strategy) return undefined;
  const name = text.replace(/:(?:[\w.-]|\$\{\{[^}]*\}\})*$/, "");
  // docker/metadata-action's tag rules are no names.
  if (!/^[\w.:-]+(?:\/(?:[\w.-]|\$\{\{\s*[\w.]+\s*\}\})+)+$/.test(name) || /\$\{\{\s*(?:steps|needs)\./.test(name)) return undefined;
  return { name, digest: `\${{ steps.${id}.outputs.digest }}` };
}

/** Whether a step is kept from failing its job, by itself. */
export function isTolerated(step: Step): boolean {
  const text = step.continueOnError?.text.trim();
  return text !== undefined && text !== "false";
}
