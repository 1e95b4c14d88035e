import { composeCalls } from "../../pipeline/compose-commands.ts";
import { fixesOf, replaceInScript } from "../../pipeline/edit.ts";
import { didYouMean } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";
import { nearest } from "../../text/nearest.ts";
import { composeServices } from "../../workspace/compose.ts";

export default defineRule({
  id: "workflow/unknown-compose-service",
  language: "workflow",
  category: "syntax",
  severity: "warning",
  preset: "recommended",
  summary: "A command names a service that the Compose file does not have.",
  why: `
\`docker compose up\` and its like end with "no such service" for a name that none of the files has.

Silent where one of the files cannot be seen or brings in others.`,
  examples: [
    {
      title: "A misspelt service",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - run: docker compose up -d postgers\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n      - run: docker compose up -d postgres\n",
      files: { "compose.yaml": "services:\n  postgres:\n    image: postgres:18\n" },
    },
  ],
  links: ["https://docs.docker.com/reference/cli/docker/compose/"],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report, workspace }) {
    for (const step of file.jobs.flatMap(({ steps }) => steps)) {
      const { script } = step;
      for (const { services, paths } of composeCalls(step, workspace)) {
        if (!script || services.length === 0 || !paths) continue;
        const read = paths.map((path) => composeServices(path, workspace));
        if (read.some((names) => !names)) continue;
        // A file beside the main one that is laid over it by itself.
        const known = new Set(read.flatMap((names) => [...(names ?? [])]));
        const override =
          paths.length === 1 ? composeServices((paths[0] as string).replace(/\.(ya?ml)$/, ".override.$1"), workspace) : undefined;
        for (const name of override ?? []) known.add(name);
        for (const word of services) {
          if (known.has(word.text)) continue;
          const meant = nearest(word.text, known);
          report({
            span: script.source.spanToSource(word.span),
            message: `${paths.length === 1 ? `\`${paths[0]}\` has` : "The Compose files have"} no service \`${word.text}\`, so the command fails.${didYouMean(meant)}`,
            fixes:
              meant === undefined || word.raw !== word.text
                ? []
                : fixesOf(`Write \`${meant}\``, "unsafe", file, replaceInScript(step, word.span, meant)),
          });
        }
      }
    }
  },
});
