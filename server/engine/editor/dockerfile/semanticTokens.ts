import type { Dockerfile, Instruction } from "../../languages/dockerfile/model.ts";
import type { ShellScript, ShellWord } from "../../languages/shell/model.ts";
import { rememberFor } from "../../text/remember.ts";
import type { Span } from "../../text/span.ts";
import type { SemanticToken } from "../model.ts";

/** The scripts in heredocs of RUN, in the order of the file: an editor's grammar takes their lines for instructions. */
export function semanticTokens({ instructions }: Dockerfile, range: Span): readonly SemanticToken[] {
  return instructions.flatMap((one) =>
    one.heredocs.length > 0 && one.span.start <= range.end && one.span.end >= range.start ? tokensOf(one) : [],
  );
}

/** An instruction that an edit leaves alone is the same as before. */
const tokensOf = rememberFor((instruction: Instruction): readonly SemanticToken[] => {
  const script = instruction.keyword === "RUN" ? instruction.command?.script : undefined;
  if (!script) return [];
  const bodies = instruction.heredocs.map(({ bodySpan }) => bodySpan);
  return tokensIn(script)
    .map((token) => ({ ...token, span: script.source.spanToSource(token.span) }))
    .filter(({ span }) => bodies.some((body) => body.start <= span.start && span.end <= body.end));
});

/** The tokens of a script, none over another, each on one line. */
function tokensIn({ commands, source: { text } }: ShellScript): readonly SemanticToken[] {
  const found: SemanticToken[] = [];
  /** What is no place for a comment or a keyword. */
  const taken: Span[] = [];
  const add = (kind: SemanticToken["kind"], start: number, end: number) => {
    for (let from = start; from < end; ) {
      const next = text.indexOf("\n", from);
      const to = next < 0 || next > end ? end : next;
      if (to > from) found.push({ kind, span: { start: from, end: to } });
      from = to + 1;
    }
  };
  const addWord = ({ raw, span }: ShellWord) => {
    taken.push(span);
    // Commands in it are among the others; a word that was read out of a string stands elsewhere.
    if (/\$\(|`|<\(/.test(raw) || text.slice(span.start, span.end) !== raw) return;
    const kind = raw.startsWith("-") ? "parameter" : /^["']/.test(raw) ? "string" : undefined;
    const isLiteral = raw.startsWith("'");
    let at = span.start;
    for (const { 0: variable, index } of isLiteral ? [] : raw.matchAll(/\$(?:\w+|\{[^}]*\}|[@*#?$!-])/g)) {
      if (kind) add(kind, at, span.start + index);
      at = span.start + index + variable.length;
      add("variable", span.start + index, at);
    }
    if (kind) add(kind, at, span.end);
  };
  for (const { name, nameSpan, args, assignments, redirects, isRequoted } of commands) {
    if (isRequoted) continue;
    if (name !== undefined) add("function", nameSpan.start, nameSpan.end);
    taken.push(nameSpan);
    for (const word of args) addWord(word);
    for (const { value, name: variable, span } of assignments) {
      add("variable", span.start, span.start + variable.length);
      if (value) addWord(value);
    }
    for (const { target, body } of redirects) {
      if (target) addWord(target);
      if (body) taken.push(body);
    }
  }
  taken.sort((a, b) => a.start - b.start);
  let next = 0;
  let busy = 0;
  for (const match of text.matchAll(
    /(?<=^|[\s;(])(?:#.*|(?:if|then|elif|else|fi|for|in|do|done|while|until|case|esac|function)(?=$|[\s;)]))/gm,
  )) {
    const start = match.index;
    while (next < taken.length && (taken[next] as Span).start <= start) busy = Math.max(busy, (taken[next++] as Span).end);
    if (start >= busy) add(match[0].startsWith("#") ? "comment" : "keyword", start, start + match[0].length);
  }
  found.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  let end = 0;
  return found.filter(({ span }) => {
    if (span.start < end) return false;
    end = span.end;
    return true;
  });
}
