import { type Dockerfile, keywords } from "../../languages/dockerfile/model.ts";
import type { Change, TextEdit } from "../../text/edit.ts";
import type { EditorOptions, Rename, RenameTarget } from "../model.ts";
import { everywhere } from "./elsewhere.ts";
import { declarationAt, isMadeUp, type Mention, mentionAt, mentionsIn, sameAs } from "./mentions.ts";

/** What the builder sets or takes by its name. https://docs.docker.com/reference/dockerfile/#predefined-args, #automatic-platform-args-in-the-global-scope */
const predefined =
  /^(?:(?:HTTP|HTTPS|FTP|NO|ALL)_PROXY|(?:http|https|ftp|no|all)_proxy|(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)|BUILDKIT_\w+|SOURCE_DATE_EPOCH)$/;

/** The name at an offset, where the file defines it and so can give it another. */
export function prepareRename(file: Dockerfile, offset: number): RenameTarget | undefined {
  const at = mentionAt(file, offset);
  if (!at) return undefined;
  const target = { span: at.span, name: at.text };
  if (at.kind === "variable" && predefined.test(at.text))
    return { ...target, refusal: `\`${at.text}\` is set by the builder under this name.` };
  if (at.kind === "variable" && sameAs(at, file).some((one) => !declarationAt(one, file)))
    return { ...target, refusal: `\`${at.text}\` is used before the file sets it: it comes with the base image under this name.` };
  if (isMadeUp(at, file)) return { ...target, refusal: "A variable makes up this name somewhere in the file, and would not follow." };
  if (at.kind !== "stage" || sameAs(at, file).some(({ definition }) => definition)) return target;
  return { ...target, refusal: "This stage has no name: write one behind its FROM with AS." };
}

/** Gives what is named at an offset another name wherever the file names it, and in the Compose files, Bake files and workflows that build the image. */
export function rename(file: Dockerfile, offset: number, name: string, { workspace }: EditorOptions): Rename | undefined {
  const at = mentionAt(file, offset);
  const target = prepareRename(file, offset);
  if (!at || !target) return undefined;
  const refusal = target.refusal ?? faultOf(name, at, file);
  if (refusal !== undefined) return { refusal };
  const { own, elsewhere } = everywhere(at, file, workspace);
  // A stage that is named by its number stays as it is.
  const named = own.filter(({ kind, text }) => kind !== "stage" || !/^\d+$/.test(text));
  const edits = new Map<string, TextEdit[]>([[file.source.path, named.map(({ span }) => ({ span, text: name }))]]);
  for (const { path, span } of elsewhere) edits.set(path, [...(edits.get(path) ?? []), { span, text: name }]);
  return { changes: [...edits].map(([path, list]): Change => ({ kind: "edit", path, edits: list })) };
}

function faultOf(name: string, at: Mention, file: Dockerfile): string | undefined {
  switch (at.kind) {
    case "stage": {
      // https://github.com/moby/buildkit: instructions.parseBuildStageName
      if (!/^[a-z][a-z0-9_.-]*$/.test(name))
        return `\`${name}\` cannot be the name of a stage: it begins with a small letter, and has small letters, digits, \`-\`, \`_\` and \`.\`.`;
      if (name === "scratch" || name === "context")
        return `\`${name}\` cannot be the name of a stage: it means something else to the builder.`;
      const other = file.stages.find((stage) => stage.name === name && String(stage.index) !== at.key);
      return other && `There is a stage \`${name}\` already.`;
    }
    case "variable": {
      if (!/^[A-Za-z_]\w*$/.test(name))
        return `\`${name}\` cannot be the name of a variable: it has letters, digits and \`_\`, and begins with no digit.`;
      if (predefined.test(name)) return `\`${name}\` is a name that the builder sets itself.`;
      const isTaken =
        name !== at.text &&
        (mentionsIn(file).some(({ kind, text }) => kind === "variable" && text === name) ||
          new RegExp(`\\$\\{?${name}\\b`).test(file.source.text));
      return isTaken ? `There is a variable \`${name}\` already.` : undefined;
    }
    case "heredoc":
      if (!/^[A-Za-z_]\w*$/.test(name)) return `\`${name}\` cannot end a heredoc here: write letters, digits and \`_\`.`;
      return (keywords as readonly string[]).includes(name.toUpperCase())
        ? `\`${name}\` is an instruction, which readers would take the line for.`
        : undefined;
  }
}
