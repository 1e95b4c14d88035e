import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/first-instruction",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "Something stands before the first FROM, or there is none.",
  why: `
The build stops here: a Dockerfile begins with FROM; only comments, directives and ARG may stand before it.`,
  examples: [
    {
      title: "RUN before FROM",
      bad: "RUN apk add --no-cache curl\nFROM alpine:3.24\n",
      good: "FROM alpine:3.24\nRUN apk add --no-cache curl\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#from"],
  since: "0.1.0",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3061", "dockerfile-utils:20"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "first-instruction", report),
});
