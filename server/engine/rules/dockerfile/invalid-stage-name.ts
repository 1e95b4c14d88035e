import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/invalid-stage-name",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A stage has a name that BuildKit refuses.",
  why: `
The build stops here: a stage's name starts with a letter and goes on with letters, digits, \`-\`, \`_\` and \`.\`. Upper case is allowed and read as lower case.`,
  examples: [{ title: "A name that starts with a digit", bad: "FROM alpine:3.24 AS 1st\n", good: "FROM alpine:3.24 AS st\n" }],
  links: ["https://docs.docker.com/reference/dockerfile/#from"],
  since: "0.1.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:12"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "invalid-stage-name", report),
});
