import { MappedText } from "../../text/mapped.ts";
import { ownCopy } from "../../text/remember.ts";
import type { ShellScript } from "../shell/model.ts";
import { parseShell } from "../shell/parse.ts";
import { isBlank, skipSpaces, trimEnd } from "./characters.ts";
import { type FlagRange, scanFlags } from "./flags.ts";
import { findHeredocs, type HeredocMarker } from "./heredoc.ts";
import { type JsonForm, readJsonForm } from "./json.ts";
import type { Comment } from "./model.ts";
import { type Range, splitAtBlanks, splitQuoted } from "./words.ts";

/** An instruction's keyword and its place in the text that was searched. */
export interface FoundKeyword {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The keyword at the start of an instruction's text. */
export function findKeyword(text: string): FoundKeyword {
  const start = skipSpaces(text, 0, text.length);
  const last = trimEnd(text, start, text.length);
  let end = start;
  while (end < last && !isBlank(text.charCodeAt(end))) end++;
  return { text: text.slice(start, end), start, end };
}

/** Flags and arguments, as offsets in the instruction's text. */
export interface Parts {
  readonly flags: readonly FlagRange[];
  readonly start: number;
  readonly end: number;
}

const none: readonly never[] = [];

/** How much has been read since the program began, for tests: what has not changed is not to be read again. */
export const readSoFar = { instructions: 0, scripts: 0 };

/**
 * What an instruction says by itself, wherever it stands: the same object in every version of a file that holds it unchanged. Nothing in it depends on what
 * stands around, such as the values of variables. All offsets are of the instruction's joined text.
 */
export class InstructionText {
  /** As it stands in the file, without heredoc bodies. */
  readonly raw: string;
  /** Without continuations, comments and blank lines; its places are counted from where the instruction begins. */
  readonly joined: MappedText;
  /** The comments within; spans from where the instruction begins. */
  readonly comments: readonly Comment[];
  /** Goes on at the end of the file, so that more may belong to it elsewhere. */
  readonly isOpen: boolean;
  readonly keyword: FoundKeyword;
  /** The keyword in upper case. */
  readonly name: string;
  /** The build does not stop at it; undefined where that is not known. */
  isSound: true | undefined;
  /** What others have found out about it: see `rememberForText`. */
  readonly facts: ({ readonly value: unknown } | undefined)[] = [];
  readonly #escape: string;
  #parts: Parts | undefined;
  #rest: MappedText | undefined;
  #json: JsonForm | undefined;
  #words: readonly Range[] | undefined;
  #quotedWords: readonly Range[] | undefined;
  #markers: readonly HeredocMarker[] | undefined;
  #trigger: InstructionText | undefined;
  #script: { readonly text: string; readonly read: ShellScript } | undefined;

  constructor(raw: string, joined: MappedText, comments: readonly Comment[], isOpen: boolean, escapeToken: string) {
    this.raw = raw;
    this.joined = joined;
    this.comments = comments;
    this.isOpen = isOpen;
    this.keyword = findKeyword(joined.text);
    this.name = this.keyword.text.toUpperCase();
    this.#escape = escapeToken;
    readSoFar.instructions++;
  }

  get text(): string {
    return this.joined.text;
  }

  get parts(): Parts {
    if (!this.#parts) {
      const { text } = this;
      const { flags, end } = scanFlags(text, this.keyword.end);
      const start = skipSpaces(text, end, text.length);
      this.#parts = { flags, start, end: Math.max(start, trimEnd(text, start, text.length)) };
    }
    return this.#parts;
  }

  /** What follows keyword and flags. */
  get rest(): MappedText {
    this.#rest ??= this.joined.slice(this.parts);
    return this.#rest;
  }

  /** The arguments read as JSON. */
  get json(): JsonForm {
    this.#json ??= readJsonForm(this.text, this.parts.start, this.parts.end);
    return this.#json;
  }

  /** The arguments between blanks. */
  get words(): readonly Range[] {
    this.#words ??= splitAtBlanks(this.text, this.parts.start, this.parts.end);
    return this.#words;
  }

  /** The arguments between blanks that no quotes enclose. */
  get quotedWords(): readonly Range[] {
    this.#quotedWords ??= splitQuoted(this.text, this.parts.start, this.parts.end, this.#escape);
    return this.#quotedWords;
  }

  /** The heredocs that it opens: RUN, COPY and ADD take them, in ONBUILD too, but not in JSON form. */
  get heredocMarkers(): readonly HeredocMarker[] {
    if (!this.#markers) this.#markers = this.text.includes("<<") && this.#takesHeredocs ? findHeredocs(this.text) : none;
    return this.#markers;
  }

  get #takesHeredocs(): boolean {
    if (this.name === "ONBUILD") return this.trigger.name !== "ONBUILD" && this.trigger.#takesHeredocs;
    return (this.name === "RUN" || this.name === "COPY" || this.name === "ADD") && this.json.kind !== "strings";
  }

  /** What follows ONBUILD as an instruction of its own; its places are counted from where the ONBUILD begins. */
  get trigger(): InstructionText {
    this.#trigger ??= new InstructionText(this.rest.text, this.rest, [], this.isOpen, this.#escape);
    return this.#trigger;
  }

  /** A script of the instruction, which may consist of heredocs, read. */
  script(source: MappedText): ShellScript {
    if (this.#script?.text !== source.text) {
      const text = ownCopy(source.text);
      this.#script = { text, read: parseShell(new MappedText(text, 0)) };
      readSoFar.scripts++;
    }
    return { ...this.#script.read, source };
  }
}
