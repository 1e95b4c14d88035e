import { explain, explainUnknownRule, findRule } from "../../engine/index.ts";
import { InputError } from "../command.ts";
import type { Io } from "../io.ts";
import { type ParsedArguments, UsageError } from "../options.ts";
import { paintOf, usesColor } from "../terminal.ts";

/** `explain`: prints a rule's page; a peer's id will do where one rule alone has it. */
export async function explainRule(parsed: ParsedArguments, io: Io): Promise<number> {
  const [name, ...others] = parsed.operands;
  if (name === undefined || others.length > 0) throw new UsageError("`explain` takes the id of one rule");
  const rule = findRule(name);
  if (!rule) throw new InputError(explainUnknownRule(name).message);
  const paint = paintOf(usesColor(parsed.get("color"), io.isTerminal.stdout, io.env));
  io.stdout.write(explain(rule).replace(/^#+ .*$/gm, (heading) => paint.bold(heading)));
  return 0;
}
