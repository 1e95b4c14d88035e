import { cleanContextPath, contextOf, isPattern, isRemote, joined } from "../../image/context-files.ts";
import type { Dockerfile, Word } from "../../languages/dockerfile/model.ts";
import type { Span } from "../../text/span.ts";
import { imageLink } from "../image-link.ts";
import type { EditorOptions, Link } from "../model.ts";

/** Pages of images, files of the build context that are copied, and addresses that are downloaded. */
export function links(file: Dockerfile, { workspace }: EditorOptions): readonly Link[] {
  const found: Link[] = [];
  const addImage = (span: Span | undefined, image: string | undefined) => {
    const link = image === undefined ? undefined : imageLink(image);
    if (link && span) found.push({ span, ...link });
  };
  for (const { name, value, valueSpan } of file.directives) if (name === "syntax") addImage(valueSpan, value);
  const context = contextOf(file, workspace);
  const addFile = (word: Word) => {
    const path = context && word.value !== undefined && !isPattern(word.value) ? cleanContextPath(word.value) : undefined;
    if (!context || path === undefined || path === "" || context.has(path) !== true) return;
    const target = joined(context.folder, path);
    // A folder has no place to go to.
    if (workspace.list(target) === undefined) found.push({ span: word.span, target: { path: target }, about: target });
  };
  for (const stage of file.stages) {
    if (stage.base.kind === "image") addImage(stage.from.image?.word.span, stage.base.image.value);
    for (const instruction of stage.instructions) {
      if (instruction.keyword === "RUN")
        for (const mount of instruction.mounts) {
          const source = mount.get("source");
          if (mount.type === "bind" && source && !mount.get("from")) addFile(source);
        }
      if (instruction.keyword !== "COPY" && instruction.keyword !== "ADD") continue;
      if (instruction.from && !instruction.fromStage) addImage(instruction.from.span, instruction.from.value);
      if (instruction.from) continue;
      for (const source of instruction.sources) {
        const { value } = source;
        if (value === undefined) continue;
        if (/^https?:\/\/[^\s$]+$/i.test(value)) found.push({ span: source.span, target: { address: value } });
        else if (!isRemote(value)) addFile(source);
      }
    }
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}
