import type { MappedText } from "../../text/mapped.ts";
import type { SourceText } from "../../text/source.ts";
import { skipSpaces, trimEnd } from "./characters.ts";
import { readDirectives } from "./directives.ts";
import { globalScope } from "./environment.ts";
import { scanFlags } from "./flags.ts";
import { findHeredocs, type HeredocMarker, readHeredocs } from "./heredoc.ts";
import { createInstruction, type FileContext, findKeyword, type InstructionNode } from "./instructions.ts";
import { readJsonForm } from "./json.ts";
import { join, LineReader, type LogicalLine } from "./lines.ts";
import type { ArgInstruction, Comment, Directive, Dockerfile, SyntaxProblem } from "./model.ts";
import { findProblems } from "./problems.ts";
import { BuildStage, StageList } from "./stages.ts";
import { hasTemplateName, holdsMarks, isTemplateLine, mayHoldMarks } from "./template.ts";
import type { Range } from "./words.ts";

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

    for (let line = reader.next(); line; line = reader.next()) {
      const head = join(text, line.pieces, line.start);
      const keyword = findKeyword(head.text);
      // Nothing but an escape character at the end of the file.
      if (keyword.start === keyword.end) continue;
      const start = head.toSource(keyword.start);
      const headSpan = { start, end: Math.max(line.end, start) };
      const markers = heredocMarkers(head.text, keyword);
      const heredocs = markers.length > 0 ? readHeredocs(text, reader, head, markers) : none;
      const spanEnd = endOf(line, heredocs);
      const begin = (owner: BuildStage | undefined): InstructionNode =>
        createInstruction({
          file,
          head,
          keyword,
          span: spanEnd === headSpan.end ? headSpan : { start, end: spanEnd },
          headSpan,
          heredocs,
          stage: owner,
          index: instructions.length,
          onbuild: undefined,
          leadingComments: { start: line.comments - line.leading, end: line.comments },
        });
      if (isKeyword(head, keyword, "FROM")) {
        stage = new BuildStage(this, list, globals, (owner) => begin(owner) as never);
        list.add(stage);
        instructions.push(stage.from);
        continue;
      }
      const instruction = begin(stage);
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

function isKeyword(head: MappedText, keyword: Range, name: string): boolean {
  return keyword.end - keyword.start === name.length && head.text.slice(keyword.start, keyword.end).toUpperCase() === name;
}

/** End of the instruction: of its last heredoc, where it has any. */
function endOf(line: LogicalLine, heredocs: readonly { readonly end: number }[]): number {
  return Math.max(line.end, heredocs.at(-1)?.end ?? 0);
}

/** RUN, COPY and ADD take heredocs, in ONBUILD too, but not in JSON form. */
function heredocMarkers(text: string, keyword: Range): readonly HeredocMarker[] {
  if (!text.includes("<<")) return none;
  let { start, end } = keyword;
  if (text.slice(start, end).toUpperCase() === "ONBUILD") {
    const trigger = findKeyword(text.slice(scanFlags(text, end).end));
    start = scanFlags(text, end).end + trigger.start;
    end = start + trigger.end - trigger.start;
  }
  const name = text.slice(start, end).toUpperCase();
  if (name !== "RUN" && name !== "COPY" && name !== "ADD") return none;
  const rest = skipSpaces(text, scanFlags(text, end).end, text.length);
  if (readJsonForm(text, rest, trimEnd(text, rest, text.length)).kind === "strings") return none;
  return findHeredocs(text);
}
