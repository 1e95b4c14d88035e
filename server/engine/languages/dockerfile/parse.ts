import type { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { readDirectives } from "./directives.ts";
import { globalScope } from "./environment.ts";
import { readHeredocs } from "./heredoc.ts";
import type { InstructionText } from "./instruction-text.ts";
import { type Beginning, createInstruction, type FileContext, type InstructionNode } from "./instructions.ts";
import { KnownTexts } from "./known-texts.ts";
import { LineReader } from "./lines.ts";
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
  /** What the instructions say by themselves. */
  readonly texts: readonly InstructionText[];
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

    const before = latest.get(source.path)?.deref();
    const known = new KnownTexts(before?.escape === escapeToken ? before.texts : undefined, escapeToken);
    const reader = new LineReader(text, end, escapeToken, known);
    const list = new StageList();
    const globalArgs: ArgInstruction[] = [];
    const globals = globalScope(globalArgs, escapeToken);
    const file: FileContext = { source, escape: escapeToken, comments: reader.comments, globals };
    const instructions: InstructionNode[] = [];
    this.comments = reader.comments;
    this.instructions = instructions;
    this.globalArgs = globalArgs;
    this.stages = list.stages;
    this.texts = known.texts;
    let stage: BuildStage | undefined;

    for (let line = reader.next(); line; line = reader.next()) {
      const { text: own, start: base, comments, leading } = line;
      const { keyword, name } = own;
      // Nothing but an escape character at the end of the file.
      if (keyword.text === "") continue;
      const markers = own.heredocMarkers;
      const heredocs = markers.length > 0 ? readHeredocs(text, reader, own.joined.moved(base), markers) : none;
      const beginning: Beginning = {
        file,
        text: own,
        base,
        heredocs,
        stage,
        index: instructions.length,
        onbuild: undefined,
        comments,
        leading,
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
    if (latest.size >= maximumLatest) latest.clear();
    latest.set(source.path, new WeakRef(this));
  }

  get isTemplate(): boolean {
    this.#isTemplate ??= this.#looksTemplated();
    return this.#isTemplate;
  }

  get problems(): readonly SyntaxProblem[] {
    this.#problems ??= this.isTemplate ? [] : [...this.#directiveProblems, ...findProblems(this)];
    return this.#problems;
  }

  get extents(): readonly Span[] {
    return [{ start: 0, end: this.source.text.length }];
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

/** The last version of each file, for as long as somebody holds it: what it has in common with the next one is not read again. */
const latest = new Map<string, WeakRef<ParsedDockerfile>>();
const maximumLatest = 5_000;
