import { originOf, type VariableOrigin } from "../../application/variables.ts";
import { isSecretName } from "../../knowledge/secrets.ts";
import { type Interpolations, type Lookup, readInterpolations, type VariablePart } from "../../languages/compose/interpolation.ts";
import { SourceText } from "../../text/source.ts";
import { touches } from "../../text/span.ts";
import type { Explanation } from "../model.ts";
import type { ComposeSite } from "./site.ts";

/** What Compose fills in for the variable at the offset, and where that comes from. */
export function explainVariable(site: ComposeSite): Explanation | undefined {
  const { scalar } = site.place;
  if (!scalar?.text.includes("$")) return undefined;
  const all = readInterpolations(scalar.text);
  const inFile = (part: VariablePart) => scalar.mapped.spanToSource(part.span);
  const at = all.variables.findLast((one) => touches(inFile(one), site.offset));
  if (!at) return undefined;
  return { markdown: textOf(at, all, site), span: inFile(at) };
}

function textOf(at: VariablePart, all: Interpolations, site: ComposeSite): string {
  const { application, workspace } = site;
  const origin = originOf(application, at.name, workspace);
  const lines = [`**\`${at.name}\`** ${originText(at, origin, site)}`];
  const meaning = operatorText(at, origin);
  if (meaning !== undefined) lines.push(meaning);
  const isAlone = all.parts.length === 1 && all.parts[0] === at;
  const isSecret = all.names.some(isSecretName);
  if (!isAlone && !isSecret) {
    const value = all.resolve(lookupOf(site), true);
    if (value !== undefined) lines.push(`The value here: ${code(value)}.`);
  }
  return lines.join("\n\n");
}

/** The values that files give to variables, as long as the shell sets none; what no file sets is unknown. */
export function lookupOf({ application, workspace }: ComposeSite): Lookup {
  return (name) => setTo(originOf(application, name, workspace)) ?? undefined;
}

/** What a file sets it to; null where nothing sets it, undefined where that is not known. */
function setTo(origin: VariableOrigin): string | null | undefined {
  if (origin.kind === "file") return origin.value;
  return origin.kind === "unset" ? null : undefined;
}

function originText(at: VariablePart, origin: VariableOrigin, { workspace }: ComposeSite): string {
  switch (origin.kind) {
    case "file":
    case "other-file": {
      const place = `\`${origin.path}\`${lineIn(origin.path, origin.nameSpan.start, workspace.read(origin.path))}`;
      const value = origin.value === undefined || isSecretName(at.name) ? undefined : code(origin.value);
      if (origin.kind === "file")
        return value === undefined
          ? `is set in ${place}. The shell's value goes before it.`
          : `is ${value}: ${place}. The shell's value goes before it.`;
      return `is set in ${place}${value === undefined ? "" : ` (${value})`}, which Compose does not read by itself.`;
    }
    case "compose":
      return "is one of Compose's own variables.";
    case "system":
      return "comes from the shell: systems and sessions set it.";
    case "script":
      return "is set by a script, a pipeline or an environment file of the workspace, as far as can be seen.";
    case "hidden":
      return "may stand in a `.env` that Git leaves out and that is not here.";
    case "unset":
      return "is set in no file that Compose reads: the shell may set it.";
    default:
      return "comes from the shell or a `.env` that cannot be seen.";
  }
}

/** What its operator does, and whether that comes to bear. */
function operatorText({ operator, operand }: VariablePart, origin: VariableOrigin): string | undefined {
  const value = setTo(origin);
  if (operator === undefined)
    return origin.kind === "unset"
      ? "Not set, it is an empty text, and Compose warns of it. `${NAME:-default}` gives it a default."
      : undefined;
  const raw = operand?.raw ?? "";
  const empty = operator.startsWith(":") ? "not set or empty" : "not set";
  const isMissing = value === null || (value === "" && operator.startsWith(":"));
  if (operator.endsWith("-")) {
    const text = raw === "" ? "an empty text" : code(raw);
    return isMissing ? `Here the default holds: ${text}.` : `Where it is ${empty}, the default is ${text}.`;
  }
  if (operator.endsWith("?")) return `Where it is ${empty}, Compose stops${raw === "" ? "" : ` and says: ${code(raw)}`}.`;
  return `Where it is set${operator.startsWith(":") ? " and not empty" : ""}, ${code(raw)} stands here instead; else nothing.`;
}

function lineIn(path: string, offset: number, text: string | undefined): string {
  return text === undefined ? "" : `, line ${new SourceText(path, text).lineOf(offset) + 1}`;
}

/** A value as code, cut where it is long. */
function code(value: string): string {
  if (value === "") return "an empty text";
  const text = value.length > 120 ? `${value.slice(0, 120)}…` : value;
  const ticks = text.includes("`") ? "``" : "`";
  return `${ticks}${text.replaceAll(/\s+/g, " ")}${ticks}`;
}
