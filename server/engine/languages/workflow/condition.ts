import type { YamlMap } from "../yaml/model.ts";
import type { Condition } from "./model.ts";
import { isNull, textBelow, type Where } from "./text.ts";

/**
 * The `if` of a job or step. With braces and anything around them, the blank or line break at the end of `if: |` too, the runner formats a
 * string, which is true whatever the expression says.
 */
export function conditionOf(map: YamlMap | undefined, where: Where): Condition | undefined {
  const entry = map?.entry("if");
  const text = textBelow(map, "if", where);
  if (!entry || !text || isNull(text.node)) return undefined;
  const { whole, expressions } = text;
  const isAlwaysTrueText = !whole && expressions.length > 0 && !expressions.some(({ isUnclosed }) => isUnclosed);
  let expression: Condition["expression"] | undefined;
  return {
    entry,
    text,
    isAlwaysTrueText,
    get expression() {
      expression ??= whole?.expression;
      return expression?.root ? expression : undefined;
    },
  };
}
