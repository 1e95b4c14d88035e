import { productionStages } from "../image/production.ts";
import { hasTool } from "../image/tools.ts";
import { lookUpBaseImage } from "../knowledge/base-images.ts";
import { toolOfBase } from "../knowledge/image-tools.ts";
import type { Container, Handler } from "../languages/kubernetes/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { execOf, shellNames } from "./exec-command.ts";
import { dockerfileOf, imageOf } from "./images.ts";

/** Programs that a command may need and that images without an operating system lack; the application's own are not among them. */
const common: ReadonlySet<string> = new Set([
  ...shellNames,
  ...[
    "sleep",
    "curl",
    "wget",
    "nc",
    "ncat",
    "netcat",
    "cat",
    "test",
    "[",
    "ls",
    "grep",
    "pgrep",
    "pidof",
    "ps",
    "kill",
    "killall",
    "pkill",
  ],
  ...[
    "touch",
    "rm",
    "echo",
    "true",
    "stat",
    "find",
    "sed",
    "awk",
    "timeout",
    "env",
    "python",
    "python3",
    "node",
    "busybox",
    "nslookup",
    "dig",
  ],
]);

/** What the image of a container is made of, for messages. */
export interface MissingTool {
  readonly tool: string;
  /** The Dockerfile, or the image, that lacks it. */
  readonly where: string;
}

/** The first program of a handler's command that the container's image certainly lacks. */
export function missingTool(handler: Handler, container: Container, workspace: Workspace): MissingTool | undefined {
  const words = handler.kind === "exec" ? handler.command.known : undefined;
  const program = words?.[0];
  const exec = program === undefined ? undefined : execOf(handler);
  if (program === undefined || !exec) return undefined;
  // Without its shell, nothing of the script is run.
  const own = toolIn(program);
  const inner = exec.shell === undefined ? [] : exec.commands.map(({ name }) => name);
  const tools = [own, ...inner].filter(
    (tool) => tool !== undefined && common.has(tool) && !(exec.shell !== undefined && builtins.has(tool)),
  );
  if (tools.length === 0) return undefined;
  const has = toolsOf(container, workspace);
  const tool = has && tools.find((one) => one !== undefined && has.has(one) === false);
  return has && tool !== undefined ? { tool, where: has.where } : undefined;
}

/** What every shell does itself. */
const builtins = new Set(["echo", "test", "[", "true", "kill"]);

/** The program's name, where it is looked up or stands in a folder of programs; others may be the application's own. */
function toolIn(program: string): string | undefined {
  return /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/)?([^/\\]+)$/.exec(program)?.[1];
}

interface Tools {
  readonly where: string;
  has(tool: string): boolean | undefined;
}

function toolsOf(container: Container, workspace: Workspace): Tools | undefined {
  const file = dockerfileOf(container, workspace);
  if (file) {
    const stages = productionStages(file, workspace);
    if (stages.length === 0) return undefined;
    // Where several are built, it could be any of them.
    return { where: `the image of \`${file.source.path}\``, has: (tool) => all(stages.map((stage) => hasTool(stage, tool))) };
  }
  const image = imageOf(container, workspace);
  if (!image || image.isPlaceholder) return undefined;
  const base = lookUpBaseImage({ name: image.name, tag: image.tag, digest: image.digest });
  return base && { where: `\`${image.name}\``, has: (tool) => toolOfBase(base, tool) };
}

function all(answers: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = answers;
  return answers.every((answer) => answer === first) ? first : undefined;
}
