import { looseTag, runImages } from "../../pipeline/job-image.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/unpinned-image",
  language: "workflow",
  alsoChecks: ["action"],
  category: "reproducibility",
  severity: "warning",
  preset: "recommended",
  summary: "A container, service or step runs the newest image, whatever that is.",
  why: `
Without a tag, and with \`latest\`, a job takes what was pushed last: the next release of a database or a compiler comes in unasked, and a run of last week cannot be repeated. Write the version that production has, better with its digest.

What an expression gives is judged where the matrix tells it, and silent else.`,
  examples: [
    {
      title: "A service by version",
      bad: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services:\n      db:\n        image: postgres\n    steps:\n      - run: make test\n",
      good: "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services:\n      db:\n        image: postgres:18\n    steps:\n      - run: make test\n",
    },
  ],
  links: ["https://docs.docker.com/build/building/best-practices/#pin-base-image-versions"],
  since: "0.2.0",
  patterns: [],
  alsoKnownAs: ["zizmor:unpinned-images", "ghalint:deny_job_container_latest_image", "scorecard:Pinned-Dependencies"],
  judges: "part",
  check(file, { report }) {
    for (const { role, span, names } of runImages(file)) {
      const name = names.find((one) => looseTag(one) !== undefined);
      if (name === undefined) continue;
      const what = role === "container" ? "This job runs in" : role === "service" ? "This service is" : "This step runs";
      const how = looseTag(name) === "none" ? "has no tag, so that" : "is `latest`:";
      report({
        span,
        message: `${what} whatever was pushed last: \`${name}\` ${how} a new release comes in unasked. Write the version.`,
      });
    }
  },
});
