import type { MappedText } from "../../text/mapped.ts";
import { ownCopy } from "../../text/remember.ts";
import { InstructionText } from "./instruction-text.ts";
import type { Comment } from "./model.ts";

/** How many instructions further down the next one is looked for before all are. */
const nearby = 16;

/** The instructions of the last version of a file, of which most are in the next one, too, and in the same order. */
export class KnownTexts {
  /** Those of this version, in the order of the file. */
  readonly texts: InstructionText[] = [];
  readonly #escape: string;
  readonly #before: readonly InstructionText[] | undefined;
  #next = 0;
  #byRaw: Map<string, number> | undefined;

  constructor(before: readonly InstructionText[] | undefined, escapeToken: string) {
    this.#before = before;
    this.#escape = escapeToken;
  }

  /** The instruction that comes next where nothing has changed. */
  get expected(): InstructionText | undefined {
    const text = this.#before?.[this.#next];
    return text?.isOpen ? undefined : text;
  }

  /** Takes the expected one. */
  pass(): void {
    this.texts.push(this.#before?.[this.#next] as InstructionText);
    this.#next++;
  }

  /** The instruction that is written like this, read anew where it was not there. */
  find(raw: string, join: (raw: string) => MappedText, comments: readonly Comment[], isOpen: boolean): InstructionText {
    const index = isOpen ? undefined : this.#indexOf(raw);
    let text = index === undefined ? undefined : this.#before?.[index];
    if (text && index !== undefined) this.#next = index + 1;
    else {
      // A part of the file's text would keep every version of that in memory, but for the first.
      const own = this.#before ? ownCopy(raw) : raw;
      const ownComments = this.#before ? comments.map((one) => ({ ...one, text: ownCopy(one.text) })) : comments;
      text = new InstructionText(own, join(own), ownComments, isOpen, this.#escape);
    }
    this.texts.push(text);
    return text;
  }

  #indexOf(raw: string): number | undefined {
    const before = this.#before;
    if (!before) return undefined;
    const end = Math.min(this.#next + nearby, before.length);
    for (let i = this.#next; i < end; i++) if (before[i]?.raw === raw && !before[i]?.isOpen) return i;
    if (!this.#byRaw) {
      this.#byRaw = new Map();
      for (const [index, text] of before.entries()) if (!text.isOpen) this.#byRaw.set(text.raw, index);
    }
    return this.#byRaw.get(raw);
  }
}
