import { applicationOf } from "../../application/application.ts";
import { type Edits, fixesOf, setValue } from "../../application/edit.ts";
import { faultOfTest } from "../../application/healthcheck-test.ts";
import { type MissingTool, missingTool } from "../../application/healthcheck-tools.ts";
import { testInput } from "../../application/new-healthcheck.ts";
import { swapped } from "../../image/healthcheck-tools.ts";
import type { CommandLine } from "../../languages/compose/model.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

const application = (test: string) => `services:\n  web:\n    image: nginx:1.30-alpine-slim\n    healthcheck:\n      test: ${test}\n`;

export default defineRule({
  id: "compose/healthcheck-without-tool",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "A health check runs a program that the image does not have.",
  why: `
Slim images hold neither \`curl\` nor \`wget\`, Alpine has \`wget\` alone, and distroless images have not even a shell. A check that needs what is not there fails always: the container is unhealthy from the start, and what waits for it never runs.

Ask with what is there, or put the tool into the image. Judged are images that are known and Dockerfiles of the workspace; what the container installs when it starts counts.`,
  examples: [
    {
      title: "What Alpine has",
      bad: application('["CMD", "curl", "-f", "http://localhost/"]'),
      good: application('["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/"]'),
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/services/#healthcheck"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["D6"],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const service of applicationOf(file, workspace).services) {
      const { healthcheck } = service.own;
      const test = healthcheck?.test;
      if (!test || service.own.file !== file || healthcheck.isDisabled !== false || faultOfTest(healthcheck)) continue;
      const missing = missingTool(test, service, workspace);
      if (!missing || told.has(missing.span.start)) continue;
      told.add(missing.span.start);
      const other = missing.tool === "curl" ? "wget" : missing.tool === "wget" ? "curl" : undefined;
      const hasOther = other !== undefined && missing.has(other) === true;
      const isShell = missing.tool === "sh";
      report({
        span: missing.span,
        message: `${missing.where} has ${isShell ? "no shell" : `no \`${missing.tool}\``}, so this check fails always and the container is never healthy. ${hasOther ? `Ask with \`${other}\`, which it has.` : isShell ? "Ask by `CMD` with the application's own program." : "Ask with a program that it has."}`,
        fixes: hasOther ? fixesOf(`Ask with \`${other}\``, "unsafe", file, swap(test, missing)) : [],
      });
    }
  },
});

function swap(test: CommandLine, { tool, command }: MissingTool): Edits {
  const { file } = test.service;
  if (!command || !test.script) {
    const words = test.words.every((word) => word !== undefined) ? swapped(tool, (test.words as readonly string[]).slice(1)) : undefined;
    return words && setValue(file, test.entry, testInput(file, ["CMD", ...words.map((word) => word.replaceAll("$", "$$$$"))]));
  }
  const words = swapped(
    tool,
    command.args.map(({ raw }) => raw),
  );
  const last = command.args.at(-1);
  if (!words || !last || command.redirects.length > 0) return undefined;
  return [replace(test.script.source.spanToSource({ start: command.nameSpan.start, end: last.span.end }), words.join(" "))];
}
