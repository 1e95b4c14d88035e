import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { debugModes } from "../../knowledge/debug-modes.ts";
import type { Assignment, Instruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { remember } from "../../text/remember.ts";

export default defineRule({
  id: "dockerfile/debug-mode",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "recommended",
  summary: "The final image sets a variable that switches on debug or development mode.",
  why: `
In debug mode frameworks show stack traces, settings and source code to whoever causes an error, some even run code sent by the browser; they skip caches and are many times slower. A value in the image
is what every container starts with unless somebody thinks of overriding it.

Set the value for production in the image, and the one for development in the Compose file on the developer's machine.

Only the last value in what the final image is made of counts: a build stage may do as it likes, and so may images for development (a stage named \`dev\`, a file named \`dev.Dockerfile\`).`,
  examples: [
    {
      title: "Node.js",
      bad: "FROM node:24-trixie-slim\nENV NODE_ENV=development\nWORKDIR /app\n",
      good: "FROM node:24-trixie-slim\nENV NODE_ENV=production\nWORKDIR /app\n",
    },
    {
      title: "Flask",
      bad: 'FROM python:3.14-slim\nENV PYTHONUNBUFFERED=1 \\\n    FLASK_DEBUG="True"\n',
      good: 'FROM python:3.14-slim\nENV PYTHONUNBUFFERED=1 \\\n    FLASK_DEBUG="False"\n',
    },
  ],
  links: [
    "https://flask.palletsprojects.com/en/stable/debugging/",
    "https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production",
  ],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["D11", "E3"],
  alsoKnownAs: ["sonar:S4507"],
  judges: "connected",
  check(file, { workspace, report }) {
    const seen = new Set<Assignment>();
    for (const stage of productionStages(file, workspace)) {
      if (isDevelopment(stage, workspace)) continue;
      for (const { assignment, instruction } of lastAssignments(stage)) {
        const { name, value } = assignment;
        // A value that a build argument gives is for the build to decide.
        if (!value || value.value === undefined || value.raw.includes("$") || seen.has(assignment)) continue;
        const mode = modesOf(name).find((one) => one.value.test(value.text));
        if (!mode) continue;
        seen.add(assignment);
        const production = typeof mode.production === "function" ? mode.production(value.text) : mode.production;
        report({
          span: assignment.span,
          message: `\`${name}=${value.text}\` ${mode.effect}${whenChildIsBuilt(instruction)}, in every container that does not override it. ${production ? `Set \`${production}\` here` : "Leave it out"}, and the value for development where you develop.`,
          ...(production !== undefined &&
            value.raw.includes(value.text) && {
              fixes: [
                {
                  title: `Set \`${name}\` to \`${production}\``,
                  safety: "unsafe" as const,
                  changes: [
                    {
                      kind: "edit" as const,
                      path: file.source.path,
                      edits: [replace(value.span, value.raw.replace(value.text, production))],
                    },
                  ],
                },
              ],
            }),
        });
      }
    }
  },
});

const modesOf = remember((name) => debugModes.filter((mode) => mode.name.test(name)));

interface Decisive {
  readonly assignment: Assignment;
  readonly instruction: Instruction;
}

/** The ENV assignment that decides about each variable of the image, and of the images built on its triggers. */
function lastAssignments(stage: Stage): readonly Decisive[] {
  const last = new Map<string, Decisive>();
  for (const instruction of withTriggers(stage.chainInstructions)) {
    if (instruction.keyword !== "ENV" || (instruction.onbuild && instruction.stage !== stage)) continue;
    const kind = instruction.onbuild ? "ONBUILD" : "ENV";
    for (const assignment of instruction.assignments) last.set(`${kind} ${assignment.name}`, { assignment, instruction });
  }
  return [...last.values()];
}
