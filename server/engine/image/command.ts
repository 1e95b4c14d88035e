import type { CommandInstruction, CopyInstruction, Heredoc, Instruction, Stage } from "../languages/dockerfile/model.ts";
import { rememberFor } from "../text/remember.ts";
import { buildContextsOf } from "../workspace/context.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type Invocation, invocationsOf } from "./invocation.ts";

/** The instructions that decide what a container of the image starts. */
export interface Start {
  readonly entrypoint: CommandInstruction | undefined;
  /** Undefined, too, where an ENTRYPOINT of a later stage has taken it away. */
  readonly command: CommandInstruction | undefined;
}

/**
 * What the image of a stage starts with. As in BuildKit, an ENTRYPOINT clears the CMD that the stage has inherited; one of its own stays,
 * whichever of the two stands first.
 */
export function startOf(stage: Stage): Start {
  let start = starts.get(stage);
  if (!start) {
    start = findStart(stage);
    starts.set(stage, start);
  }
  return start;
}

const starts = new WeakMap<Stage, Start>();

function findStart(stage: Stage): Start {
  let entrypoint: CommandInstruction | undefined;
  let command: CommandInstruction | undefined;
  for (const link of stage.chain) {
    const own = link.instructions.filter(isStart);
    const ownEntrypoint = own.findLast((one) => one.keyword === "ENTRYPOINT");
    const ownCommand = own.findLast((one) => one.keyword === "CMD");
    if (ownEntrypoint) command = undefined;
    entrypoint = ownEntrypoint ?? entrypoint;
    command = ownCommand ?? command;
  }
  return { entrypoint, command };
}

/** Whether an instruction says what a container starts. */
export function isStart(instruction: Instruction): instruction is CommandInstruction {
  return instruction.keyword === "CMD" || instruction.keyword === "ENTRYPOINT";
}

/** The instructions of one stage or chain with what they trigger in a child image instead of the ONBUILDs themselves. */
export const withTriggers: (instructions: readonly Instruction[]) => readonly Instruction[] = rememberFor(
  (instructions: readonly Instruction[]) =>
    // Most files have none, and every rule asks.
    instructions.some(({ keyword }) => keyword === "ONBUILD")
      ? instructions.flatMap((one) => (one.keyword === "ONBUILD" ? (one.trigger ?? []) : one))
      : instructions,
);

/** What a message about an ONBUILD trigger ends with, in front of its full stop. */
export function whenChildIsBuilt(instruction: Instruction): string {
  return instruction.onbuild ? " when a child image is built" : "";
}

/** The programs that a container of the image runs when it starts, with wrappers such as `tini` looked through. */
export function startedBy(stage: Stage): readonly Invocation[] {
  const { entrypoint, command } = startOf(stage);
  return [...invocationsOf(entrypoint?.command), ...invocationsOf(command?.command)];
}

/**
 * The text of the script that the image starts, where it was copied from the build context or written by a heredoc, and can be seen.
 */
export function startScript(stage: Stage, workspace: Workspace): string | undefined {
  for (const { name, args } of startedBy(stage)) {
    for (const word of [name, ...args.map((arg) => arg.value)]) {
      if (word === undefined || !(word === name || word.endsWith(".sh"))) continue;
      const text = scriptText(word, stage, workspace);
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

/** A script of the image where it can be seen. */
export interface ScriptFile {
  readonly text: string;
  /** The file of the workspace that it was copied from, or the heredoc that writes it. */
  readonly from: string | Heredoc;
}

/** A script of the image, by the path that starts it, where it was copied from the build context or written by a heredoc. */
export function scriptFile(program: string, stage: Stage, workspace: Workspace): ScriptFile | undefined {
  const name = program.slice(program.lastIndexOf("/") + 1);
  for (const copy of stage.chainInstructions.toReversed()) {
    if ((copy.keyword !== "COPY" && copy.keyword !== "ADD") || copy.from) continue;
    for (const heredoc of copy.heredocs) if (copy.destination?.text.endsWith(`/${name}`)) return { text: heredoc.body.text, from: heredoc };
    for (const path of candidates(copy, name)) {
      for (const context of buildContextsOf(stage.file.source.path, workspace)) {
        const from = context.folder === "" ? path : `${context.folder}/${path}`;
        const text = workspace.read(from);
        if (text !== undefined) return { text, from };
      }
    }
  }
  return undefined;
}

/** The text of a script of the image, by the path that starts it; see `scriptFile`. */
export function scriptText(program: string, stage: Stage, workspace: Workspace): string | undefined {
  return scriptFile(program, stage, workspace)?.text;
}

/** Where in the build context a COPY may have taken a file of that name from. */
function candidates(copy: CopyInstruction, name: string): string[] {
  return copy.sources.flatMap((source) => {
    const path = source.value?.replace(/^\.?\/+|\/+$/g, "");
    if (path === undefined) return [];
    if (path === "." || path === "") return [name];
    if (path.slice(path.lastIndexOf("/") + 1) === name || copy.destination?.text.endsWith(`/${name}`)) return [path];
    return /[*?[]/.test(path) ? [path.slice(0, path.lastIndexOf("/") + 1) + name] : [`${path}/${name}`];
  });
}
