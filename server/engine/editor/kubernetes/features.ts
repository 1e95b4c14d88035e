import type { EditorFeatures } from "../model.ts";
import { folding } from "./folding.ts";

/** What an editor can ask about a manifest. */
export const manifestFeatures: EditorFeatures<"kubernetes"> = { folding };
