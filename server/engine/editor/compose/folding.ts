import type { ComposeFile } from "../../languages/compose/model.ts";
import type { FoldingRange } from "../model.ts";
import { foldYaml } from "../yaml-folding.ts";

/** What can be folded in a Compose file: what every YAML file has. */
export function folding(file: ComposeFile): readonly FoldingRange[] {
  return foldYaml(file);
}
