import { type ApplicationService, applicationOf } from "../../application/application.ts";
import { allOf, type Edits, fixesOf, insertKey, placeholder, setValue } from "../../application/edit.ts";
import { healthOfImage } from "../../application/health.ts";
import { type HealthTimes, healthTimesOf, healthWindow, inWords } from "../../application/health-window.ts";
import { faultOfTest } from "../../application/healthcheck-test.ts";
import { waitersFor } from "../../application/lifetime.ts";
import { likelyImageOf } from "../../application/settings.ts";
import { isForSwarm } from "../../application/swarm.ts";
import { serviceImage } from "../../knowledge/service-images.ts";
import { formatComposeDuration, parseComposeDuration } from "../../languages/compose/duration.ts";
import type { ComposeFile, Healthcheck } from "../../languages/compose/model.ts";
import { defineRule, type Problem } from "../../rule.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const application = (times: string) =>
  `services:\n  web:\n    image: registry.example.com/web:1.4.2\n    healthcheck:\n      test: ["CMD", "/app/healthcheck"]\n${times}`;

/** Longer than this nobody wants to wait until a hang is noticed. */
const longestDetection = 300_000;

export default defineRule({
  id: "compose/unfit-healthcheck-times",
  language: "compose",
  category: "reliability",
  severity: "warning",
  preset: "recommended",
  summary: "The times of a health check do not fit together.",
  why: `
A container is unhealthy after about \`start_period\` + \`retries\` × (\`interval\` + \`timeout\`): a check starts one \`interval\` after the last one has ended, and failures within the \`start_period\` do not count.

Reported are zeros, which mean the default (30 s, 30 s, 3 retries); a hang that is noticed after more than five minutes; a \`start_interval\` without the \`start_period\` that it is for; a \`timeout\` longer than the \`interval\`; and images that take long to start, checked without a \`start_period\` while others wait for them: \`docker compose up\` fails before they are ready.`,
  examples: [
    {
      title: "Noticed in time",
      bad: application("      interval: 5m\n      timeout: 10s\n      retries: 3\n"),
      good: application("      interval: 30s\n      timeout: 10s\n      retries: 3\n"),
    },
    {
      title: "A number of tries",
      bad: application("      interval: 10s\n      retries: 0\n"),
      good: application("      interval: 10s\n      retries: 3\n"),
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  since: "0.4.0",
  fix: "unsafe",
  patterns: ["H3"],
  check(file, { workspace, report }) {
    const told = new Set<number>();
    for (const service of applicationOf(file, workspace).services) {
      const { healthcheck } = service.own;
      if (!healthcheck || service.own.file !== file || healthcheck.isDisabled !== false || faultOfTest(healthcheck)) continue;
      for (const problem of problemsOf(healthcheck, service, file, workspace)) {
        if (told.has(problem.span.start)) continue;
        told.add(problem.span.start);
        report(problem);
      }
    }
  },
});

function problemsOf(healthcheck: Healthcheck, service: ApplicationService, file: ComposeFile, workspace: Workspace): readonly Problem[] {
  const zeros = zerosOf(healthcheck, file);
  if (zeros.length > 0) return zeros;
  // What another file may bring is not known here.
  const isOpen = !service.isComplete || service.possible.some((layer) => layer.healthcheck !== undefined);
  const times = isOpen ? undefined : healthTimesOf(...service.layers.flatMap((layer) => layer.healthcheck ?? []));
  return [
    lateDetection(healthcheck, times, file),
    longTimeout(healthcheck, file),
    startInterval(healthcheck, service, file, workspace),
    shortStart(healthcheck, times, service, file),
  ].filter((one) => one !== undefined);
}

/** The engine takes 0 for “not given”. Source: https://docs.docker.com/reference/api/engine/ (HealthConfig). */
function zerosOf(healthcheck: Healthcheck, file: ComposeFile): readonly Problem[] {
  const { interval, timeout, retries } = healthcheck;
  const zeros = [
    { key: "retries", field: retries, usual: "3", value: 3 },
    { key: "interval", field: interval, usual: "30 s", value: "30s" },
    { key: "timeout", field: timeout, usual: "30 s", value: "30s" },
  ] as const;
  return zeros.flatMap(({ key, field, usual, value }) =>
    field.value !== 0 || !field.span
      ? []
      : [
          {
            span: field.span,
            message: `\`${key}: ${file.source.slice(field.span)}\` does not mean none: the engine takes it for not given, which is ${usual} unless the image says otherwise. Write what is meant.`,
            fixes: fixesOf(`Write the default, ${usual}`, "unsafe", file, setValue(file, field, value)),
          },
        ],
  );
}

function lateDetection(healthcheck: Healthcheck, times: HealthTimes | undefined, file: ComposeFile): Problem | undefined {
  if (!times) return undefined;
  const { noticedAtLeast, noticedAtMost } = healthWindow(times);
  const { interval, timeout, retries, startPeriod, mapping } = healthcheck;
  if (noticedAtMost <= longestDetection) return undefined;
  const isOften = times.retries > 5 && retries.isKnown;
  const field = [...(isOften ? [retries] : []), interval, retries, timeout].find((one) => one.isKnown && one.span);
  if (!field?.span) return undefined;
  const fewer = { ...times, retries: 3 };
  const shorter = { ...times, interval: Math.max(30_000, times.timeout) };
  // What many tries were meant for, a slow start, is what the start period is for.
  const start = formatComposeDuration(times.retries * times.interval);
  const startEdits = startPeriod.isAbsent
    ? [insertKey(file, mapping, "start_period", start)]
    : times.startPeriod < times.retries * times.interval
      ? [setValue(file, startPeriod, start)]
      : [];
  const isLong = (window: HealthTimes): boolean => healthWindow(window).noticedAtMost > longestDetection;
  const edits: Edits =
    field === retries && !isLong(fewer)
      ? allOf(setValue(file, retries, 3), ...startEdits)
      : field === interval && !isLong(shorter)
        ? setValue(file, interval, formatComposeDuration(shorter.interval))
        : undefined;
  return {
    span: field.span,
    // Many short tries are mostly there for the start, and plain Compose does nothing about a container that gets unhealthy later.
    ...(noticedAtLeast > longestDetection && (field !== retries || isForSwarm(file)) ? {} : { severity: "info" }),
    message: `A hang is noticed after up to ${inWords(noticedAtMost)} (${times.retries} × (${inWords(times.interval)} + ${inWords(times.timeout)})): for so long nobody knows that it does not answer. ${field === retries ? "Give a slow start a `start_period`, and try less often." : "Check more often."}`,
    fixes: fixesOf(
      field === retries ? "Use a start period and three tries" : `Check every ${inWords(shorter.interval)}`,
      "unsafe",
      file,
      edits,
    ),
  };
}

function longTimeout({ interval, timeout }: Healthcheck, file: ComposeFile): Problem | undefined {
  if (interval.value === undefined || timeout.value === undefined || timeout.value <= interval.value || !timeout.span) return undefined;
  return {
    span: timeout.span,
    severity: "info",
    message: `A check may take ${inWords(timeout.value)}, longer than the \`interval\` of ${inWords(interval.value)}: as the next one waits for its end, a hang is noticed much later than the interval promises. Write a shorter \`timeout\`.`,
    fixes: fixesOf("Make it as long as the interval", "unsafe", file, setValue(file, timeout, formatComposeDuration(interval.value))),
  };
}

function startInterval(
  { startInterval: field, startPeriod, mapping, test }: Healthcheck,
  service: ApplicationService,
  file: ComposeFile,
  workspace: Workspace,
): Problem | undefined {
  // Without a test of its own, and beside an image's HEALTHCHECK, it may inherit the period.
  if (!field.entry || field.isAbsent || !(startPeriod.isAbsent || startPeriod.value === 0) || !test) return undefined;
  if (service.layers.some(({ healthcheck }) => healthcheck && !healthcheck.startPeriod.isAbsent && healthcheck.startPeriod.value !== 0))
    return undefined;
  if (healthOfImage(service, workspace).state === "checked") return undefined;
  const period = placeholder("30s");
  return {
    span: field.entry.keySpan,
    message:
      "`start_interval` holds within the `start_period` alone, and there is none: it changes nothing. Give it a `start_period`, or take it out.",
    fixes: fixesOf(
      "Add a `start_period`",
      "unsafe",
      file,
      startPeriod.isAbsent ? insertKey(file, mapping, "start_period", period) : setValue(file, startPeriod, period),
    ),
  };
}

/** Programs that take long to start, and are given up before by who waits for them. */
function shortStart(
  healthcheck: Healthcheck,
  times: HealthTimes | undefined,
  service: ApplicationService,
  file: ComposeFile,
): Problem | undefined {
  const { startPeriod, test, mapping, entry } = healthcheck;
  const image = likelyImageOf(service);
  const known = image === undefined ? undefined : serviceImage(image);
  if (!known?.isSlowStarter || !times || !test || !startPeriod.isAbsent || service.layers[0] !== service.own) return undefined;
  if (service.layers.slice(1).some((layer) => layer.healthcheck)) return undefined;
  const isWaitedFor = waitersFor(service).some(({ condition }) => condition === "service_healthy");
  if (!isWaitedFor && !isForSwarm(file)) return undefined;
  const usual = (known.healthcheck && parseComposeDuration(known.healthcheck.startPeriod)) || 30_000;
  const { startAtLeast } = healthWindow(times);
  if (startAtLeast * 1.5 >= usual) return undefined;
  return {
    span: entry.keySpan,
    message: `${known.title} is given up ${inWords(startAtLeast)} after its start (${times.retries} × ${inWords(times.interval)}), and its first start takes longer where it creates its files. Give it a \`start_period\`.`,
    fixes: fixesOf(
      `Add a \`start_period\` of ${inWords(usual)}`,
      "safe",
      file,
      insertKey(file, mapping, "start_period", formatComposeDuration(usual)),
    ),
  };
}
