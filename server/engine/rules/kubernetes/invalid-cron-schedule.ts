import { allOf, fixesOf, insertSpecKey, replaceScalar } from "../../cluster/edit.ts";
import { isTimeZone, nearestTimeZone, timeZoneInItsCase } from "../../knowledge/time-zones.ts";
import type { ManifestObject } from "../../languages/kubernetes/model.ts";
import { readSchedule, zonePrefix } from "../../languages/kubernetes/schedule.ts";
import { defineRule, type Problem } from "../../rule.ts";

const cronJob = (schedule: string, zone = "") =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: report\nspec:\n  schedule: "${schedule}"\n${zone}  concurrencyPolicy: Forbid\n  startingDeadlineSeconds: 300\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: OnFailure\n          containers:\n            - name: report\n              image: ghcr.io/example/report:1.4.2\n`;

export default defineRule({
  id: "kubernetes/invalid-cron-schedule",
  language: "kubernetes",
  category: "syntax",
  severity: "error",
  preset: "recommended",
  summary: "The time of a CronJob cannot be read.",
  why: `
\`schedule\` has five fields (minute, hour, day of the month, month, day of the week with 0 for Sunday) or is one of \`@hourly\`, \`@daily\`, \`@weekly\`, \`@monthly\`, \`@yearly\` and \`@every 90m\`. Seconds, years, \`L\`, \`W\`, \`#\` and a 7 for Sunday of other crons are not there. The API server rejects what it cannot read.

The time zone stands in \`timeZone\` by its name in the IANA database (\`Europe/Berlin\`), upper and lower case as there; \`TZ=\` before the fields is rejected. A day that no month has is only warned of: such a job is accepted and never runs.`,
  examples: [
    { title: "A minute that there is not", bad: cronJob("60 2 * * *"), good: cronJob("0 2 * * *") },
    {
      title: "The time zone in its own key",
      bad: cronJob("CRON_TZ=Europe/Berlin 30 2 * * *"),
      good: cronJob("30 2 * * *", "  timeZone: Europe/Berlin\n"),
    },
  ],
  links: [
    "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax",
    "https://pkg.go.dev/github.com/robfig/cron/v3",
  ],
  since: "0.3.0",
  fix: "unsafe",
  patterns: [],
  judges: "part",
  check(file, { report }) {
    for (const object of file.objects) {
      if (object.workload?.kind !== "CronJob") continue;
      for (const problem of [scheduleProblem(object), zoneProblem(object)]) if (problem) report(problem);
    }
  },
});

function scheduleProblem(object: ManifestObject): Problem | undefined {
  const schedule = object.spec.text("schedule");
  const { value, node } = schedule;
  if (value === undefined || !node) return undefined;
  const prefix = zonePrefix(value);
  if (prefix) {
    const start = value.search(/\S/);
    const zone = object.spec.text("timeZone");
    const isSame = zone.value === prefix.zone;
    const rest = "message" in readSchedule(prefix.rest) ? undefined : replaceScalar(object, schedule, prefix.rest);
    return {
      span: node.mapped.spanToSource({ start, end: value.indexOf(prefix.zone, start) + prefix.zone.length }),
      message: "Kubernetes refuses a time zone in the schedule. Write it as `timeZone`, beside `schedule`.",
      fixes:
        zone.isAbsent || isSame
          ? fixesOf(
              `Move the time zone to \`timeZone\``,
              "unsafe",
              object,
              isSame ? rest : allOf(rest, insertSpecKey(object, "timeZone", prefix.zone)),
            )
          : [],
    };
  }
  const read = readSchedule(value);
  if (!("message" in read)) return undefined;
  return {
    span: node.alias ?? (value.trim() === "" ? node.span : node.mapped.spanToSource(read.span)),
    message: read.message,
    ...(read.isNever ? { severity: "warning" as const } : {}),
  };
}

function zoneProblem(object: ManifestObject): Problem | undefined {
  const field = object.spec.text("timeZone");
  const { value, span } = field;
  // Copies of the database that systems bring along can have more below these.
  if (value === undefined || !span || /^(?:posix|right)\//.test(value)) return undefined;
  if (value === "" || /^local$/i.test(value))
    return {
      span,
      message:
        "Kubernetes wants a time zone by its name, such as `Europe/Berlin`. Name one, or leave `timeZone` out for that of the cluster.",
    };
  const isKnown = isTimeZone(value);
  const meant = isKnown ? timeZoneInItsCase(value) : nearestTimeZone(value);
  if (isKnown && meant === value) return undefined;
  return {
    span,
    message: `\`${value}\` is no time zone of the IANA database, and the API server rejects the CronJob.${meant === undefined ? " Write one such as `Europe/Berlin`." : ` Write \`${meant}\`.`}`,
    fixes: meant === undefined ? [] : fixesOf(`Write \`${meant}\``, "unsafe", object, replaceScalar(object, field, meant)),
  };
}
