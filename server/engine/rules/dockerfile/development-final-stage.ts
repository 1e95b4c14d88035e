import { endsOpen } from "../../image/insertion.ts";
import { isDevelopment, wholeOf } from "../../image/production.ts";
import { hasNumberedStages, neededStages } from "../../image/stage-links.ts";
import type { Dockerfile, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix } from "../../rule.ts";
import { insert, remove } from "../../text/edit.ts";
import { buildsOf } from "../../workspace/builds.ts";
import { mentionedTargets } from "../../workspace/stage-targets.ts";

export default defineRule({
  id: "dockerfile/development-final-stage",
  language: "dockerfile",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The last stage is for developing, testing or building, so that a plain `docker build` makes that image.",
  why: `Whoever builds without \`--target\` gets the last stage: \`docker build .\`, a Compose service without \`target\`, a platform that builds from the repository. With \`dev\` or \`test\` at the end, an image with debuggers, test data
and development dependencies goes out, and nothing says so.

Put the stage that is to run in production at the end; the others are built by name, \`--target dev\`.

Silent where every build that the workspace knows of passes a target, where none is known but a Makefile, a script or a README names the stage for production as one, where the file is for development, and where no earlier stage would run in production.`,
  examples: [
    {
      title: "Tests at the end",
      bad: 'FROM alpine:3.24 AS app\nCOPY server /server\nUSER nobody\nCMD ["/server"]\n\nFROM alpine:3.24 AS test\nRUN apk add --no-cache bats\n',
      good: 'FROM alpine:3.24 AS test\nRUN apk add --no-cache bats\n\nFROM alpine:3.24 AS app\nCOPY server /server\nUSER nobody\nCMD ["/server"]\n',
    },
  ],
  links: ["https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D1"],
  check(file, { workspace, report }) {
    const whole = wholeOf(file);
    const { stages } = whole;
    const last = stages.at(-1);
    const { path } = file.source;
    if (!last?.from.name || stages.length < 2 || !file.stages.includes(last) || isDevelopment(path)) return;
    const isBuilder = /^(?:build(?:er)?|compile(?:r)?|lint|ci|deps)$/.test(last.name ?? "");
    if (!isBuilder && !isDevelopment(last)) return;
    const builds = buildsOf(path, workspace);
    if (builds.length > 0 && builds.every(({ target, isTargetUnknown }) => target !== undefined || isTargetUnknown)) return;
    const meant = stages.findLast((stage) => stage !== last && isRelease(stage, whole));
    const mentions = builds.length === 0 ? mentionedTargets(workspace) : undefined;
    if (!meant || mentions?.isOpen || (meant.name !== undefined && mentions?.names.has(meant.name))) return;
    const fix = moveFix(meant, last, whole);
    report({
      span: last.from.name.span,
      message: `A build without a target makes \`${last.name}\`, not \`${meant.name ?? "the stage that runs in production"}\`. Put the stage that is shipped last.`,
      related: [
        { path, span: (meant.from.name ?? meant.from.image?.word ?? meant.from).span, message: "Most likely meant to be shipped." },
      ],
      ...(fix && { fixes: [fix] }),
    });
  },
});

/** Whether a stage is what runs in production: it has the name, or says what to start and no stage takes from it. */
function isRelease(stage: Stage, file: Dockerfile): boolean {
  if (isDevelopment(stage)) return false;
  if (/^(?:prod(?:uction)?|release|final|runtime|runner|deploy(?:ment)?)$/.test(stage.name ?? "")) return true;
  const starts = stage.instructions.some(({ keyword }) => keyword === "CMD" || keyword === "ENTRYPOINT");
  return starts && !neededStages(file).has(stage);
}

/** The fix that puts the stage behind the last one; none where others go on with it, or stages are told by number. */
function moveFix(stage: Stage, last: Stage, file: Dockerfile): Fix | undefined {
  const { source } = file;
  const next = file.stages[stage.index + 1];
  if (!next || hasNumberedStages(file) || endsOpen(last) || neededStages(file).has(stage)) return undefined;
  const start = lineStart(stage);
  const end = lineStart(next);
  const text = source.slice({ start, end }).trimEnd();
  const tail = source.text.trimEnd().length;
  return {
    title: `Put \`${stage.name ?? "that stage"}\` last`,
    safety: "unsafe",
    changes: [
      {
        kind: "edit",
        path: source.path,
        edits: [remove({ start, end }), insert(tail, source.eol + source.eol + text)],
      },
    ],
  };
}

/** Where a stage begins, with the comments above it. */
function lineStart({ from, file: { source } }: Stage): number {
  return source.lineSpan(source.lineOf((from.leadingComments[0] ?? from).span.start)).start;
}
