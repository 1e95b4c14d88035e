import { baseImageOf } from "../image/base.ts";
import { askingCommand, isOftenMissing } from "../image/healthcheck-tools.ts";
import { hasTool } from "../image/tools.ts";
import { imageHasTool } from "../knowledge/service-images.ts";
import type { CommandLine } from "../languages/compose/model.ts";
import type { ShellCommand } from "../languages/shell/model.ts";
import type { Span } from "../text/span.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { ApplicationService } from "./application.ts";
import { builtStage } from "./built-stage.ts";
import { startOf } from "./lifetime.ts";
import { buildOf, likelyImageOf } from "./settings.ts";

/** A program that a health check runs and the image does not have. */
export interface MissingTool {
  readonly tool: string;
  readonly span: Span;
  /** What lacks it, to begin a sentence with. */
  readonly where: string;
  /** The command that calls it, where it stands in a script. */
  readonly command: ShellCommand | undefined;
  has(tool: string): boolean | undefined;
}

/** The program of a test that the service's image certainly lacks; undefined where there is none, or the image is not known. */
export function missingTool(test: CommandLine, service: ApplicationService, workspace: Workspace): MissingTool | undefined {
  const image = toolsOf(service, workspace);
  if (!image) return undefined;
  const isScript = test.script !== undefined && test.nodes.length > 0;
  const [first] = test.nodes;
  const program = test.program;
  if (!first || program === undefined) return undefined;
  const found = (tool: string, span: Span, command?: ShellCommand): MissingTool | undefined =>
    image.has(tool) === false && !isInstalled(service, tool) ? { tool, span, where: image.where, command, has: image.has } : undefined;
  if (!isScript) return isOftenMissing(program) ? found(program, first.span) : undefined;
  const noShell = found("sh", first.span);
  if (noShell) return noShell;
  const { commands, source } = test.script;
  const call = askingCommand(commands);
  if (call?.name === undefined) return undefined;
  return found(call.name, source.spanToSource(call.nameSpan), call);
}

/** Whether the container installs a program when it starts, or runs a script that may. */
function isInstalled(service: ApplicationService, tool: string): boolean {
  const start = startOf(service);
  return start !== undefined && (start.includes(tool) || /\b(?:apk|apt(?:-get)?|yum|dnf|install)\b/.test(start));
}

function toolsOf(service: ApplicationService, workspace: Workspace): Pick<MissingTool, "where" | "has"> | undefined {
  const stage = builtStage(service, workspace);
  if (stage) {
    const base = baseImageOf(stage)?.name;
    const where = `The image of \`${stage.file.source.path}\`${base === undefined ? "" : ` (\`${base}\`)`}`;
    return { where, has: (tool) => hasTool(stage, tool) };
  }
  const image = buildOf(service) ? undefined : likelyImageOf(service);
  return image === undefined ? undefined : { where: `\`${image}\``, has: (tool) => imageHasTool(image, tool) };
}
