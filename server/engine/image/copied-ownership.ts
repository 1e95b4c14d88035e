import type { CopyInstruction, Instruction, RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import { insert, remove, type TextEdit } from "../text/edit.ts";
import { below, destinationOf, folderAt, folderOf, type ImageFolder, within } from "./folders.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "./invocation.ts";

/** A `chown -R` or `chmod -R` of files that the same stage has just copied, which then stand in two layers. */
export interface OwnershipChange {
  readonly call: Invocation;
  /** The path that it changes. */
  readonly word: InvocationWord;
  /** The instructions that fill the path. */
  readonly copies: readonly [CopyInstruction, ...CopyInstruction[]];
  /** What does the same with the flags of COPY, as far as it can: the folder itself stays as WORKDIR has made it. */
  readonly fix: { readonly title: string; readonly edits: readonly TextEdit[] } | undefined;
}

/** The changes that a RUN makes to files that nothing but COPY has put there. */
export function ownershipChanges(run: RunInstruction): readonly OwnershipChange[] {
  const { stage } = run;
  if (!stage || run.onbuild || !changes.test(`${run.rest.text} ${run.heredocs[0]?.body.text}`)) return [];
  const calls = invocationsOf(run.command);
  return calls.flatMap((call, index) => {
    const read = readCall(call);
    if (!read || call.command?.isConditional || call.command?.inSubstitution) return [];
    const path = within(folderOf(call, run, calls.slice(0, index), stage), read.word.text);
    if (!path.startsWith("/") || path === "/") return [];
    const copies = copiesInto(path, stage, run);
    const [first] = copies;
    // Copies that say it already leave the folder itself to be changed.
    if (
      !first ||
      copies.every(({ flags }) => flags.some(({ name }) => name === call.name)) ||
      isWritten(path, stage, run, calls.slice(0, index))
    )
      return [];
    return [
      {
        call,
        word: read.word,
        copies: [first, ...copies.slice(1)],
        fix: fixFor(call, calls.slice(0, index), read.value, path, copies, run, stage),
      },
    ];
  });
}

const changes = /\bch(?:own|mod)\b/;

/** What a recursive call sets, and on which path; undefined for any other call. */
function readCall({ name, args }: Invocation): { readonly value: InvocationWord; readonly word: InvocationWord } | undefined {
  if (name !== "chown" && name !== "chmod") return undefined;
  const options = args.filter(({ text }) => text.startsWith("-"));
  if (!options.some(({ text }) => /^-[a-zA-Z]*R|^--recursive$/.test(text))) return undefined;
  if (!options.every(({ text }) => /^-(?:[RvcfhHLP]+|-(?:recursive|verbose|changes|quiet|silent|no-dereference))$/.test(text)))
    return undefined;
  const [value, word, ...others] = args.filter((one) => !options.includes(one));
  return value && word?.value !== undefined && others.length === 0 ? { value, word } : undefined;
}

/** The instructions in front of a RUN, in its own stage, that copy something to a path or below it. */
function copiesInto(path: ImageFolder, stage: Stage, run: RunInstruction): CopyInstruction[] {
  return stage.instructions.filter((one): one is CopyInstruction => {
    if ((one.keyword !== "COPY" && one.keyword !== "ADD") || one.index > run.index) return false;
    const destination = destinationOf(one, stage);
    return destination !== undefined && below(path, destination) !== undefined;
  });
}

/** Programs that write nothing into the folders of an application. */
const harmless = /^(?:addgroup|adduser|apk|apt|apt-get|chmod|chown|dnf|groupadd|id|microdnf|mkdir|rm|rmdir|set|true|useradd|usermod|yum)$/;
const creates = /^(?:addgroup|adduser|apk|apt|apt-get|dnf|groupadd|microdnf|useradd|usermod|yum)$/;

/** Whether a step before may have written to the path, so that it is not about copied files alone. */
function isWritten(path: ImageFolder, stage: Stage, run: RunInstruction, earlier: readonly Invocation[]): boolean {
  const isAbout = (folder: ImageFolder, words: readonly InvocationWord[]) =>
    below(path, folder) !== undefined || words.some(({ text }) => text.includes(path));
  const writes = (calls: readonly Invocation[], one: RunInstruction, link: Stage) =>
    calls.some(({ name, args }) => !harmless.test(name ?? "") && isAbout(folderAt(link, one), args));
  if (writes(earlier, run, stage)) return true;
  return stage.chain.some((link) =>
    link.instructions.some((one) => {
      if (one.keyword !== "RUN" || one.index >= run.index) return false;
      const calls = invocationsOf(one.command);
      return calls.length === 0 ? isAbout(folderAt(link, one), []) || one.rest.text.includes(path) : writes(calls, one, link);
    }),
  );
}

function fixFor(
  call: Invocation,
  earlier: readonly Invocation[],
  { value }: InvocationWord,
  path: ImageFolder,
  copies: readonly CopyInstruction[],
  run: RunInstruction,
  stage: Stage,
): OwnershipChange["fix"] {
  const flag = flagFor(call.name, value);
  // What the base image has in a folder of the system is changed as well.
  if (flag === undefined || /^\/(?:bin|etc|lib|root|sbin|usr|var)(?:\/|$)/.test(path)) return undefined;
  const since = stage.instructions.filter((one) => one.index > (copies[0]?.index ?? 0) && one.index < run.index);
  const callsSince = [...since.flatMap((one) => (one.keyword === "RUN" ? invocationsOf(one.command) : [])), ...earlier];
  const isNamed = call.name === "chown" && /[a-z]/i.test(flag.replace(/^--chown=|root/g, ""));
  // Whoever is to have the files must be there when they are copied; packages bring users along.
  if (isNamed && callsSince.some(({ name }) => creates.test(name ?? ""))) return undefined;
  const all = stage.chainInstructions
    .filter((one) => one.index < run.index)
    .flatMap((one) => (one.keyword === "RUN" ? invocationsOf(one.command) : []));
  // Folders that were made there would lose their owner.
  if (
    [...all, ...earlier].some(({ name, args }) => name === "mkdir" && args.some(({ text }) => text === path || text.startsWith(`${path}/`)))
  )
    return undefined;
  const isFit = copies.every(
    ({ keyword, flags }) => keyword === "COPY" && !flags.some(({ name }) => name === (call.name as string) || (name === "link" && isNamed)),
  );
  const removal = isFit ? removeCall(call, run, stage) : undefined;
  if (!removal) return undefined;
  const what = flag.replace(/^--ch(?:own|mod)=/, "");
  return {
    title: `${call.name === "chown" ? `Give the files to \`${what}\`` : `Set the files to \`${what}\``} as they are copied${isMade(path, stage, run) ? " (the folder itself stays as it is)" : ""}`,
    edits: [...copies.map((copy) => insert(copy.flags.at(-1)?.span.end ?? copy.keywordSpan.end, ` ${flag}`)), removal],
  };
}

/** Whether the folder is there before anything is copied. */
function isMade(path: ImageFolder, stage: Stage, run: RunInstruction): boolean {
  return stage.chainInstructions.some(
    (one: Instruction) => one.keyword === "WORKDIR" && one.index < run.index && folderAt(one.stage ?? stage, run).startsWith(path),
  );
}

function flagFor(name: string | undefined, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  // Symbolic modes came with 1.14 of the syntax; a mode that lets everybody write is a matter of its own.
  if (name === "chmod") return /^0?[0-7]{2}[0145]$/.test(value) ? `--chmod=${value}` : undefined;
  // Without a group, chown leaves root's, and COPY takes the user's number for it.
  return /^[\w-]+(?::[\w-]+)?$/.test(value) ? `--chown=${value.includes(":") ? value : `${value}:root`}` : undefined;
}

/** The edit that takes a call out of its RUN, or the whole RUN where it has no other. Undefined where more than a chain of `&&` hangs on it. */
function removeCall(call: Invocation, run: RunInstruction, { file }: Stage): TextEdit | undefined {
  const { command, script } = call;
  if (!command || !script || script.errors.length > 0 || run.heredocs.length > 0 || command.pipe || command.isRequoted) return undefined;
  const { source } = file;
  const { commands } = script;
  if (commands.length === 1) {
    const start = source.lineSpan(source.lineOf(run.span.start)).start;
    return file.comments.some(({ span }) => span.start > run.span.start && span.end <= run.span.end)
      ? undefined
      : remove({ start, end: source.nextLineStart(run.span.end) });
  }
  if (commands.some(({ operator }) => operator !== undefined && operator !== "&&")) return undefined;
  const at = commands.indexOf(command);
  const before = commands[at - 1];
  const range = before
    ? { start: before.span.end, end: command.span.end }
    : { start: command.span.start, end: commands[at + 1]?.span.start ?? command.span.end };
  const between = before ? { start: before.span.end, end: command.span.start } : { start: command.span.end, end: range.end };
  if (!/^\s*&&\s*$/.test(script.source.text.slice(between.start, between.end))) return undefined;
  const span = {
    start: before ? script.source.spanToSource(before.span).end : script.source.toSource(range.start),
    end: before ? script.source.spanToSource(command.span).end : script.source.toSource(range.end),
  };
  return source.slice(span).includes("#") ? undefined : remove(span);
}
