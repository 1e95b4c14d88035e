import type { Instruction, Stage } from "./languages/dockerfile/model.ts";
import type { Language } from "./languages/index.ts";
import { parse } from "./languages/parse.ts";
import type { SourceText } from "./text/source.ts";
import type { Span } from "./text/span.ts";

/** A part of a file, for an editor's outline. */
export interface OutlineItem {
  readonly kind: "stage" | "instruction" | "variable";
  readonly name: string;
  readonly detail: string | undefined;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}

const longestDetail = 60;

/** The stages of a Dockerfile with their instructions; nothing for files without parts. */
export function outline(source: SourceText, language: Language): OutlineItem[] {
  if (language !== "dockerfile") return [];
  const file = parse(source, "dockerfile");
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
