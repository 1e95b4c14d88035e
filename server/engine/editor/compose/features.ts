import type { EditorFeatures } from "../model.ts";

/** What an editor can ask about a Compose file. */
export const composeFeatures: EditorFeatures<"compose"> = {};
