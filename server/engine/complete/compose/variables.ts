import { type KnownVariable, knownVariables } from "../../application/variables.ts";
import { isSecretName } from "../../knowledge/secrets.ts";
import type { Span } from "../../text/span.ts";
import { type Completion, marked } from "../completion.ts";
import type { ComposeSite } from "./site.ts";

/** A name behind `$` or `${`, which an even number of dollars before does not make a dollar sign. */
const begun = /(?:^|[^$])(?:\$\$)*\$(?:(\{)([A-Za-z_]\w*)?(:?[-?+]?)?|([A-Za-z_]\w*)?)$/;

/** What can be written inside `${…}`: variables that are known, and what holds where they are not set. Undefined where the cursor is in none. */
export function completeVariable(site: ComposeSite): Completion[] | undefined {
  const { file, offset, yaml } = site;
  if (offset < yaml.scalarStart || (yaml.mayBeKey && !yaml.mayBeValue)) return undefined;
  const match = begun.exec(file.source.text.slice(yaml.scalarStart, offset));
  if (!match) return undefined;
  const [, brace, name = match[4] ?? "", operator = ""] = match;
  const rest = file.source.text.slice(offset);
  const isClosed = brace !== undefined && /^[^\n{}]*\}/.test(rest);
  const span = { start: offset - name.length - operator.length, end: offset };
  // Behind a bare `$` the braces are written with the name.
  const open = brace === undefined ? "{" : "";
  const close = isClosed ? "" : "}";
  const known = variablesHere(site, { start: span.start, end: span.start + name.length });
  const names =
    operator === ""
      ? known.map(
          ({ name: label, detail }): Completion => ({
            kind: "variable",
            label,
            span,
            text: `${open}${label}${close}`,
            detail,
            filter: label,
          }),
        )
      : [];
  return [...names, ...(name === "" || brace === undefined ? [] : operators(name, span, close))];
}

/** What may stand behind the name that is typed. */
function operators(name: string, span: Span, close: string): Completion[] {
  const forms = [
    { operator: ":-", operand: "‹default›", detail: "a default", about: "The default holds where the variable is not set or empty." },
    {
      operator: ":?",
      operand: "‹is not set›",
      detail: "must be set",
      about: "Compose stops with this message where it is not set or empty.",
    },
    {
      operator: ":+",
      operand: "‹instead›",
      detail: "instead of it",
      about: "Stands here where the variable is set and not empty; else nothing.",
    },
    {
      operator: "-",
      operand: "‹default›",
      detail: "a default, not for empty",
      about: "The default holds where the variable is not set; empty stays empty.",
    },
  ];
  return forms.map(({ operator, operand, detail, about }) => ({
    kind: "pattern",
    label: `${name}${operator}…`,
    span,
    ...marked(`${name}${operator}${operand}${close}`),
    detail,
    about,
    filter: `${name}${operator}`,
  }));
}

/** Variables by name, those that files set before those that only are used. */
function variablesHere(
  { file, application, workspace }: ComposeSite,
  own: Span,
): readonly { readonly name: string; readonly detail: string }[] {
  const found = new Map<string, string>();
  const set = knownVariables(application, workspace);
  for (const one of [...set.filter(({ isRead }) => isRead), ...set.filter(({ isRead }) => !isRead)])
    if (!found.has(one.name)) found.set(one.name, detailOf(one));
  for (const { node, interpolations } of file.interpolated) {
    for (const { name, nameSpan } of interpolations.variables) {
      const { start } = node.mapped.spanToSource(nameSpan);
      if (start !== own.start && !found.has(name)) found.set(name, "used in this file");
    }
  }
  for (const name of ["COMPOSE_PROJECT_NAME", "PWD", "HOME"]) if (!found.has(name)) found.set(name, "always set");
  return [...found].map(([name, detail]) => ({ name, detail }));
}

/** Its value and file; secrets are not shown to who looks over a shoulder. */
function detailOf({ name, value, path }: KnownVariable): string {
  return value === undefined || value === "" || isSecretName(name)
    ? path
    : `${value.length > 40 ? `${value.slice(0, 40)}…` : value} · ${path}`;
}
