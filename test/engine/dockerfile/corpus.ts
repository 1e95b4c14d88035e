import { isDockerfilePath } from "../../../server/engine/languages/dockerfile/detect.ts";
import { corpusPaths } from "../../corpus.ts";

export { noCorpus } from "../../corpus.ts";

/** The Dockerfiles of the corpus beside the project, or undefined where there is none. */
export const corpusDockerfiles = () => corpusPaths(isDockerfilePath);
