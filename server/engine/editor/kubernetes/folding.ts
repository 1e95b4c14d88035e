import type { ManifestFile } from "../../languages/kubernetes/model.ts";
import type { FoldingRange } from "../model.ts";
import { foldYaml } from "../yaml-folding.ts";

/** What can be folded in a manifest: objects as a whole, and what every YAML file has. */
export function folding(file: ManifestFile): readonly FoldingRange[] {
  return foldYaml(
    file,
    file.objects.map(({ span }) => span),
  );
}
