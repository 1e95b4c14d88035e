import { deploymentFilesOf } from "../../detection/deployment-files.ts";
import { assumed, found } from "../../detection/detected.ts";
import type { DeploymentFiles, Detected } from "../../detection/model.ts";
import { inFolder, nameOf } from "../../workspace/paths.ts";
import type { QuestionContext } from "../model.ts";
import type { Questions } from "./model.ts";

/** How it is built, delivered and taken back. */
export const pipelineQuestions = {
  image: {
    title: "Image",
    help: "Where the image is pushed to, without a tag.",
    initial: ({ repository: { slug }, application, answers }) => {
      const service = answers.service ?? application.name.value;
      if (!slug) return assumed(`ghcr.io/owner/${service}`, "nothing names the repository");
      // Each service of a repository has an image of its own.
      const suffix = application.folder === "" ? "" : `/${service}`;
      return { ...slug, value: `ghcr.io/${slug.value.toLowerCase()}${suffix}`, confidence: "likely" };
    },
  },
  defaultBranch: {
    title: "Main branch",
    help: "The branch whose commits are deployed.",
    initial: ({ repository }) => repository.defaultBranch,
  },
  environments: {
    title: "Environments",
    help: "Where it is deployed to, in this order; the last is production.",
    initial: () => assumed(["staging", "production"], "a rehearsal before production"),
  },
  target: {
    title: "Platform",
    help: "What it runs on.",
    choices: () => [
      { value: "kubernetes", label: "Kubernetes", detail: "Manifests are applied to a cluster." },
      { value: "compose", label: "A host with Docker Compose", detail: "Images are pulled over SSH." },
      { value: "command", label: "Another platform", detail: "Its own command deploys: Fly.io, Cloud Run, ECS, Railway, …" },
    ],
    initial: (context) => detectedTarget(context) ?? assumed("kubernetes", "nothing says otherwise"),
  },
  apply: {
    title: "How manifests are applied",
    help: "By the overlay of an environment, or by setting the image of a Deployment.",
    isRelevant: ({ answers }) => answers.target === "kubernetes",
    choices: () => [
      { value: "kustomize", label: "Kustomize overlays", detail: "`kubectl apply -k`, as `generate kubernetes` lays the files out." },
      { value: "kubectl", label: "kubectl set image", detail: "The objects are there already, and only the image changes." },
    ],
    initial: (context) => {
      const [first] = filesOf(context).manifests;
      const ours = `${inFolder(context.application.folder, "deploy/overlays")}/`;
      return first === undefined || filesOf(context).manifests.some((path) => path.startsWith(ours))
        ? assumed("kustomize", "as `generate kubernetes` lays the files out")
        : found("kubectl", first, 1, "manifests that are laid out another way", "likely");
    },
  },
  deployCommand: {
    title: "Deploy command",
    help: "What deploys the image `$IMAGE` to the environment `$ENVIRONMENT`.",
    isRelevant: ({ answers }) => answers.target === "command",
    initial: (context) => {
      const fly = platformFile(context, /^fly\.toml$/);
      return fly === undefined ? undefined : found('flyctl deploy --image "$IMAGE"', fly, 1, "the settings of Fly.io", "likely");
    },
  },
  rollbackCommand: {
    title: "Rollback command",
    help: "What brings the image `$IMAGE` back to the environment `$ENVIRONMENT`.",
    isRelevant: ({ answers }) => answers.target === "command",
    initial: ({ answers }) =>
      answers.deployCommand === undefined ? undefined : assumed(answers.deployCommand, "deploying the earlier image again"),
  },
  preview: {
    title: "Previews",
    help: "Whether each pull request gets an environment of its own.",
    isRelevant: ({ answers }) => answers.target !== "compose",
    initial: () => assumed(false, "a preview needs a place to run"),
  },
  updates: {
    title: "Dependency updates",
    help: "The bot that raises dependencies, base images and actions.",
    choices: () => [
      { value: "dependabot", label: "Dependabot", detail: "Part of GitHub." },
      { value: "renovate", label: "Renovate", detail: "Pins digests as well; an app to be installed." },
      { value: "none", label: "None" },
    ],
    initial: () => assumed("dependabot", "part of GitHub"),
  },
} satisfies Questions;

function filesOf({ workspace, application }: QuestionContext): DeploymentFiles {
  return deploymentFilesOf(application.folder, workspace);
}

/** The settings of a platform, by the name of the file. */
function platformFile(context: QuestionContext, name: RegExp): string | undefined {
  return filesOf(context).platformFiles.find((path) => name.test(nameOf(path)));
}

/** What the deployment files that are there are for; undefined where none tells. */
function detectedTarget(context: QuestionContext): Detected<"kubernetes" | "compose" | "command"> | undefined {
  const { manifests, composeFiles } = filesOf(context);
  const [manifest] = manifests;
  if (manifest !== undefined) return found("kubernetes", manifest, 1, "the manifests", "likely");
  const production = composeFiles.find((path) => /[.-]prod(?:uction)?\.ya?ml$/.test(path));
  if (production !== undefined) return found("compose", production, 1, "the Compose file for production", "likely");
  const settings = platformFile(
    context,
    /^(?:fly\.toml|vercel\.json|netlify\.toml|railway\.(?:json|toml)|render\.yaml|wrangler\.(?:toml|jsonc?)|app\.ya?ml|Procfile)$/,
  );
  return settings === undefined ? undefined : found("command", settings, 1, "the settings of a platform", "likely");
}
