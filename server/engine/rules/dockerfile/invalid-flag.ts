import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/invalid-flag",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A flag lacks its value, has one that it cannot have, or is given twice.",
  why: `
The build stops here: \`--from\`, \`--chown\` and their like need a value, \`--link\` and \`--parents\` take \`true\` or \`false\` alone, and only some flags may be repeated.
Values that hold a variable are not judged.`,
  examples: [
    {
      title: "A switch with another value than true or false",
      bad: "FROM alpine:3.24\nCOPY --link=yes app /app\n",
      good: "FROM alpine:3.24\nCOPY --link=true app /app\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#copy"],
  since: "0.1.0",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:14", "dockerfile-utils:18", "dockerfile-utils:48"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "invalid-flag", report),
});
