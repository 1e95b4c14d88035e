import type { ShellCommand, ShellScript } from "../languages/shell/model.ts";
import type { Step } from "../languages/workflow/model.ts";
import { resolvePath } from "../workspace/paths.ts";

/** A command of a step with the folder of the job in which it runs. */
export interface PlacedCommand {
  readonly command: ShellCommand;
  readonly script: ShellScript;
  /** "" for the job's own; undefined where an expression, a variable or a condition decides. */
  readonly folder: string | undefined;
}

/** The commands of a step's `run`, each with the folder in which it runs. Empty where the script cannot be read. */
export function placedCommands(step: Step): readonly PlacedCommand[] {
  const script = step.script ?? step.roughScript;
  if (!script || script.errors.length > 0) return [];
  const isSubshell = /\(\s*(?:cd|pushd)\b/.test(script.source.text);
  let folder = step.workingDirectory === undefined ? undefined : resolvePath("", step.workingDirectory);
  // Which folder a container or another machine has, nobody knows.
  const placed: PlacedCommand[] = [];
  for (const command of script.commands) {
    const isElsewhere = command.isRequoted || command.wrappers.some((name) => /^(?:ssh|docker|podman|kubectl|su|chroot|nix)/.test(name));
    placed.push({ command, script, folder: isElsewhere ? undefined : folder });
    if (command.name !== "cd" && command.name !== "pushd" && command.name !== "popd" && command.name !== "Set-Location") continue;
    const target = command.args.length === 1 ? command.args[0]?.value : undefined;
    folder =
      folder === undefined ||
      target === undefined ||
      target === "-" ||
      command.name === "popd" ||
      command.isConditional ||
      isSubshell ||
      isElsewhere
        ? undefined
        : resolvePath(folder, target);
  }
  return placed;
}

/** The value of an option, be it `--prefix web`, `--prefix=web` or, of one letter, `-Cweb`; null where it is there and cannot be told. */
export function optionOf({ args }: ShellCommand, ...names: readonly string[]): string | null | undefined {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (!arg || arg.text === "--") return undefined;
    for (const name of names) {
      if (arg.text === name) return args[i + 1]?.value ?? null;
      if (
        name.startsWith("--")
          ? arg.text.startsWith(`${name}=`)
          : name.length === 2 && arg.text.startsWith(name) && !arg.text.startsWith("--")
      ) {
        return arg.value?.slice(name.length).replace(/^=/, "") ?? null;
      }
    }
  }
  return undefined;
}

/** A folder below another, of which either may not be known. */
export function folderBelow(folder: string | undefined, written: string | null | undefined): string | undefined {
  if (written === undefined) return folder;
  return folder === undefined || written === null ? undefined : resolvePath(folder, written);
}
