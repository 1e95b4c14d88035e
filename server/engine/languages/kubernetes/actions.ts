/** A placeholder or statement of a template engine, from its opening to its closing signs. */
export interface Action {
  readonly start: number;
  readonly end: number;
  readonly syntax: "go" | "jinja" | "variable";
  readonly role: Role;
  /** The column that its lines are indented to by `nindent` or `indent`, where that is a number in the text. */
  readonly indent: number | undefined;
  /** It begins with a line break, so that what it writes stands below. */
  readonly startsLine: boolean;
}

/**
 * `emit` writes something; `open`, `branch` and `end` belong to a condition or a scope; `loop` repeats what is inside; the body of a `define` is
 * written somewhere else; `none` writes nothing.
 */
export type Role = "emit" | "open" | "loop" | "define" | "branch" | "end" | "none";

/** Longer ones are taken to have lost their end. */
const maximumLength = 20_000;

/** All actions of a text in their order. Linear in the text; never throws. */
export function actionsIn(text: string): readonly Action[] {
  const actions: Action[] = [];
  const finders: Finders = {
    comment: finderOf(text, "*/"),
    raw: finderOf(text, "`"),
    statement: finderOf(text, "%}"),
    note: finderOf(text, "#}"),
  };
  const isJinja = /\{%[^{}]{0,2000}%\}/.test(text);
  const opening = /\$?\{\{|\{%|\{#|\$\{/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const [sign] = match;
    const start = match.index;
    if (sign === "${") {
      const end = endOfVariable(text, start);
      if (end === undefined) continue;
      actions.push({ start, end, syntax: "variable", role: "emit", indent: undefined, startsLine: false });
      opening.lastIndex = end;
      continue;
    }
    if (sign === "{%" || sign === "{#") {
      if (!isJinja) continue;
      const close = finders[sign === "{%" ? "statement" : "note"](start + 2);
      if (close < 0 || close - start > maximumLength) continue;
      const role = sign === "{#" ? "none" : jinjaRole(text.slice(start, close));
      actions.push({ start, end: close + 2, syntax: "jinja", role, indent: undefined, startsLine: false });
      opening.lastIndex = close + 2;
      continue;
    }
    const open = start + sign.length;
    const close = endOfAction(text, open, finders);
    const end = close ?? endOfLine(text, open);
    const inner = text.slice(open, close === undefined ? end : close - 2);
    const role = isJinja ? "emit" : close === undefined ? "emit" : goRole(inner);
    const [indent, startsLine] = isJinja || role !== "emit" ? [undefined, false] : indentIn(inner);
    actions.push({ start, end, syntax: isJinja ? "jinja" : "go", role, indent, startsLine });
    opening.lastIndex = end;
  }
  return actions;
}

type Finders = Readonly<Record<"comment" | "raw" | "statement" | "note", (from: number) => number>>;

/** Finds the next of some signs; asked for ever later places, it looks at each character once. */
function finderOf(text: string, signs: string): (from: number) => number {
  let asked = 0;
  let found = -2;
  return (from) => {
    if (found === -1 && from >= asked) return -1;
    if (found < from || from < asked) {
      asked = from;
      found = text.indexOf(signs, from);
    }
    return found;
  };
}

/** Behind `}}`, which may also stand in a string; undefined where the action is not closed before the next one begins. */
function endOfAction(text: string, open: number, finders: Finders): number | undefined {
  const limit = Math.min(text.length, open + maximumLength);
  const comment = /-?\s{0,20}\/\*/y;
  comment.lastIndex = open;
  let at = open;
  if (comment.test(text)) {
    const close = finders.comment(comment.lastIndex);
    if (close < 0 || close > limit) return undefined;
    at = close + 2;
  }
  for (; at < limit; at++) {
    switch (text[at]) {
      case "}":
        if (text[at + 1] === "}") return at + 2;
        break;
      case "{":
        if (text[at + 1] === "{") return undefined;
        break;
      case '"': {
        const close = text[at - 1] === "\\" ? escapedEnd(text, at, limit) : stringEnd(text, at, limit);
        if (close !== undefined) at = close;
        break;
      }
      case "`": {
        const close = finders.raw(at + 1);
        if (close > 0 && close < limit) at = close;
        break;
      }
    }
  }
  return undefined;
}

/** Where a string in double quotes ends; it stays on its line. */
function stringEnd(text: string, start: number, limit: number): number | undefined {
  for (let at = start + 1; at < limit && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at;
  }
  return undefined;
}

/** Where a string ends whose quotes are escaped, as the action stands in quotes itself. */
function escapedEnd(text: string, start: number, limit: number): number | undefined {
  for (let at = start + 1; at < limit && text[at] !== "\n"; at++) if (text[at] === '"') return text[at - 1] === "\\" ? at : undefined;
  return undefined;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

/** Behind the brace that closes `${NAME}` or `${NAME:-default}`, whose default may be a variable too. */
function endOfVariable(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start + 1; at < text.length && at - start < 500; at++) {
    const sign = text[at];
    if (sign === "\n") return undefined;
    if (sign === "{" && ++depth > 3) return undefined;
    if (sign === "}" && --depth === 0) return /^\$\{[A-Za-z_]\w*(?:\}|[^\w}])/.test(text.slice(start, at + 1)) ? at + 1 : undefined;
  }
  return undefined;
}

const goRoles: Readonly<Record<string, Role>> = {
  if: "open",
  with: "open",
  block: "open",
  range: "loop",
  define: "define",
  else: "branch",
  end: "end",
  break: "none",
  continue: "none",
  fail: "none",
};

/** What an action of Go's text/template does (https://pkg.go.dev/text/template#hdr-Actions). */
function goRole(inner: string): Role {
  const text = inner.replace(/^-?\s+|^-(?=\/)/, "").trimStart();
  if (text === "" || text.startsWith("/*")) return "none";
  if (/^\$\w*\s*(?:,\s*\$\w+\s*)?:?=(?!=)/.test(text)) return "none";
  const word = /^[A-Za-z]+(?![\w.])/.exec(text)?.[0];
  return (word !== undefined && Object.hasOwn(goRoles, word) && goRoles[word]) || "emit";
}

function indentIn(inner: string): readonly [indent: number | undefined, startsLine: boolean] {
  let indent: number | undefined;
  for (const [, digits] of inner.matchAll(/(?:^|[\s(|])n?indent\s+(\d{1,3})(?!\w)/g)) indent = Number(digits);
  return [indent, /(?:^|[\s(|])nindent\s/.test(inner)];
}

const jinjaRoles: Readonly<Record<string, Role>> = {
  if: "open",
  with: "open",
  block: "open",
  filter: "open",
  call: "open",
  raw: "open",
  autoescape: "open",
  for: "loop",
  macro: "define",
  elif: "branch",
  else: "branch",
  include: "emit",
};

/** What a statement of Jinja does (https://jinja.palletsprojects.com/en/stable/templates/#list-of-control-structures). */
function jinjaRole(text: string): Role {
  const word = /^\{%[-+]?\s*(\w+)/.exec(text)?.[1] ?? "";
  if (Object.hasOwn(jinjaRoles, word)) return jinjaRoles[word] as Role;
  return word.startsWith("end") ? "end" : "none";
}
