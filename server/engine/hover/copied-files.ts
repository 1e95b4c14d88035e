import { isRemote } from "../image/context-files.ts";
import { copiedFiles } from "../image/copied-files.ts";
import type { Dockerfile } from "../languages/dockerfile/model.ts";
import { touches } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { someOf, totalSize, withSize } from "./file-list.ts";
import type { Explanation } from "./model.ts";

/** Which files of the build context the source of a COPY at an offset stands for. */
export function explainCopiedFiles(file: Dockerfile, offset: number, workspace: Workspace): Explanation | undefined {
  const copy = file.instructions.find((one) => (one.keyword === "COPY" || one.keyword === "ADD") && touches(one.headSpan, offset));
  if ((copy?.keyword !== "COPY" && copy?.keyword !== "ADD") || copy.from) return undefined;
  const source = copy.sources.find(({ span }) => touches(span, offset));
  if (source?.value === undefined || isRemote(source.value)) return undefined;
  const found = copiedFiles(source.value, file.source.path, workspace);
  if (!found) return undefined;
  const { context, files, ignored, unseen } = found;
  const size = totalSize(files, context.folder, workspace);
  const where = `${context.isCertain ? "the" : "most likely the"} build context \`${context.folder || "."}\``;
  const lines = [
    files.length === 0 && unseen.length === 0
      ? `Copies nothing: no file of ${where} fits.`
      : `Copies ${someOf(files)}${withSize(files, context.folder, workspace)} of ${where}${unseen.length === 0 ? "" : `, and all of ${unseen.map((one) => `\`${one}\``).join(", ")}`}.`,
  ];
  if (ignored.length > 0) lines.push(`\`${context.ignorePath}\` keeps out ${someOf(ignored)}.`);
  if (size !== undefined && size > budget)
    lines.push(
      "That is much for one instruction: it is sent with every build and stays in the image. Name what is needed, or keep the rest out with an ignore file.",
    );
  return { markdown: lines.join("\n\n"), span: source.span };
}

/** So many bytes are more than one instruction should bring in. */
const budget = 100_000_000;
