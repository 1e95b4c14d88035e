import { withTriggers } from "../../image/command.ts";
import { isEarlierStage, stageNames } from "../../image/stage-names.ts";
import type { Stage, Word } from "../../languages/dockerfile/model.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { buildsOf } from "../../workspace/builds.ts";

export default defineRule({
  id: "dockerfile/unknown-stage",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "`--from` names a stage that comes later, is the same, or is not there.",
  why: `COPY and mounts take files from an earlier stage, by its name or number, from a named build context, or from an image. A stage that comes later, or the stage itself, is none of these: the
build fails, or goes looking for an image of that name.

Move the stage up, or name the one that is meant. A variable is not expanded there either.

Names that may well be images (with a slash, a tag, or of a known image) are left alone.`,
  examples: [
    {
      title: "A slip in the name",
      bad: "FROM golang:1.26 AS builder\nRUN go build -o /app .\nFROM scratch\nCOPY --from=bulider /app /app\n",
      good: "FROM golang:1.26 AS builder\nRUN go build -o /app .\nFROM scratch\nCOPY --from=builder /app /app\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#copy---from"],
  since: "0.6.0",
  fix: "unsafe",
  patterns: ["D1"],
  alsoKnownAs: ["hadolint:DL3022", "hadolint:DL3023", "trivy:DS-0006"],
  judges: "part",
  check(file, { workspace, report }) {
    const contexts = new Set(
      buildsOf(file.source.path, workspace).flatMap((build) => build.namedContexts.map((name) => name.toLowerCase())),
    );
    for (const stage of file.stages) {
      for (const one of withTriggers(stage.instructions)) {
        if (one.onbuild) continue;
        const words = one.keyword === "COPY" ? [one.from] : one.keyword === "RUN" ? one.mounts.map((mount) => mount.get("from")) : [];
        for (const word of words) if (word) judge(word, stage, one.keyword === "COPY");
      }
    }

    function judge(word: Word, stage: Stage, isCopy: boolean): void {
      const { text, span } = word;
      const name = text.toLowerCase();
      // https://github.com/moby/buildkit, dockerfile2llb: "variable expansion is not supported for --from". Of mounts another rule speaks.
      if (/(?:^|[^\\])\$[\w{]/.test(text)) {
        if (isCopy)
          report({
            span,
            message: `\`--from\` takes no variable, so the build stops here. Give a stage \`FROM ${text}\` a name, and copy from that.`,
          });
        return;
      }
      if (text === "" || contexts.has(name)) return;
      if (/^\d+$/.test(text)) {
        if (Number(text) >= stage.index)
          report({ span, message: `There is no stage ${text} before this one. Name the stage that is meant.` });
        return;
      }
      if (isEarlierStage(name, stage)) return;
      const own = stage.name === name;
      if (own || stageNames(stage.file).has(name)) {
        const message = own
          ? `This is the stage \`${text}\` itself, which cannot copy from itself. Name an earlier one.`
          : `The stage \`${text}\` comes later, and only what comes before can be copied from. Move it up.`;
        report({ span, message });
        return;
      }
      // What is left may be an image.
      const meant = /^[a-z][\w-]*$/i.test(text)
        ? nearest(
            name,
            stage.file.stages.slice(0, stage.index).flatMap((one) => one.name ?? []),
          )
        : undefined;
      if (meant === undefined) return;
      report({
        span,
        severity: "warning",
        message: `No stage before this one is called \`${text}\`, so an image of that name is pulled. Is \`${meant}\` meant?`,
        fixes: [
          {
            title: `Use \`${meant}\``,
            safety: "unsafe",
            changes: [{ kind: "edit", path: file.source.path, edits: [{ span, text: meant }] }],
          },
        ],
      });
    }
  },
});
