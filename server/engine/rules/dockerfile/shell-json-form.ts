import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/shell-json-form",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "SHELL is not written as a JSON array.",
  why: `
The build stops here: SHELL takes the words of the shell as a JSON array, in double quotes.`,
  examples: [{ title: "Plain words", bad: "FROM alpine:3.24\nSHELL /bin/ash -c\n", good: 'FROM alpine:3.24\nSHELL ["/bin/ash", "-c"]\n' }],
  links: ["https://docs.docker.com/reference/dockerfile/#shell"],
  since: "0.1.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:31"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "shell-json-form", report),
});
