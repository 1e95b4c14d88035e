import type { ArgInstruction, Assignment, Dockerfile, Instruction, RunInstruction } from "../languages/dockerfile/model.ts";
import type { Fix } from "../rule.ts";
import { insert, remove, type TextEdit } from "../text/edit.ts";

/**
 * Whether `RUN --mount=type=secret,env=` can be used: it came with Dockerfile syntax 1.10, and a file without a syntax
 * directive, or with one that follows the major version, has it with any supported builder.
 */
export function hasSecretEnvironment(file: Dockerfile): boolean {
  const syntax = file.directives.find((directive) => directive.name === "syntax")?.value;
  if (!syntax) return true;
  const version = /^(?:docker\.io\/)?docker\/dockerfile:(\d+)(?:\.(\d+))?/.exec(syntax);
  if (!version) return false;
  return Number(version[1]) > 1 || (Number(version[1]) === 1 && (version[2] === undefined || Number(version[2]) >= 10));
}

/** The text of the flag that mounts a build secret as an environment variable. */
export function secretMount(variable: string): string {
  return `--mount=type=secret,id=${variable.toLowerCase()},env=${variable}`;
}

/** Where a flag of a RUN goes: behind the keyword and the flags that it has. */
export function flagPlace(run: RunInstruction): number {
  return (run.flags.at(-1)?.span ?? run.keywordSpan).end;
}

/** Whether a secret is mounted for a RUN under the name of a variable, or as a file. */
export function mountsSecret(run: RunInstruction): boolean {
  return run.mounts.some((mount) => mount.type === "secret" || mount.type === "ssh");
}

/**
 * The fix that takes a build argument away and mounts it as a secret where RUNs of its stage use it. Undefined where that would not do:
 * the argument is used by anything but RUN, shares its instruction with others, stands before the first FROM, or is not used by name at all.
 */
export function secretMountFix(file: Dockerfile, arg: ArgInstruction, assignment: Assignment): Fix | undefined {
  if (!arg.stage || arg.onbuild || arg.assignments.length !== 1 || assignment.value || !hasSecretEnvironment(file)) return undefined;
  const { name } = assignment;
  const uses = file.instructions.filter((instruction) => instruction !== arg && mentions(instruction, name));
  const runs = uses.filter(
    (use): use is RunInstruction => use.keyword === "RUN" && use.stage === arg.stage && use.command?.form === "shell",
  );
  if (runs.length === 0 || runs.length !== uses.length || arg.headSpan.end !== arg.span.end) return undefined;
  const edits: TextEdit[] = runs
    .filter((run) => !run.mounts.some((mount) => mount.get("env")?.text === name))
    .map((run) => insert(flagPlace(run), ` ${secretMount(name)}`));
  edits.push(remove({ start: arg.span.start, end: file.source.nextLineStart(arg.span.end) }));
  const secret = `--secret id=${name.toLowerCase()},env=${name}`;
  return {
    title: `Mount \`${name}\` as a build secret (build with \`${secret}\`)`,
    safety: "unsafe",
    changes: [{ kind: "edit", path: file.source.path, edits }],
  };
}

/** Whether an instruction speaks of a variable: as `$NAME`, `${NAME…}`, or by declaring it again. */
function mentions(instruction: Instruction, name: string): boolean {
  const texts = [
    instruction.rest.text,
    ...instruction.flags.map((flag) => flag.value?.raw ?? ""),
    ...instruction.heredocs.map((heredoc) => heredoc.body.text),
  ];
  const reference = new RegExp(`\\$(?:${name}(?![A-Za-z0-9_])|\\{${name}[^A-Za-z0-9_])`);
  if (texts.some((text) => reference.test(text))) return true;
  return (instruction.keyword === "ARG" || instruction.keyword === "ENV") && instruction.assignments.some((one) => one.name === name);
}
