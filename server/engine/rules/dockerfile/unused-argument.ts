import { danglingContinuations } from "../../image/continuations.ts";
import { isBuildersArgument } from "../../languages/dockerfile/environment.ts";
import type { ArgInstruction, Assignment, Dockerfile, Stage } from "../../languages/dockerfile/model.ts";
import { declaredNames, instructionsWithVariables, usesBy, usesOthers } from "../../languages/dockerfile/variables.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { remove } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";
import type { Span } from "../../text/span.ts";
import { buildsOf } from "../../workspace/builds.ts";

export default defineRule({
  id: "dockerfile/unused-argument",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "Nothing reads a build argument.",
  why: `An ARG that nothing reads promises a choice that there is not: whoever builds with \`--build-arg\` changes nothing by it.

Remove it, or use it. As any program that a RUN starts may read the environment, an argument of a stage is reported only where no RUN follows, in the stage or those built from it; one before the first FROM, where its name does not come up again. What the builder itself reads (\`BUILDKIT_…\`, proxies, platforms, \`SOURCE_DATE_EPOCH\`) and what a build of the repository passes is left alone.`,
  examples: [
    {
      title: "Left over",
      bad: 'FROM node:24-slim\nUSER node\nARG GREETING=hello\nCMD ["node", "server.js"]\n',
      good: 'FROM node:24-slim\nUSER node\nCMD ["node", "server.js"]\n',
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#arg", "https://docs.docker.com/reference/dockerfile/#scope"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    const { text, path } = file.source;
    let children: ReadonlyMap<Stage, readonly Stage[]> | undefined;
    let passed: ReadonlySet<string> | undefined;
    let undeclared: readonly string[] | undefined;

    // A FROM like `REPLACE-ME` is filled in before the build, with what may well use the argument.
    const isFilledIn = file.stages.some(({ from }) => /^[A-Z_-]+$/.test(from.image?.word.text ?? ""));
    if (!isFilledIn) for (const arg of file.globalArgs) judge(arg, [{ start: arg.span.start, end: text.length }]);
    for (const stage of file.stages) {
      // From the end on: what stands above the last RUN may be read there.
      for (const one of stage.instructions.toReversed()) {
        if (one.keyword === "RUN" || one.keyword === "ONBUILD" || one.keyword === "UNKNOWN") break;
        if (one.keyword !== "ARG") continue;
        children ??= childrenOf(file);
        const later = readersOf(stage, children);
        if (!later) break;
        judge(one, [{ start: one.span.start, end: stage.span.end }, ...later.map(({ span }) => span)]);
      }
    }

    function judge(arg: ArgInstruction, places: readonly Span[]): void {
      // A line that is continued by mistake takes in the words of another instruction.
      if (danglingContinuations(arg, file.source).length > 0) return;
      for (const assignment of arg.assignments) {
        const { name, nameSpan } = assignment;
        if (!/^\w+$/.test(name) || isBuildersArgument(name) || /^(?:BUILDKIT_|SOURCE_DATE_EPOCH$)/.test(name)) continue;
        if (places.some((place) => comesUp(name, text, place, nameSpan))) continue;
        passed ??= new Set(buildsOf(path, workspace).flatMap(({ args }) => [...args.keys()]));
        if (passed.has(name)) continue;
        // Of a slip in the use, `dockerfile/misspelt-variable` speaks.
        undeclared ??= undeclaredIn(file);
        if (nearest(name, undeclared) !== undefined) continue;
        const fix = fixOf(arg, assignment, file);
        report({
          span: nameSpan,
          message: `Nothing reads \`${name}\`. Use it, or remove the argument.`,
          tags: ["unnecessary"],
          ...(fix && { fixes: [fix] }),
        });
      }
    }
  },
});

/** The names that the builder's own instructions use and nothing declares. */
function undeclaredIn(file: Dockerfile): readonly string[] {
  const declared = declaredNames(file);
  const names = instructionsWithVariables(file).flatMap((one) =>
    "command" in one || !usesOthers(one, declared, file) ? [] : usesBy(one, file).map(({ name }) => name),
  );
  return [...new Set(names)].filter((name) => !declared.has(name));
}

function childrenOf({ stages }: Dockerfile): ReadonlyMap<Stage, readonly Stage[]> {
  const children = new Map<Stage, Stage[]>();
  for (const stage of stages) {
    if (stage.base.kind !== "stage") continue;
    const siblings = children.get(stage.base.stage);
    if (siblings) siblings.push(stage);
    else children.set(stage.base.stage, [stage]);
  }
  return children;
}

/** The stages that are built from one; undefined where any of them runs a program. */
function readersOf(stage: Stage, children: ReadonlyMap<Stage, readonly Stage[]>): readonly Stage[] | undefined {
  const found = [...(children.get(stage) ?? [])];
  for (let i = 0; i < found.length; i++) {
    const child = found[i] as Stage;
    if (child.instructions.some(({ keyword }) => keyword === "RUN" || keyword === "UNKNOWN")) return undefined;
    found.push(...(children.get(child) ?? []));
  }
  return found;
}

/** Whether the name comes up as a word in a part of the text, other than where it is declared. */
function comesUp(name: string, text: string, { start, end }: Span, declaration: Span): boolean {
  for (let at = text.indexOf(name, start); at >= 0 && at < end; at = text.indexOf(name, at + name.length)) {
    if (at !== declaration.start && !/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + name.length))) return true;
  }
  return false;
}

/** Takes the argument away, with its instruction where it is the only one. */
function fixOf(arg: ArgInstruction, { span }: Assignment, { source }: Dockerfile): Fix | undefined {
  const isAlone = arg.assignments.length === 1;
  const from = isAlone ? source.lineSpan(source.lineOf(arg.span.start)).start : span.start;
  const start = isAlone ? from : from - (/[ \t]*$/.exec(source.text.slice(arg.span.start, from))?.[0].length ?? 0);
  // What is continued, or goes on below, is left to a person.
  if (source.slice(arg.span).includes("\n")) return undefined;
  return {
    title: "Remove the argument",
    safety: "unsafe",
    changes: [
      { kind: "edit", path: source.path, edits: [remove({ start, end: isAlone ? source.nextLineStart(arg.span.end) : span.end })] },
    ],
  };
}
