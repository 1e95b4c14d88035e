import type { Files, Language } from "../languages/index.ts";
import { parse } from "../languages/parse.ts";
import type { SourceText } from "../text/source.ts";
import { unseenWorkspace, type Workspace } from "../workspace/workspace.ts";
import { outlineCompose } from "./compose.ts";
import { outlineDockerfile } from "./dockerfile.ts";
import { outlineManifest } from "./kubernetes.ts";
import type { OutlineItem } from "./model.ts";
import { outlineReadiness } from "./readiness.ts";
import { outlineAction, outlineWorkflow } from "./workflow.ts";

type Outline<L extends Language> = (file: Files[L], workspace: Workspace) => OutlineItem[];

/** The languages whose files have parts. */
const outlines: { readonly [L in Language]?: Outline<L> } = {
  dockerfile: outlineDockerfile,
  workflow: outlineWorkflow,
  action: outlineAction,
  kubernetes: outlineManifest,
  compose: outlineCompose,
  readiness: outlineReadiness,
};

/** The parts of a file, as far as the files around it tell what they are; nothing for a language whose files have none. */
export function outline(source: SourceText, language: Language, workspace: Workspace = unseenWorkspace()): OutlineItem[] {
  const parts = outlines[language] as Outline<Language> | undefined;
  return parts?.(parse(source, language), workspace) ?? [];
}
