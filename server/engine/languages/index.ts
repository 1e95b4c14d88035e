import type { ComposeFile } from "./compose/model.ts";
import type { Dockerfile } from "./dockerfile/model.ts";
import type { Dockerignore } from "./dockerignore/model.ts";
import type { ManifestFile } from "./kubernetes/model.ts";
import type { ReadinessFile } from "./readiness/model.ts";
import type { ActionFile, Workflow } from "./workflow/model.ts";

/** The model of each language. */
export interface Files {
  dockerfile: Dockerfile;
  dockerignore: Dockerignore;
  workflow: Workflow;
  action: ActionFile;
  kubernetes: ManifestFile;
  compose: ComposeFile;
  readiness: ReadinessFile;
}
export type Language = keyof Files;
export type AnyFile = Files[Language];
