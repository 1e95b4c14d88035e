import { baseImageOf } from "../../image/base.ts";
import { builtStages } from "../../image/built.ts";
import { withTriggers } from "../../image/command.ts";
import { isDevelopment } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "dockerfile/copied-root",
  language: "dockerfile",
  category: "security",
  severity: "warning",
  preset: "strict",
  summary: "The whole file system of another stage is copied over this one.",
  why: `\`COPY --from=build / /\` brings along what the stages were kept apart for: the compiler, caches, and whatever secret lay about. It also lays one distribution over another.

Copy the files that are needed. Into an empty image (\`scratch\`) it is a known way to make one layer of many, and only mentioned; other images, which may be made for it, are left alone.`,
  examples: [
    {
      title: "What is needed",
      bad: "FROM golang:1.26 AS build\nRUN go build -o /usr/local/bin/app .\nFROM debian:13-slim\nCOPY --from=build / /\n",
      good: "FROM golang:1.26 AS build\nRUN go build -o /usr/local/bin/app .\nFROM debian:13-slim\nCOPY --from=build /usr/local/bin/app /usr/local/bin/app\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/multi-stage/"],
  since: "0.6.0",
  patterns: ["D1", "D8"],
  alsoKnownAs: ["hadolint:DL3067"],
  judges: "part",
  check(file, { workspace, report }) {
    for (const stage of builtStages(file, workspace)) {
      for (const one of withTriggers(stage.instructions)) {
        if (one.keyword !== "COPY" || !one.from || one.destination?.value !== "/") continue;
        const root = one.sources.find(({ value }) => value === "/" || value === "/*" || value === "/.");
        if (!root || one.flags.some(({ name }) => name === "exclude")) continue;
        const isEmpty = stage.root.kind === "scratch";
        // Another image, or a stage that only gives it a name, may be made to be copied whole; a stage on nothing holds what was put there.
        const from = one.fromStage;
        if (!from || from.root.kind === "scratch" || from.chainInstructions.length === 0 || baseImageOf(stage)?.os === "windows") continue;
        report({
          span: root.span,
          message: `All of \`${one.from.text}\` is copied over this image, with all that only the build needs. Copy the files that are wanted.`,
          ...((isEmpty || isDevelopment(stage, workspace)) && { severity: "hint" as const }),
        });
      }
    }
  },
});
