import { defineRule } from "../../rule.ts";
import { reportSyntax } from "../../syntax.ts";

export default defineRule({
  id: "dockerfile/invalid-directive",
  language: "dockerfile",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "A parser directive at the top of the file is set twice, or to a value that it cannot have.",
  why: `
The build stops here: \`syntax\`, \`escape\` and \`check\` may each stand once at the top of the file, and the escape character is a backslash or a backquote. Comments further down that look like
directives are only comments.`,
  examples: [
    {
      title: "An escape character that is none",
      bad: "# escape=^\nFROM alpine:3.24\n",
      good: "# escape=`\nFROM alpine:3.24\n",
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#parser-directives"],
  since: "0.1.0",
  patterns: [],
  alsoKnownAs: ["dockerfile-utils:21"],
  judges: "part",
  check: (file, { report }) => reportSyntax(file, "invalid-directive", report),
});
