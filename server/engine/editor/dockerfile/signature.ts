import { surroundingsOf } from "../../complete/surroundings.ts";
import { type InstructionFact, instructions } from "../../knowledge/instructions.ts";
import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import type { Span } from "../../text/span.ts";
import type { Signatures } from "../model.ts";

/** The forms of the instruction at an offset, and which part of which is being written there; nothing within the words of a command. */
export function signature(file: Dockerfile, offset: number): Signatures | undefined {
  const around = surroundingsOf(file, offset);
  const fact = around.kind === "argument" && !file.isTemplate ? instructions.get(around.keyword) : undefined;
  if (around.kind !== "argument" || !fact) return undefined;
  const written = [...around.words, around.word];
  const first = written.findIndex((word) => !word.startsWith("--"));
  const given = first < 0 ? [] : written.slice(first);
  const active = Math.max(formOf(given, fact.forms), 0);
  const parts = partsOf(fact.forms[active] as string);
  const at = given.length === 0 ? 0 : parts.findIndex(({ isFlags }) => !isFlags) + placeOf(given, around.keyword, parts.length);
  // Whoever writes a long command knows by then what it is.
  if (isCommand.test(around.keyword) && given.length > (around.keyword === "HEALTHCHECK" ? 2 : 1) && !given[0]?.startsWith("["))
    return undefined;
  return {
    signatures: fact.forms.map((label) => ({
      label,
      about: `${fact.summary}. ${fact.about}`,
      parameters: partsOf(label).map(({ span, isFlags }) => ({ span, ...(isFlags && { about: flagsOf(fact) }) })),
    })),
    active,
    parameter: Math.min(at, parts.length - 1),
  };
}

const isCommand = /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|MAINTAINER)$/;

/** The form that fits what is written: a list of words, a heredoc, a keyword of its own, or the first that is none of them. */
function formOf([first = ""]: readonly string[], forms: readonly string[]): number {
  const lead = first.slice(0, 1);
  if (lead === "") return 0;
  if (lead === "[" || lead === "<") return forms.findIndex((form) => form.includes(lead === "[" ? '["' : "<<"));
  if (/^\d/.test(lead)) return forms.findIndex((form) => form.includes("<uid>"));
  const named = forms.findIndex((form) =>
    form.split(" ").some((part) => /^[A-Z]+$/.test(part) && part.startsWith(first.toUpperCase()) && !form.startsWith(part)),
  );
  return named >= 0 ? named : forms.findIndex((form) => !/\["|<</.test(form));
}

/** Which of the parts behind the flags the last word is: of a list the one, and what may come again is the last. */
function placeOf(given: readonly string[], keyword: string, parts: number): number {
  if (given[0]?.startsWith("[")) return 0;
  if (keyword === "FROM") return given.length > 1 ? 1 : 0;
  return Math.min(given.length - 1, parts - 1);
}

/** The parts of a form behind its keyword, parted by blanks outside of brackets. */
function partsOf(form: string): readonly { readonly span: Span; readonly isFlags: boolean }[] {
  const start = form.indexOf(" ") + 1;
  return [...form.slice(start).matchAll(/(?:\[[^[\]]*(?:\[[^\]]*\][^[\]]*)*\]|[^\s[])+/g)].map(({ 0: part, index }) => ({
    span: { start: start + index, end: start + index + part.length },
    isFlags: /^\[(?:--|<flags>)/.test(part),
  }));
}

function flagsOf({ flags }: InstructionFact): string {
  return flags.map(({ name }) => `\`--${name}\``).join(", ");
}
