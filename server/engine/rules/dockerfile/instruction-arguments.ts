import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/instruction-arguments",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "An instruction has too few or too many arguments.",
  why: `
The build stops here: each instruction takes a certain number of arguments, and BuildKit refuses others.

A RUN that holds a heredoc alone is complete, ARG takes any number of names, and what a variable gives is never counted.`,
  examples: [{ title: "COPY without a destination", bad: "FROM alpine:3.24\nCOPY app\n", good: "FROM alpine:3.24\nCOPY app /app\n" }],
  links: ["https://docs.docker.com/reference/dockerfile/#overview"],
  since: "0.1.0",
  patterns: [],
  alsoKnownAs: [
    "dockerfile-utils:2",
    "dockerfile-utils:5",
    "dockerfile-utils:6",
    "dockerfile-utils:7",
    "dockerfile-utils:8",
    "dockerfile-utils:9",
    "dockerfile-utils:22",
    "dockerfile-utils:32",
    "dockerfile-utils:33",
    "dockerfile-utils:34",
    "dockerfile-utils:35",
    "dockerfile-utils:36",
    "dockerfile-utils:43",
    "dockerfile-utils:44",
    "dockerfile-utils:46",
  ],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "instruction-arguments", report),
});
