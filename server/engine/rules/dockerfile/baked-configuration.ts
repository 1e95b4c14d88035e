import { whenChildIsBuilt, withTriggers } from "../../image/command.ts";
import { wholeContextSource } from "../../image/context-files.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { environmentOfValue, isEnvironmentFile } from "../../knowledge/endpoints.ts";
import { credentialsIn, isSecretName } from "../../knowledge/secrets.ts";
import type { Assignment, Dockerfile, EnvInstruction, Instruction } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { remove, type TextEdit } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/baked-configuration",
  language: "dockerfile",
  category: "operability",
  severity: "info",
  preset: "recommended",
  summary: "The image holds the address or the settings of one environment.",
  why: `
An image is built once and promoted from staging to production unchanged. With the address of a database or the settings of one environment inside, every environment needs an image of its own,
what was tested is not what is released, and a container that somebody forgets to configure talks to the wrong database.

Hand such values over when the container starts: with \`environment\` in Compose, a ConfigMap or a Secret in Kubernetes.

Reported are addresses with a host name of their own in an ENV of the final image, URLs with user and password, and copied settings files with an environment in their name. \`localhost\`, \`0.0.0.0\`,
bare service names such as \`redis\`, ports, paths and switches are fine; so are addresses that a build downloads from. \`config.json\` alone is only given a hint.`,
  examples: [
    {
      title: "The database of one environment",
      bad: "FROM node:24-trixie-slim\nENV NODE_ENV=production \\\n    DATABASE_URL=postgres://db.prod.shop.internal:5432/shop\nWORKDIR /app\n",
      good: "FROM node:24-trixie-slim\nENV NODE_ENV=production\nWORKDIR /app\n",
    },
    {
      title: "The settings file of one environment",
      bad: "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nWORKDIR /app\nCOPY appsettings.Staging.json ./\n",
      good: "FROM mcr.microsoft.com/dotnet/aspnet:10.0\nWORKDIR /app\nCOPY appsettings.json ./\n",
    },
  ],
  links: ["https://12factor.net/config"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: ["E1", "E3"],
  check(file, { workspace, report }) {
    const seen = new Set<Instruction>();
    for (const stage of productionStages(file, workspace)) {
      for (const instruction of withTriggers(stage.chainInstructions)) {
        if (seen.has(instruction)) continue;
        seen.add(instruction);
        const severity = isDevelopment(stage, workspace) ? { severity: "hint" as const } : {};
        if (instruction.keyword === "ENV") {
          for (const assignment of instruction.assignments) {
            const why = environmentOfValue(assignment.name, assignment.value?.value ?? "");
            if (!why || isForeign(assignment)) continue;
            const edit = isUsed(assignment.name, file) ? undefined : removal(instruction, assignment, file);
            report({
              span: assignment.span,
              message: `\`${assignment.name}\` ${why}${whenChildIsBuilt(instruction)}, so the image fits no other. Take it out, and hand it over when the container starts.`,
              ...severity,
              ...(edit && {
                fixes: [
                  {
                    title: `Take \`${assignment.name}\` out of the image`,
                    safety: "unsafe" as const,
                    changes: [{ kind: "edit" as const, path: file.source.path, edits: [edit] }],
                  },
                ],
              }),
            });
          }
        } else if (
          (instruction.keyword === "COPY" || instruction.keyword === "ADD") &&
          !instruction.from &&
          !wholeContextSource(instruction)
        ) {
          for (const source of instruction.sources) {
            const kind = source.value === undefined ? undefined : isEnvironmentFile(source.value);
            if (!kind) continue;
            report({
              span: source.span,
              message: `\`${source.text}\` ${kind === "certain" ? "holds" : "may hold"} the settings of one environment${whenChildIsBuilt(instruction)}, so the image fits no other. Mount it or use variables when the container starts.`,
              ...severity,
              ...(kind === "perhaps" && { severity: "hint" as const }),
            });
          }
        }
      }
    }
  },
});

/** What another rule reports: secrets by name or by shape; and what a build argument gives. */
function isForeign({ name, value }: Assignment): boolean {
  return !value || value.raw.includes("$") || isSecretName(name) || credentialsIn(value.text).length > 0;
}

/** Whether another instruction of the file reads the variable. */
function isUsed(name: string, file: Dockerfile): boolean {
  return new RegExp(`\\$\\{?${name}\\b`).test(file.source.text);
}

/** The edit that takes an assignment away, the whole instruction where it is its only one; undefined where a comment stands in between. */
function removal(instruction: EnvInstruction, assignment: Assignment, file: Dockerfile): TextEdit | undefined {
  const { source } = file;
  if (instruction.onbuild) return undefined;
  const index = instruction.assignments.indexOf(assignment);
  const before = instruction.assignments[index - 1];
  const after = instruction.assignments[index + 1];
  const range = before
    ? { start: before.span.end, end: assignment.span.end }
    : after
      ? { start: assignment.span.start, end: after.span.start }
      : { start: instruction.span.start, end: source.nextLineStart(instruction.span.end) };
  const rest = source.slice(range).replace(source.slice(assignment.span), "");
  return rest.includes("#") ? undefined : remove(range);
}
