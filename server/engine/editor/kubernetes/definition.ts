import { dockerfileOf } from "../../cluster/images.ts";
import type { ManifestFile } from "../../languages/kubernetes/model.ts";
import { manifestPlaceAt } from "../../languages/kubernetes/place.ts";
import type { Definition, EditorOptions } from "../model.ts";
import { containerAt } from "./containers.ts";
import { Names } from "./families.ts";
import { fileReferencesIn } from "./links.ts";
import { mentionAt } from "./mentions.ts";

/** Where what is named at an offset is defined: an object, a label of pods, a port, a key, a volume; the Dockerfile of an image; a file of Kustomize. */
export function definition(file: ManifestFile, offset: number, { workspace }: EditorOptions): readonly Definition[] {
  const at = mentionAt(file, offset);
  if (at) {
    return new Names(file, workspace, true)
      .familyOf(at)
      .flatMap(({ definition: span, object, name, span: whole }) =>
        span ? [{ origin: at.span, path: object.file.source.path, span, nameSpan: name ?? whole }] : [],
      );
  }
  const start = { start: 0, end: 0 };
  const reference = fileReferencesIn(file, workspace).find(({ span }) => span.start <= offset && offset <= span.end);
  if (reference) return [{ origin: reference.span, path: reference.path, span: start, nameSpan: start }];
  const place = manifestPlaceAt(file, offset);
  if (!place?.scalar || place.entry.key !== "image") return [];
  const container = containerAt(place);
  const dockerfile = container?.image.node === place.scalar ? dockerfileOf(container, workspace) : undefined;
  if (!dockerfile) return [];
  const from = dockerfile.stages.at(-1)?.from;
  return [{ origin: place.span, path: dockerfile.source.path, span: from?.span ?? start, nameSpan: from?.keywordSpan ?? start }];
}
