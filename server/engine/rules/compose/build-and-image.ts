import { applicationOf } from "../../application/application.ts";
import { settingOf } from "../../application/settings.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "compose/build-and-image",
  language: "compose",
  category: "reproducibility",
  severity: "info",
  preset: "optional",
  summary: "A service is built, and names an image as well.",
  why: `
Compose allows both: it builds the image and gives it that name. But whether it builds or pulls hangs on what is there: \`docker compose up\` takes an image of that name that was pulled before, \`docker compose pull\` replaces the one that was built, and two checkouts overwrite each other's image.

Where the name is there to push the image under, keep both and say \`pull_policy: build\`; then nothing is reported. Else keep \`build\` alone.`,
  examples: [
    {
      title: "Built, whatever is there",
      bad: "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    build: .\n",
      good: "services:\n  web:\n    image: ghcr.io/example/web:1.4.2\n    build: .\n    pull_policy: build\n",
    },
  ],
  links: ["https://docs.docker.com/reference/compose-file/build/#using-build-and-image"],
  since: "0.4.0",
  patterns: [],
  alsoKnownAs: ["dclint:no-build-and-image"],
  check(file, { workspace, report }) {
    for (const service of applicationOf(file, workspace).services) {
      const { own } = service;
      const image = own.mapping.entryOf("image");
      // A policy says which of them is meant.
      if (own.file !== file || !image || own.image.isAbsent || !own.build) continue;
      if (!settingOf(service, ({ mapping }) => mapping.text("pull_policy")).isAbsent) continue;
      report({
        span: image.keySpan,
        message: `\`${own.name}\` is built and named: whether \`up\` builds it or takes an image that was pulled hangs on what is there. Say \`pull_policy: build\`, or keep one of the two.`,
      });
    }
  },
});
