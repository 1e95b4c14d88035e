import type { ContextAccess, ExpressionNode } from "../languages/expression/model.ts";
import { parseExpression } from "../languages/expression/parse.ts";
import type { ShellScript, ShellWord } from "../languages/shell/model.ts";
import type { Job, NamedValue, Step, Text, Workflow } from "../languages/workflow/model.ts";
import { MappedText } from "../text/mapped.ts";
import { metadataOf } from "./image-metadata.ts";
import type { ImageTag } from "./model.ts";

/**
 * A part of a text whose other parts expressions and variables give. `fixed`: the repository's name or owner and what else is the same in every run
 * and holds neither tag nor digest; `host`: a registry; `immutable`: differs from run to run and never comes again; `ref`: the branch or tag that the
 * run is for; `moving`: comes again with another content.
 */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "fixed" | "host" | "immutable" | "ref" | "moving" | "unknown" };

/** Where a text stands: what `env`, `steps` and `matrix` mean there. */
export interface Place {
  readonly step: Step | undefined;
  readonly job: Job | undefined;
  readonly workflow: Workflow | undefined;
  /** For texts of a script: its assignments count. */
  readonly script?: ShellScript | undefined;
}

/** How many variables, outputs and needs are followed from one to the next. */
const maximumDepth = 8;

/** How many are followed for one text: where each speaks of many others, they multiply. */
const maximumLookups = 500;
let lookups = 0;

export function placeOf(step: Step): Place {
  return { step, job: step.job, workflow: step.file.language === "workflow" ? step.file : undefined, script: step.script };
}

/** The pieces of a text with expressions in it, as it is written in YAML. */
export function piecesOf(text: string, place: Place, depth = 0): readonly Piece[] {
  if (depth === 0) lookups = 0;
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{\{([\s\S]*?)\}\}/g)) {
    addText(pieces, text.slice(end, match.index));
    pieces.push(...piecesOfExpression(match[1] as string, place, depth));
    end = match.index + match[0].length;
  }
  addText(pieces, text.slice(end));
  return pieces;
}

function addText(pieces: Piece[], text: string): void {
  if (text !== "") pieces.push({ kind: "text", text });
}

function piecesOfExpression(source: string, place: Place, depth: number): readonly Piece[] {
  const { root } = parseExpression(new MappedText(source, 0));
  return root && depth < maximumDepth && ++lookups < maximumLookups ? piecesOfNode(root, place, depth + 1) : [{ kind: "unknown" }];
}

function piecesOfNode(node: ExpressionNode, place: Place, depth: number): readonly Piece[] {
  switch (node.kind) {
    case "literal":
      return node.value === null ? [] : [{ kind: "text", text: String(node.value) }];
    case "context":
      return piecesOfAccess(node, place, depth);
    case "operation": {
      if (node.operator === "||") return either(node.operands.map((operand) => piecesOfNode(lastOf(operand), place, depth)));
      if (node.operator === "&&") return piecesOfNode(lastOf(node), place, depth);
      return [{ kind: "unknown" }];
    }
    case "call": {
      const [first, ...others] = node.args;
      if (node.name === "format" && first?.kind === "literal") {
        const values = others.map((arg) => piecesOfNode(arg, place, depth));
        return String(first.value)
          .split(/(\{\d+\})/)
          .flatMap((part): readonly Piece[] => {
            const number = /^\{(\d+)\}$/.exec(part)?.[1];
            if (number === undefined) return part === "" ? [] : [{ kind: "text", text: part }];
            return values[Number(number)] ?? [{ kind: "unknown" }];
          });
      }
      if (node.name === "case") {
        return either(
          node.args.filter((_, index) => index % 2 === 1 || index === node.args.length - 1).map((arg) => piecesOfNode(arg, place, depth)),
        );
      }
      if (node.name === "hashfiles") return [{ kind: "immutable" }];
      return [{ kind: "unknown" }];
    }
    default:
      return [{ kind: "unknown" }];
  }
}

/** `a && b` gives `b` where it gives anything worth a name. */
function lastOf(node: ExpressionNode): ExpressionNode {
  const last = node.kind === "operation" && node.operator === "&&" ? node.operands.at(-1) : undefined;
  return last ? lastOf(last) : node;
}

/** One of several texts: known where they are all of one kind. */
function either(options: readonly (readonly Piece[])[]): readonly Piece[] {
  const [first, ...others] = options;
  if (!first) return [{ kind: "unknown" }];
  if (others.every((other) => JSON.stringify(other) === JSON.stringify(first))) return first;
  const kinds = new Set(options.map((pieces) => tagKindOf(pieces, undefined)));
  const [kind] = kinds;
  if (kinds.size !== 1 || options.some((pieces) => pieces.some((piece) => piece.kind === "text" && /[:/@\n]/.test(piece.text))))
    return [{ kind: "unknown" }];
  return kind === "immutable" || kind === "moving" ? [{ kind }] : [{ kind: "unknown" }];
}

/** What `github.…` gives. Source: GitHub's documentation of the `github` context and of the events' payloads. */
const github: readonly (readonly [RegExp, Piece["kind"]])[] = [
  [/^(?:sha|run_id|run_number|run_attempt|workflow_sha)$/, "immutable"],
  [
    /^event\.(?:after|head_commit\.id|pull_request\.(?:head\.sha|merge_commit_sha)|workflow_run\.(?:head_sha|id|run_number)|release\.tag_name|release\.name)$/,
    "immutable",
  ],
  [/^(?:ref_name|ref)$/, "ref"],
  [
    /^(?:head_ref|base_ref|event\.(?:number|pull_request\.(?:number|head\.ref|base\.ref)|issue\.number|workflow_run\.head_branch))$/,
    "moving",
  ],
  [
    /^(?:repository|repository_owner|actor|repository_id|repository_owner_id|workflow|job|event_name|event\.repository\.(?:name|full_name|owner\.login))$/,
    "fixed",
  ],
];

function piecesOfAccess(access: ContextAccess, place: Place, depth: number): readonly Piece[] {
  const unknown: readonly Piece[] = [{ kind: "unknown" }];
  const names: string[] = [];
  for (const segment of access.segments) {
    if (segment.kind !== "name") return unknown;
    names.push(segment.name);
  }
  const path = names.join(".").toLowerCase();
  switch (access.name) {
    case "github": {
      const kind = github.find(([pattern]) => pattern.test(path))?.[1];
      return kind === undefined || kind === "text" ? unknown : [{ kind }];
    }
    case "env":
      return names.length === 1 ? piecesOfVariable(names[0] as string, place, depth) : unknown;
    case "matrix": {
      const values = names.length === 1 ? place.job?.strategy?.valuesOf(names[0] as string) : undefined;
      if (!values || values.length === 0) return unknown;
      return either(values.map((text): readonly Piece[] => piecesOf(text, place, depth + 1))).map((piece) =>
        piece.kind === "unknown" ? { kind: "fixed" } : piece,
      );
    }
    case "steps": {
      const [id, group, name] = names;
      const step = id === undefined ? undefined : place.job?.step(id);
      return step && group?.toLowerCase() === "outputs" && name !== undefined ? piecesOfOutput(step, name, depth) : unknown;
    }
    case "needs": {
      const [id, group, name] = names;
      const job = id === undefined ? undefined : place.workflow?.job(id);
      const output = name === undefined ? undefined : job?.outputs.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (!job || group?.toLowerCase() !== "outputs" || !output?.value) return unknown;
      return piecesOf(output.value.text, { step: undefined, job, workflow: place.workflow }, depth + 1);
    }
    default:
      return unknown;
  }
}

/** A variable: of the step, the job or the workflow, else what an earlier step has written to `GITHUB_ENV`. */
function piecesOfVariable(name: string, place: Place, depth: number): readonly Piece[] {
  const { step, job, workflow } = place;
  for (const list of [step?.env, job?.env, workflow?.env] as readonly (readonly NamedValue[] | undefined)[]) {
    const found = list?.find((one) => one.name === name);
    if (found) return found.value ? piecesOf(found.value.text, place, depth + 1) : [];
  }
  for (const earlier of job?.steps.filter((one) => !step || one.index < step.index).toReversed() ?? []) {
    const written = writtenBy(earlier, name, depth);
    if (written) return written;
  }
  return [{ kind: "unknown" }];
}

/** What an output of a step holds: of well-known actions, and of scripts that write it in one line. */
function piecesOfOutput(step: Step, name: string, depth: number): readonly Piece[] {
  const output = name.toLowerCase();
  const action = step.uses?.action;
  if (action === "docker/metadata-action") {
    if (output !== "version") return [{ kind: "unknown" }];
    const kind = metadataOf(step)?.tags[0]?.kind;
    return [{ kind: kind === undefined || kind === "latest" ? "unknown" : kind }];
  }
  if (action !== undefined && /\/(?:build-push-action|bake-action)$/.test(action))
    return [{ kind: output === "digest" || output === "imageid" ? "immutable" : "unknown" }];
  if (action === "aws-actions/amazon-ecr-login") return [{ kind: output === "registry" ? "host" : "unknown" }];
  return writtenBy(step, name, depth) ?? [{ kind: "unknown" }];
}

/** What a script's `echo "name=value" >> "$GITHUB_OUTPUT"` (or `GITHUB_ENV`) writes; undefined where it is not told. */
function writtenBy(step: Step, name: string, depth: number): readonly Piece[] | undefined {
  const { script, run } = step;
  if (!script || !run || depth >= maximumDepth) return undefined;
  let found: readonly Piece[] | undefined;
  for (const command of script.commands) {
    if (command.name !== "echo" && command.name !== "printf") continue;
    for (const word of command.args) {
      const match = new RegExp(`^(?:::set-output name=${name}::|${name}=)`).exec(word.text);
      if (!match) continue;
      // Written twice, or on a condition: which one holds cannot be told.
      if (found || command.isConditional) return [{ kind: "unknown" }];
      const raw = rawOf(word, step).replace(/^["']/, "").slice(match[0].length).replace(/["']$/, "").replace(/\\n$/, "");
      found = piecesOfShell(raw, { ...placeOf(step), script }, depth + 1);
    }
  }
  return found;
}

/** A word as it stands in the file, with its expressions. */
export function rawOf(word: ShellWord, step: Step): string {
  return step.run?.text.slice(word.span.start, word.span.end) ?? word.raw;
}

/** The pieces of a word of a shell, without its quotes. */
export function piecesOfShell(raw: string, place: Place, depth = 0): readonly Piece[] {
  if (depth === 0) lookups = 0;
  const pieces: Piece[] = [];
  const text = raw.replace(/^(["'])([\s\S]*)\1$/, "$2");
  let end = 0;
  const pattern = /\$\{\{([\s\S]*?)\}\}|\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)|`([^`]*)`|\$\{(\w+)([^}]*)\}|\$(\w+)/g;
  for (const match of text.matchAll(pattern)) {
    addText(pieces, text.slice(end, match.index).replaceAll(/["']/g, ""));
    end = match.index + match[0].length;
    const [, expression, command, old, braced, modifier, bare] = match;
    const name = braced ?? bare;
    if (expression !== undefined) pieces.push(...piecesOfExpression(expression, place, depth));
    else if (command !== undefined || old !== undefined) pieces.push(...piecesOfCommand((command ?? old) as string));
    else if (name !== undefined) {
      const value =
        depth < maximumDepth && ++lookups < maximumLookups ? piecesOfShellVariable(name, place, depth + 1) : [{ kind: "unknown" } as const];
      // `${SHA::7}` of a commit is one still, and what is cut off a ref or a name leaves its kind. Of other texts the result is not told.
      const isKept = !modifier || value.every(({ kind }) => kind === "immutable" || (kind !== "text" && /^[#%/,^]/.test(modifier)));
      pieces.push(...(isKept ? value : [{ kind: "unknown" } as const]));
    }
  }
  addText(pieces, text.slice(end).replaceAll(/["']/g, ""));
  return pieces;
}

/** Default variables of the runner. Source: GitHub's documentation of default environment variables. */
const runnerVariables: Readonly<Record<string, Piece["kind"]>> = {
  GITHUB_SHA: "immutable",
  GITHUB_RUN_ID: "immutable",
  GITHUB_RUN_NUMBER: "immutable",
  GITHUB_RUN_ATTEMPT: "immutable",
  GITHUB_REF: "ref",
  GITHUB_REF_NAME: "ref",
  GITHUB_HEAD_REF: "moving",
  GITHUB_BASE_REF: "moving",
  GITHUB_REPOSITORY: "fixed",
  GITHUB_REPOSITORY_OWNER: "fixed",
  GITHUB_ACTOR: "fixed",
};

function piecesOfShellVariable(name: string, place: Place, depth: number): readonly Piece[] {
  const known = Object.hasOwn(runnerVariables, name) ? runnerVariables[name] : undefined;
  if (known && known !== "text") return [{ kind: known }];
  const { script, step } = place;
  let found: readonly Piece[] | undefined;
  for (const command of script?.commands ?? []) {
    for (const { name: assigned, value } of command.assignments) {
      if (
        assigned !== name ||
        (command.name !== undefined && command.name !== "export" && command.name !== "readonly" && command.name !== "declare")
      )
        continue;
      if (found || command.isConditional || !step) return [{ kind: "unknown" }];
      found = value ? piecesOfShell(rawOf(value, step), place, depth + 1) : [];
    }
  }
  return found ?? piecesOfVariable(name, place, depth);
}

/** What a command substitution gives. */
function piecesOfCommand(command: string): readonly Piece[] {
  if (/\bgit\s+(?:-C\s+\S+\s+)?(?:rev-parse\s+(?!--abbrev-ref)|describe\b|log\s+-1\b|rev-list\b|show-ref\b)/.test(command))
    return [{ kind: "immutable" }];
  if (/\bGITHUB_SHA\b|github\.sha\b|\bGITHUB_RUN_(?:ID|NUMBER)\b/.test(command)) return [{ kind: "immutable" }];
  if (/^\s*date\s.*%(?:s|H|T)/.test(command)) return [{ kind: "immutable" }];
  if (/\bgit\s+(?:branch|rev-parse\s+--abbrev-ref)/.test(command)) return [{ kind: "moving" }];
  return [{ kind: "unknown" }];
}

/** An image's name taken apart. */
export interface ImageName {
  readonly registry: string | undefined;
  readonly repository: string | undefined;
  readonly kind: ImageTag["kind"];
  /** Whether a tag or digest stands there; undefined where something unknown may hold one. */
  readonly isTagged: boolean | undefined;
}

/** Reads `[registry/]repository[:tag][@digest]`. */
export function readImage(pieces: readonly Piece[], workflow: Workflow | undefined): ImageName {
  const joined = mergeText(pieces);
  // A digest decides, whatever tag stands before it.
  const digest = joined.findIndex((piece) => piece.kind === "text" && piece.text.includes("@"));
  if (digest >= 0) {
    const name = cut(joined, digest, (joined[digest] as Extract<Piece, { kind: "text" }>).text.indexOf("@"));
    return { ...splitName(name), kind: "immutable", isTagged: true };
  }
  // The tag begins at the last colon behind the last slash.
  let tagAt: { readonly index: number; readonly offset: number } | undefined;
  let isOpen = false;
  outer: for (let index = joined.length - 1; index >= 0; index--) {
    const piece = joined[index] as Piece;
    if (piece.kind !== "text") {
      if (piece.kind === "unknown") isOpen = true;
      continue;
    }
    for (let offset = piece.text.length - 1; offset >= 0; offset--) {
      if (piece.text[offset] === "/") break outer;
      if (piece.text[offset] === ":") {
        tagAt = { index, offset };
        break outer;
      }
    }
  }
  if (!tagAt) {
    const whole = splitName(joined);
    const isFirstUnknown = joined[0]?.kind === "unknown" && joined.length === 1;
    if (isOpen || isFirstUnknown) return { ...whole, kind: "unknown", isTagged: undefined };
    return { ...whole, kind: joined.some(({ kind }) => kind === "immutable" || kind === "ref") ? "unknown" : "latest", isTagged: false };
  }
  const behind = joined[tagAt.index] as Extract<Piece, { kind: "text" }>;
  const rest = behind.text.slice(tagAt.offset + 1);
  const tag: Piece[] = [...(rest === "" ? [] : [{ kind: "text" as const, text: rest }]), ...joined.slice(tagAt.index + 1)];
  return { ...splitName(cut(joined, tagAt.index, tagAt.offset)), kind: tagKindOf(tag, workflow), isTagged: true };
}

function mergeText(pieces: readonly Piece[]): readonly Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.kind === "text" && last?.kind === "text") merged[merged.length - 1] = { kind: "text", text: last.text + piece.text };
    else merged.push(piece);
  }
  return merged;
}

function cut(pieces: readonly Piece[], index: number, offset: number): readonly Piece[] {
  const piece = pieces[index] as Extract<Piece, { kind: "text" }>;
  return [...pieces.slice(0, index), { kind: "text", text: piece.text.slice(0, offset) }];
}

function splitName(pieces: readonly Piece[]): Pick<ImageName, "registry" | "repository"> {
  const [first, ...others] = pieces;
  if (!first) return { registry: undefined, repository: undefined };
  const isKnown = pieces.every(({ kind }) => kind === "text");
  if (first.kind === "fixed" && others[0]?.kind !== "unknown") return { registry: "docker.io", repository: undefined };
  if (first.kind !== "text") return { registry: undefined, repository: undefined };
  const slash = first.text.indexOf("/");
  if (slash < 0 && others.length > 0)
    return { registry: others[0]?.kind === "unknown" ? undefined : registryOf(`${first.text}x/`), repository: undefined };
  const registry = registryOf(first.text);
  if (!isKnown) return { registry, repository: undefined };
  const hasHost = slash > 0 && isHost(first.text.slice(0, slash));
  return { registry, repository: hasHost ? first.text.slice(slash + 1) : first.text };
}

/** The registry of an image's name; names without a host are Docker Hub's. */
export function registryOf(name: string): string {
  const slash = name.indexOf("/");
  const host = slash < 0 ? "" : name.slice(0, slash);
  if (!isHost(host)) return "docker.io";
  return host === "index.docker.io" || host === "registry-1.docker.io" ? "docker.io" : host.toLowerCase();
}

function isHost(text: string): boolean {
  return text === "localhost" || /[.:]/.test(text);
}

/** The kind of a tag by its pieces. */
export function tagKindOf(pieces: readonly Piece[], workflow: Workflow | undefined): ImageTag["kind"] {
  const kinds = new Set(pieces.map(({ kind }) => kind));
  if (kinds.has("immutable")) return "immutable";
  if (kinds.has("unknown") || kinds.has("host")) return "unknown";
  if (kinds.has("ref")) {
    const { tags, branches } = refsOf(workflow);
    return tags && !branches ? "immutable" : branches && !tags ? "moving" : "unknown";
  }
  if (kinds.has("moving") || kinds.has("fixed")) return "moving";
  const text = pieces.map((piece) => (piece.kind === "text" ? piece.text : "")).join("");
  return kindOfTag(text);
}

/** The kind of a tag that is written out. */
export function kindOfTag(tag: string): ImageTag["kind"] {
  if (tag === "latest" || tag === "") return "latest";
  if (/^sha256:|@sha256:/.test(tag)) return "immutable";
  if (/^v?\d+\.\d+\.\d+(?:[.+-][\w.+-]*)?$/.test(tag) || /^(?:sha-)?[\da-f]{40}$/.test(tag)) return "immutable";
  return "moving";
}

/** Whether runs of a workflow are for branches, for tags, or for both. */
export function refsOf(workflow: Workflow | undefined): { readonly branches: boolean; readonly tags: boolean } {
  let branches = false;
  let tags = false;
  for (const trigger of workflow?.triggers ?? []) {
    switch (trigger.event) {
      case "push": {
        const byTag = trigger.filter("tags") || trigger.filter("tags-ignore");
        const byBranch = trigger.filter("branches") || trigger.filter("branches-ignore");
        if (byTag || !byBranch) tags = true;
        if (byBranch || !byTag) branches = true;
        break;
      }
      case "release":
        tags = true;
        break;
      case "create":
      case "workflow_call":
        branches = true;
        tags = true;
        break;
      case "workflow_dispatch":
        break;
      default:
        branches = true;
    }
  }
  // Started by hand alone, it may be for either.
  if (!branches && !tags) return { branches: true, tags: true };
  return { branches, tags };
}

/** A text's lines and their parts between commas, as lists are given to actions; commas inside of expressions and quotes part nothing. */
export function listItems(text: Text, byComma = true): readonly { readonly text: string; readonly start: number; readonly end: number }[] {
  const masked = text.text
    .replaceAll(/\$\{\{[\s\S]*?\}\}/g, (expression) => "_".repeat(expression.length))
    .replaceAll(/"[^"\n]*"/g, (quoted) => "_".repeat(quoted.length));
  const items: { text: string; start: number; end: number }[] = [];
  for (const match of masked.matchAll(byComma ? /[^\n,]+/g : /[^\n]+/g)) {
    const raw = text.text.slice(match.index, match.index + match[0].length);
    const item = raw.trim();
    if (item === "" || item.startsWith("#")) continue;
    const start = match.index + raw.length - raw.trimStart().length;
    items.push({ text: item, start, end: start + item.length });
  }
  return items;
}
