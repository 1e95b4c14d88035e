import { nameOf } from "../workspace/paths.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { assumed, found } from "./detected.ts";
import type { Detected } from "./model.ts";
import { repositoryOf } from "./repository.ts";

/** The most characters of an application's name: what Kubernetes and Helm add to it has to fit into 63. */
const maximumLength = 53;

/** A name as a DNS label that begins with a letter: `@acme/Checkout_API` becomes `checkout-api`. Undefined where nothing of it is left. */
export function labelOf(name: string): string | undefined {
  const label = nameOf(name)
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, maximumLength)
    .replace(/-+$/, "");
  return label === "" ? undefined : label;
}

/** The name that a manifest gives, else that of the folder, or of the repository where it is the whole of that. */
export function nameFrom(declared: Detected<string> | undefined, folder: string, workspace: Workspace): Detected<string> {
  const label = declared && labelOf(declared.value);
  if (declared && label !== undefined) return { ...declared, value: label };
  const own = labelOf(folder);
  if (own !== undefined) return found(own, folder, 1, "the name of its folder", "likely");
  const { slug } = repositoryOf(workspace);
  const repository = slug && labelOf(slug.value);
  return slug && repository !== undefined
    ? { ...slug, value: repository, because: `the repository's name: ${slug.because}`, confidence: "likely" }
    : assumed("app", "nothing names it");
}
