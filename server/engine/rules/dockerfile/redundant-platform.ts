import { defineRule } from "../../rule.ts";
import { remove } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/redundant-platform",
  language: "dockerfile",
  category: "operability",
  severity: "hint",
  preset: "strict",
  summary: "FROM asks for the platform that it gets anyway.",
  why: `\`--platform=$TARGETPLATFORM\` is what FROM takes without the flag. Whoever reads it looks for the reason.

Leave it out. For a stage that compiles for another platform \`$BUILDPLATFORM\` is what is meant.`,
  examples: [
    {
      title: "Without the flag",
      bad: "FROM --platform=$TARGETPLATFORM debian:13-slim\n",
      good: "FROM debian:13-slim\n",
    },
  ],
  links: ["https://docs.docker.com/reference/build-checks/redundant-target-platform/"],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: ["buildkit:RedundantTargetPlatform", "hadolint:DL3065"],
  judges: "part",
  check(file, { report }) {
    // An argument of that name changes what the flag says.
    if (file.globalArgs.some((arg) => arg.assignments.some(({ name, value }) => name === "TARGETPLATFORM" && value))) return;
    for (const { from } of file.stages) {
      const flag = from.flags.find((one) => one.name === "platform");
      if (!flag || !/^["']?\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})["']?$/.test(flag.value?.text ?? "")) continue;
      const blanks = /^[ \t]*/.exec(file.source.text.slice(flag.span.end))?.[0].length ?? 0;
      report({
        span: flag.span,
        message: "FROM takes this platform anyway. Leave the flag out.",
        tags: ["unnecessary"],
        fixes: [
          {
            title: "Leave the flag out",
            safety: "safe",
            changes: [{ kind: "edit", path: file.source.path, edits: [remove({ start: flag.span.start, end: flag.span.end + blanks })] }],
          },
        ],
      });
    }
  },
});
