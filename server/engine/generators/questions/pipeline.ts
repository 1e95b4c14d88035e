import { assumed } from "../../detection/detected.ts";
import type { Questions } from "./model.ts";

/** How it is built, delivered and taken back. */
export const pipelineQuestions = {
  image: {
    title: "Image",
    help: "Where the image is pushed to, without a tag.",
    initial: ({ repository: { slug }, application }) =>
      slug
        ? { ...slug, value: `ghcr.io/${slug.value.toLowerCase()}`, confidence: "likely" }
        : assumed(`ghcr.io/owner/${application.name.value}`, "nothing names the repository"),
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
    initial: () => assumed("kubernetes", "nothing says otherwise"),
  },
  apply: {
    title: "How manifests are applied",
    help: "By the overlay of an environment, or by setting the image of a Deployment.",
    isRelevant: ({ answers }) => answers.target === "kubernetes",
    choices: () => [
      { value: "kustomize", label: "Kustomize overlays", detail: "`kubectl apply -k`, as `generate kubernetes` lays the files out." },
      { value: "kubectl", label: "kubectl set image", detail: "The objects are there already, and only the image changes." },
    ],
    initial: () => assumed("kustomize", "as `generate kubernetes` lays the files out"),
  },
  deployCommand: {
    title: "Deploy command",
    help: "What deploys the image `$IMAGE` to the environment `$ENVIRONMENT`.",
    isRelevant: ({ answers }) => answers.target === "command",
    initial: () => undefined,
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
