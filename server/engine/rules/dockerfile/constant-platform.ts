import { defineRule } from "../../rule.ts";
import { remove, replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/constant-platform",
  language: "dockerfile",
  category: "reliability",
  severity: "info",
  preset: "strict",
  summary: "FROM is fixed to one platform, whatever the build is for.",
  why: `With \`--platform=linux/amd64\` in FROM the image is for that processor even where the build asks for another one: on an ARM machine it runs in emulation, and an image for several platforms
holds the same program several times.

Leave the flag out and say \`docker build --platform\`, or, for a stage that compiles for others, write \`--platform=$BUILDPLATFORM\`.

Silent where the name of the stage tells the platform (\`build-amd64\`), and for variables.`,
  examples: [
    {
      title: "As asked for by the build",
      bad: "FROM --platform=linux/amd64 debian:13-slim\n",
      good: "FROM debian:13-slim\n",
    },
  ],
  links: [
    "https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/",
    "https://docs.docker.com/build/building/multi-platform/",
  ],
  since: "0.6.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["buildkit:FromPlatformFlagConstDisallowed", "hadolint:DL3029", "semgrep:avoid-platform-with-from"],
  judges: "part",
  check(file, { report }) {
    for (const { from, name = "" } of file.stages) {
      const { platform } = from;
      const flag = from.flags.find((one) => one.name === "platform");
      if (!platform || !flag || platform.text.includes("$")) continue;
      const parts = platform.text.toLowerCase().split("/");
      if (parts.slice(0, 2).some((part) => part !== "" && name.includes(part))) continue;
      const rest = file.source.text.slice(flag.span.end);
      const blanks = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
      report({
        span: platform.span,
        message: `This image is for \`${platform.text}\`, whatever the build is for. Leave the flag out, or write \`$BUILDPLATFORM\`.`,
        fixes: [
          {
            title: "Leave the platform to the build",
            safety: "unsafe",
            changes: [{ kind: "edit", path: file.source.path, edits: [remove({ start: flag.span.start, end: flag.span.end + blanks })] }],
          },
          {
            title: "Use the platform of the builder",
            safety: "unsafe",
            changes: [{ kind: "edit", path: file.source.path, edits: [replace(platform.span, "$BUILDPLATFORM")] }],
          },
        ],
      });
    }
  },
});
