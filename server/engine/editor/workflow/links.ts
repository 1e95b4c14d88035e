import type { ActionFile, Text, Uses, Workflow } from "../../languages/workflow/model.ts";
import { calleeOf } from "../../pipeline/callee.ts";
import type { Span } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { imageLink } from "../image-link.ts";
import type { EditorOptions, Link } from "../model.ts";

/** Where actions, reusable workflows and public images can be read about. */
export function links(file: Workflow | ActionFile, { workspace }: EditorOptions): readonly Link[] {
  if (file.isTemplate) return [];
  const found: Link[] = [];
  const seen = new Set<number>();
  const add = (span: Span, link: Omit<Link, "span"> | undefined) => {
    // A text that aliases repeat stands in one place.
    if (!link || seen.has(span.start)) return;
    seen.add(span.start);
    found.push({ span, ...link });
  };
  const addUses = (uses: Uses | undefined) => {
    if (uses) add(spanOf(uses.text), linkOfUses(uses, file, workspace));
  };
  const addImage = (image: Text | undefined) => {
    if (image?.literal !== undefined) add(spanOf(image), imageLink(image.literal.trim()));
  };
  if (file.language === "workflow") {
    for (const { uses, container, services } of file.jobs) {
      addUses(uses);
      addImage(container?.image);
      for (const { image } of services) addImage(image);
    }
  }
  for (const { uses } of file.steps) addUses(uses);
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** What stands between the quotes. */
function spanOf({ node, text }: Text): Span {
  return node.mapped.spanToSource({ start: 0, end: text.length });
}

function linkOfUses(uses: Uses, file: Workflow | ActionFile, workspace: Workspace): Omit<Link, "span"> | undefined {
  const { kind, owner, repository, path, ref, image } = uses;
  if (kind === "local" || kind === "self") {
    const callee = calleeOf(uses, file, workspace);
    return callee && { target: { path: callee.source.path }, about: callee.name?.literal ?? callee.source.path };
  }
  if (kind === "docker") return image === undefined ? undefined : imageLink(image);
  if (kind !== "repository" || owner === undefined || repository === undefined || ref === undefined) return undefined;
  const view = path && /\.ya?ml$/i.test(path) ? "blob" : "tree";
  const address = [owner, repository, view, ...ref.split("/"), ...(path ? path.split("/") : [])].map(encodeURIComponent).join("/");
  return { target: { address: `https://github.com/${address}` }, about: `${owner}/${repository} at ${ref}` };
}
