import { baseImageOf } from "../../image/base.ts";
import { destinationOf } from "../../image/folders.ts";
import { productionStages } from "../../image/production.ts";
import { defineRule } from "../../rule.ts";
import { insert } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/unlinked-copy",
  language: "dockerfile",
  category: "performance",
  severity: "hint",
  preset: "optional",
  summary: "A copy from another stage is made again whenever a layer below it has changed.",
  why: `\`COPY --link\` makes a layer that does not depend on those below it. When the base image gets an update, BuildKit puts the old layer on the new base, without copying and without uploading it
again.

A linked layer does not see what is there already: it does not follow symbolic links in the destination, knows no users by name, and its folders belong to root. So nothing is reported for
destinations such as \`/bin\`, \`/home\`, \`/var\` or \`/tmp\`, below folders that an earlier RUN names, and beside \`--chown\` with a name or \`--chmod\`.`,
  examples: [
    {
      title: "A program from the stage that builds it",
      bad: "FROM golang:1.26 AS build\nRUN go build -o /out/app .\nFROM debian:13-slim\nCOPY --from=build /out/app /usr/local/bin/app\n",
      good: "FROM golang:1.26 AS build\nRUN go build -o /out/app .\nFROM debian:13-slim\nCOPY --link --from=build /out/app /usr/local/bin/app\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#copy---link"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D4"],
  uncovers: ["dockerfile/missing-syntax-directive"],
  judges: "part",
  check(file, { workspace, report }) {
    // `--link` came with 1.4 of the syntax.
    if (file.directives.some(({ name, value }) => name === "syntax" && /:(?:0|1\.[0-3])(?:[.@-]|$)/.test(value))) return;
    for (const stage of productionStages(file, workspace)) {
      if (stage.root.kind === "scratch" || stage.root.kind === "unknown" || baseImageOf(stage)?.os === "windows") continue;
      const runs: string[] = [];
      for (const one of stage.chainInstructions) {
        if (one.keyword === "RUN") runs.push(one.rest.text);
        if (one.keyword !== "COPY" || !one.from || one.stage !== stage || one.destination?.value === undefined) continue;
        const folder = destinationOf(one, stage) ?? "";
        if (!/^\/(?!(?:bin|dev|home|lib\d*|libx?32|proc|root|run|sbin|sys|tmp|var)(?:\/|$))./.test(folder)) continue;
        // Numbers alone work: https://github.com/moby/buildkit/issues/2987. With `--chmod` BuildKit does not link.
        const isBound = one.flags.some(
          ({ name, value }) =>
            name === "link" || name === "chmod" || name === "parents" || (name === "chown" && !/^\d+(?::\d+)?$/.test(value?.value ?? "")),
        );
        const top = /^\/[^/]+/.exec(folder)?.[0] ?? "/";
        if (isBound || runs.some((text) => text.includes(`${top === "/usr" || top === "/etc" ? folder : top}`))) continue;
        report({
          span: one.keywordSpan,
          message: `This copy is made anew whenever a layer below it changes. \`${one.keywordText} --link\` makes a layer that stays.`,
          fixes: [
            {
              title: "Add `--link`",
              safety: "unsafe",
              changes: [{ kind: "edit", path: file.source.path, edits: [insert(one.keywordSpan.end, " --link")] }],
            },
          ],
        });
      }
    }
  },
});
