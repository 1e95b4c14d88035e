import { isComposePath } from "../../languages/compose/detect.ts";
import type { Dockerfile } from "../../languages/dockerfile/model.ts";
import { parse } from "../../languages/parse.ts";
import { SourceText } from "../../text/source.ts";
import type { Span } from "../../text/span.ts";
import { type Build, buildsOf } from "../../workspace/builds.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { readYaml, type YamlValue } from "../../workspace/yaml-tree.ts";
import type { Place } from "../model.ts";
import { declarationAt, type Mention, mentionsIn, sameAs } from "./mentions.ts";

/** All mentions of a file that mean the same, and the places of Compose files, Bake files and workflows that do. */
export function everywhere(
  at: Mention,
  file: Dockerfile,
  workspace: Workspace,
): { readonly own: readonly Mention[]; readonly elsewhere: readonly Place[] } {
  const own = sameAs(at, file);
  if (at.kind === "heredoc" || (at.kind === "variable" && !isArgument(own, file))) return { own, elsewhere: [] };
  const elsewhere = placesInBuilds(own.find(({ definition }) => definition) ?? at, file, workspace);
  if (at.kind === "stage" || elsewhere.length === 0) return { own, elsewhere };
  // Who builds gives one value to all ARGs of a name, whatever their stages have to do with each other.
  const argued = new Set(
    mentionsIn(file).flatMap((one) => (one.kind === "variable" && one.text === at.text && isArgument([one], file) ? one.key : [])),
  );
  return { own: mentionsIn(file).filter(({ kind, key }) => kind === "variable" && argued.has(key)), elsewhere };
}

function isArgument(mentions: readonly Mention[], file: Dockerfile): boolean {
  return mentions.some((one) => one.definition && declarationAt(one, file)?.instruction.keyword === "ARG");
}

/** The places that name a stage or a build argument, without quotes. */
function placesInBuilds({ kind, text: name }: Mention, file: Dockerfile, workspace: Workspace): readonly Place[] {
  const found = new Map<string, Place>();
  for (const build of buildsOf(file.source.path, workspace)) {
    // The builder compares names of stages in small letters.
    const isNamed = kind === "stage" ? build.target?.toLowerCase() === name.toLowerCase() : build.args.has(name);
    const { path } = build.source;
    const text = isNamed ? workspace.read(path) : undefined;
    if (text === undefined) continue;
    const written = kind === "stage" ? (build.target as string) : name;
    for (const start of readers[isComposePath(path) ? "compose" : build.kind](build, text, kind === "stage" ? "target" : "args", written))
      found.set(`${path} ${start}`, { path, span: { start, end: start + written.length } });
  }
  return [...found.values()];
}

/** Where in a file's text a build names a target, or an argument. */
type Read = (build: Build, text: string, what: "target" | "args", name: string) => readonly number[];

const readers: Readonly<Record<Build["kind"], Read>> = {
  compose({ source: { path }, service }, text, what, name) {
    const build = service === undefined ? undefined : parse(new SourceText(path, text), "compose").service(service)?.build;
    const { node } = build?.target ?? {};
    return startIn(text, what === "args" ? build?.args.pair(name)?.nameSpan : node?.alias ? undefined : node?.span, name);
  },
  bake({ source }, text, what, name) {
    return blocksFrom(text, source.span.start, new Set()).flatMap((block) => {
      if (what === "target") return startsOf(text, block, `(?<![\\w-])target"?\\s*[=:]\\s*"(${literally(name)})"`);
      const key = /(?<![\w-])args"?\s*[=:]\s*(?=\{)/.exec(text.slice(block.start, block.end));
      const args = key && inBraces(text, block.start + key.index);
      return args ? startsOf(text, args, `(?<![\\w-])(${literally(name)})"?\\s*[=:]`) : [];
    });
  },
  workflow({ source: { span } }, text, what, name) {
    const step = stepAt(readYaml(text)[0], span.start);
    const inputs = step?.get("with");
    const input = inputs?.get(what === "target" ? "target" : "build-args");
    if (inputs)
      return what === "target" ? startIn(text, input?.span, name) : startsOf(text, input?.span, `(?<![\\w-])(${name})[ \\t]*=`, "m");
    // A command goes on behind a backslash.
    const end = span.start + (/^(?:[^\n]*\\\r?\n)*[^\n]*/.exec(text.slice(span.start))?.[0].length ?? 0);
    const option = what === "target" ? "target" : "build-arg";
    return startsOf(text, { start: span.start, end }, `--${option}[=\\s\\\\]+["']?(${literally(name)})(?=[\\s"'=]|$)`);
  },
};

function literally(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function startIn(text: string, span: Span | undefined, name: string): readonly number[] {
  const at = span ? text.slice(span.start, span.end).indexOf(name) : -1;
  return span && at >= 0 ? [span.start + at] : [];
}

/** Where the group of a pattern stands, wherever it fits in a part of a text. */
function startsOf(text: string, span: Span | undefined, pattern: string, flags = ""): readonly number[] {
  if (!span) return [];
  return [...text.slice(span.start, span.end).matchAll(new RegExp(pattern, `dg${flags}`))].flatMap(({ indices }) => {
    const group = indices?.[1];
    return group ? [span.start + group[0]] : [];
  });
}

/** The step of a workflow whose `uses` stands at an offset. */
function stepAt(workflow: YamlValue | undefined, offset: number): YamlValue | undefined {
  const steps = workflow?.get("jobs")?.entries.flatMap(({ value }) => value.get("steps")?.items ?? []);
  return steps?.find((step) => step.get("uses")?.span.start === offset);
}

/** A target's braces in a Bake file, from where it begins, and those of the targets that it inherits from. */
function blocksFrom(text: string, start: number, seen: Set<number>): readonly Span[] {
  const block = seen.has(start) ? undefined : inBraces(text, start);
  if (!block) return [];
  seen.add(start);
  const parents = /(?<![\w-])inherits"?\s*[=:]\s*\[([^\]]*)\]/.exec(text.slice(block.start, block.end))?.[1] ?? "";
  const others = [...parents.matchAll(/"([^"]+)"/g)].flatMap(([, parent = ""]) => {
    const at = new RegExp(`(?:(?<![\\w-])target\\s*)?"${literally(parent)}"\\s*:?\\s*\\{`).exec(text)?.index;
    return at === undefined ? [] : blocksFrom(text, at, seen);
  });
  return [block, ...others];
}

/** From the first brace behind an offset to the one that closes it; those in strings are text. */
function inBraces(text: string, offset: number): Span | undefined {
  let depth = 0;
  let start = offset;
  for (const { 0: token, index } of text.slice(offset).matchAll(/"(?:\\.|[^"\\\n])*"|[{}]/g)) {
    if (token === "{" && depth++ === 0) start = offset + index;
    if (token === "}" && --depth <= 0) return { start, end: offset + index + 1 };
  }
  return undefined;
}
