import type { Dockerfile, Instruction } from "../../languages/dockerfile/model.ts";
import { type Span, touches } from "../../text/span.ts";

/** What stands around an offset, from the smallest part to the whole file: word, command, instruction, with its comments, stage. */
export function selection(file: Dockerfile, offset: number): readonly Span[] {
  const outer = file.instructions.find(({ span }) => touches(span, offset));
  const stage = file.stages.find(({ span }) => touches(span, offset));
  const all = [...(outer ? partsOf(outer) : []), ...(stage ? [stage.span] : []), { start: 0, end: file.source.text.length }];
  const around = all.filter((span) => touches(span, offset) && span.end > span.start).sort((a, b) => a.end - a.start - (b.end - b.start));
  // Each holds the one before it, as the protocol wants; of two that overlap the smaller stays.
  const nested: Span[] = [];
  for (const span of around) {
    const last = nested.at(-1);
    if (!last || (span.start <= last.start && span.end >= last.end && span.end - span.start > last.end - last.start)) nested.push(span);
  }
  return nested;
}

function partsOf(instruction: Instruction): readonly Span[] {
  const { span, headSpan, keywordSpan, flags, heredocs, leadingComments } = instruction;
  const parts: Span[] = [span, headSpan, keywordSpan];
  const behind = { start: flags.at(-1)?.span.end ?? keywordSpan.end, end: headSpan.end };
  for (const flag of flags) parts.push(flag.span, flag.nameSpan, ...(flag.value ? [flag.value.span] : []));
  for (const { bodySpan, markerSpan } of heredocs) parts.push(bodySpan, markerSpan);
  if (leadingComments[0]) parts.push({ start: leadingComments[0].span.start, end: span.end });
  if (instruction.keyword === "ONBUILD") return instruction.trigger ? [...parts, ...partsOf(instruction.trigger)] : parts;
  if (instruction.keyword === "RUN")
    for (const { options } of instruction.mounts)
      for (const { keySpan, value } of options)
        parts.push(keySpan, { start: keySpan.start, end: value?.span.end ?? keySpan.end }, ...(value ? [value.span] : []));
  if ("assignments" in instruction)
    for (const { span: whole, nameSpan, value } of instruction.assignments) parts.push(whole, nameSpan, ...(value ? [value.span] : []));
  if ("command" in instruction && instruction.command) {
    const { argv, script, span: whole } = instruction.command;
    parts.push(whole, ...argv.map((word) => word.span));
    for (const { span: command, nameSpan, args } of script?.commands ?? [])
      parts.push(...[command, nameSpan, ...args.map((word) => word.span)].map((one) => script?.source.spanToSource(one) ?? one));
  } else if (behind.end > behind.start) parts.push(...wordsOf(instruction));
  return parts;
}

/** The words of instructions that run no command. */
function wordsOf(instruction: Instruction): readonly Span[] {
  switch (instruction.keyword) {
    case "FROM": {
      const { image, name } = instruction;
      return [image?.word.span, image?.nameSpan, image?.tagSpan, image?.digestSpan, name?.span].filter((span) => span !== undefined);
    }
    case "COPY":
    case "ADD":
      return [...instruction.sources, ...(instruction.destination ? [instruction.destination] : [])].map(({ span }) => span);
    case "EXPOSE":
      return instruction.ports.map(({ span }) => span);
    case "VOLUME":
      return instruction.paths.map(({ span }) => span);
    case "SHELL":
      return instruction.argv.map(({ span }) => span);
    case "USER":
      return instruction.user ? [instruction.user.span] : [];
    case "WORKDIR":
      return instruction.path ? [instruction.path.span] : [];
    default:
      return [];
  }
}
