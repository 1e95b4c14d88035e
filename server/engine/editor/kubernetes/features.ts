import type { EditorFeatures } from "../model.ts";

/** What an editor can ask about a manifest. */
export const manifestFeatures: EditorFeatures<"kubernetes"> = {};
