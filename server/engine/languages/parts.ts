import type { FileParts } from "../text/parts.ts";
import { partsOfDockerfile } from "./dockerfile/parts.ts";
import type { AnyFile } from "./index.ts";
import { partsOfManifest } from "./kubernetes/parts.ts";
import { partsOfWorkflow } from "./workflow/parts.ts";

/** The parts of a file; undefined where it has none, or they cannot be told apart with certainty. */
export function partsOf(file: AnyFile): FileParts<AnyFile> | undefined {
  if (file.language === "dockerfile") return partsOfDockerfile(file);
  if (file.language === "workflow") return partsOfWorkflow(file);
  return file.language === "kubernetes" ? partsOfManifest(file) : undefined;
}
