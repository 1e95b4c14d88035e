import type { Instruction } from "../languages/dockerfile/model.ts";
import type { ShellScript } from "../languages/shell/model.ts";

/** Where the shell stops that reads the script of an instruction; undefined where it reads all of it, or is one whose forms are not known here. */
export function shellErrorOf(
  instruction: Instruction,
  { errors, source: { text } }: ShellScript,
): ShellScript["errors"][number] | undefined {
  if (errors.length === 0) return undefined;
  const shell = /^#![\t ]*(\S*)(?:[\t ]+(\S+))?/.exec(text)?.slice(1) ?? [instruction.stage?.shell(instruction)?.[0] ?? "sh"];
  // Bash 5.3 has `${ command; }`, of which too little is known.
  return shell.some((word) => /(?:^|\/)(?:ba|da|a)?sh$/.test(word ?? "")) && !/\$\{[\s|]/.test(text) ? errors[0] : undefined;
}
