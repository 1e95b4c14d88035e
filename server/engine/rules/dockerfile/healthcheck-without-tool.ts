import { baseImageOf } from "../../image/base.ts";
import { requestProbe } from "../../image/healthcheck.ts";
import { addressAsked, askingCommand, isOftenMissing, swapped } from "../../image/healthcheck-tools.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { hasTool } from "../../image/tools.ts";
import type { HealthcheckInstruction, Stage } from "../../languages/dockerfile/model.ts";
import type { ShellCommand } from "../../languages/shell/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const image = (base: string, probe: string) =>
  `FROM ${base}\nCOPY app /app\nEXPOSE 8080\nUSER 10001:10001\nHEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \\\n    CMD ${probe}\nCMD ["/app"]\n`;

export default defineRule({
  id: "dockerfile/healthcheck-without-tool",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A HEALTHCHECK runs a program that the image does not have.",
  why: `Slim images hold neither \`curl\` nor \`wget\`, Alpine has \`wget\` alone, and \`scratch\` and distroless images have not even the shell that a HEALTHCHECK in shell form needs. A check that needs what is not there fails always: the container is unhealthy from the start.

Ask with what is there: \`wget\` on Alpine, a line for the interpreter that the image has, a command of the application's own. Or install the tool.

Judged are known base images with what the file installs and copies on top; where a script that is not seen may have brought the tool along, nothing is said.`,
  examples: [
    {
      title: "What Alpine has",
      bad: image("alpine:3.24", "curl -f http://localhost:8080/health || exit 1"),
      good: image("alpine:3.24", "wget -q -O /dev/null http://127.0.0.1:8080/health || exit 1"),
    },
    {
      title: "The image's own interpreter",
      bad: image("node:24-trixie-slim", "curl -f http://localhost:8080/health || exit 1"),
      good: image(
        "node:24-trixie-slim",
        "[\"node\", \"-e\", \"require('http').get({ host: '127.0.0.1', port: 8080, path: '/health' }, (answer) => process.exit(answer.statusCode < 400 ? 0 : 1)).on('error', () => process.exit(1))\"]",
      ),
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D6"],
  judges: "connected",
  check(file, { workspace, report }) {
    const told = new Set<HealthcheckInstruction>();
    for (const stage of productionStages(file, workspace)) {
      const instruction = stage.last("HEALTHCHECK");
      const missing = instruction && !told.has(instruction) ? missingTool(instruction, stage) : undefined;
      if (!instruction || !missing) continue;
      told.add(instruction);
      const { tool, span } = missing;
      const name = baseImageOf(stage)?.name;
      const where = name === undefined ? "This image" : `This image (\`${name}\`)`;
      const what = missing.isShell ? `no shell to run the check in` : `no \`${tool}\``;
      report({
        span,
        message: `${where} has ${what}, so the check fails always and the container is never healthy. ${missing.isShell ? "Write a JSON array with a program that it has." : "Ask with a program that it has."}`,
        fixes: fixesOf(instruction, missing, stage, workspace),
        ...(isDevelopment(stage, workspace) && { severity: "hint" as const }),
      });
    }
  },
});

interface Missing {
  readonly tool: string;
  readonly span: Span;
  /** The shell that the shell form needs. */
  readonly isShell: boolean;
  /** The command that calls the tool, where it stands in a script. */
  readonly command: ShellCommand | undefined;
}

function missingTool({ command, keywordSpan }: HealthcheckInstruction, stage: Stage): Missing | undefined {
  if (!command || baseImageOf(stage)?.os === "windows") return undefined;
  if (command.form === "exec") {
    const [program] = command.argv;
    const name = program && nameOf(program.text);
    if (!program || name === undefined || !isOftenMissing(name) || hasTool(stage, name) !== false) return undefined;
    return { tool: name, span: program.span, isShell: false, command: undefined };
  }
  const shell = nameOf(stage.shell()?.[0] ?? "/bin/sh");
  if (shell !== undefined && hasTool(stage, shell) === false)
    return { tool: shell, span: keywordSpan, isShell: true, command: command.script && askingCommand(command.script.commands) };
  const call = command.script && askingCommand(command.script.commands);
  if (!command.script || !call?.name || hasTool(stage, call.name) !== false) return undefined;
  const { text } = command.script.source;
  if (nameOf(text.slice(call.nameSpan.start, call.nameSpan.end)) === undefined) return undefined;
  return { tool: call.name, span: command.script.source.spanToSource(call.nameSpan), isShell: false, command: call };
}

/** The name of a program that is looked up, or called in one of the system's folders. */
function nameOf(path: string): string | undefined {
  return /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/)?([\w.-]+)$/.exec(path)?.[1];
}

function fixesOf(instruction: HealthcheckInstruction, missing: Missing, stage: Stage, workspace: Workspace): readonly Fix[] {
  const { command } = instruction;
  const { source, comments } = stage.file;
  if (!command || instruction.stage?.file !== stage.file) return [];
  const fix = (title: string, span: Span, text: string): readonly Fix[] =>
    comments.some((comment) => comment.span.start > span.start && comment.span.end < span.end)
      ? []
      : [{ title, safety: "unsafe", changes: [{ kind: "edit", path: source.path, edits: [replace(span, text)] }] }];
  const call = missing.command;
  const words = call ? call.args.map(({ value }) => value) : command.argv.slice(1).map(({ text }) => text);
  const known = words.filter((word) => word !== undefined);
  const program = call?.name ?? missing.tool;
  if (known.length < words.length) return [];
  const other = program === "curl" ? "wget" : "curl";
  const instead = !missing.isShell && hasTool(stage, other) === true ? swapped(program, known) : undefined;
  if (instead) {
    const title = `Ask with \`${other}\``;
    if (!call || !command.script) return fix(title, command.span, JSON.stringify(instead).replaceAll('","', '", "'));
    const { commands, source: script } = command.script;
    // What else the script says stays.
    const last = call.args.at(-1);
    if (last && call.redirects.length === 0 && commands.length > 0)
      return fix(title, script.spanToSource({ start: call.nameSpan.start, end: last.span.end }), instead.join(" "));
  }
  // All that the script does is ask, and say so when there is no answer.
  if (command.script?.commands.some((one) => one !== call && (one.name !== "exit" || one.operator !== "||"))) return [];
  const asked = /^(?:http:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::(\d+))?(\/[\w./~%?=-]*)?$/.exec(
    addressAsked(program, known) ?? "",
  );
  const probe = asked ? requestProbe(stage, workspace, asked[1] ?? "80", asked[2] ?? "/") : undefined;
  return probe === undefined ? [] : fix("Ask with what the image has", command.span, probe);
}
