import type { SourceText } from "../text/source.ts";
import { isComposePath } from "./compose/detect.ts";
import { parseCompose } from "./compose/file.ts";
import { isDockerfilePath } from "./dockerfile/detect.ts";
import { parseDockerfile } from "./dockerfile/parse.ts";
import { isDockerignorePath } from "./dockerignore/detect.ts";
import { parseDockerignore } from "./dockerignore/parse.ts";
import type { AnyFile, Files, Language } from "./index.ts";
import { isKustomizationPath, isManifestPath, looksLikeManifest, mayBecomeManifest } from "./kubernetes/detect.ts";
import { parseManifest } from "./kubernetes/file.ts";
import { isReadinessPath } from "./readiness/detect.ts";
import { parseReadiness } from "./readiness/file.ts";
import { isActionPath, isWorkflowPath } from "./workflow/detect.ts";
import { parseAction, parseWorkflow } from "./workflow/parse.ts";

const parsers: { readonly [L in Language]: (source: SourceText) => Files[L] } = {
  dockerfile: parseDockerfile,
  dockerignore: parseDockerignore,
  workflow: parseWorkflow,
  action: parseAction,
  kubernetes: parseManifest,
  compose: parseCompose,
  readiness: parseReadiness,
};

/** Where a file of each language usually stands. */
export const usualPaths: { readonly [L in Language]: string } = {
  dockerfile: "Dockerfile",
  dockerignore: ".dockerignore",
  workflow: ".github/workflows/ci.yml",
  action: "action.yml",
  kubernetes: "deploy/app.yaml",
  compose: "compose.yaml",
  readiness: "readiness.yaml",
};

/** The names of all languages. */
export const languages = Object.keys(parsers) as readonly Language[];

/**
 * The language of a file by its path, by what stands in it where the path does not tell (`text` gives that; manifests of Kubernetes have any
 * name), or by the editor's language id where the path says nothing (an unsaved document). Undefined where the file is none of ours.
 */
export function detectLanguage(path: string, languageId?: string, text?: () => string | undefined): Language | undefined {
  if (isDockerignorePath(path)) return "dockerignore";
  if (isDockerfilePath(path)) return "dockerfile";
  if (isWorkflowPath(path)) return "workflow";
  if (isActionPath(path)) return "action";
  if (isComposePath(path)) return "compose";
  if (isReadinessPath(path)) return "readiness";
  if (isKustomizationPath(path)) return "kubernetes";
  if (text && mayHoldObjects(path, languageId)) {
    const content = text() ?? "";
    if (looksLikeManifest(content) || (languageId !== undefined && mayBecomeManifest(path, content))) return "kubernetes";
  }
  if (languageId === "dockerfile" && !/\.[a-z]*ignore$/i.test(path)) return "dockerfile";
  if (languageId === "dockercompose") return "compose";
  // The language that GitHub's own extension gives to workflows.
  if (languageId === "github-actions-workflow") return "workflow";
  return undefined;
}

/** Whether the content of a file tells whether it is ours: YAML by its name, or an unsaved document that the editor takes for it. */
export function mayHoldObjects(path: string, languageId?: string): boolean {
  return isManifestPath(path) || ((languageId === "yaml" || languageId === "helm") && !/\.[^/]*$/.test(path));
}

/**
 * Models by text and by path, for as long as somebody holds them: the index of a workspace has read a file before it is checked, and would have it
 * read twice. A model takes a hundred times the room of its text, so of all the files that are open only those asked for last are held.
 */
const parsed = new WeakMap<SourceText, WeakRef<AnyFile>>();
const byPath = new Map<string, WeakRef<AnyFile>>();
const maximumPaths = 5_000;
const last: AnyFile[] = [];
const maximumLast = 32;

/**
 * The model of a text, read once for as long as it is used; once too where the same file is asked for in another `SourceText`: facts of the
 * workspace look at the file under check. Never throws: what cannot be read stands in the model's problems.
 */
export function parse<L extends Language>(source: SourceText, language: L): Files[L] {
  const known = parsed.get(source)?.deref();
  if (known?.language === language) return known as Files[L];
  const key = `${language} ${source.path}`;
  const same = byPath.get(key)?.deref();
  const file: AnyFile = same?.source.text === source.text ? same : parsers[language](source);
  const reference = new WeakRef(file);
  if (file !== same) {
    if (byPath.size >= maximumPaths) byPath.clear();
    byPath.set(key, reference);
    // Of a file that is being edited, one version alone.
    const before = last.findIndex((one) => one.source.path === source.path && one.language === language);
    if (before >= 0) last.splice(before, 1);
    last.push(file);
    if (last.length > maximumLast) last.shift();
  }
  parsed.set(source, reference);
  return file as Files[L];
}
