import { isKustomizationPath } from "../../languages/kubernetes/detect.ts";
import type { Completion } from "../completion.ts";
import { completeNewFile, completeSnippets, isNewFile } from "../snippets/offer.ts";
import type { ManifestSite } from "./site.ts";

/** Blocks that are seldom written key by key, and whole objects where a document begins. */
export function completePatterns(site: ManifestSite): Completion[] {
  const { file, offset, yaml } = site;
  // In a folder of manifests the path of a new file may tell that it is for another tool as well.
  const others = isNewFile(file.source.text, yaml.word) ? completeNewFile(file.source, offset) : [];
  return [...completeSnippets("kubernetes", placesOf(site), site), ...others];
}

/** The kinds of places that the cursor is at. */
function placesOf(site: ManifestSite): readonly string[] {
  const { yaml, path, kind, kindName, file } = site;
  if (isFresh(site)) return isKustomizationPath(file.source.path) ? ["kustomization"] : ["document"];
  if (!kind) return [];
  const at = path.join(".");
  if (/(?:^|\.)spec\.(?:containers|initContainers)\.0$/.test(at)) return ["container"];
  if (/(?:^|\.)template\.spec$/.test(at)) return ["pod"];
  if (at === "spec") return [`${kindName}.spec`];
  return /\.env(?:\.0)?$/.test(at) && yaml.present.length === 0 ? ["env"] : [];
}

function isFresh({ yaml, path, file, document, kind }: ManifestSite): boolean {
  const isAtEdge = path.length === 0 && yaml.column === 0 && !yaml.isFlow && !yaml.hasColon && !kind && yaml.present.length === 0;
  return isAtEdge && isNewFile(file.source.text.slice(document.start, document.end).replace(/^---/, ""), yaml.word);
}
