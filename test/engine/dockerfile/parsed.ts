import type { Dockerfile, Instruction, InstructionOf } from "../../../server/engine/languages/dockerfile/model.ts";
import { parseDockerfile } from "../../../server/engine/languages/dockerfile/parse.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

/** The model of a text that stands in a file of the given name. */
export function dockerfile(text: string, path = "Dockerfile"): Dockerfile {
  return parseDockerfile(new SourceText(path, text));
}

/** The first instruction with the keyword; a test that asks for one that is not there fails. */
export function instruction<K extends Instruction["keyword"]>(file: Dockerfile, keyword: K): InstructionOf<K> {
  const found = file.instructions.find((candidate) => candidate.keyword === keyword);
  if (!found) throw new Error(`no ${keyword}`);
  return found as InstructionOf<K>;
}

/** The problems as `code: text of the span`. */
export function problems(text: string): string[] {
  const file = dockerfile(text);
  return file.problems.map(({ code, span }) => `${code}: ${file.source.slice(span)}`);
}

/** Everything of a model that can be asked for, so that nothing lazy is left out. */
export function readAll(file: Dockerfile): void {
  const visit = (target: Instruction): void => {
    const values: unknown[] = [target.keywordText, target.keywordSpan, target.span, target.headSpan, target.leadingComments, target.rest];
    for (const flag of target.flags) values.push(flag.name, flag.value?.raw, flag.value?.text, flag.value?.value, flag.value?.span);
    for (const heredoc of target.heredocs) values.push(heredoc.body.text, heredoc.markerSpan, heredoc.bodySpan);
    if ("assignments" in target)
      for (const { value } of target.assignments) values.push(value?.raw, value?.text, value?.value, value?.span);
    if ("command" in target)
      values.push(target.command?.argv, target.command?.text, target.command?.span, target.command?.script?.commands);
    if ("mounts" in target) for (const mount of target.mounts) values.push(mount.type, mount.get("target")?.value, mount.options);
    if ("sources" in target) {
      for (const word of target.sources) values.push(word.text, word.value, word.span);
      values.push(target.destination?.value, target.from?.value, target.fromStage);
    }
    if ("image" in target)
      values.push(target.image?.name, target.image?.tagSpan, target.image?.digest, target.name?.text, target.platform?.value);
    if ("ports" in target) for (const word of target.ports) values.push(word.value);
    if ("paths" in target) for (const word of target.paths) values.push(word.value);
    if ("user" in target) values.push(target.user?.value);
    if ("path" in target) values.push(target.path?.value);
    if ("value" in target) values.push(target.value?.value);
    if ("trigger" in target && target.trigger) visit(target.trigger);
    for (const value of values) String(value);
  };
  for (const target of file.instructions) visit(target);
  for (const stage of file.stages) {
    for (const value of [stage.name, stage.base.kind, stage.root.kind, stage.chain, stage.chainInstructions, stage.dependencies])
      String(value);
    for (const value of [stage.shell(), stage.workdir(), stage.variable("A"), stage.last("CMD")?.index, stage.span]) String(value);
  }
  for (const value of [file.problems, file.isTemplate, file.directives, file.comments]) String(value);
}
