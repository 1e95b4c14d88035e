import type { SourceText } from "../../text/source.ts";
import { skipSpaces, trimEnd } from "./characters.ts";
import { readDirectives } from "./directives.ts";
import { globalScope } from "./environment.ts";
import { scanFlags } from "./flags.ts";
import { findHeredocs, type HeredocMarker, readHeredocs } from "./heredoc.ts";
import {
  type Beginning,
  createInstruction,
  type FileContext,
  type FoundKeyword,
  findKeyword,
  type InstructionNode,
} from "./instructions.ts";
import { readJsonForm } from "./json.ts";
import { LineReader, type LogicalLine } from "./lines.ts";
import type { ArgInstruction, Comment, Directive, Dockerfile, SyntaxProblem } from "./model.ts";
import { findProblems } from "./problems.ts";
import { BuildStage, StageList } from "./stages.ts";
import { hasTemplateName, holdsMarks, isTemplateLine, mayHoldMarks } from "./template.ts";

/**
 * Reads a Dockerfile as BuildKit does (Dockerfile frontend 1.26). Never throws: what the build would stop at is in
 * `problems`. Arguments, values and problems are worked out when they are first asked for.
 */
export function parseDockerfile(source: SourceText): Dockerfile {
  return new ParsedDockerfile(source);
}

class ParsedDockerfile implements Dockerfile {
  readonly language = "dockerfile";
  readonly source: SourceText;
  readonly escape: "\\" | "`";
  readonly directives: readonly Directive[];
  readonly comments: readonly Comment[];
  readonly instructions: readonly InstructionNode[];
  readonly globalArgs: readonly ArgInstruction[];
  readonly stages: readonly BuildStage[];
  readonly #directiveProblems: readonly SyntaxProblem[];
  #isTemplate: boolean | undefined;
  #problems: readonly SyntaxProblem[] | undefined;

  constructor(source: SourceText) {
    const { text } = source;
    const { directives, escape: escapeToken, end, problems } = readDirectives(text);
    this.source = source;
    this.escape = escapeToken;
    this.directives = directives;
    this.#directiveProblems = problems;

    const reader = new LineReader(text, end, escapeToken);
    const list = new StageList();
    const globalArgs: ArgInstruction[] = [];
    const globals = globalScope(globalArgs, escapeToken);
    const file: FileContext = { source, escape: escapeToken, comments: reader.comments, globals };
    const instructions: InstructionNode[] = [];
    this.comments = reader.comments;
    this.instructions = instructions;
    this.globalArgs = globalArgs;
    this.stages = list.stages;
    let stage: BuildStage | undefined;

    const mayHoldHeredocs = text.includes("<<");

    for (let line = reader.next(); line; line = reader.next()) {
      const keyword = line.pieces ? findKeyword(line.head.text, 0, line.head.text.length) : findKeyword(text, line.start, line.end);
      // Nothing but an escape character at the end of the file.
      if (keyword.text === "") continue;
      const start = line.pieces ? line.head.toSource(keyword.start) : keyword.start;
      if (!line.pieces) {
        keyword.start -= line.start;
        keyword.end -= line.start;
      }
      const markers = mayHoldHeredocs ? heredocMarkers(line.head.text, keyword) : none;
      const heredocs = markers.length > 0 ? readHeredocs(text, reader, line.head, markers) : none;
      const name = keyword.text.toUpperCase();
      const beginning: Beginning = {
        file,
        line,
        keyword,
        name,
        start,
        headEnd: Math.max(line.end, start),
        end: endOf(line, heredocs),
        heredocs,
        stage,
        index: instructions.length,
        onbuild: undefined,
      };
      if (name === "FROM") {
        stage = new BuildStage(this, list, globals, beginning);
        list.stages.push(stage);
        instructions.push(stage.from);
        continue;
      }
      const instruction = createInstruction(beginning);
      instructions.push(instruction);
      if (stage) stage.add(instruction);
      else if (instruction.keyword === "ARG") globalArgs.push(instruction);
    }
  }

  get isTemplate(): boolean {
    this.#isTemplate ??= this.#looksTemplated();
    return this.#isTemplate;
  }

  get problems(): readonly SyntaxProblem[] {
    this.#problems ??= this.isTemplate ? [] : [...this.#directiveProblems, ...findProblems(this)];
    return this.#problems;
  }

  #looksTemplated(): boolean {
    const { text, path } = this.source;
    if (hasTemplateName(path)) return true;
    if (!mayHoldMarks(text)) return false;
    return this.instructions.some((instruction) => {
      const head = this.source.slice(instruction.headSpan);
      if (!/[{%<]/.test(head)) return false;
      return head.split("\n").some(isTemplateLine) || holdsMarks(instruction.keyword, instruction.rest.text);
    });
  }
}

const none: readonly never[] = [];

/** End of the instruction: of its last heredoc, where it has any. */
function endOf(line: LogicalLine, heredocs: readonly { readonly end: number }[]): number {
  return Math.max(line.end, heredocs.at(-1)?.end ?? 0);
}

/** RUN, COPY and ADD take heredocs, in ONBUILD too, but not in JSON form. */
function heredocMarkers(text: string, keyword: FoundKeyword): readonly HeredocMarker[] {
  if (!text.includes("<<")) return none;
  let found = keyword;
  if (found.text.toUpperCase() === "ONBUILD") found = findKeyword(text, scanFlags(text, found.end).end, text.length);
  const name = found.text.toUpperCase();
  if (name !== "RUN" && name !== "COPY" && name !== "ADD") return none;
  const rest = skipSpaces(text, scanFlags(text, found.end).end, text.length);
  if (readJsonForm(text, rest, trimEnd(text, rest, text.length)).kind === "strings") return none;
  return findHeredocs(text);
}
