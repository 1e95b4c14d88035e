import { defaultHealthTimes, type HealthTimes, healthWindow, inWords } from "../../application/health-window.ts";
import { baseImageOf } from "../../image/base.ts";
import { isDevelopment, productionStages } from "../../image/production.ts";
import { serviceOf } from "../../image/service.ts";
import { formatComposeDuration } from "../../languages/compose/duration.ts";
import type { Flag, HealthcheckInstruction, Stage } from "../../languages/dockerfile/model.ts";
import { defineRule, type Fix, type Problem } from "../../rule.ts";
import { parseDuration } from "../../text/duration.ts";
import { insert, replace, type TextEdit } from "../../text/edit.ts";
import { hasProbes } from "../../workspace/services.ts";
import type { Workspace } from "../../workspace/workspace.ts";

const service = (flags: string) =>
  `FROM node:24-trixie-slim\nENV NODE_ENV=production\nWORKDIR /app\nCOPY dist ./dist\nEXPOSE 3000\nUSER 1000:1000\nHEALTHCHECK ${flags} CMD ["node", "dist/health.js"]\nCMD ["node", "dist/server.js"]\n`;

/** Longer than this nobody wants to wait until a hang is noticed. */
const longestDetection = 300_000;

export default defineRule({
  id: "dockerfile/unfit-healthcheck-times",
  language: "dockerfile",
  category: "reliability",
  severity: "hint",
  preset: "strict",
  summary: "The times of a HEALTHCHECK do not fit together.",
  why: `A container is unhealthy after about \`start-period\` + \`retries\` × (\`interval\` + \`timeout\`): a check starts one interval after the last one has ended. Without options that is 3 × (30 s + 30 s).

Reported are zeros, which mean the default; a hang that is noticed after more than five minutes; a \`--timeout\` longer than the interval; a \`--start-interval\` without the \`--start-period\` that it is for; and \`HEALTHCHECK NONE\` that takes away what a service has inherited while nothing else in the repository asks it. Options that are left out are not: their defaults are sound, and how long a start takes only its authors know.`,
  examples: [
    {
      title: "A check that is given up before the next one",
      bad: service("--interval=10s --timeout=60s --start-period=10s"),
      good: service("--interval=10s --timeout=10s --start-period=10s"),
    },
    {
      title: "A number of tries",
      bad: service("--interval=10s --timeout=3s --retries=0"),
      good: service("--interval=10s --timeout=3s --retries=3"),
    },
  ],
  links: ["https://docs.docker.com/reference/dockerfile/#healthcheck"],
  since: "0.7.0",
  fix: "unsafe",
  patterns: ["D6", "H3"],
  judges: "connected",
  check(file, { workspace, report }) {
    const told = new Set<HealthcheckInstruction>();
    for (const stage of productionStages(file, workspace)) {
      const instruction = stage.last("HEALTHCHECK");
      if (!instruction || told.has(instruction) || isDevelopment(stage, workspace)) continue;
      told.add(instruction);
      for (const problem of instruction.isNone ? disabled(instruction, stage, workspace) : problemsOf(instruction)) report(problem);
    }
  },
});

/** NONE says that no check is wanted: worth a word only where a service had one, and nobody else asks it. */
function disabled(instruction: HealthcheckInstruction, stage: Stage, workspace: Workspace): readonly Problem[] {
  const inherited = stage.chainInstructions.some((one) => one.keyword === "HEALTHCHECK" && !one.isNone && one.stage !== instruction.stage);
  if (!inherited && baseImageOf(stage)?.hasHealthcheck !== true) return [];
  if (serviceOf(stage, workspace).isService !== true || hasProbes(stage.file.source.path, workspace) !== false) return [];
  return [
    {
      span: instruction.keywordSpan,
      message:
        "`NONE` takes the inherited check away, and nothing else here asks whether this service answers. Leave it in, or ask in another way.",
    },
  ];
}

function problemsOf(instruction: HealthcheckInstruction): readonly Problem[] {
  const flag = (name: string) => instruction.flags.find((one) => one.name === name && one.value);
  const [interval, timeout, retries, startPeriod] = ["interval", "timeout", "retries", "start-period"].map(flag);
  const zeros = [interval, timeout, retries, flag("start-interval")].flatMap((one) => (one ? zero(one, instruction) : []));
  if (zeros.length > 0) return zeros;
  const [every, within, start] = [
    timeOf(interval, defaultHealthTimes.interval),
    timeOf(timeout, defaultHealthTimes.timeout),
    timeOf(startPeriod, defaultHealthTimes.startPeriod),
  ];
  const tries = retries ? numberIn(retries) : defaultHealthTimes.retries;
  const found: Problem[] = [];
  if (every === undefined || within === undefined) return found;
  if (timeout && within > every) {
    found.push({
      span: timeout.span,
      message: `A check may take ${inWords(within)}, longer than the interval of ${inWords(every)}: as the next one waits for its end, a hang is noticed much later than the interval promises. Write a shorter \`--timeout\`.`,
      fixes: fixesOf("Make it as long as the interval", instruction, setTo(timeout, formatComposeDuration(every))),
    });
  }
  if (start !== undefined && tries !== undefined) {
    // A timeout that is too long has been said.
    const late = lateDetection(
      instruction,
      { interval: every, timeout: Math.min(within, every), retries: tries, startPeriod: start },
      interval,
      retries,
    );
    if (late) found.push(late);
  }
  const startInterval = flag("start-interval");
  if (startInterval && (!startPeriod || start === 0)) {
    const edit = startPeriod ? setTo(startPeriod, "30s") : insert(startInterval.span.end, " --start-period=30s", [{ start: 16, end: 19 }]);
    found.push({
      span: startInterval.span,
      message:
        "`--start-interval` holds within the `--start-period` alone, and there is none: it changes nothing. Give it one, or take it out.",
      fixes: fixesOf("Add a `--start-period`", instruction, edit),
    });
  }
  return found;
}

/** The engine takes 0 for "not given". Source: `timeoutWithDefault` and `retries` in moby's daemon/health.go. */
function zero(flag: Flag, instruction: HealthcheckInstruction): readonly Problem[] {
  const isCount = flag.name === "retries";
  if (!flag.value || (isCount ? numberIn(flag) : parseDuration(flag.value.text)) !== 0) return [];
  const usual = isCount ? "3" : flag.name === "start-interval" ? "5s" : "30s";
  return [
    {
      span: flag.span,
      message: `\`--${flag.name}=${flag.value.text}\` does not mean none: the engine takes it for not given, which is ${usual}. Write what is meant.`,
      fixes: fixesOf(`Write the default, ${usual}`, instruction, setTo(flag, usual)),
    },
  ];
}

function lateDetection(
  instruction: HealthcheckInstruction,
  times: HealthTimes,
  interval: Flag | undefined,
  retries: Flag | undefined,
): Problem | undefined {
  const { noticedAtMost } = healthWindow(times);
  const flag = retries && times.retries > 5 ? retries : (interval ?? retries);
  if (noticedAtMost <= longestDetection || !flag) return undefined;
  const shorter = { ...times, ...(flag === interval ? { interval: Math.max(30_000, times.timeout) } : { retries: 3 }) };
  const isEnough = healthWindow(shorter).noticedAtMost <= longestDetection;
  const value = flag === interval ? formatComposeDuration(shorter.interval) : "3";
  return {
    span: flag.span,
    message: `A hang is noticed after up to ${inWords(noticedAtMost)} (${times.retries} × (${inWords(times.interval)} + ${inWords(times.timeout)})). ${flag === interval ? "Check more often." : "Try less often, and give a slow start a `--start-period`."}`,
    fixes: isEnough ? fixesOf(`Write \`--${flag.name}=${value}\``, instruction, setTo(flag, value)) : [],
  };
}

/** The milliseconds of a duration; undefined where it is none, or a variable. */
function timeOf(flag: Flag | undefined, usual: number): number | undefined {
  if (!flag?.value) return usual;
  const seconds = parseDuration(flag.value.text);
  return seconds === undefined || seconds < 0 ? undefined : seconds * 1000;
}

function numberIn({ value }: Flag): number | undefined {
  return value && /^\d+$/.test(value.text) ? Number(value.text) : undefined;
}

function setTo({ value, span }: Flag, text: string): TextEdit {
  return replace(value?.span ?? span, text);
}

function fixesOf(title: string, { stage }: HealthcheckInstruction, edit: TextEdit): readonly Fix[] {
  const path = stage?.file.source.path;
  return path === undefined ? [] : [{ title, safety: "unsafe", changes: [{ kind: "edit", path, edits: [edit] }] }];
}
