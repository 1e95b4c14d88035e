import { allFunctions } from "../../knowledge/contexts.ts";
import { availabilityOf } from "../../languages/workflow/schema.ts";
import { contextsAt, type ExpressionSite, type KnownName, nameOfSegment, namesBelow } from "../../pipeline/expression-context.ts";
import { type Completion, marked } from "../completion.ts";
import type { Offer } from "../offer.ts";
import { guardOffers } from "./guards.ts";
import { fileKind, offerValues, tailSpan, type WorkflowPlace } from "./site.ts";

/** What can be written inside an expression: contexts, what is below them, functions. Undefined where the cursor is in none. */
export function completeExpression(place: WorkflowPlace): Completion[] | undefined {
  const before = expressionBefore(place);
  if (before === undefined) return undefined;
  const { text, hasBraces } = before;
  // Inside of a string nothing is known.
  if (isOdd(text)) return [];
  const match = /((?:[A-Za-z_][\w-]*(?:\['[^']*'\])*\s*\.\s*(?:\*\s*\.\s*)?)*)([\w-]*)$/.exec(text);
  const [, path = "", word = ""] = match ?? [];
  const lead = text.slice(0, text.length - path.length - word.length);
  // Behind a call, brackets or a number nothing can be told of what comes.
  if (/[\w.\])'-]$/.test(lead) || /^\d/.test(word)) return [];
  const site: ExpressionSite = { ...place, available: availabilityOf(place.yaml.path, fileKind(place)) };
  if (path !== "") return completeBelow(place, site, namesOf(path), word);
  const isStart = /^\s*$/.test(lead) && isCondition(place);
  // Behind a value an operator comes.
  if (/[\w)\]']\s+$/.test(lead) && word === "") return [];
  const items = [...contextItems(place, site, word), ...functionItems(place, site, word)];
  if (!isStart) return items;
  // Before anything is typed, whole conditions say more than the names that they are made of.
  const patterns = guards(place, word, hasBraces);
  return word === "" ? [...patterns, ...items] : [...items, ...patterns];
}

function isCondition({ kind }: WorkflowPlace): boolean {
  return kind === "steps.#.if" || kind === "jobs.*.if";
}

/** The expression up to the cursor. */
function expressionBefore({ file, offset, yaml, kind }: WorkflowPlace): { readonly text: string; readonly hasBraces: boolean } | undefined {
  const all = file.source.text;
  if (offset < yaml.scalarStart) return undefined;
  const head = all.slice(yaml.scalarStart, offset);
  const open = head.lastIndexOf("${{");
  const read = (text: string) => (yaml.quote === "'" ? text.replaceAll("''", "'") : text);
  if (open >= 0) {
    const text = read(head.slice(open + 3));
    if (text.replace(/'[^']*'/g, "").includes("}}")) return undefined;
    if (text.includes("\n") && !/^(?:(?!\$\{\{)[\s\S]){0,2000}?\}\}/.test(all.slice(offset, offset + 2000))) return undefined;
    return { text, hasBraces: true };
  }
  const isBare = /(?:^|\.)(?:pre-|post-)?if$/.test(kind) && (yaml.mayBeValue || yaml.isText);
  return isBare ? { text: read(head.replace(/^["']/, "")), hasBraces: false } : undefined;
}

function isOdd(text: string): boolean {
  return (text.split("'").length - 1) % 2 === 1;
}

/** `steps.build.` and `steps['build'].` as names. */
function namesOf(path: string): readonly string[] {
  return [...path.matchAll(/([A-Za-z_][\w-]*|\*)|\['([^']*)'\]/g)].map(([, name, quoted]) => name ?? quoted ?? "");
}

/** Contexts that hold what the file declares, and nothing else. */
const mayBeEmpty: ReadonlySet<string> = new Set(["matrix", "needs", "steps", "inputs", "jobs"]);

function contextItems(place: WorkflowPlace, site: ExpressionSite, word: string): Completion[] {
  // What has nothing below it here (a matrix that is not there) comes last.
  const isEmpty = ({ name }: KnownName) => {
    if (!mayBeEmpty.has(name)) return false;
    const below = namesBelow(site, [name], place.workspace);
    return below?.isClosed === true && below.names.length === 0;
  };
  const contexts = contextsAt(site);
  return [...contexts.filter((one) => !isEmpty(one)), ...contexts.filter(isEmpty)].map(({ name, about }) => ({
    kind: "variable",
    label: name,
    span: tailSpan(place, word.length),
    text: name,
    detail: "context",
    ...(about ? { about } : {}),
    isCommon: true,
  }));
}

function functionItems(place: WorkflowPlace, { available }: ExpressionSite, word: string): Completion[] {
  return allFunctions()
    .filter(({ name, isStatus }) => !available || available.functions.has(name.toLowerCase()) || (!isStatus && name !== "hashFiles"))
    .map(({ name, parameters, about }) => {
      const args = parameters.split(", ").filter((one) => one !== "" && one !== "…");
      const { text, placeholders } = marked(inYaml(place, `${name}(${args.map((one) => `‹${one}›`).join(", ")})`));
      return {
        kind: "function",
        label: name,
        span: tailSpan(place, word.length),
        text,
        ...(placeholders.length > 0 ? { placeholders } : {}),
        detail: `(${parameters})`,
        ...(about ? { about } : {}),
        isCommon: true as const,
      };
    });
}

/** The whole of a condition begins here: a pattern may stand for it. */
function guards(place: WorkflowPlace, word: string, hasBraces: boolean): Completion[] {
  const span = tailSpan(place, word.length);
  return offerValues(place, guardOffers(place, hasBraces)).map((one) => ({ ...one, span }));
}

function completeBelow(place: WorkflowPlace, site: ExpressionSite, path: readonly string[], word: string): Completion[] {
  const [root = ""] = path;
  if (site.available && !site.available.contexts.has(root.toLowerCase())) return [];
  const typed = word.toLowerCase();
  return namesAt(place, site, path)
    .filter(({ name }) => !((root === "secrets" || root === "vars") && name.toLowerCase() === typed))
    .flatMap((known) => {
      const { name } = known;
      const detail = detailOf(place, path, known);
      const isPlain = /^[A-Za-z_][\w-]*$/.test(name);
      // A name with other characters stands in brackets, in the place of the dot.
      if (!isPlain && place.file.source.text[place.offset - word.length - 1] !== ".") return [];
      const text = isPlain ? name : inYaml(place, `['${name.replaceAll("'", "''")}']`);
      return [
        {
          kind: "variable" as const,
          label: name,
          span: tailSpan(place, word.length + (isPlain ? 0 : 1)),
          text,
          ...(isPlain ? {} : { filter: `.${name}` }),
          ...(detail ? { detail } : {}),
          ...(known.about ? { about: known.about } : {}),
          isCommon: true as const,
        },
      ];
    });
}

/** Single quotes inside of a text in single quotes are written twice. */
function inYaml({ yaml }: WorkflowPlace, text: string): string {
  return yaml.quote === "'" ? text.replaceAll("'", "''") : text;
}

function namesAt(place: WorkflowPlace, site: ExpressionSite, path: readonly string[]): readonly KnownName[] {
  const [root = "", second, third] = path.map((name) => name.toLowerCase());
  // All of them have the same below: the first stands for the others.
  const star = path.indexOf("*");
  const some = star < 0 ? undefined : namesBelow(site, path.slice(0, star), place.workspace)?.names[0]?.name;
  const asked = some === undefined ? path : path.with(star, some);
  const isInputs = root === "github" && second === "event" && third === "inputs" && path.length === 3;
  const known = namesBelow(site, isInputs ? ["inputs"] : asked, place.workspace)?.names;
  if (known && known.length > 0) return known;
  if (root === "vars" && path.length === 1) return usedVariables(place);
  const words =
    payloads[
      path
        .join(".")
        .toLowerCase()
        .replace(/^github\.event\./, "")
    ];
  return root === "github" && words
    ? words.split(" ").map((name) => ({ name, about: undefined, type: "unknown", span: undefined }))
    : (known ?? []);
}

/** The variables of the repository that the file names: which there are, the settings alone tell. */
function usedVariables({ file }: WorkflowPlace): readonly KnownName[] {
  const names = new Map<string, KnownName>();
  for (const { expression } of file.expressions) {
    for (const { name, segments } of expression.accesses) {
      const [segment] = segments;
      const used = name === "vars" && segment ? nameOfSegment(segment) : undefined;
      if (used !== undefined && !names.has(used.toLowerCase())) {
        names.set(used.toLowerCase(), { name: used, about: undefined, type: "string", span: undefined });
      }
    }
  }
  return [...names.values()];
}

/**
 * What is most used of the payloads, by the path below `github.event`. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads.
 */
const payloads: Readonly<Record<string, string>> = {
  pull_request: "number title body draft merged state head base user labels html_url author_association merged_by merge_commit_sha",
  "pull_request.labels.*": "name color description",
  "pull_request.head": "ref sha label repo user",
  "pull_request.base": "ref sha label repo user",
  "pull_request.head.repo": "full_name fork name owner default_branch",
  "pull_request.base.repo": "full_name fork name owner default_branch",
  "pull_request.user": "login type",
  workflow_run: "conclusion event head_branch head_sha head_repository id name status html_url run_number",
  "workflow_run.head_repository": "full_name fork name owner",
  workflow: "name path",
  release: "tag_name name body draft prerelease html_url target_commitish upload_url",
  issue: "number title body state labels user html_url author_association pull_request",
  "issue.labels.*": "name color description",
  "commits.*": "id message author modified added removed",
  comment: "body id user author_association html_url",
  repository: "full_name name owner default_branch fork private html_url",
  head_commit: "id message author committer timestamp",
  deployment: "environment ref sha id payload",
  deployment_status: "state environment environment_url target_url",
  sender: "login type",
  merge_group: "head_ref head_sha base_ref base_sha",
};

function detailOf({ job }: WorkflowPlace, path: readonly string[], { name, type }: KnownName): string {
  if (path.length === 1 && path[0] === "matrix") {
    const values = job?.strategy?.valuesOf(name);
    if (values && values.length > 0) return values.slice(0, 5).join(", ") + (values.length > 5 ? ", …" : "");
  }
  if (path[0] === "secrets" || path[0] === "vars") return name === "GITHUB_TOKEN" ? "of the run" : "used in this file";
  return type === "unknown" ? "" : type;
}

/** Outputs as whole expressions, for what a job, a workflow or an action puts out: those of the same name first. */
export function outputOffers(place: WorkflowPlace, root: "steps" | "jobs", name: string): readonly Offer[] {
  const site: ExpressionSite = { ...place, step: undefined, available: undefined };
  const owners = namesBelow(site, [root], place.workspace)?.names ?? [];
  const offers = owners.flatMap((owner) =>
    (namesBelow(site, [root, owner.name, "outputs"], place.workspace)?.names ?? []).map((output): Offer & { readonly output: string } => {
      const text = `\${{ ${root}.${owner.name}.outputs.${output.name} }}`;
      return { kind: "variable", label: text, detail: owner.about?.split("\n", 1)[0], about: output.about, output: output.name };
    }),
  );
  return offers.sort((a, b) => Number(b.output === name) - Number(a.output === name));
}
