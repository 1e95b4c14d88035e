import { fixesOf } from "../../pipeline/edit.ts";
import { dockerfileOf } from "../../pipeline/image-builds.ts";
import { isBuildPush } from "../../pipeline/image-jobs.ts";
import { listItems } from "../../pipeline/image-text.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "workflow/minimal-build-cache",
  language: "workflow",
  category: "performance",
  severity: "hint",
  preset: "strict",
  summary: "The cache of a build in several stages keeps the layers of the last one alone.",
  why: `
Without \`mode=max\` a cache holds the layers of the finished image. In a Dockerfile with several stages the costly steps (installing, compiling) are in the earlier ones, and these are made anew in every run.

Only where the Dockerfile can be seen and has more than one stage.`,
  examples: [
    {
      title: "All layers",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          cache-from: type=gha\n          cache-to: type=gha\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          cache-from: type=gha\n          cache-to: type=gha,mode=max\n",
      files: { Dockerfile: "FROM golang:1.25 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n" },
    },
  ],
  links: ["https://docs.docker.com/build/cache/backends/#cache-mode"],
  since: "0.2.0",
  fix: "safe",
  patterns: ["C3"],
  judges: "part",
  check(file, { report, workspace }) {
    for (const step of file.jobs.flatMap(({ steps }) => steps)) {
      const text = isBuildPush(step) ? step.input("cache-to")?.value : undefined;
      const item = text && listItems(text, false).find((one) => /\btype=(?:gha|registry|local|s3|azblob)\b/.test(one.text));
      if (!text || !item || /\bmode=|\$\{\{[^}]*(?:\|\||&&)/.test(item.text)) continue;
      const stages = dockerfileOf(step, workspace)?.stages.length ?? 0;
      if (stages < 2) continue;
      const span = text.mapped.spanToSource({ start: item.start, end: item.end });
      report({
        span,
        message: `This keeps the layers of the last stage alone, and the Dockerfile has ${stages}. Add \`mode=max\` to keep those of the others as well.`,
        fixes: text.node.alias ? [] : fixesOf("Add `mode=max`", "safe", file, [insert(span.end, ",mode=max")]),
      });
    }
  },
});
