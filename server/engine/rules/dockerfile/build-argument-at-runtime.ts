import { insertInstructions, placeAfter } from "../../image/insertion.ts";
import { invocationsOf } from "../../image/invocation.ts";
import { mayComeWithBase } from "../../image/usual-variables.ts";
import { isSecretName } from "../../knowledge/secrets.ts";
import { isBuildersArgument } from "../../languages/dockerfile/environment.ts";
import type { ArgInstruction, Instruction, Stage } from "../../languages/dockerfile/model.ts";
import { declarationsIn } from "../../languages/dockerfile/variables.ts";
import type { ShellScript } from "../../languages/shell/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { isSetAtRuntime } from "../../workspace/runtime-variables.ts";

export default defineRule({
  id: "dockerfile/build-argument-at-runtime",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The container's command uses a build argument, which is gone when it runs.",
  why: `ARG is there while the image is built. CMD, ENTRYPOINT and HEALTHCHECK run in the container, where only ENV and what the container is given are set, so that the shell puts nothing in the argument's place.

Carry it on by \`ENV NAME=$NAME\` behind the ARG. Silent where an ENV or the script sets the name, where the use has a default, and where a Compose file or manifest of the repository gives a value.`,
  examples: [
    {
      title: "Carried on",
      bad: "FROM python:3.14-slim\nARG WORKERS=4\nUSER 1000\nCMD exec gunicorn --workers $WORKERS app:app\n",
      good: "FROM python:3.14-slim\nARG WORKERS=4\nENV WORKERS=$WORKERS\nUSER 1000\nCMD exec gunicorn --workers $WORKERS app:app\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#arg", "https://docs.docker.com/reference/dockerfile/#using-arg-variables"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: [],
  check(file, { workspace, report }) {
    let carried: ReadonlySet<string> | undefined;
    for (const stage of file.stages) {
      for (const one of stage.instructions) {
        if (one.keyword !== "CMD" && one.keyword !== "ENTRYPOINT" && one.keyword !== "HEALTHCHECK") continue;
        if (!one.rest.text.includes("$")) continue;
        const script = one.command?.script ?? invocationsOf(one.command).find((call) => call.script)?.script;
        if (!script) continue;
        const told = new Set<string>();
        for (const { name, start } of plainUses(script.source.text)) {
          if (told.has(name) || isBuilders(name)) continue;
          const arg = argumentBefore(stage, one, name);
          // Platforms give a port of their own.
          if (!arg || (name === "PORT" && !hasDefault(arg, name)) || setsItself(script, name) || mayComeWithBase(name, stage)) continue;
          // A name that any ENV sets may well be meant for the container.
          carried ??= new Set(declarationsIn(file).flatMap((each) => (each.instruction.keyword === "ENV" ? each.name : [])));
          if (carried.has(name) || isSetAtRuntime(name, workspace)) continue;
          told.add(name);
          const fix = isSecretName(name) ? undefined : fixOf(arg, name);
          report({
            span: script.source.spanToSource({ start, end: start + name.length }),
            message: `\`${name}\` is a build argument, and not set when the container runs. Carry it on by \`ENV ${name}=$${name}\`, or give it a default here.`,
            ...(fix && { fixes: [fix] }),
          });
        }
      }
    }
  },
});

/** Proxies are often given to containers as well. */
function isBuilders(name: string): boolean {
  return isBuildersArgument(name) && /_PROXY$/i.test(name);
}

/** The variables of a script without a modifier, outside single quotes. */
function* plainUses(text: string): Iterable<{ readonly name: string; readonly start: number }> {
  let isDouble = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === '"') isDouble = !isDouble;
    else if (character === "'" && !isDouble) {
      const closing = text.indexOf("'", at + 1);
      if (closing > 0) at = closing;
    } else if (character === "$") {
      const [all, braced, bare] = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/.exec(text.slice(at, at + 200)) ?? [];
      const name = braced ?? bare;
      if (all === undefined || name === undefined) continue;
      yield { name, start: at + (braced === undefined ? 1 : 2) };
      at += all.length - 1;
    }
  }
}

/** Whether the script sets the variable, or reads settings from a file. */
function setsItself({ commands, source }: ShellScript, name: string): boolean {
  return (
    commands.some((command) => command.name === "." || command.name === "source" || command.name === "eval") ||
    new RegExp(`(?:^|[\\s;&|("'])(?:${name}=|(?:for|read|export|local|declare)\\b[^\\n;]*\\b${name}\\b)`).test(source.text)
  );
}

/** The last ARG of the chain before an instruction that lets the name in. */
function argumentBefore(stage: Stage, { index }: Instruction, name: string): ArgInstruction | undefined {
  return stage.chainInstructions.findLast(
    (one): one is typeof one & ArgInstruction =>
      one.keyword === "ARG" && one.index < index && one.assignments.some((assignment) => assignment.name === name),
  );
}

function hasDefault({ assignments }: ArgInstruction, name: string): boolean {
  return assignments.some((one) => one.name === name && one.value !== undefined);
}

function fixOf(arg: ArgInstruction, name: string): Fix | undefined {
  const { stage } = arg;
  if (!stage) return undefined;
  return {
    title: `Carry \`${name}\` on to the container`,
    safety: "unsafe",
    changes: [
      {
        kind: "edit",
        path: stage.file.source.path,
        edits: [insertInstructions(stage, placeAfter(stage, arg), `ENV ${name}=$${name}`)],
      },
    ],
  };
}
