import { insertInstructions, placeAfter } from "../../image/insertion.ts";
import { mayComeWithBase } from "../../image/usual-variables.ts";
import type { Stage } from "../../languages/dockerfile/model.ts";
import { usesOf, type VariableUse } from "../../languages/dockerfile/variables.ts";
import { defineRule } from "../../rule.ts";
import { rememberFor } from "../../text/remember.ts";

export default defineRule({
  id: "dockerfile/unscoped-argument",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "An ARG from before the first FROM is used in a stage that does not let it in.",
  why: `What ARG declares before the first FROM is for FROM alone. Within a stage it is empty until the stage says \`ARG NAME\` itself, which brings the default, or what \`--build-arg\` gave, along.

Add \`ARG NAME\` to the stage, in front of the use. Silent where the script sets a variable of that name, and where the base image most likely does, as \`node\` has \`NODE_VERSION\`.`,
  examples: [
    {
      title: "Let in by name",
      bad: "ARG VERSION=1.4.2\nFROM debian:13-slim\nLABEL org.opencontainers.image.version=$VERSION\n",
      good: "ARG VERSION=1.4.2\nFROM debian:13-slim\nARG VERSION\nLABEL org.opencontainers.image.version=$VERSION\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["sonar:S6579", "buildkit:UndefinedVar"],
  judges: "part",
  check(file, { report }) {
    const globals = new Set(file.globalArgs.flatMap(({ assignments }) => assignments.map(({ name }) => name)));
    const told = new Set<string>();
    for (const use of usesOf(globals, file)) {
      const { name, span, instruction } = use;
      const { stage } = instruction;
      if (!stage || instruction.keyword === "FROM" || instruction.keyword === "ONBUILD") continue;
      if (told.has(`${stage.index} ${name}`) || isDeclaredBefore(use, stage) || isSetByItself(use, stage)) continue;
      told.add(`${stage.index} ${name}`);
      const edit = insertInstructions(stage, placeAfter(stage, stage.from), `ARG ${name}`);
      report({
        span,
        message: `\`${name}\` is an ARG of FROM alone, and empty in this stage. Add \`ARG ${name}\` to it.`,
        fixes: [
          {
            title: `Let \`${name}\` into the stage`,
            safety: "unsafe",
            changes: [{ kind: "edit", path: file.source.path, edits: [edit] }],
          },
        ],
      });
    }
  },
});

/** Whether an ARG or ENV of the stage, or of one that it is built on, stands before the use. */
function isDeclaredBefore({ name, instruction }: VariableUse, { chain }: Stage): boolean {
  return chain.some((stage) => (firstDeclarations(stage).get(name) ?? Number.POSITIVE_INFINITY) < instruction.index);
}

/** The index of the first ARG or ENV of a stage that sets a name. */
const firstDeclarations = rememberFor(({ instructions }: Stage): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  for (const one of instructions) {
    if (one.keyword !== "ARG" && one.keyword !== "ENV") continue;
    for (const { name } of one.assignments) if (!found.has(name)) found.set(name, one.index);
  }
  return found;
});

/** Whether a script sets the variable, the use has a default, or the base image is likely to have it. */
function isSetByItself({ name, span, instruction }: VariableUse, stage: Stage): boolean {
  const { text } = stage.file.source;
  if (/^(?::?[-+?=]|\w)/.test(text.slice(span.end)) && text[span.start - 1] === "{") return true;
  const script = instruction.span;
  const whole = text.slice(script.start, script.end);
  if (new RegExp(`(?:^|[\\s;&|("'])(?:${name}=|(?:for|read|export|local|declare)\\b[^\\n;]*\\b${name}\\b)`).test(whole)) return true;
  if (instruction.keyword === "RUN" && instruction.command?.form === "shell" && !instruction.command.script) return true;
  return mayComeWithBase(name, stage);
}
