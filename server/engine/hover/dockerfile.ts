import { declarationAt, isSetByScript, mentionAt } from "../editor/dockerfile/mentions.ts";
import { type ImageUser, lookUpBaseImage } from "../knowledge/base-images.ts";
import { type FlagFact, flagLink, type InstructionFact, instructions, type MountFact, mounts } from "../knowledge/instructions.ts";
import { lifecyclesOf } from "../knowledge/lifecycle.ts";
import type { ImageName } from "../knowledge/names.ts";
import type { Dockerfile, Flag, Instruction, RunInstruction } from "../languages/dockerfile/model.ts";
import { canonicalKey } from "../languages/dockerfile/mounts.ts";
import { defaultOf, usesBy } from "../languages/dockerfile/variables.ts";
import { touches } from "../text/span.ts";
import { buildsOf } from "../workspace/builds.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { explainDirective, explainSilenced } from "./checks.ts";
import { explainCopiedFiles } from "./copied-files.ts";
import { explainName, profileText } from "./dockerfile-names.ts";
import type { Explanation, HoverOptions } from "./model.ts";

/** The facts of the image at an offset, and what the instruction, flag or mount there does. */
export function explainDockerfile(file: Dockerfile, offset: number, options: HoverOptions): Explanation | undefined {
  const { workspace } = options;
  const place = explainPlaceOf(file, offset, options);
  // Somebody wonders why a rule speaks, or does not: it is said where the image begins.
  const stage = workspace && !file.isTemplate ? file.stages.find(({ from }) => touches(from.headSpan, offset)) : undefined;
  const judged = workspace && stage && profileText(stage, workspace);
  if (!stage || !judged) return place;
  return { markdown: place ? `${place.markdown}\n\n${judged}` : judged, span: place?.span ?? stage.from.headSpan };
}

function explainPlaceOf(file: Dockerfile, offset: number, options: HoverOptions): Explanation | undefined {
  const { workspace } = options;
  return (
    joined(explainVariable(file, offset, workspace), explainImage(file, offset, options.today)) ??
    (workspace && !file.isTemplate ? explainCopiedFiles(file, offset, workspace) : undefined) ??
    explainName(file, offset, workspace) ??
    explainDirective(file, offset, options) ??
    explainSilenced(file, offset, options) ??
    (options.explainsSyntax === false ? undefined : explainPlace(file, offset))
  );
}

/** The variable in an image's reference, and the image that it makes. */
function joined(part: Explanation | undefined, whole: Explanation | undefined): Explanation | undefined {
  return part && whole ? { markdown: `${part.markdown}\n\n${whole.markdown}`, span: part.span } : (part ?? whole);
}

function explainImage(file: Dockerfile, offset: number, today: string | undefined): Explanation | undefined {
  const stage = file.stages.find(({ from }) => from.image && touches(from.image.word.span, offset));
  if (!stage) return explainCopiedImage(file, offset, today);
  if (stage.base.kind !== "image") return undefined;
  const { name, tag, digest, word } = stage.base.image;
  const markdown = name === undefined ? "" : imageText({ name, tag, digest }, today);
  return markdown === "" ? undefined : { markdown, span: word.span };
}

/** The image behind `--from=` of a COPY, or `from=` of a mount. */
function explainCopiedImage(file: Dockerfile, offset: number, today: string | undefined): Explanation | undefined {
  const instruction = file.instructions.find(({ headSpan }) => touches(headSpan, offset));
  const words =
    instruction?.keyword === "RUN"
      ? instruction.mounts.map((mount) => mount.get("from"))
      : instruction?.keyword === "COPY" && !instruction.fromStage
        ? [instruction.from]
        : [];
  const word = words.find((one) => one && touches(one.span, offset));
  const [, name, tag] = /^([^@]+?)(?::([\w.-]+))?(?:@.*)?$/.exec(word?.value ?? "") ?? [];
  const isStage = file.stages.some((stage) => stage.name === name?.toLowerCase());
  const markdown = name === undefined || isStage ? "" : imageText({ name, tag, digest: undefined }, today);
  return word && markdown !== "" ? { markdown, span: word.span } : undefined;
}

/** The value that a variable has where it is used, as far as the file tells. */
function explainVariable(file: Dockerfile, offset: number, workspace: Workspace | undefined): Explanation | undefined {
  const mention = mentionAt(file, offset);
  const declared = mention?.kind === "variable" ? declarationAt(mention, file) : undefined;
  if (!mention || !declared) return explainAutomatic(file, offset);
  const { assignment, instruction } = declared;
  const given = assignment.value ?? defaultOf(declared, file)?.assignment.value;
  const value = given?.value ?? given?.text;
  const line = file.source.lineOf(assignment.span.start) + 1;
  const kind = instruction.keyword === "ARG" ? "build argument" : "variable of the image";
  const told =
    value === undefined
      ? isAutomatic(declared.name)
        ? "is set by the builder"
        : "has no default: whoever builds gives its value"
      : `${instruction.keyword === "ARG" ? "defaults to" : "is"} \`${value}\``;
  const givers = (workspace && instruction.keyword === "ARG" ? buildsOf(file.source.path, workspace) : []).flatMap(({ args, source }) =>
    args.has(declared.name)
      ? `\`${source.path}\` gives ${args.get(declared.name) === undefined ? "it" : `\`${args.get(declared.name)}\``}.`
      : [],
  );
  const where = mention.definition ? "" : ` (line ${line})`;
  const reset = isSetByScript(mention, file) ? ["The script gives it another value."] : [];
  const markdown = [`\`${declared.name}\`, ${kind}${where}, ${told}.`, ...new Set(givers), ...reset].join(" ");
  return { markdown, span: mention.span };
}

/** An argument of the builder's own, which FROM may use without an ARG. */
function explainAutomatic(file: Dockerfile, offset: number): Explanation | undefined {
  const from = file.stages.find((stage) => touches(stage.from.headSpan, offset))?.from;
  const use = from && usesBy(from, file).find(({ name, span }) => isAutomatic(name) && touches(span, offset));
  if (!use) return undefined;
  const [, whose, part = ""] = /^(BUILD|TARGET)(.*)$/.exec(use.name) ?? [];
  const what = `the ${automaticParts[part] ?? "platform"} that ${whose === "BUILD" ? "it runs on" : "the image is built for"}`;
  return { markdown: `\`${use.name}\`, set by the builder: ${what}.`, span: use.span };
}

const automaticParts: Readonly<Record<string, string>> = {
  OS: "operating system",
  ARCH: "architecture",
  VARIANT: "variant of the architecture",
};

/** The builder's own arguments: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
function isAutomatic(name: string): boolean {
  return /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$/.test(name);
}

function explainPlace(file: Dockerfile, offset: number): Explanation | undefined {
  const outer = file.instructions.find(({ headSpan }) => touches(headSpan, offset));
  if (!outer) return undefined;
  const trigger = outer.keyword === "ONBUILD" ? outer.trigger : undefined;
  return (trigger && explainInstruction(trigger, offset)) ?? explainInstruction(outer, offset);
}

function explainInstruction(instruction: Instruction, offset: number): Explanation | undefined {
  const fact = instructions.get(instruction.keyword);
  if (!fact) return undefined;
  if (touches(instruction.keywordSpan, offset)) return { markdown: instructionText(fact), span: instruction.keywordSpan };
  const flag = instruction.flags.find(({ span }) => touches(span, offset));
  if (!flag) return explainWord(instruction, fact, offset);
  if (flag.name === "mount" && instruction.keyword === "RUN") {
    const mount = explainMount(instruction, flag, offset);
    if (mount) return mount;
  }
  const flagFact = fact.flags.find(({ name }) => name === flag.name);
  const span = touches({ start: flag.span.start, end: flag.nameSpan.end }, offset)
    ? { start: flag.span.start, end: flag.nameSpan.end }
    : flag.span;
  return flagFact && { markdown: flagText(fact, flagFact), span };
}

/** A word that belongs to the instruction as its keyword does. */
function explainWord({ keyword, rest }: Instruction, fact: InstructionFact, offset: number): Explanation | undefined {
  const [, before, word] = (fact.words && (keyword === "FROM" ? /^(\S+\s+)(as)\s+\S/i : /^()(\w+)/).exec(rest.text)) || [];
  const about = word && fact.words?.[word.toUpperCase()];
  if (before === undefined || !about) return undefined;
  const span = rest.spanToSource({ start: before.length, end: before.length + word.length });
  return touches(span, offset) ? { markdown: `\`${word.toUpperCase()}\`\n\n${about}\n\n[Reference](${fact.link})`, span } : undefined;
}

function explainMount(instruction: RunInstruction, flag: Flag, offset: number): Explanation | undefined {
  if (touches(flag.nameSpan, offset)) return undefined;
  const mount = instruction.mounts.find((one) => one.flag === flag);
  const fact = mount && mounts.get(mount.type);
  if (!mount || !fact) return undefined;
  const option = mount.options.find(({ keySpan, value }) => touches({ start: keySpan.start, end: value?.span.end ?? keySpan.end }, offset));
  if (!option) return undefined;
  const span = { start: option.keySpan.start, end: option.value?.span.end ?? option.keySpan.end };
  const key = fact.keys.find((one) => one.key === canonicalKey(option.key));
  return {
    markdown:
      option.key === "type" || !key
        ? mountText(fact)
        : `\`${key.key}\` of a ${fact.type} mount\n\n${key.about}${defaultText(key.default)}\n\n[Reference](${fact.link})`,
    span,
  };
}

/** An instruction's forms, meaning and link, as Markdown. */
export function instructionText(fact: InstructionFact): string {
  return `${fence(fact.forms.join("\n"))}\n\n**${fact.summary}.** ${fact.about}\n\n[Reference](${fact.link})`;
}

/** A flag's meaning, default and link, as Markdown. */
export function flagText(fact: InstructionFact, flag: FlagFact): string {
  const since = flag.since ? ` Since Dockerfile ${flag.since}.` : "";
  return `\`${fact.keyword} --${flag.name}\`\n\n${flag.about}${defaultText(flag.default)}${since}\n\n[Reference](${flagLink(flag)})`;
}

/** What a kind of mount is for, with its keys, as Markdown. */
export function mountText(fact: MountFact): string {
  const keys = fact.keys.map(({ key, about, default: usual }) => `- \`${key}\`: ${about}${defaultText(usual)}`);
  return `\`type=${fact.type}\`\n\n${fact.about}\n\n${keys.join("\n")}\n\n[Reference](${fact.link})`;
}

function defaultText(value: string | undefined): string {
  return value === undefined ? "" : ` Default: \`${value}\`.`;
}

function fence(text: string): string {
  return `\`\`\`dockerfile\n${text}\n\`\`\``;
}

/** The facts that decide which image one takes, as Markdown; empty where the tables do not know it. */
export function imageText(reference: ImageName, today: string | undefined): string {
  const image = lookUpBaseImage(reference);
  if (!image || reference.name === undefined) return "";
  const lines: string[] = [];
  const add = (label: string, value: string | undefined) => {
    if (value) lines.push(`- ${label}: ${value}`);
  };
  for (const { title, cycle, endOfLife } of lifecyclesOf(reference)) {
    if (endOfLife)
      add(
        `${title} ${cycle}`,
        today !== undefined && endOfLife < today ? `no more updates since ${endOfLife}` : `supported until ${endOfLife}`,
      );
  }
  add("System", [image.distribution, image.release].filter(Boolean).join(" "));
  add("Runs as", image.user && userText(image.user));
  add("User for the application", image.unprivilegedUser && userText(image.unprivilegedUser));
  add("Shell", image.shell);
  add("Packages", image.packages);
  const tools = [...image.tools].filter(([, isThere]) => isThere).map(([tool]) => `\`${tool}\``);
  add("Has", tools.join(", "));
  const { name, tag } = reference;
  return `\`${name}${tag ? `:${tag}` : ""}\`\n\n${lines.join("\n")}\n\n[Source](${image.source}), checked ${image.date}`;
}

function userText({ name, uid }: ImageUser): string {
  if (name === undefined) return `\`${uid}\``;
  return uid === undefined ? `\`${name}\`` : `\`${name}\` (${uid})`;
}
