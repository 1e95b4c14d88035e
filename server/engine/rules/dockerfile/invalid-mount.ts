import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/invalid-mount",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A `--mount` has a type, key or value that does not fit.",
  why: `
The build stops here: BuildKit checks the type of a mount, and which keys go with it. Values that hold a variable are not judged.`,
  examples: [
    {
      title: "A misspelt type",
      bad: "FROM alpine:3.24\nRUN --mount=type=cahce,target=/var/cache/apk apk add curl\n",
      good: "FROM alpine:3.24\nRUN --mount=type=cache,target=/var/cache/apk apk add curl\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#run---mount"],
  since: "0.1.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["buildkit:parse-error"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "invalid-mount", report),
});
