import { isComposePath } from "../../languages/compose/detect.ts";
import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { parse } from "../../languages/parse.ts";
import { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { buildsOf } from "../../workspace/builds.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Place } from "../model.ts";
import type { Mention } from "./mentions.ts";

/** The places of Compose files that name a stage (`target`) or a build argument (`args`) of a Dockerfile, without quotes. */
export function placesInCompose({ kind, text }: Mention, file: Dockerfile, workspace: Workspace): readonly Place[] {
  if (kind === "heredoc") return [];
  const found = new Map<string, Place>();
  for (const { source, service } of buildsOf(file.source.path, workspace)) {
    const written = isComposePath(source.path) ? workspace.read(source.path) : undefined;
    if (written === undefined || service === undefined) continue;
    const compose = parse(new SourceText(source.path, written), "compose");
    const build = compose.service(service)?.build;
    const add = (span: Span | undefined, name: string) => {
      const at = span && compose.source.slice(span).indexOf(name);
      if (!span || at === undefined || at < 0) return;
      const start = span.start + at;
      found.set(`${source.path} ${start}`, { path: source.path, span: { start, end: start + name.length } });
    };
    const target = build?.target;
    // The builder compares names of stages in small letters.
    if (kind === "stage" && target?.value?.toLowerCase() === text.toLowerCase() && target.node && !target.node.alias)
      add(target.node.span, target.value);
    if (kind === "variable") add(build?.args.pair(text)?.nameSpan, text);
  }
  return [...found.values()];
}
