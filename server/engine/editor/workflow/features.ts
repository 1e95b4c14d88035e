import type { ActionFile, Workflow } from "../../languages/workflow/model.ts";
import { foldYaml } from "../yaml-folding.ts";
import { codeLenses } from "./codeLenses.ts";
import { definition } from "./definition.ts";
import { inlayHints } from "./inlayHints.ts";
import { links } from "./links.ts";
import { references } from "./references.ts";
import { prepareRename, rename } from "./rename.ts";

const folding = (file: Workflow | ActionFile) => foldYaml(file);

/** What an editor may ask of workflows and of `action.yml`. */
export const workflowFeatures = { definition, references, prepareRename, rename, folding, inlayHints, codeLenses, links };
