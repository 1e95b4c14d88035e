import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/forbidden-onbuild-trigger",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "ONBUILD has a trigger that is not allowed.",
  why: `
The build stops here: ONBUILD cannot hold another ONBUILD, a FROM or a MAINTAINER. Write the instruction itself into the Dockerfile of the child image.`,
  examples: [
    {
      title: "ONBUILD FROM",
      bad: "FROM alpine:3.24\nONBUILD FROM alpine:3.24\n",
      good: "FROM alpine:3.24\nONBUILD RUN apk upgrade --no-cache\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#onbuild"],
  since: "0.1.0",
  patterns: [],
  alsoKnownAs: ["hadolint:DL3043", "dockerfile-utils:29", "dockerfile-utils:30"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "forbidden-onbuild-trigger", report),
});
