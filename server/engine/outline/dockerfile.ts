import type { Dockerfile, Heredoc, Instruction, Stage } from "../languages/dockerfile/model.ts";
import type { OutlineItem } from "./model.ts";

const longestDetail = 60;

/** The stages with their instructions, and those with their heredocs. */
export function outlineDockerfile(file: Dockerfile): OutlineItem[] {
  return [...file.globalArgs.map(instructionItem), ...file.stages.map(stageItem)];
}

function stageItem(stage: Stage): OutlineItem {
  const { from } = stage;
  const image = from.image?.word.text ?? "FROM";
  return {
    kind: "stage",
    name: from.name?.text ?? image,
    detail: from.name ? image : undefined,
    span: stage.span,
    nameSpan: from.headSpan,
    children: stage.instructions.map(instructionItem),
  };
}

function instructionItem(instruction: Instruction): OutlineItem {
  return {
    kind: instruction.keyword === "ARG" || instruction.keyword === "ENV" ? "variable" : "instruction",
    name: instruction.keywordText.toUpperCase() || instruction.keyword,
    detail: shortened(instruction.rest.text),
    span: instruction.span,
    nameSpan: instruction.headSpan,
    children: instruction.heredocs.map((heredoc) => heredocItem(heredoc, instruction)),
  };
}

/** A heredoc by what it becomes: the file of a COPY, or a script with its first command. */
function heredocItem({ name, body, bodySpan, markerSpan }: Heredoc, instruction: Instruction): OutlineItem {
  const { keyword, rest } = instruction.keyword === "ONBUILD" ? (instruction.trigger ?? instruction) : instruction;
  const first = body.text.split("\n").find((line) => line.trim() !== "");
  const detail = keyword === "RUN" ? first : /\S+$/.exec(rest.text.trim())?.[0];
  // An editor wants the name inside of the whole, which begins with the marker.
  return {
    kind: "file",
    name,
    detail: shortened(detail ?? ""),
    span: { start: markerSpan.start, end: bodySpan.end },
    nameSpan: markerSpan,
    children: [],
  };
}

function shortened(text: string): string | undefined {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > longestDetail ? `${line.slice(0, longestDetail)}…` : line || undefined;
}
