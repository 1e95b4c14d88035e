import { defineRule } from "../../rule.ts";
import { replace } from "../../text/edit.ts";

export default defineRule({
  id: "dockerfile/deprecated-maintainer",
  language: "dockerfile",
  category: "operability",
  severity: "warning",
  preset: "recommended",
  summary: "MAINTAINER, which is deprecated.",
  why: `MAINTAINER has been deprecated since 2017: it says no more than a label does, and tools that show labels do not show it.

Use the label of the OCI, \`org.opencontainers.image.authors\`.`,
  examples: [
    {
      title: "As a label",
      bad: "FROM debian:13-slim\nMAINTAINER Mei Lin <mei@example.com>\n",
      good: 'FROM debian:13-slim\nLABEL org.opencontainers.image.authors="Mei Lin <mei@example.com>"\n',
    },
  ],
  links: [
    "https://docs.docker.com/reference/dockerfile/#maintainer-deprecated",
    "https://docs.docker.com/reference/build-checks/maintainer-deprecated/",
  ],
  since: "0.6.0",
  fix: "safe",
  patterns: [],
  alsoKnownAs: [
    "hadolint:DL4000",
    "buildkit:MaintainerDeprecated",
    "trivy:DS-0022",
    "checkov:CKV_DOCKER_6",
    "dockerfile-utils:45",
    "semgrep:maintainer-is-deprecated",
  ],
  judges: "part",
  check(file, { report }) {
    for (const one of file.instructions) {
      if (one.keyword !== "MAINTAINER") continue;
      const text = one.rest.text.trim();
      const name = /^"([^"\\]*)"$/.exec(text)?.[1] ?? text;
      // What is quoted otherwise, expanded or written over several lines stays as it is.
      const isPlain = name !== "" && !/["\\$`]/.test(name) && file.source.lineOf(one.span.start) === file.source.lineOf(one.span.end);
      report({
        span: one.keywordSpan,
        message: "`MAINTAINER` is deprecated. Use the label `org.opencontainers.image.authors`.",
        tags: ["deprecated"],
        ...(isPlain && {
          fixes: [
            {
              title: "Make it a label",
              safety: "safe" as const,
              changes: [
                {
                  kind: "edit" as const,
                  path: file.source.path,
                  edits: [replace(one.span, `LABEL org.opencontainers.image.authors="${name}"`)],
                },
              ],
            },
          ],
        }),
      });
    }
  },
});
