import { isComposePath } from "../../languages/compose/detect.ts";
import { composeCalls } from "../../pipeline/compose-commands.ts";
import { fixesOf, replaceInScript } from "../../pipeline/edit.ts";
import { folderIn, isCertainlyMissing, pathFrom } from "../../pipeline/image-builds.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";

export default defineRule({
  id: "workflow/missing-compose-file",
  language: "workflow",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A command names a Compose file that the repository does not have.",
  why: `
\`docker compose -f\` ends with "no such file or directory" where the file is not there.

Silent where a step before may write or bring the file, where Git ignores it, and in folders that are not the repository's.`,
  examples: [
    {
      title: "A file by another name",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - run: docker compose -f docker-compose.tset.yml up -d\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - run: docker compose -f docker-compose.test.yml up -d\n",
      files: { "docker-compose.test.yml": "services:\n  db:\n    image: postgres:18\n" },
    },
  ],
  links: ["https://docs.docker.com/reference/cli/docker/compose/#use--f-to-specify-the-name-and-path-of-one-or-more-compose-files"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report, workspace }) {
    for (const step of file.jobs.flatMap(({ steps }) => steps)) {
      for (const { files } of composeCalls(step, workspace)) {
        for (const { word, path } of files) {
          if (path === undefined || path === "" || !step.script || !isCertainlyMissing(path, step, workspace)) continue;
          const candidates = (workspace.files() ?? []).filter(isComposePath);
          const meant = nearest(path, candidates);
          const text = meant === undefined ? undefined : pathFrom(folderIn(step) ?? "", meant, word.text);
          report({
            span: step.script.source.spanToSource(word.span),
            message: `There is no \`${path}\` in this repository, so the command fails.${text === undefined ? "" : ` Write \`${text}\`.`}`,
            fixes:
              text === undefined || word.raw !== word.text
                ? []
                : fixesOf(`Write \`${text}\``, "unsafe", file, replaceInScript(step, word.span, text)),
          });
        }
      }
    }
  },
});
