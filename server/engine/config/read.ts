import { type Alias, type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, parseDocument, type Range } from "yaml";
import type { core } from "zod/mini";
import { peersOf } from "../peers.ts";
import type { Rule, RuleId } from "../rule.ts";
import { either } from "../text/either.ts";
import { nearest } from "../text/nearest.ts";
import { nestsTooDeeply } from "../text/nesting.ts";
import type { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import { type ConfigurationValue, configurationType } from "./schema.ts";

/** What is wrong in a configuration file. */
export interface ConfigurationProblem {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
  /** What was most likely meant, to be put in place of `span`. */
  readonly suggestion?: string;
}

export interface ReadConfiguration {
  /** What could be understood: a part with a problem is left out. */
  readonly value: ConfigurationValue;
  readonly problems: readonly ConfigurationProblem[];
}

type Path = readonly PropertyKey[];
type Issue = core.$ZodIssue;

/** Reads the text of a `.deployment-patterns.yaml`. Never throws. */
export function readConfiguration(source: SourceText, rules: readonly Rule[]): ReadConfiguration {
  const problems: ConfigurationProblem[] = [];
  const report = (span: Span, message: string, suggestion?: string): void => {
    problems.push(suggestion === undefined ? { path: source.path, span, message } : { path: source.path, span, message, suggestion });
  };
  if (nestsTooDeeply(source.text)) {
    report({ start: 0, end: 0 }, "This file nests too deeply to be read.");
    return { value: {}, problems };
  }
  const document = parseDocument(source.text, { prettyErrors: false, logLevel: "silent", stringKeys: true });
  for (const error of document.errors)
    report({ start: error.pos[0], end: error.pos[1] }, `This is not valid YAML: ${sentence(error.message)}`);
  if (problems.length > 0) return { value: {}, problems };

  const type = configurationType(rules);
  let plain: unknown;
  try {
    plain = plainValue(document) ?? {};
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    report({ start: 0, end: 0 }, "This file's aliases make it too large to read.");
    return { value: {}, problems };
  }
  const result = type.safeParse(plain);
  if (result.success) return { value: result.data, problems };
  for (const issue of result.error.issues) {
    for (const one of flatten(issue, [], plain)) describe(one, { document, plain, rules, report });
    drop(plain, issue);
  }
  problems.sort((a, b) => a.span.start - b.span.start);
  const rest = type.safeParse(plain);
  return { value: rest.success ? rest.data : {}, problems };
}

/** The rule that an unknown name stands for, and why it is not taken. */
export function explainUnknownRule(name: string, rules: readonly Rule[]): { readonly message: string; readonly suggestion?: RuleId } {
  const peer = peersOf(rules).find(name);
  if (peer) {
    const names = peer.rules.map((rule) => `\`${rule}\``).join(" or ");
    return { message: `\`${name}\` is the name that ${peer.tool} gives it; here it is ${names}.`, suggestion: peer.rules[0] as RuleId };
  }
  const suggestion = suggestRule(name, rules);
  if (!suggestion) return { message: `\`${name}\` is not a rule; \`deployment-patterns rules\` lists them.` };
  return { message: `\`${name}\` is not a rule. Did you mean \`${suggestion}\`?`, suggestion };
}

/** The rule that was most likely meant; the names behind the language are compared, as the language is most of a short id. */
function suggestRule(name: string, rules: readonly Rule[]): RuleId | undefined {
  const nameOf = (id: string) => id.slice(id.indexOf("/") + 1);
  const language = name.includes("/") ? name.slice(0, name.indexOf("/")) : undefined;
  const same = rules.filter((rule) => rule.language === language);
  for (const candidates of [same, rules]) {
    const near = nearest(
      nameOf(name),
      candidates.map((rule) => nameOf(rule.id)),
    );
    const rule = candidates.find(({ id }) => nameOf(id) === near);
    if (rule) return rule.id;
  }
  return undefined;
}

class TooLarge extends Error {}

/** The document as plain objects and arrays; scalars of `kubernetesVersion` stay as written, so that `1.30` is not 1.3. */
function plainValue(document: Document): unknown {
  let budget = 10_000;
  return convert(document.contents, []);

  function convert(node: unknown, path: readonly string[]): unknown {
    if (--budget < 0 || path.length > 50) throw new TooLarge();
    if (isAlias(node)) return convert(resolve(node, document), [...path, "*"]);
    if (isSeq(node)) return node.items.map((item) => convert(item, [...path, "-"]));
    if (isMap(node)) {
      const result: Record<string, unknown> = Object.create(null);
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? String(key.value) : String(key);
        const plain = convert(value, [...path, name]);
        // `rules:` with nothing below it is an empty setting, not a wrong one.
        if (plain === null && path.length === 0) continue;
        result[name] = plain;
      }
      return result;
    }
    if (!isScalar(node)) return null;
    return path.at(-1) === "kubernetesVersion" && typeof node.value === "number" ? (node.source ?? String(node.value)) : node.value;
  }
}

function resolve(alias: Alias, document: Document): Node | undefined {
  try {
    return alias.resolve(document);
  } catch {
    return undefined;
  }
}

/** The issues behind a failed choice: those of the alternative that came furthest. */
function flatten(issue: Issue, above: Path, plain: unknown): Issue[] {
  const path = [...above, ...issue.path];
  if (issue.code !== "invalid_union") return [{ ...issue, path } as Issue];
  const isList = Array.isArray(at(plain, path));
  let best: Issue[] = [];
  let bestDepth = -1;
  for (const branch of issue.errors) {
    const issues = branch.flatMap((inner) => flatten(inner, path, plain));
    // A list is judged by the alternatives that take a list.
    if (isList && issues.some((inner) => inner.path.length === path.length && /^invalid_(type|value)$/.test(inner.code))) continue;
    const depth = Math.max(...issues.map((inner) => inner.path.length));
    if (depth > bestDepth) {
      best = issues;
      bestDepth = depth;
    }
  }
  return best.length > 0 ? best : [{ code: "custom", path, message: issue.message, input: undefined }];
}

interface Place {
  readonly document: Document;
  readonly plain: unknown;
  readonly rules: readonly Rule[];
  readonly report: (span: Span, message: string, suggestion?: string) => void;
}

function describe(issue: Issue, { document, plain, rules, report }: Place): void {
  const { path } = issue;
  const rulesAt = path.lastIndexOf("rules");
  const rule = rulesAt >= 0 ? path[rulesAt + 1] : undefined;
  const value = at(plain, path);
  const name = path.findLast((part) => typeof part === "string") ?? "the file";
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) {
      const span = keySpan(document, path, key);
      if (rulesAt >= 0 && rulesAt === path.length - 1) {
        const { message, suggestion } = explainUnknownRule(key, rules);
        report(span, message, suggestion);
        continue;
      }
      const owner =
        rule !== undefined ? `an option of \`${String(rule)}\`` : path.length > 0 ? "a setting of an override" : "a setting of this file";
      const suggestion = nearest(key, knownKeys(path, rules));
      report(span, `\`${key}\` is not ${owner}.${suggestion ? ` Did you mean \`${suggestion}\`?` : ""}`, suggestion);
    }
    return;
  }
  const span = valueSpan(document, path);
  if (rule !== undefined && issue.code === "too_big" && path.length === rulesAt + 2) {
    const takes = rules.some((one) => one.id === rule && one.options);
    report(
      span,
      takes
        ? `\`${String(rule)}\` takes a level and its options, nothing more.`
        : `\`${String(rule)}\` has no options; give its level alone.`,
    );
  } else if (name === "kubernetesVersion") {
    report(span, "`kubernetesVersion` takes a release such as `1.33`.");
  } else if (issue.code === "invalid_value") {
    const options = issue.values.map(String);
    const written = typeof value === "boolean" ? (value ? "on" : "off") : String(value);
    const suggestion = options.includes(written) ? written : nearest(written, options);
    const given = isPrimitive(value) ? `, not \`${String(value)}\`` : "";
    report(span, `\`${String(name)}\` takes ${list(options)}${given}.`, isPrimitive(value) ? suggestion : undefined);
  } else if (issue.code === "invalid_type" && value === undefined) {
    report(span, `\`${String(name)}\` is missing here.`);
  } else if (issue.code === "invalid_type") {
    const kind = {
      object: "settings as `name: value`",
      record: "settings as `name: value`",
      array: "a list",
      string: "text",
      number: "a number",
    };
    report(span, `\`${String(name)}\` takes ${kind[issue.expected as keyof typeof kind] ?? issue.expected}.`);
  } else {
    report(span, `\`${String(name)}\` is not right: ${sentence(issue.message)}`);
  }
}

/** The keys that may stand where an unknown one was found. */
function knownKeys(path: Path, rules: readonly Rule[]): string[] {
  const rulesAt = path.lastIndexOf("rules");
  if (rulesAt >= 0) {
    const options = rules.find((rule) => rule.id === path[rulesAt + 1])?.options;
    return options && "shape" in options ? Object.keys(options.shape as object) : [];
  }
  return path.length > 0 ? ["files", "extends", "rules"] : Object.keys(configurationType([]).shape);
}

/** Takes the smallest setting that holds the issue out of the plain value. */
function drop(plain: unknown, issue: Issue): void {
  if (issue.code === "unrecognized_keys" && !(issue.path.includes("rules") && issue.path.at(-1) !== "rules")) {
    for (const key of issue.keys) remove(plain, [...issue.path, key]);
    return;
  }
  const rulesAt = issue.path.lastIndexOf("rules");
  if (rulesAt >= 0 && issue.path.length > rulesAt + 1) remove(plain, issue.path.slice(0, rulesAt + 2));
  else if (issue.path[0] === "overrides" && typeof issue.path[1] === "number") {
    // An override without its files would be for every file: it goes as a whole. Its place stays, for the paths of other issues.
    const overrides = at(plain, ["overrides"]) as unknown[];
    overrides[issue.path[1]] = { files: [] };
  } else remove(plain, issue.path.slice(0, 1));
}

function remove(plain: unknown, path: Path): void {
  const holder = at(plain, path.slice(0, -1));
  const key = path.at(-1);
  if (key !== undefined && holder !== null && typeof holder === "object") delete (holder as Record<PropertyKey, unknown>)[key];
}

function at(plain: unknown, path: Path): unknown {
  let value = plain;
  for (const key of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Where a value stands; where it is missing, the nearest thing around it. */
function valueSpan(document: Document, path: Path): Span {
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (!node?.range) continue;
    // A missing value is told at the first key of the map that lacks it.
    const first = length < path.length && isMap(node) ? node.items[0]?.key : undefined;
    return rangeSpan(isNode(first) && first.range ? first.range : node.range);
  }
  return { start: 0, end: 0 };
}

function keySpan(document: Document, path: Path, key: string): Span {
  const map = nodeAt(document, path);
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined;
  return isNode(pair?.key) && pair.key.range ? rangeSpan(pair.key.range) : valueSpan(document, path);
}

function nodeAt(document: Document, path: Path): Node | undefined {
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) node = resolve(node, document);
    if (isMap(node)) node = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))?.value;
    else if (isSeq(node) && typeof key === "number") node = node.items[key];
    else return undefined;
  }
  return isNode(node) ? node : undefined;
}

function rangeSpan(range: Range): Span {
  return { start: range[0], end: range[1] };
}

function isPrimitive(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== "object";
}

function list(options: readonly string[]): string {
  return either(options) || "nothing";
}

function sentence(text: string): string {
  const end = text.trim().replace(/\.$/, "");
  return `${end.charAt(0).toLowerCase()}${end.slice(1)}.`;
}
