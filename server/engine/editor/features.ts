import type { Language } from "../languages/index.ts";
import { composeFeatures } from "./compose/features.ts";
import { dockerfileFeatures } from "./dockerfile/features.ts";
import { withDockerfileNames } from "./dockerfile/from-builds.ts";
import { manifestFeatures } from "./kubernetes/features.ts";
import type { EditorFeatures } from "./model.ts";
import { readinessFeatures } from "./readiness/features.ts";
import { workflowFeatures } from "./workflow/features.ts";

/** The features of each language. */
export const features: { readonly [L in Language]: EditorFeatures<L> } = {
  dockerfile: dockerfileFeatures,
  dockerignore: {},
  workflow: withDockerfileNames(workflowFeatures),
  action: workflowFeatures,
  kubernetes: manifestFeatures,
  compose: withDockerfileNames(composeFeatures),
  readiness: readinessFeatures,
};
