import type { EditorFeatures } from "../model.ts";
import { codeLenses } from "./codeLenses.ts";
import { definition } from "./definition.ts";
import { folding } from "./folding.ts";
import { inlayHints } from "./inlayHints.ts";
import { links } from "./links.ts";
import { refactorings } from "./refactorings.ts";
import { references } from "./references.ts";
import { prepareRename, rename } from "./rename.ts";
import { selection } from "./selection.ts";
import { semanticTokens } from "./semanticTokens.ts";
import { signature } from "./signature.ts";

/** What an editor can ask about a Dockerfile. */
export const dockerfileFeatures: EditorFeatures<"dockerfile"> = {
  codeLenses,
  definition,
  folding,
  inlayHints,
  links,
  prepareRename,
  refactorings,
  references,
  rename,
  selection,
  semanticTokens,
  signature,
};
