import { isActionPath, isWorkflowPath } from "../../../server/engine/languages/workflow/detect.ts";
import { corpusPaths } from "../../corpus.ts";

export { noCorpus } from "../../corpus.ts";

/** The workflows and actions of the corpus beside the project, or undefined where there is none. */
export const corpusWorkflows = () =>
  corpusPaths((path) => isWorkflowPath(path) || isActionPath(path) || /^workflow\/actions__starter-workflows\/.*\.ya?ml$/.test(path));
