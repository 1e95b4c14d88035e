import { aboutContext, findFunction, trustOf } from "../../knowledge/contexts.ts";
import type { ContextAccess } from "../../languages/expression/model.ts";
import type { ExpressionPlace } from "../../languages/workflow/model.ts";
import { contextsAt, nameOfSegment, namesBelow, siteOf, stepNamed } from "../../pipeline/expression-context.ts";
import { type Span, touches } from "../../text/span.ts";
import type { Explanation } from "../model.ts";
import { neededText } from "./jobs.ts";
import type { Site } from "./place.ts";

const page = "https://docs.github.com/en/actions/reference/workflows-and-actions";

/** A context, a property or a function at the offset: what it holds, and its value where that is known. */
export function explainExpression(site: Site): Explanation | undefined {
  const { file, offset, place } = site;
  if (!place.scalar) return undefined;
  const found = file.expressions.find(({ node, span }) => node === place.scalar && touches(span, offset));
  if (!found) return undefined;
  const { expression } = found;
  const inFile = (span: Span): Span => expression.source.spanToSource(span);
  const call = expression.calls.find(({ nameSpan }) => touches(inFile(nameSpan), offset));
  if (call) return explainFunction(call.name, inFile(call.nameSpan), site.explainsSyntax);
  for (const access of expression.accesses) {
    if (touches(inFile(access.nameSpan), offset)) return explainContext(access, found, inFile(access.nameSpan), site);
    const index = access.segments.findIndex(({ span }) => touches(inFile(span), offset));
    if (index < 0) continue;
    const path = pathTo(access, index);
    const segment = access.segments[index];
    if (!path || !segment) return undefined;
    const markdown = propertyText(path, found, site);
    return markdown === undefined ? undefined : { markdown, span: inFile({ start: access.nameSpan.start, end: segment.span.end }) };
  }
  return undefined;
}

function explainFunction(name: string, span: Span, explainsSyntax: boolean): Explanation | undefined {
  const known = explainsSyntax ? findFunction(name) : undefined;
  if (!known) return undefined;
  const gives = known.type === "any" ? "" : ` → ${known.type}`;
  const markdown = `\`${known.name}(${known.parameters})\`${gives}\n\n${known.about}\n\n[Reference](${page}/expressions#functions)`;
  return { markdown, span };
}

function explainContext(access: ContextAccess, place: ExpressionPlace, span: Span, site: Site): Explanation | undefined {
  const about = aboutContext(access.name);
  if (about === undefined || !site.explainsSyntax) return undefined;
  const here = siteOf(site.file, place);
  const isThere = contextsAt(here).some(({ name }) => name === access.name);
  const names = isThere && access.name !== "github" ? (namesBelow(here, [access.name], site.workspace)?.names ?? []) : [];
  const listed = names.slice(0, 12).map(({ name }) => `\`${name}\``);
  const lines = [`**\`${access.name}\`** ${about}`];
  if (!isThere) lines.push("It is not there at this place.");
  if (listed.length > 0) lines.push(`Here: ${listed.join(", ")}${names.length > 12 ? ", …" : ""}`);
  lines.push(`[Reference](${page}/contexts#${access.name}-context)`);
  return { markdown: lines.join("\n\n"), span };
}

/** The names up to a segment; undefined where an expression gives one of them. */
function pathTo(access: ContextAccess, index: number): readonly string[] | undefined {
  const path: string[] = [access.name];
  for (const segment of access.segments.slice(0, index + 1)) {
    const name = segment.kind === "star" ? "*" : nameOfSegment(segment);
    if (name === undefined) return undefined;
    path.push(name);
  }
  return path;
}

function propertyText(path: readonly string[], place: ExpressionPlace, site: Site): string | undefined {
  const { file, workspace } = site;
  const here = siteOf(file, place);
  const name = path.at(-1) ?? "";
  const [root = "", first = ""] = path.map((part) => part.toLowerCase());
  const head = `\`${path.join(".")}\``;
  const known = namesBelow(here, path.slice(0, -1), workspace)?.find(name);
  const lines: string[] = [];
  if (root === "secrets") lines.push(secretText(name));
  else if (root === "vars") {
    lines.push(
      "A variable of the repository, the organization or the environment. Which there are, their settings alone tell; a missing one is empty.",
    );
  } else if (root === "needs" && path.length === 2 && file.language === "workflow") {
    const needed = file.job(name);
    if (!needed) return undefined;
    return neededText(needed, workspace);
  } else if (root === "steps" && path.length === 2) {
    const step = stepNamed(here, name);
    if (!step) return undefined;
    lines.push(step.name?.text ?? "A step of this job.");
    if (step.uses) lines.push(`It uses \`${step.uses.text.text}\`.`);
  } else if (root === "matrix" && path.length >= 2) {
    const values = place.job?.strategy?.valuesOf(path.slice(1).join("."));
    if (values && values.length > 0) {
      lines.push(
        `One of ${values
          .slice(0, 10)
          .map((value) => `\`${value}\``)
          .join(", ")}${values.length > 10 ? ", …" : ""}.`,
      );
    } else if (!known) return undefined;
  } else if (root === "env" && path.length === 2) {
    if (!known) return undefined;
    if (known.about) lines.push(`Set to \`${oneLine(known.about)}\`; steps before may change it.`);
  } else if (root === "inputs" && path.length === 2) {
    if (!known) return undefined;
    lines.push(...inputLines(name, site));
  } else if (known?.about) {
    const isOutput = path.length === 4 && path[2] === "outputs" && (root === "needs" || root === "jobs");
    lines.push(isOutput ? `Set to \`${oneLine(known.about)}\`.` : known.about);
  }
  if (trustOf(path) === "untrusted") {
    lines.push("Strangers can choose this text: in `run` it belongs into `env`, never into the script itself.");
  }
  if (lines.length === 0 && !known) return undefined;
  const isGeneral = root === "github" || root === "runner" || root === "job" || root === "strategy" || first === "";
  if (isGeneral && !site.explainsSyntax && lines.length < 2) return undefined;
  const type = known && known.type !== "unknown" && root !== "secrets" ? ` ${known.type}` : "";
  return [`**${head}**${type}`, ...lines].join("\n\n");
}

function secretText(name: string): string {
  return name.toUpperCase() === "GITHUB_TOKEN"
    ? "The token of the run. What it may do, `permissions` tells; it ends with the job."
    : "A secret of the repository, the organization or the environment. Which there are, their settings alone tell; a missing one is empty.";
}

function inputLines(name: string, { file }: Site): string[] {
  const all =
    file.language === "action" ? file.inputs : ["workflow_dispatch", "workflow_call"].flatMap((event) => file.trigger(event)?.inputs ?? []);
  const input = all.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!input) return [];
  const usual = input.default?.kind === "scalar" ? input.default.text : undefined;
  return [
    input.description?.text ?? "",
    input.deprecationMessage?.text ?? "",
    usual ? `Default: \`${oneLine(usual)}\`.` : "",
    input.options ? `One of ${input.options.map(({ text }) => `\`${text}\``).join(", ")}.` : "",
  ].filter((line) => line !== "");
}

function oneLine(text: string): string {
  const line = text.trim().split("\n", 1)[0]?.replaceAll("`", "'") ?? "";
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
