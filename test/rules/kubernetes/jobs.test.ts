import { describe, expect, it } from "vitest";
import invalidCronSchedule from "../../../server/engine/rules/kubernetes/invalid-cron-schedule.ts";
import jobRestartPolicy from "../../../server/engine/rules/kubernetes/job-restart-policy.ts";
import overlappingCronJobs from "../../../server/engine/rules/kubernetes/overlapping-cron-jobs.ts";
import unboundedJob from "../../../server/engine/rules/kubernetes/unbounded-job.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const template = (policy: string, indent: string) =>
  `template:\n  spec:\n${policy === "" ? "" : `    ${policy}\n`}    containers:\n      - name: a\n        image: a:1\n`.replace(
    /^(?=.)/gm,
    indent,
  );
const job = (keys = "", policy = "restartPolicy: Never", metadata = "name: a") =>
  `apiVersion: batch/v1\nkind: Job\nmetadata:\n  ${metadata}\nspec:\n${keys.replace(/^(?=.)/gm, "  ")}${template(policy, "  ")}`;
const cronJob = (keys: string, policy = "restartPolicy: Never", jobKeys = "") =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n${keys.replace(/^(?=.)/gm, "  ")}  jobTemplate:\n    spec:\n${jobKeys.replace(/^(?=.)/gm, "      ")}${template(policy, "      ")}`;
const decided = "concurrencyPolicy: Allow\nstartingDeadlineSeconds: 60\n";
const overlay = (patch: string) => ({
  path: "base/job.yaml",
  files: {
    "base/kustomization.yaml": "resources:\n  - job.yaml\n",
    "overlay/kustomization.yaml": "resources:\n  - ../base\npatches:\n  - path: patch.yaml\n",
    "overlay/patch.yaml": patch,
  },
});

describe("kubernetes/job-restart-policy", () => {
  it.each([
    ["no policy in a Job", job("", ""), "restartPolicy: OnFailure"],
    ["`Always` in a Job", job("", "restartPolicy: Always"), "restartPolicy: OnFailure"],
    ["no policy in a CronJob", cronJob("schedule: '@daily'\n", ""), "restartPolicy: OnFailure"],
    ["one with rules for failures", job("podFailurePolicy:\n  rules: []\n", ""), "restartPolicy: Never"],
  ])("mends %s", (_, text, wanted) => {
    expect(run(jobRestartPolicy, text)).toHaveLength(1);
    expect(run(jobRestartPolicy, text)[0]?.fixed[0]).toContain(wanted);
    expectLawfulFixes(jobRestartPolicy, text);
  });

  it.each([
    ["a policy that ends", job()],
    ["another kind", job("", "").replace("batch/v1", "apps/v1").replace("Job", "Deployment")],
    ["a placeholder", job("", "restartPolicy: {{ .Values.policy }}")],
    ["a pod that a template writes", job("", "{{- toYaml .Values.pod | nindent 6 }}")],
    [
      "a patch",
      "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          env: []\n",
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(jobRestartPolicy, text)).toEqual([]);
  });

  it("knows what an overlay writes", () => {
    const patch = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n";
    expect(run(jobRestartPolicy, job("", ""), overlay(patch)).filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("kubernetes/unbounded-job", () => {
  it("has a Job cleared away", () => {
    expect(run(unboundedJob, job())).toMatchObject([{ on: "a" }]);
    expectLawfulFixes(unboundedJob, job());
  });

  it("bounds many attempts in time", () => {
    const text = job("backoffLimit: 100\nttlSecondsAfterFinished: 60\n");
    expect(run(unboundedJob, text)).toMatchObject([{ on: "100" }]);
    expectLawfulFixes(unboundedJob, text);
    const cron = cronJob("schedule: '@daily'\n", undefined, "backoffLimit: 10\n");
    expect(run(unboundedJob, cron)).toMatchObject([{ on: "10" }]);
    expectLawfulFixes(unboundedJob, cron);
  });

  it.each([
    ["one that is cleared away", job("ttlSecondsAfterFinished: 0\n")],
    ["a hook of Helm", job("", undefined, "name: a\n  annotations:\n    helm.sh/hook: pre-upgrade")],
    ["a hook of Argo CD", job("", undefined, "name: a\n  annotations:\n    argocd.argoproj.io/hook: PreSync")],
    [
      "annotations that a template writes",
      job("", undefined, "name: a\n  annotations:\n    {{- toYaml .Values.annotations | nindent 4 }}"),
    ],
    ["the Jobs of a CronJob", cronJob("schedule: '@daily'\n")],
    ["many attempts within a time", job("ttlSecondsAfterFinished: 60\nbackoffLimit: 20\nactiveDeadlineSeconds: 600\n")],
    [
      "a time that the pod has",
      job("ttlSecondsAfterFinished: 60\nbackoffLimit: 20\n", "restartPolicy: Never\n      activeDeadlineSeconds: 60"),
    ],
    ["the default of attempts", job("ttlSecondsAfterFinished: 60\nbackoffLimit: 6\n")],
  ])("is silent on %s", (_, text) => {
    expect(places(unboundedJob, text)).toEqual([]);
  });

  it("knows what an overlay writes", () => {
    const patch = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: a\nspec:\n  ttlSecondsAfterFinished: 60\n";
    const other = overlay(patch);
    expect(places(unboundedJob, job(), other)).toEqual([]);
    expect(
      places(unboundedJob, job(), {
        ...other,
        files: { ...other.files, "overlay/patch.yaml": patch.replace("ttlSeconds", "completions: 2 # ") },
      }),
    ).toHaveLength(1);
  });
});

describe("kubernetes/overlapping-cron-jobs", () => {
  it.each([
    ["neither", "schedule: '@daily'\n"],
    ["only a deadline", "schedule: '@daily'\nstartingDeadlineSeconds: 60\n"],
    ["only a policy", "schedule: '@daily'\nconcurrencyPolicy: Forbid\n"],
  ])("tells once of a CronJob with %s", (_, keys) => {
    expect(run(overlappingCronJobs, cronJob(keys))).toMatchObject([{ severity: "info", on: "a" }]);
    expectLawfulFixes(overlappingCronJobs, cronJob(keys));
  });

  it("warns of a deadline that loses runs", () => {
    const text = cronJob("schedule: '@daily'\nconcurrencyPolicy: Forbid\nstartingDeadlineSeconds: 5\n");
    const [problem] = run(overlappingCronJobs, text);
    expect(problem).toMatchObject({ on: "5" });
    expect(problem?.severity).toBeUndefined();
    expectLawfulFixes(overlappingCronJobs, text);
  });

  it.each([
    ["what is decided", cronJob(`schedule: '@daily'\n${decided}`)],
    [
      "what a template writes",
      cronJob("schedule: '@daily'\n{{- with .Values.policy }}\nconcurrencyPolicy: {{ . }}\n{{- end }}\nstartingDeadlineSeconds: 60\n"),
    ],
    ["what a template includes", cronJob("schedule: '@daily'\n{{- include \"web.policy\" . | nindent 2 }}\n")],
    ["a patch", "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  schedule: '@daily'\n"],
    ["a Job", job()],
  ])("is silent on %s", (_, text) => {
    expect(places(overlappingCronJobs, text)).toEqual([]);
  });
});

describe("kubernetes/invalid-cron-schedule", () => {
  const scheduled = (schedule: string, zone?: string) =>
    cronJob(`schedule: "${schedule}"\n${zone === undefined ? "" : `timeZone: ${zone}\n`}${decided}`);

  it.each([
    ["a minute too many", "60 * * * *", "60"],
    ["Sunday as 7", "0 0 * * 7", "7"],
    ["seconds", "0 0 2 * * *", "0 0 2 * * *"],
    ["four fields", "0 2 * *", "0 2 * *"],
    ["a name of another language", "0 2 * * Mo", "Mo"],
    ["the last day", "0 2 L * *", "L"],
    ["a range backwards", "0 2 * * 5-1", "5-1"],
    ["a step of nothing", "*/0 * * * *", "*/0"],
    ["a short form that there is not", "@fortnightly", "@fortnightly"],
    ["one in capitals", "@Daily", "@Daily"],
    ["a strange duration", "@every 2 days", "@every 2 days"],
    ["nothing", "", '""'],
  ])("reports %s", (_, schedule, on) => {
    expect(run(invalidCronSchedule, scheduled(schedule))).toMatchObject([{ on }]);
  });

  it("only warns of a day that never comes", () => {
    expect(run(invalidCronSchedule, scheduled("0 2 31 2 *"))).toMatchObject([{ severity: "warning", on: "31 2" }]);
  });

  it.each([
    "0 2 * * *",
    "*/15 0-6,22-23 1,15 JAN-MAR mon-fri",
    "0 2 ? * ?",
    "5/10 * * * *",
    "1,,2 * * * *",
    "*/90 * * * *",
    "0 0 31 2 0",
    "0 0 */31 2 0",
    "0 0 29 2 *",
    "@daily",
    "@midnight",
    "@annually",
    "@every 1h30m",
    "  0 2 * * *",
  ])("takes `%s`", (schedule) => {
    expect(places(invalidCronSchedule, scheduled(schedule))).toEqual([]);
  });

  it("moves the time zone", () => {
    for (const text of [scheduled("TZ=Europe/Berlin 0 2 * * *"), scheduled("CRON_TZ=UTC @daily", "UTC")]) {
      expect(run(invalidCronSchedule, text)).toHaveLength(1);
      expectLawfulFixes(invalidCronSchedule, text);
    }
    expect(run(invalidCronSchedule, scheduled("TZ=UTC 0 2 * * *"))[0]?.on).toBe("TZ=UTC");
    expect(run(invalidCronSchedule, scheduled("TZ=UTC 0 2 * * *", "Europe/Berlin"))).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["a misspelt city", "Europe/Berln", "Europe/Berlin"],
    ["small letters", "europe/berlin", "Europe/Berlin"],
    ["small letters of the usual one", "utc", "UTC"],
  ])("mends %s", (_, zone, meant) => {
    const text = scheduled("@daily", zone);
    expect(run(invalidCronSchedule, text)[0]?.fixed[0]).toContain(`timeZone: ${meant}\n`);
    expectLawfulFixes(invalidCronSchedule, text);
  });

  it.each(["Local", "'+02:00'", "'UTC+2'", '""'])("reports the zone %s", (zone) => {
    expect(run(invalidCronSchedule, scheduled("@daily", zone))).toHaveLength(1);
  });

  it.each([
    "Europe/Berlin",
    "UTC",
    "Etc/UTC",
    "Etc/GMT+5",
    "US/Pacific",
    "EST5EDT",
    "Europe/Kyiv",
    "Europe/Kiev",
    "Asia/Calcutta",
    "America/Coyhaique",
    "GMT",
    "posix/Europe/Berlin",
    "${ZONE}",
  ])("takes the zone %s", (zone) => {
    expect(places(invalidCronSchedule, scheduled("@daily", zone))).toEqual([]);
  });

  it("is silent on placeholders and on other kinds", () => {
    expect(places(invalidCronSchedule, cronJob("schedule: {{ .Values.schedule | quote }}\n"))).toEqual([]);
    expect(places(invalidCronSchedule, cronJob("schedule: '${SCHEDULE}'\n"))).toEqual([]);
    expect(places(invalidCronSchedule, cronJob("schedule: every day\n").replace("batch/v1", "example.com/v1"))).toEqual([]);
  });
});
