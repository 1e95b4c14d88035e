import { usersOf } from "../editor/dockerfile/codeLenses.ts";
import { type Mention, mentionAt } from "../editor/dockerfile/mentions.ts";
import { baseImageOf } from "../image/base.ts";
import { productionStages } from "../image/production.ts";
import { profileNames, profileOf } from "../image/profile.ts";
import { serviceOf } from "../image/service.ts";
import { createdUsers, knownUsers } from "../image/user.ts";
import { usualValues } from "../knowledge/usual-values.ts";
import type { Dockerfile, Instruction, Stage } from "../languages/dockerfile/model.ts";
import { type Span, touches } from "../text/span.ts";
import { buildsOf } from "../workspace/builds.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Explanation } from "./model.ts";

/** What is known of the stage, user or port that stands at an offset. */
export function explainName(file: Dockerfile, offset: number, workspace: Workspace | undefined): Explanation | undefined {
  const mention = mentionAt(file, offset);
  const stage = mention?.kind === "stage" ? file.stages[Number(mention.key)] : undefined;
  if (mention && stage) return { markdown: stageText(stage), span: mention.span };
  const instruction = file.instructions.find(({ span }) => touches(span, offset));
  if (!instruction) return undefined;
  if (mention?.kind === "heredoc") return { markdown: heredocText(mention, instruction), span: mention.span };
  return (
    explainUsual(instruction, offset) ?? explainUser(instruction, offset) ?? (workspace && explainPort(instruction, offset, workspace))
  );
}

/** What the rules take the image of a stage for, and why; nothing for stages that no image comes from. */
export function profileText(stage: Stage, workspace: Workspace): string | undefined {
  const profile = productionStages(stage.file, workspace).includes(stage) ? profileOf(stage, workspace) : undefined;
  return profile && `Judged as ${profileNames[profile.kind]}${profile.isWindows ? " (Windows)" : ""}, because ${profile.reason}.`;
}

function stageText(stage: Stage): string {
  const { from, instructions, file, name, index } = stage;
  const line = file.source.lineOf(from.span.start) + 1;
  const users = usersOf(stage).map((user) => `\`${user.name}\` (${user.how})`);
  const size = `${instructions.length} ${instructions.length === 1 ? "instruction" : "instructions"}`;
  return `Stage \`${name ?? index}\` (line ${line}) on \`${from.image?.word.text.replace(/(@sha256:.{7}).*$/, "$1…") ?? "?"}\`, ${size}${users.length === 0 ? "" : `, used by ${users.join(", ")}`}.`;
}

/** What becomes of the lines of a heredoc, and who replaces variables in them. */
function heredocText({ key }: Mention, instruction: Instruction): string {
  const { keyword, heredocs } = instruction.keyword === "ONBUILD" ? (instruction.trigger ?? instruction) : instruction;
  const heredoc = heredocs.find(({ markerSpan }) => String(markerSpan.start) === key);
  if (!heredoc) return "";
  const { name, body, isExpanded, stripsTabs } = heredoc;
  const lines = body.text === "" ? 0 : body.text.replace(/\n$/, "").split("\n").length;
  const who = isExpanded ? "the builder replaces variables in it" : "nothing in it is replaced, as the name is quoted";
  const what =
    keyword === "RUN"
      ? "a script, or the input of the command in front of it; variables are left to the program that reads it"
      : `the content of a file; ${who}`;
  return `Heredoc \`${name}\`, ${lines} ${lines === 1 ? "line" : "lines"}: ${what}.${stripsTabs ? " Tabs at the beginning of its lines are taken away." : ""}`;
}

/** A signal, or the key of a label that registries and scanners know. */
function explainUsual(instruction: Instruction, offset: number): Explanation | undefined {
  const words =
    instruction.keyword === "LABEL"
      ? instruction.assignments.map(({ name, nameSpan }) => ({ text: name, span: nameSpan }))
      : instruction.keyword === "STOPSIGNAL" && instruction.value
        ? [instruction.value]
        : [];
  const word = words.find(({ span }) => touches(span, offset));
  const [, about] = usualValues[instruction.keyword]?.find(([text]) => text.split("=", 1)[0] === word?.text) ?? [];
  return word && about !== undefined ? { markdown: `\`${word.text}\`: ${about}.`, span: word.span } : undefined;
}

/** Who the user of USER or `--chown=` is. */
function explainUser(instruction: Instruction, offset: number): Explanation | undefined {
  const word = instruction.keyword === "USER" ? instruction.user : instruction.flags.find(({ name }) => name === "chown")?.value;
  const who = word?.value?.split(":", 1)[0];
  if (!instruction.stage || !word || !who || !touches(word.span, offset)) return undefined;
  return { markdown: userText(who, instruction.stage, instruction), span: word.span };
}

function userText(who: string, stage: Stage, until: Instruction): string {
  if (who === "root" || who === "0") return "`root` (0): may do everything in the container, and on what is mounted into it.";
  const user = knownUsers(stage, until).find(({ name, uid }) => who === name || who === String(uid));
  if (!user)
    return /^\d+$/.test(who)
      ? `User ${who}, who has no name in the image as far as is known.`
      : `Whether the image has a user \`${who}\` is not known here.`;
  const { name, uid, gid } = user;
  const ids = [uid === undefined ? "" : `uid ${uid}`, gid === undefined ? "" : `gid ${gid}`].filter(Boolean).join(", ");
  const made = createdUsers(stage, until).find((one) => one.name === name)?.instruction;
  const from = made ? `made in line ${stage.file.source.lineOf(made.span.start) + 1}` : "of the base image";
  return `User \`${name ?? uid}\`${ids && ` (${ids})`}, ${from}.`;
}

/** Who listens on a port of EXPOSE, and who publishes it. */
function explainPort(instruction: Instruction, offset: number, workspace: Workspace): Explanation | undefined {
  const word = instruction.keyword === "EXPOSE" ? instruction.ports.find(({ span }) => touches(span, offset)) : undefined;
  const port = Number(/^\d+/.exec(word?.value ?? "")?.[0]);
  if (!word || !instruction.stage || !port) return undefined;
  const { port: own, portFrom } = serviceOf(instruction.stage, workspace);
  const publishers = buildsOf(instruction.stage.file.source.path, workspace).filter(({ ports }) => ports?.includes(port));
  const names = [...new Set(publishers.map(({ source, service }) => `\`${service}\` of \`${source.path}\``))];
  const lines = [
    own === port && (portFrom !== "expose" || baseImageOf(instruction.stage)?.port === port)
      ? `Port ${port}, on which the application listens.`
      : `Port ${port}.`,
    own !== undefined && own !== port && portFrom !== "expose" && portFrom !== "default" ? `The application listens on ${own}.` : "",
    names.length > 0 ? `Published by ${names.join(", ")}.` : "Published by `docker run -p` alone: `EXPOSE` is a note.",
  ];
  return { markdown: lines.filter(Boolean).join(" "), span: word.span satisfies Span };
}
