import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/invalid-healthcheck-option",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A HEALTHCHECK has a duration or number that does not parse, or lacks its command.",
  why: `
The build stops here: durations are written as Go does (\`30s\`, \`1m30s\`), retries as a whole number, and the options are followed by CMD. Zero is allowed and stands for the default; values that hold a variable are not judged.`,
  examples: [
    {
      title: "A duration without unit",
      bad: "FROM alpine:3.24\nHEALTHCHECK --interval=30 CMD wget -q -O /dev/null http://127.0.0.1:8080/\n",
      good: "FROM alpine:3.24\nHEALTHCHECK --interval=30s CMD wget -q -O /dev/null http://127.0.0.1:8080/\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  since: "0.1.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:13", "dockerfile-utils:15", "dockerfile-utils:16", "dockerfile-utils:17", "dockerfile-utils:19"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "invalid-healthcheck-option", report),
});
