import { parseDuration } from "../../text/duration.ts";
import type { HealthcheckInstruction } from "./model.ts";
import type { Report } from "./problems.ts";

/** The arguments and the values of the flags of a HEALTHCHECK. */
export function healthcheckProblems(instruction: HealthcheckInstruction, report: Report): void {
  const { rest, keywordSpan } = instruction;
  const type = /^\S*/.exec(rest.text)?.[0] ?? "";
  const at = rest.text === "" ? keywordSpan : rest.spanToSource({ start: 0, end: type.length });
  switch (type.toUpperCase()) {
    case "":
      report("instruction-arguments", at, "`HEALTHCHECK` needs `CMD` and a command, or `NONE`.");
      return;
    case "NONE":
      if (rest.text.length > type.length) {
        report(
          "instruction-arguments",
          rest.spanToSource({ start: rest.text.length - rest.text.slice(type.length).trimStart().length, end: rest.text.length }),
          "`HEALTHCHECK NONE` takes nothing else, so the build stops here. Take out what follows.",
        );
      }
      return;
    case "CMD": {
      const { command } = instruction;
      if (!command || (command.form === "exec" && command.argv.length === 0)) {
        report("instruction-arguments", at, "`HEALTHCHECK CMD` needs the command that tells whether the service is well.");
      }
      break;
    }
    default:
      if (!type.includes("$")) {
        report(
          "instruction-arguments",
          at,
          `\`HEALTHCHECK\` knows \`CMD\` and \`NONE\` alone, not \`${type}\`, so the build stops here. Write \`CMD\` before the command.`,
        );
      }
  }
  for (const flag of instruction.flags) {
    const value = flag.value?.text;
    if (!value || value.includes("$")) continue;
    const wrong = (message: string, meant?: string): void =>
      report("invalid-healthcheck-option", flag.value?.span ?? flag.span, message, meant);
    if (flag.name === "retries") {
      if (!/^[-+]?\d+$/.test(value) || Number(value) > 2 ** 31 - 1) wrong(`\`${value}\` is no whole number, so the build stops here.`);
      else if (Number(value) < 0) wrong("`--retries` cannot be negative, so the build stops here.");
    } else if (["interval", "timeout", "start-period", "start-interval"].includes(flag.name)) {
      const seconds = parseDuration(value);
      if (seconds === undefined) {
        const meant = /^\d+$/.test(value) ? `${value}s` : undefined;
        wrong(`\`${value}\` is no duration, so the build stops here. Write a number with its unit, such as \`${meant ?? "30s"}\`.`, meant);
      } else if (seconds !== 0 && seconds < 0.001) {
        wrong(`\`--${flag.name}\` cannot be shorter than \`1ms\`, so the build stops here.`);
      }
    }
  }
}
