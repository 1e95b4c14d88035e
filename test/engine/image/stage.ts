import type { Stage } from "../../../server/engine/languages/dockerfile/model.ts";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

/** The last stage of a Dockerfile's text. */
export function lastStage(text: string, path = "Dockerfile"): Stage {
  const stage = parseDockerfile(new SourceText(path, text)).stages.at(-1);
  if (!stage) throw new Error("the text has no stage");
  return stage;
}
