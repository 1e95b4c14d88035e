import type { Dockerfile, Instruction, Stage } from "../languages/dockerfile/model.ts";
import type { OutlineItem } from "./model.ts";

const longestDetail = 60;

/** The stages with their instructions. */
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
  const text = instruction.rest.text.trim().replace(/\s+/g, " ");
  return {
    kind: instruction.keyword === "ARG" || instruction.keyword === "ENV" ? "variable" : "instruction",
    name: instruction.keywordText.toUpperCase() || instruction.keyword,
    detail: text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text || undefined,
    span: instruction.span,
    nameSpan: instruction.headSpan,
    children: [],
  };
}
