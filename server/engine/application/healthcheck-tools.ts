import { baseImageOf } from "../image/base.ts";
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

/** Programs that health checks ask with, and that images often lack. */
const usual: ReadonlySet<string> = new Set(["curl", "wget", "nc"]);
const shells: ReadonlySet<string> = new Set(["sh", "bash"]);

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
  if (!isScript) return usual.has(program) || shells.has(program) ? found(program, first.span) : undefined;
  const noShell = found("sh", first.span);
  if (noShell) return noShell;
  const { commands, source } = test.script;
  const asking = commands.filter(({ name }) => name !== undefined && usual.has(name));
  const [call] = asking;
  // What tries one program and then another, or asks whether there is one, is left alone.
  if (!call?.name || asking.length > 1 || call.isConditional || commands.some(({ name }) => name === "command" || name === "which"))
    return undefined;
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

/** The words of a call of `wget` that asks the same as one of `curl`, or the other way round; undefined where it does more than ask. */
export function swapped(program: string, words: readonly string[]): readonly string[] | undefined {
  const asked = program === "curl" ? askedByCurl(words) : program === "wget" ? askedByWget(words) : undefined;
  if (!asked) return undefined;
  const seconds = asked.seconds === undefined ? [] : [program === "curl" ? "-T" : "-m", asked.seconds];
  // BusyBox's wget takes `localhost` for `::1` alone.
  return program === "curl"
    ? ["wget", "-q", ...seconds, "-O", "/dev/null", asked.address.replace(/^((?:https?:\/\/)?)localhost\b/, "$1127.0.0.1")]
    : ["curl", "-fsS", ...seconds, "-o", "/dev/null", asked.address];
}

interface Asked {
  readonly address: string;
  readonly seconds: string | undefined;
}

function askedByCurl(words: readonly string[]): Asked | undefined {
  return asked(words, /^-[fsSLgI]+$|^--(?:fail|silent|show-error|location|head)$/, /^(?:-[fsSL]*o|--output)$/, /^(?:-m|--max-time)$/);
}

function askedByWget(words: readonly string[]): Asked | undefined {
  return asked(
    words,
    /^-(?:q|nv|S)+$|^--(?:quiet|spider|no-verbose|no-check-certificate)$|^-q?O-$|^--output-document=\S+$|^--tries=\d+$/,
    /^(?:-q?O|-t)$/,
    /^-T$/,
  );
}

function asked(words: readonly string[], plain: RegExp, skipping: RegExp, timing: RegExp): Asked | undefined {
  let address: string | undefined;
  let seconds: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const glued = /^--(?:max-time|timeout)=(\d+)$/.exec(word)?.[1];
    if (glued !== undefined) seconds = glued;
    else if (timing.test(word)) seconds = words[++i];
    else if (skipping.test(word)) i++;
    else if (plain.test(word)) continue;
    else if (word.startsWith("-") || address !== undefined) return undefined;
    else address = word;
  }
  return address === undefined || (seconds !== undefined && !/^\d+$/.test(seconds)) ? undefined : { address, seconds };
}
