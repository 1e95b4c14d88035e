import { evaluate, statusFunctions, truthiness } from "./evaluate.ts";
import type { ContextAccess, ExpressionNode, FunctionCall, Operation, Value } from "./model.ts";

export type ValueType = "string" | "number" | "boolean" | "null" | "object" | "array" | "unknown";

/** The type that a node gives in every run, "unknown" where it depends on the run. `contexts` tells those of accesses without `*`. */
export function typeOf(node: ExpressionNode, contexts: (access: ContextAccess) => ValueType): ValueType {
  switch (node.kind) {
    case "literal":
      return typeOfValue(node.value);
    case "context":
      return node.segments.some((segment) => segment.kind === "star") ? "array" : contexts(node);
    case "indexed":
      if (node.segments.some((segment) => segment.kind === "star")) return "array";
      return typeOfValue(evaluate(node, nothing));
    case "call":
      return typeOfCall(node, contexts);
    case "operation":
      return typeOfOperation(node, contexts);
  }
}

/** The type of a value; "unknown" where the value is. */
export function typeOfValue(value: Value): ValueType {
  if (value === undefined) return "unknown";
  if (value === null) return "null";
  if (typeof value === "object") return value.kind;
  return typeof value as "string" | "number" | "boolean";
}

/** A world in which nothing is known: what has a value there has it everywhere. */
const nothing = { context: () => undefined };

function typeOfCall(node: FunctionCall, contexts: (access: ContextAccess) => ValueType): ValueType {
  if (statusFunctions.has(node.name)) return "boolean";
  switch (node.name) {
    case "contains":
    case "startswith":
    case "endswith":
      return "boolean";
    case "format":
    case "join":
    case "tojson":
    case "hashfiles":
      return "string";
    case "fromjson":
      return typeOfValue(evaluate(node, nothing));
    case "case":
      return common(node.args.filter((_, i) => i % 2 === 1 || i === node.args.length - 1).map((arg) => typeOf(arg, contexts)));
    default:
      return "unknown";
  }
}

function typeOfOperation({ operator, operands }: Operation, contexts: (access: ContextAccess) => ValueType): ValueType {
  if (operator !== "&&" && operator !== "||") return "boolean";
  // An operand that is always passed over has no say; one at which the operator always stops is the last that has.
  const candidates: ValueType[] = [];
  for (const [i, operand] of operands.entries()) {
    const type = typeOf(operand, contexts);
    const truth = operand.kind === "literal" ? truthiness(operand.value) : truthOfType(type);
    if (i < operands.length - 1 && truth === (operator === "&&")) continue;
    candidates.push(type);
    if (truth === (operator === "||")) break;
  }
  return common(candidates);
}

/** Objects and arrays are true, null is false, whatever they hold. */
function truthOfType(type: ValueType): boolean | undefined {
  return type === "null" ? false : type === "object" || type === "array" ? true : undefined;
}

function common(types: readonly ValueType[]): ValueType {
  const [type] = types;
  return type !== undefined && types.every((other) => other === type) ? type : "unknown";
}
