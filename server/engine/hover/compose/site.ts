import type { Application, ApplicationService } from "../../application/application.ts";
import type { ComposeFile, Service } from "../../languages/compose/model.ts";
import type { ComposePlace } from "../../languages/compose/place.ts";
import type { Span } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** A place of a Compose file with all that explanations ask for. */
export interface ComposeSite {
  readonly file: ComposeFile;
  readonly offset: number;
  readonly place: ComposePlace;
  readonly workspace: Workspace;
  readonly application: Application;
  /** The service that it is in, with what other files say of it. */
  readonly service: ApplicationService | undefined;
  readonly today: string | undefined;
}

/** The place of something in a file, as it is told: a line of the file itself, else its path with the line. */
export function whereIs(site: ComposeSite, file: ComposeFile, span: Span): string {
  const line = `line ${file.source.lineOf(span.start) + 1}`;
  return file.source.path === site.file.source.path ? line : `\`${file.source.path}\`, ${line}`;
}

/** Where a layer of a service stands, in brackets, unless that is the service itself. */
export function fromLayer(site: ComposeSite, layer: Service, own: Service): string {
  if (layer === own) return "";
  const isHere = layer.file.source.path === site.file.source.path;
  return isHere ? ` (of \`${layer.name}\`)` : ` (from \`${layer.file.source.path}\`)`;
}

/** How many names a list shows. */
const shown = 8;

export function listed(parts: readonly string[]): string {
  return parts.slice(0, shown).join(", ") + (parts.length > shown ? ` and ${parts.length - shown} more` : "");
}

/** Texts of the specification are plain: what would be read as HTML is shown as it is. */
export function escaped(text: string): string {
  return text.replaceAll("<", "&lt;");
}
