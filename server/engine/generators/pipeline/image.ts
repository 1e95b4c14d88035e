import { inFolder } from "../../workspace/paths.ts";
import type { Plan } from "../model.ts";
import type { Lines } from "../yaml-text.ts";
import { imageName, packagesPermission, registryLogin } from "./image-name.ts";
import { section } from "./lines.ts";
import { checkout, job, uses } from "./steps.ts";

/** What the build is given, whoever asks for it. */
export function buildInputs({ answers, application }: Plan): Readonly<Record<string, string | undefined>> {
  const dockerfile = inFolder(answers.folder, "Dockerfile");
  return {
    context: application.context === "" ? "." : application.context,
    file: dockerfile === inFolder(application.context, "Dockerfile") ? undefined : dockerfile,
  };
}

/** The job that builds the image of a pull request, so that it is known to build: nothing is pushed, and the token may only read. */
export function buildJob(plan: Plan, needs: readonly string[]): Lines {
  return job({
    id: "build",
    name: "Build the image",
    needs,
    if: "github.event_name == 'pull_request'",
    minutes: 30,
    steps: [
      checkout(),
      uses("docker/setup-buildx-action"),
      uses("docker/build-push-action", { ...buildInputs(plan), push: "false", "cache-from": "type=gha", "cache-to": "type=gha,mode=max" }),
    ],
  });
}

/** The job that builds and pushes the image of a commit on the main branch, once for all environments. */
export function imageJob(plan: Plan, needs: readonly string[]): Lines {
  const { name, steps } = imageName(plan);
  return job({
    id: "image",
    name: "Build and push the image",
    needs,
    if: "github.event_name == 'push'",
    minutes: 30,
    keys: [
      section("permissions", "contents: read", packagesPermission(plan, "write")),
      section("outputs", `image: ${name}@\${{ steps.push.outputs.digest }}`),
    ],
    steps: [
      checkout(),
      steps,
      ...push(plan, `${name}:\${{ github.sha }}`, { "cache-to": "type=gha,mode=max" }),
      uses("aquasecurity/trivy-action", {
        "image-ref": `${name}@\${{ steps.push.outputs.digest }}`,
        "exit-code": "1",
        severity: "HIGH,CRITICAL",
        "ignore-unfixed": "true",
      }),
    ],
  });
}

/** The steps that build and push the image of a pull request for its preview, and what the image is called then. */
export function previewImage(plan: Plan): { readonly steps: Lines; readonly image: string } {
  const { name, steps } = imageName(plan);
  return {
    image: `${name}@\${{ steps.push.outputs.digest }}`,
    steps: [steps, ...push(plan, `${name}:pr-\${{ github.event.pull_request.number }}`)],
  };
}

/** The steps that build and push the image under a tag; the step `push` tells its digest. */
function push(plan: Plan, tag: string, more: Readonly<Record<string, string>> = {}): Lines {
  return [
    uses("docker/setup-buildx-action"),
    registryLogin(plan),
    uses(
      "docker/build-push-action",
      { ...buildInputs(plan), push: "true", tags: tag, provenance: "mode=max", sbom: "true", "cache-from": "type=gha", ...more },
      { id: "push" },
    ),
  ];
}
