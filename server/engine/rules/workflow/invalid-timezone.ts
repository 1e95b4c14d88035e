import { isTimeZone, nearestTimeZone } from "../../knowledge/time-zones.ts";
import { didYouMean, isPlainText, rewordFix } from "../../pipeline/report.ts";
import { defineRule } from "../../rule.ts";

export default defineRule({
  id: "workflow/invalid-timezone",
  language: "workflow",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The time zone of a schedule is none that there is.",
  why: `
\`timezone\` takes the names of the IANA database, which are made of a continent and a city: \`Europe/Berlin\`. Short names such as \`CEST\` and offsets such as \`+02:00\` do not know when summer time begins, and GitHub refuses them.`,
  examples: [
    {
      title: "A misspelt city",
      bad: "on:\n  schedule:\n    - cron: 0 4 * * *\n      timezone: Europe/Berln\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
      good: "on:\n  schedule:\n    - cron: 0 4 * * *\n      timezone: Europe/Berlin\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n",
    },
  ],
  links: [
    "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onschedule",
    "https://www.iana.org/time-zones",
  ],
  since: "0.2.0",
  fix: "unsafe",
  patterns: [],
  alsoKnownAs: ["actionlint:events"],
  judges: "part",
  check(file, { report }) {
    for (const { timezone } of file.trigger("schedule")?.schedules ?? []) {
      if (!isPlainText(timezone) || timezone.text === "" || isTimeZone(timezone.text)) continue;
      const meant = nearestTimeZone(timezone.text);
      report({
        span: timezone.span,
        message: `\`${timezone.text}\` is no time zone of the IANA database, and GitHub refuses the workflow.${didYouMean(meant, " Write one such as `Europe/Berlin`.")}`,
        fixes: rewordFix(file, timezone, meant, "unsafe"),
      });
    }
  },
});
