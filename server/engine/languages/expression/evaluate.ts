import { nestsTooDeeply } from "../../text/nesting.ts";
import type {
  ArrayValue,
  ContextAccess,
  Expression,
  ExpressionNode,
  FunctionCall,
  Indexed,
  ObjectValue,
  Operation,
  Segment,
  Value,
} from "./model.ts";

/** What is known of the world in which an expression is evaluated. */
export interface Resolver {
  /**
   * The value at `path` in the context `name` (in lower case), undefined where it is unknown. A step of the path whose name is unknown is
   * undefined. `valueAt` walks down a value that is at hand.
   */
  context(name: string, path: readonly (string | undefined)[]): Value;
  /** Functions that depend on the run: `success`, `failure`, `always`, `cancelled`, `hashFiles`. Without it their values are unknown. */
  call?(name: string, args: readonly Value[]): Value;
}

/**
 * The value of an expression by the rules of the runner, as far as it follows from what is known: `false && x` is false whatever `x` is.
 * Where only the truth of the result is known (`x && false`), it is given as a boolean. What would fail at run time is unknown.
 */
export function evaluate(node: ExpressionNode, resolve: Resolver): Value {
  const { value, truth } = outcomeOf(node, resolve);
  return value === undefined ? truth : value;
}

/** Whether an `if:` with this value runs: false, 0, NaN, "" and null do not. Undefined where the value is unknown. */
export function truthiness(value: Value): boolean | undefined {
  if (value === undefined) return undefined;
  if (isCompound(value)) return true;
  return typeof value === "number" ? value !== 0 && !Number.isNaN(value) : Boolean(value);
}

/** GitHub puts `success() &&` before a condition that has none of these functions, wherever they stand in it. */
export function hasStatusFunction(expression: Pick<Expression, "calls">): boolean {
  return expression.calls.some((call) => statusFunctions.has(call.name));
}

/** The functions that tell how the run goes so far, in lower case. */
export const statusFunctions: ReadonlySet<string> = new Set(["success", "failure", "always", "cancelled"]);

/** A value one step down, as `.name` or `['name']` gives it: null where there is nothing, undefined where that is unknown. */
export function valueAt(value: Value, name: string | undefined): Value {
  return indexedBy(value, name);
}

/** A value as JSON reads: objects know all of their properties. */
export function valueOfJson(json: unknown): Value {
  if (json === null || typeof json === "string" || typeof json === "number" || typeof json === "boolean") return json;
  if (Array.isArray(json)) return { kind: "array", items: json.map(valueOfJson) };
  if (typeof json !== "object") return undefined;
  return { kind: "object", rest: "null", properties: new Map(Object.entries(json).map(([name, value]) => [name, valueOfJson(value)])) };
}

/** A value, and its truth, which may be known without it. */
interface Outcome {
  readonly value: Value;
  readonly truth: boolean | undefined;
}

function known(value: Value): Outcome {
  return { value, truth: truthiness(value) };
}

function outcomeOf(node: ExpressionNode, resolve: Resolver): Outcome {
  switch (node.kind) {
    case "literal":
      return known(node.value);
    case "context":
      return known(accessed(node, resolve));
    case "indexed":
      return known(stepped(node, resolve));
    case "call":
      return known(called(node, resolve));
    case "operation":
      return operated(node, resolve);
  }
}

function operated({ operator, operands }: Operation, resolve: Resolver): Outcome {
  if (operator === "&&" || operator === "||") return joined(operands, operator === "||", resolve);
  const first = outcomeOf(operands[0] as ExpressionNode, resolve);
  if (operator === "!") return known(first.truth === undefined ? undefined : !first.truth);
  const left = first.value;
  const right = outcomeOf(operands[1] as ExpressionNode, resolve).value;
  if (operator === "==") return known(equals(left, right));
  if (operator === "!=") return known(not(equals(left, right)));
  if (left === undefined || right === undefined) return known(undefined);
  const order = compare(left, right);
  if (operator === "<") return known(order === -1);
  if (operator === ">") return known(order === 1);
  const isEqual = equals(left, right);
  if (operator === "<=") return known(order === -1 || isEqual);
  return known(order === 1 || isEqual);
}

/** `&&` gives the first operand that is false, `||` the first that is true, both else the last one. */
function joined(operands: readonly ExpressionNode[], stopsAt: boolean, resolve: Resolver): Outcome {
  let isUnknown = false;
  let result = known(undefined);
  for (const operand of operands) {
    result = outcomeOf(operand, resolve);
    // With an unknown operand before it, that one may be the result; but its truth would be the same.
    if (result.truth === stopsAt) return isUnknown ? { value: undefined, truth: stopsAt } : result;
    if (result.truth === undefined) isUnknown = true;
  }
  return isUnknown ? known(undefined) : result;
}

function accessed(node: ContextAccess, resolve: Resolver): Value {
  const star = node.segments.findIndex((segment) => segment.kind === "star");
  const plain = star < 0 ? node.segments : node.segments.slice(0, star);
  const path = plain.map((segment) => nameOf(segment, resolve));
  const value = resolve.context(node.name, path);
  return star < 0 ? value : walked(value, node.segments.slice(star), resolve);
}

function stepped(node: Indexed, resolve: Resolver): Value {
  return walked(outcomeOf(node.target, resolve).value, node.segments, resolve);
}

function walked(start: Value, segments: readonly Segment[], resolve: Resolver): Value {
  let value = start;
  /** Behind a `*` every step is taken from each of the items, and leaves out those which it does not fit. */
  let isFiltered = false;
  for (const segment of segments) {
    if (value === undefined) return undefined;
    if (!isFiltered && segment.kind !== "star") value = indexedBy(value, indexOf(segment, resolve));
    else if (!isFiltered) {
      value = allIn(value);
      isFiltered = true;
    } else value = filtered(value as ArrayValue, segment.kind === "star" ? undefined : { index: indexOf(segment, resolve) });
  }
  return value;
}

/** What `.*` gives: all values of an object or an array. */
function allIn(value: Value): ArrayValue | undefined {
  if (value === undefined) return undefined;
  if (!isCompound(value)) return { kind: "array", items: [] };
  if (value.kind === "array") return value;
  return value.rest === "null" ? { kind: "array", items: [...value.properties.values()] } : undefined;
}

function filtered(array: ArrayValue, step: { readonly index: Value } | undefined): ArrayValue | undefined {
  const items: Value[] = [];
  for (const item of array.items) {
    if (item === undefined) return undefined;
    if (!isCompound(item)) continue;
    if (!step) {
      const all = allIn(item);
      if (!all) return undefined;
      for (const value of all.items) items.push(value);
    } else if (step.index === undefined) return undefined;
    else if (item.kind === "array") {
      const place = placeOf(step.index);
      if (place !== undefined && place < item.items.length) items.push(item.items[place]);
    } else if (!isCompound(step.index)) {
      const name = textOfValue(step.index);
      if (name === undefined) return undefined;
      if (hasProperty(item, name)) items.push(propertyOf(item, name));
      else if (item.rest === "unknown") return undefined;
    }
  }
  return { kind: "array", items };
}

/** `[index]`: arrays take it as a number, objects as a text. */
function indexedBy(value: Value, index: Value): Value {
  if (value === undefined) return undefined;
  if (!isCompound(value)) return null;
  if (index === undefined) return undefined;
  if (value.kind === "array") {
    const place = placeOf(index);
    return place !== undefined && place < value.items.length ? value.items[place] : null;
  }
  if (isCompound(index)) return null;
  const name = textOfValue(index);
  if (name === undefined) return undefined;
  return hasProperty(value, name) ? propertyOf(value, name) : value.rest === "null" ? null : undefined;
}

function placeOf(index: Exclude<Value, undefined>): number | undefined {
  const place = isCompound(index) ? Number.NaN : numberOf(index);
  return Number.isFinite(place) && place >= 0 ? Math.floor(place) : undefined;
}

/** What a step down asks for. */
function indexOf(segment: Segment, resolve: Resolver): Value {
  if (segment.kind === "name") return segment.name;
  return segment.kind === "star" ? undefined : outcomeOf(segment.node, resolve).value;
}

/** The same for a path; `true` and `null` are other places of an array than their texts would be. */
function nameOf(segment: Segment, resolve: Resolver): string | undefined {
  const index = indexOf(segment, resolve);
  return typeof index === "string" || typeof index === "number" ? textOfValue(index) : undefined;
}

/** Names of properties are compared without regard to case. */
function propertyOf(object: ObjectValue, name: string): Value {
  const found = object.properties.get(name);
  if (found !== undefined) return found;
  for (const [key, value] of object.properties) if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

function hasProperty(object: ObjectValue, name: string): boolean {
  if (object.properties.has(name)) return true;
  for (const key of object.properties.keys()) if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return true;
  return false;
}

function called(node: FunctionCall, resolve: Resolver): Value {
  const args = node.args.map((arg) => outcomeOf(arg, resolve).value);
  const [first, second] = args;
  switch (node.name) {
    case "contains":
      return args.length === 2 ? contains(first, second) : undefined;
    case "startswith":
      return args.length === 2 ? withTexts(first, second, (text, part) => text.startsWith(part)) : undefined;
    case "endswith":
      return args.length === 2 ? withTexts(first, second, (text, part) => text.endsWith(part)) : undefined;
    case "format":
      return format(args);
    case "join":
      return args.length > 0 ? join(first, args.length > 1 ? second : ",") : undefined;
    case "tojson":
      return toJson(first);
    case "fromjson":
      return fromJson(first);
    case "case":
      return choose(args);
    default:
      return resolve.call?.(node.name, args);
  }
}

function contains(search: Value, item: Value): Value {
  if (search === undefined) return undefined;
  if (!isCompound(search)) return withTexts(search, item, (text, part) => text.includes(part));
  if (search.kind === "object") return false;
  let result: boolean | undefined = false;
  for (const each of search.items) {
    const found = equals(item, each);
    if (found) return true;
    if (found === undefined) result = undefined;
  }
  return result;
}

/** Compares two values as texts without regard to case; objects have no text. */
function withTexts(a: Value, b: Value, test: (a: string, b: string) => boolean): Value {
  if ((a !== undefined && isCompound(a)) || (b !== undefined && isCompound(b))) return false;
  const left = textOfValue(a);
  const right = textOfValue(b);
  return left === undefined || right === undefined ? undefined : test(folded(left), folded(right));
}

function format(args: readonly Value[]): Value {
  const pattern = textOfValue(args[0]);
  if (pattern === undefined) return undefined;
  let result = "";
  let offset = 0;
  // Formats such as `{0:x}`, single braces and numbers without a value fail at run time.
  for (const match of pattern.matchAll(/\{\{|\}\}|\{(\d+)\}|[{}]/g)) {
    result += pattern.slice(offset, match.index);
    offset = match.index + match[0].length;
    if (match[0].length === 1) return undefined;
    if (match[1] === undefined) result += match[0][0];
    else {
      const text = textOfValue(args[Number(match[1]) + 1]);
      if (text === undefined) return undefined;
      result += text;
    }
  }
  return result + pattern.slice(offset);
}

function join(list: Value, separator: Value): Value {
  if (list === undefined) return undefined;
  if (!isCompound(list)) return textOfValue(list);
  if (list.kind === "object") return "";
  const texts = list.items.map(textOfValue);
  const between = separator !== undefined && isCompound(separator) ? "," : textOfValue(separator);
  if (texts.includes(undefined) || (between === undefined && texts.length > 1)) return undefined;
  return texts.join(between);
}

function toJson(value: Value): Value {
  const json = jsonOf(value);
  return json === undefined ? undefined : JSON.stringify(json, undefined, "  ");
}

/** Undefined where any part is unknown. */
function jsonOf(value: Value): unknown {
  if (value === undefined || typeof value === "number") return value !== undefined && Number.isFinite(value) ? value : undefined;
  if (!isCompound(value)) return value;
  if (value.kind === "array") {
    const items = value.items.map(jsonOf);
    return items.includes(undefined) ? undefined : items;
  }
  if (value.rest === "unknown") return undefined;
  const entries = [...value.properties].map(([name, each]) => [name, jsonOf(each)] as const);
  return entries.some(([, json]) => json === undefined) ? undefined : Object.fromEntries(entries);
}

function fromJson(value: Value): Value {
  const text = textOfValue(value);
  if (text === undefined || nestsTooDeeply(text)) return undefined;
  try {
    return valueOfJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** `case(condition, value, …, otherwise)`: the conditions must be booleans. */
function choose(args: readonly Value[]): Value {
  if (args.length < 3 || args.length % 2 === 0) return undefined;
  for (let i = 0; i + 1 < args.length; i += 2) {
    if (args[i] === true) return args[i + 1];
    if (args[i] !== false) return undefined;
  }
  return args.at(-1);
}

function isCompound(value: Exclude<Value, undefined>): value is ObjectValue | ArrayValue {
  return typeof value === "object" && value !== null;
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

type Primitive = string | number | boolean | null;

/** Values of different types are compared as numbers; objects and arrays are equal to themselves alone, which is not told apart here. */
function equals(a: Value, b: Value): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (isCompound(a)) return isCompound(b) && a.kind === b.kind ? undefined : false;
  if (isCompound(b)) return false;
  if (typeof a === "string" && typeof b === "string") return folded(a) === folded(b);
  return numberOf(a) === numberOf(b);
}

/** Undefined where neither is the greater one, as with NaN and objects. */
function compare(a: Exclude<Value, undefined>, b: Exclude<Value, undefined>): -1 | 0 | 1 | undefined {
  if (isCompound(a) || isCompound(b)) return undefined;
  // Two nulls have no order, but are equal.
  if (a === null && b === null) return 0;
  const [left, right] = typeof a === "string" && typeof b === "string" ? [folded(a), folded(b)] : [numberOf(a), numberOf(b)];
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : undefined;
}

/** The number that a value counts as in a comparison. Other than in JavaScript there are no binary numbers. */
function numberOf(value: Primitive): number {
  if (typeof value === "string") return /^\s*0b/i.test(value) ? Number.NaN : Number(value);
  return Number(value);
}

/** A value as text; undefined where it is unknown, and for numbers that are written with an exponent. */
function textOfValue(value: Value): string | undefined {
  if (value === undefined) return undefined;
  if (value === null) return "";
  if (isCompound(value)) return value.kind === "array" ? "Array" : "Object";
  if (typeof value !== "number" || !Number.isFinite(value)) return String(value);
  const text = String(Number(value.toPrecision(15)));
  const size = Math.abs(value);
  return value !== 0 && (size < 1e-4 || size >= 1e15) ? undefined : text;
}

/** A text in upper case, letter by letter: `ß` and `ı` stay as they are, as in .NET's ordinal comparison. */
function folded(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toUpperCase();
  return text.replace(/./gsu, (char) => {
    const upper = char.toUpperCase();
    return char === "ı" || upper.length !== char.length ? char : upper;
  });
}
