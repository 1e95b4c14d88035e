import type { Plan } from "../model.ts";
import type { Lines } from "../yaml-text.ts";
import { run, uses } from "./steps.ts";

/** Where the image is pushed to, as the workflow writes it. */
export interface ImageName {
  /** The name without a tag: a text, or an expression in a job that has the step. */
  readonly name: string;
  /** The step that works the name out; none where it is known. */
  readonly steps: Lines;
}

/**
 * The image's name. Where nothing names the repository, the run does: in small letters, since names of images have no others.
 */
export function imageName({ answers, repository }: Plan): ImageName {
  if (!isUnnamed(answers.image) || repository.slug) return { name: answers.image, steps: [] };
  const suffix = answers.folder === "" ? "" : `/${answers.service}`;
  return {
    name: "${{ steps.name.outputs.image }}",
    steps: [
      run({
        name: "Name the image",
        id: "name",
        run: [`echo "image=ghcr.io/\${GITHUB_REPOSITORY,,}${suffix}" >> "$GITHUB_OUTPUT"`],
      }),
    ],
  };
}

/** What the question's usual value is where no repository is known. */
function isUnnamed(image: string): boolean {
  return image.startsWith("ghcr.io/owner/");
}

/** The registry of an image: the first part of its name where that is a host, else Docker's own. */
export function registryOf(image: string): string | undefined {
  const [first = "", ...rest] = image.split("/");
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : undefined;
}

/** The step that logs in to the registry: with the run's own token where that is GitHub's. */
export function registryLogin({ answers }: Plan): Lines {
  const registry = registryOf(answers.image);
  return registry === "ghcr.io"
    ? uses("docker/login-action", { registry, username: "${{ github.actor }}", password: "${{ secrets.GITHUB_TOKEN }}" })
    : uses("docker/login-action", {
        registry,
        username: "${{ vars.REGISTRY_USERNAME }}",
        password: "${{ secrets.REGISTRY_PASSWORD }}",
      });
}

/** What a job's token must be allowed so as to push or pull the image. */
export function packagesPermission({ answers }: Plan, level: "read" | "write"): Lines {
  return registryOf(answers.image) === "ghcr.io" ? [`packages: ${level}`] : [];
}
