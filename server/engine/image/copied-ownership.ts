import type { CopyInstruction, RunInstruction, Stage } from "../languages/dockerfile/model.ts";
import { insert, remove, type TextEdit } from "../text/edit.ts";
import { below, destinationOf, folderAt, folderOf, type ImageFolder, within } from "./folders.ts";
import { type Invocation, type InvocationWord, invocationsOf } from "./invocation.ts";

/** A `chown -R` or `chmod -R` of files that the same stage has just copied, which then stand in two layers. */
export interface OwnershipChange {
  readonly run: RunInstruction;
  readonly call: Invocation;
  /** The path that it changes. */
  readonly word: InvocationWord;
  /** The instructions that fill the path. */
  readonly copies: readonly [CopyInstruction, ...CopyInstruction[]];
  /** What does the same with the flags of COPY, as far as it can: the folder itself stays as WORKDIR has made it. */
  readonly fix: { readonly title: string; readonly edits: readonly TextEdit[] } | undefined;
}

const known = new WeakMap<Stage, readonly OwnershipChange[]>();

/** The changes that a stage's RUNs make to files that nothing but COPY has put there, in order. */
export function ownershipChanges(stage: Stage): readonly OwnershipChange[] {
  let found = known.get(stage);
  if (!found) {
    const isThere = stage.instructions.some(
      (one) => one.keyword === "RUN" && changes.test(`${one.rest.text} ${one.heredocs[0]?.body.text}`),
    );
    found = isThere ? findChanges(stage) : [];
    known.set(stage, found);
  }
  return found;
}

const changes = /\bch(?:own|mod)\b/;

/** Paths of the image with all folders above them. */
class Paths {
  readonly #paths = new Set<ImageFolder>();

  add(path: ImageFolder): void {
    for (let at = path.replace(/\/+$/, ""); at.startsWith("/") && !this.#paths.has(at); at = at.slice(0, at.lastIndexOf("/")))
      this.#paths.add(at);
  }

  /** Whether the path, or one below it, is among them. */
  has(path: ImageFolder): boolean {
    return this.#paths.has(path);
  }
}

/** What is known of the image before a call. */
interface State {
  /** What a step may have written, so that it does not hold copied files alone. */
  readonly written: Paths;
  /** Folders that were made, which would lose their owner. */
  readonly made: Paths;
  /** By program, and by the path that they fill and the folders above: the copies that it has not changed yet. */
  readonly copies: { readonly chown: Map<ImageFolder, CopyInstruction[]>; readonly chmod: Map<ImageFolder, CopyInstruction[]> };
  /** The last instruction that may have brought a user along. */
  creator: number;
}

function findChanges(stage: Stage): readonly OwnershipChange[] {
  const state: State = { written: new Paths(), made: new Paths(), copies: { chown: new Map(), chmod: new Map() }, creator: -1 };
  const found: OwnershipChange[] = [];
  for (const link of stage.chain) {
    for (const one of link.instructions) {
      if (one.keyword === "RUN") {
        for (const change of changesIn(one, link, state)) if (link === stage) found.push(change);
      } else if ((one.keyword === "COPY" || one.keyword === "ADD") && link === stage) {
        const destination = destinationOf(one, stage)?.replace(/\/+$/, "") ?? "";
        for (let at = destination; at.startsWith("/"); at = at.slice(0, at.lastIndexOf("/"))) {
          for (const copies of [state.copies.chown, state.copies.chmod]) {
            const list = copies.get(at);
            if (list) list.push(one);
            else copies.set(at, [one]);
          }
        }
      }
    }
  }
  return found;
}

/** The changes of one RUN, call by call; the state is that behind it afterwards. */
function changesIn(run: RunInstruction, stage: Stage, state: State): readonly OwnershipChange[] {
  const found: OwnershipChange[] = [];
  const calls = invocationsOf(run.command);
  const folder = folderAt(stage, run);
  // What another interpreter does is not known.
  if (calls.length === 0) {
    state.written.add(folder);
    for (const [path] of run.rest.text.matchAll(absolutePath)) state.written.add(path);
  }
  calls.forEach((call, index) => {
    const { name, args, command } = call;
    const read = readCall(call);
    if (read) {
      const path = within(folderOf(call, run, calls.slice(0, index), stage), read.word.text);
      const copies = state.copies[read.program].get(path) ?? [];
      const [first] = copies;
      if (!first || command?.isConditional || command?.inSubstitution) return;
      state.copies[read.program].delete(path);
      // Copies that say it already leave the folder itself to be changed.
      if (state.written.has(path) || copies.every(({ flags }) => flags.some((flag) => flag.name === name))) return;
      const fix = fixFor(read.program, call, read.value, path, copies, run, stage, state);
      found.push({ run, call, word: read.word, copies: [first, ...copies.slice(1)], fix });
    } else if (name === "mkdir") for (const { text } of args) state.made.add(within(folder, text));
    else if (!harmless.test(name ?? "")) {
      state.written.add(folder);
      for (const { text } of args) for (const [path] of text.matchAll(absolutePath)) state.written.add(path);
    }
    if (creates.test(name ?? "")) state.creator = run.index;
  });
  return found;
}

const absolutePath = /\/[\w.-][\w./-]*/g;

/** Programs that write nothing into the folders of an application. */
const harmless = /^(?:addgroup|adduser|apk|apt|apt-get|chmod|chown|dnf|groupadd|id|microdnf|mkdir|rm|rmdir|set|true|useradd|usermod|yum)$/;
/** Whoever is to have the files must be there when they are copied; packages bring users along. */
const creates = /^(?:addgroup|adduser|apk|apt|apt-get|dnf|groupadd|microdnf|useradd|usermod|yum)$/;

/** What a recursive call sets, and on which path; undefined for any other call. */
function readCall({
  name,
  args,
}: Invocation): { readonly program: "chown" | "chmod"; readonly value: InvocationWord; readonly word: InvocationWord } | undefined {
  if (name !== "chown" && name !== "chmod") return undefined;
  const options = args.filter(({ text }) => text.startsWith("-"));
  if (!options.some(({ text }) => /^-[a-zA-Z]*R|^--recursive$/.test(text))) return undefined;
  if (!options.every(({ text }) => /^-(?:[RvcfhHLP]+|-(?:recursive|verbose|changes|quiet|silent|no-dereference))$/.test(text)))
    return undefined;
  const [value, word, ...others] = args.filter((one) => !options.includes(one));
  return value && word?.value !== undefined && others.length === 0 ? { program: name, value, word } : undefined;
}

function fixFor(
  program: "chown" | "chmod",
  call: Invocation,
  { value }: InvocationWord,
  path: ImageFolder,
  copies: readonly CopyInstruction[],
  run: RunInstruction,
  stage: Stage,
  { made, creator }: State,
): OwnershipChange["fix"] {
  const flag = flagFor(program, value);
  // What the base image has in a folder of the system is changed as well.
  if (flag === undefined || made.has(path) || /^\/(?:bin|etc|lib|root|sbin|usr|var)(?:\/|$)/.test(path)) return undefined;
  const isNamed = program === "chown" && /[a-z]/i.test(flag.replace(/^--chown=|root/g, ""));
  if (isNamed && creator > (copies[0]?.index ?? 0)) return undefined;
  const isFit = copies.every(
    ({ keyword, flags }) => keyword === "COPY" && !flags.some(({ name }) => name === program || (name === "link" && isNamed)),
  );
  const removal = isFit ? removeCall(call, run, stage) : undefined;
  if (!removal) return undefined;
  const what = flag.replace(/^--ch(?:own|mod)=/, "");
  const isMade = below(path, folderAt(stage, run)) !== undefined;
  return {
    title: `${program === "chown" ? "Give" : "Set"} the files to \`${what}\` as they are copied${isMade ? " (the folder itself stays as it is)" : ""}`,
    edits: [...copies.map((copy) => insert(copy.flags.at(-1)?.span.end ?? copy.keywordSpan.end, ` ${flag}`)), removal],
  };
}

function flagFor(program: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  // Symbolic modes came with 1.14 of the syntax; a mode that lets everybody write is a matter of its own.
  if (program === "chmod") return /^0?[0-7]{2}[0145]$/.test(value) ? `--chmod=${value}` : undefined;
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
