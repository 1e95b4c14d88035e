import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/unknown-flag",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An instruction has a flag that it does not know.",
  why: `
The build stops here: BuildKit refuses flags that an instruction does not have. What comes after the first word that is no flag belongs to the command and is not meant.`,
  examples: [
    {
      title: "A misspelt flag",
      bad: "FROM alpine:3.24\nCOPY --chwon=1000:1000 app /app\n",
      good: "FROM alpine:3.24\nCOPY --chown=1000:1000 app /app\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#overview"],
  since: "0.1.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:39", "dockerfile-utils:40", "dockerfile-utils:41", "dockerfile-utils:42"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "unknown-flag", report),
});
