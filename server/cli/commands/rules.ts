import { type Rule, rules } from "../../engine/index.ts";
import type { Io } from "../io.ts";
import { type ParsedArguments, UsageError } from "../options.ts";
import { paintOf, usesColor } from "../terminal.ts";

/** `rules`: lists all rules. */
export async function listRules(parsed: ParsedArguments, io: Io): Promise<number> {
  if (parsed.operands.length > 0) throw new UsageError("`rules` takes no paths; a rule's page is printed by `explain`");
  if (parsed.get("format") === "json") io.stdout.write(`${JSON.stringify(rules.map(describe), undefined, 2)}\n`);
  else io.stdout.write(table(usesColor(parsed.get("color"), io.isTerminal.stdout, io.env)));
  return 0;
}

function describe({ id, language, category, severity, preset, summary, fix, patterns, alsoKnownAs, since }: Rule) {
  return { id, language, category, severity, preset, summary, fix: fix ?? null, patterns, alsoKnownAs: alsoKnownAs ?? [], since };
}

function table(color: boolean): string {
  const paint = paintOf(color);
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const lines = rules.map(({ id, severity, preset, fix, summary }) => {
    const fixText = fix === "safe" ? "fix" : fix === "unsafe" ? "fix --unsafe" : "";
    return `${paint.bold(id.padEnd(width))}  ${severity.padEnd(7)}  ${preset.padEnd(11)}  ${fixText.padEnd(12)}  ${paint.dim(summary)}\n`;
  });
  return lines.join("");
}
