import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/invalid-exec-form",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The JSON array of an exec form holds something else than strings.",
  why: `
The build stops here: the exec form of RUN, CMD, ENTRYPOINT, COPY and the others is a JSON array of strings, and a number, \`true\` or a nested array in it is refused. Put every
item in double quotes. Text that only looks like an array is read as the shell form, and not meant here.`,
  examples: [
    { title: "A number without quotes", bad: 'FROM alpine:3.24\nCMD ["sleep", 60]\n', good: 'FROM alpine:3.24\nCMD ["sleep", "60"]\n' },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#exec-form"],
  since: "0.1.0",
  patterns: [],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "invalid-exec-form", report),
});
