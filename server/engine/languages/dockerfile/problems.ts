import { nearest } from "../../text/nearest.ts";
import type { Span } from "../../text/span.ts";
import { flagProblems } from "./flag-problems.ts";
import { healthcheckProblems } from "./healthcheck-problems.ts";
import { textOf } from "./instructions.ts";
import { readJsonForm } from "./json.ts";
import { type Dockerfile, type FromInstruction, type Instruction, keywords, type SyntaxProblem, type Word } from "./model.ts";
import { mountProblems } from "./mount-problems.ts";
import { flawOf } from "./words.ts";

export type Code = SyntaxProblem["code"];
export type Report = (code: Code, span: Span, message: string, suggestion?: string) => void;

/** What BuildKit would stop at when it reads the instructions, in file order. */
export function findProblems(file: Dockerfile): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const report: Report = (code, span, message, suggestion) => {
    problems.push(suggestion === undefined ? { code, span, message } : { code, span, message, suggestion });
  };
  let isReported = false;
  for (const instruction of file.instructions) {
    if (!isReported && !instruction.stage && instruction.keyword !== "ARG" && instruction.keyword !== "UNKNOWN") {
      // One is enough: the others would only say the same.
      isReported = true;
      report(
        "first-instruction",
        instruction.keywordSpan,
        `\`${instruction.keyword}\` stands before the first \`FROM\`, where only \`ARG\` may, so there is no image it could change. Move it below a \`FROM\`.`,
      );
    }
    // Where a heredoc ends hangs on the lines behind it. All but one are the same at the next keystroke.
    const text = instruction.heredocs.length === 0 ? textOf(instruction) : undefined;
    if (text?.isSound) continue;
    const before = problems.length;
    check(instruction, report);
    if (text && problems.length === before) text.isSound = true;
  }
  return problems;
}

function check(instruction: Instruction, report: Report): void {
  if (instruction.keyword === "UNKNOWN") {
    const { keywordText, keywordSpan } = instruction;
    const meant = nearest(keywordText, keywords);
    const hint = meant ? ` Did you mean \`${meant}\`?` : "";
    report("unknown-instruction", keywordSpan, `\`${keywordText}\` is no Dockerfile instruction, so the build stops here.${hint}`, meant);
    return;
  }
  flagProblems(instruction, report);
  argumentProblems(instruction, report);
  for (const heredoc of instruction.onbuild ? [] : instruction.heredocs) {
    if (heredoc.isTerminated) continue;
    const line = heredoc.stripsTabs ? "a line of its own, tabs before it at most" : "a line of its own, without blanks around it";
    report(
      "unterminated-heredoc",
      heredoc.markerSpan,
      `The heredoc \`${heredoc.name}\` is never closed, so the rest of the file is taken for its content. End it with \`${heredoc.name}\` on ${line}.`,
    );
  }
  if (instruction.keyword === "RUN") for (const mount of instruction.mounts) mountProblems(mount, report);
  if (instruction.keyword === "HEALTHCHECK") healthcheckProblems(instruction, report);
  if (instruction.keyword === "ONBUILD") triggerProblems(instruction.trigger, report);
}

function triggerProblems(trigger: Instruction | undefined, report: Report): void {
  if (!trigger) return;
  const name = trigger.keywordText.toUpperCase();
  if (name === "ONBUILD" || name === "FROM" || name === "MAINTAINER") {
    report(
      "forbidden-onbuild-trigger",
      trigger.keywordSpan,
      `\`${name}\` cannot be the trigger of \`ONBUILD\`, so the build stops here. Take it out, or write it in the child image's Dockerfile.`,
    );
    return;
  }
  check(trigger, (code, span, message, suggestion) =>
    report(code, span, message.replace("the build stops here", "the build of a child image stops here"), suggestion),
  );
}

const unreadable =
  "The build stops here: a quote or a brace is never closed, or `${NAME…}` goes on with something else than `-`, `+`, `?`, `:-`, `:+`, `:?`, `#`, `%` or `/`.";

/** The number and form of the arguments. */
function argumentProblems(instruction: Instruction, report: Report): void {
  const { keyword, rest } = instruction;
  const at = rest.text === "" ? instruction.keywordSpan : rest.spanToSource({ start: 0, end: rest.text.length });
  const wrong = (message: string, span: Span = at): void => report("instruction-arguments", span, message);
  if (mixesTypes(instruction)) {
    report(
      "invalid-exec-form",
      at,
      `The JSON array of \`${keyword}\` holds something else than strings, so the build stops here. Put every item in double quotes.`,
    );
    return;
  }
  for (const word of quotable(instruction)) {
    const flaw = word && flawOf(word);
    if (flaw)
      wrong(
        flaw === "quote" ? "A quote in this word is never closed, so the build stops here. Close it, or escape it." : unreadable,
        word.span,
      );
  }
  switch (keyword) {
    case "FROM":
      fromProblems(instruction, wrong, report);
      return;
    case "ARG":
    case "ENV":
    case "LABEL": {
      if (instruction.assignments.length === 0) wrong(`\`${keyword}\` needs at least one name and its value.`);
      for (const { name, nameSpan, value, span, isLegacy } of instruction.assignments) {
        const flaw = value && flawOf(value);
        if (flaw)
          wrong(
            flaw === "quote"
              ? `The value of \`${name}\` has a quote that is never closed, so the build stops here. Close it, or escape it.`
              : unreadable,
            value.span,
          );
        if (name === "") wrong(`\`${keyword}\` needs a name before the equals sign.`, span);
        else if (keyword === "ARG" || value) continue;
        else if (isLegacy)
          wrong(`\`${keyword} ${name}\` gives no value, so the build stops here. Write \`${keyword} ${name}=value\`.`, nameSpan);
        else
          wrong(
            `\`${name}\` has no equals sign, so the build stops here. Write \`name=value\`, and put values that hold blanks in double quotes.`,
            span,
          );
      }
      return;
    }
    case "COPY":
    case "ADD":
      if (instruction.destination) return;
      if (instruction.heredocs.length > 0 && rest.text.trim().split(/\s+/).length > 1) {
        const last = instruction.heredocs.at(-1);
        wrong(`A heredoc cannot be the destination of \`${keyword}\`. Put the destination behind it.`, last?.markerSpan ?? at);
      } else if (rest.text === "") wrong(`\`${keyword}\` needs a source and a destination.`);
      else wrong(`\`${keyword}\` has a single path, so the destination is missing. Put it behind the source.`);
      return;
    case "SHELL":
      if (rest.text === "") wrong("`SHELL` needs the shell and its options as a JSON array of strings.");
      else if (instruction.argv.length > 0) return;
      else if (/^\[\s*\]$/.test(rest.text)) wrong("`SHELL` needs at least one string in its array.");
      else
        report(
          "shell-json-form",
          at,
          "`SHELL` takes a JSON array of strings alone, so the build stops here. Write each word in double quotes, between brackets.",
          toJson(rest.text),
        );
      return;
    case "EXPOSE":
      if (instruction.ports.length === 0) wrong("`EXPOSE` needs at least one port.");
      return;
    case "VOLUME":
      if (instruction.paths.length === 0) wrong("`VOLUME` needs at least one path.");
      for (const path of instruction.paths) if (path.text.trim() === "") wrong("A path of `VOLUME` cannot be empty.", path.span);
      return;
    case "USER":
      if (rest.text === "") wrong("`USER` needs a user name or number.");
      return;
    case "WORKDIR":
      if (rest.text === "") wrong("`WORKDIR` needs a folder.");
      return;
    case "STOPSIGNAL":
      if (rest.text === "") wrong("`STOPSIGNAL` needs a signal.");
      return;
    case "MAINTAINER":
      if (rest.text === "") wrong("`MAINTAINER` needs a name.");
      return;
    case "ONBUILD":
      if (rest.text === "") wrong("`ONBUILD` needs an instruction as its trigger.");
      return;
    default:
      // RUN, CMD and ENTRYPOINT may stand alone; HEALTHCHECK has checks of its own.
      return;
  }
}

function mixesTypes(instruction: Instruction): boolean {
  const { keyword, rest } = instruction;
  switch (keyword) {
    case "RUN":
    case "CMD":
    case "ENTRYPOINT":
    case "SHELL":
    case "COPY":
    case "ADD":
    case "VOLUME":
      return isMixed(rest.text);
    case "HEALTHCHECK":
      return isMixed(rest.text.replace(/^\S+\s*/, ""));
    default:
      return false;
  }
}

function isMixed(rest: string): boolean {
  return readJsonForm(rest, 0, rest.length).kind === "mixed";
}

/** The words in which BuildKit works off quotes, beside those of assignments. */
function quotable(instruction: Instruction): readonly (Word | undefined)[] {
  switch (instruction.keyword) {
    case "COPY":
    case "ADD":
      return [...instruction.sources, instruction.destination];
    case "EXPOSE":
      return instruction.ports;
    case "VOLUME":
      return instruction.paths;
    case "USER":
      return [instruction.user];
    case "WORKDIR":
      return [instruction.path];
    case "STOPSIGNAL":
      return [instruction.value];
    case "FROM":
      return [instruction.image?.word];
    default:
      return [];
  }
}

/** The shell form as the JSON array it was meant to be. */
function toJson(text: string): string {
  return `[${text
    .replace(/^\[|\]$/g, "")
    .split(/[\s,]+/)
    .map((word) => word.replace(/^["']|["']$/g, ""))
    .filter((word) => word !== "")
    .map((word) => JSON.stringify(word))
    .join(", ")}]`;
}

const stageName = /^[a-z][a-z0-9\-_.]*$/;

function fromProblems(from: FromInstruction, wrong: (message: string, span?: Span) => void, report: Report): void {
  const count = from.rest.text === "" ? 0 : from.rest.text.split(/[\t\v\f\r ]+/).length;
  if (count === 0) {
    wrong("`FROM` needs an image, or the name of an earlier stage.");
    return;
  }
  if (count === 1) return;
  if (count !== 3 || !from.name) {
    wrong("`FROM` takes an image and nothing else, or an image, `AS` and a name for the stage.");
    return;
  }
  const { text, span } = from.name;
  if (stageName.test(text.toLowerCase())) return;
  const why = text.includes("$")
    ? "variables are not expanded there"
    : "it has to begin with a letter and hold letters, digits, `-`, `_` and `.` alone";
  report("invalid-stage-name", span, `\`${text}\` cannot be the name of a stage, so the build stops here: ${why}.`, validName(text));
}

function validName(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9\-_.]+/g, "-")
    .replace(/^[^a-z]+/, "");
  return stageName.test(name) ? name : undefined;
}
