import { fixesOf } from "../../pipeline/edit.ts";
import { dockerfileAt, imageBuilds } from "../../pipeline/image-builds.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/missing-build-target",
  language: "workflow",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A build's target is no stage of the Dockerfile.",
  why: `
\`target\` names the stage that is built. Where the Dockerfile has none of that name, the build ends with "target stage could not be found".`,
  examples: [
    {
      title: "A stage by another name",
      bad: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          target: runtme\n",
      good: "on: push\njobs:\n  image:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: docker/build-push-action@v7\n        with:\n          target: runtime\n",
      files: { Dockerfile: "FROM alpine:3.22 AS build\nRUN true\nFROM alpine:3.22 AS runtime\n" },
    },
  ],
  links: ["https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report, workspace }) {
    for (const { dockerfile, target } of imageBuilds(file)) {
      const read = target && dockerfile !== undefined ? dockerfileAt(dockerfile, workspace) : undefined;
      if (!target || !read || read.problems.length > 0) continue;
      const { name, span } = target;
      if (/^\d+$/.test(name) || read.stages.some((stage) => stage.name === name.toLowerCase())) continue;
      const stages = read.stages.flatMap((stage) => stage.from.name?.text ?? []);
      const meant = nearest(name, stages);
      const others =
        stages.length === 0 ? " Its stages have no names." : ` Its stages are ${stages.map((one) => `\`${one}\``).join(", ")}.`;
      report({
        span,
        message: `\`${dockerfile}\` has no stage \`${name}\`, so the build ends at once.${didYouMean(meant, others)}`,
        fixes:
          meant === undefined || file.source.slice(span) !== name
            ? []
            : fixesOf(`Write \`${meant}\``, "unsafe", file, [replace(span, meant)]),
      });
    }
  },
});
