import { findRunner, runnerState } from "../../knowledge/runners.ts";
import { shellOf } from "../../knowledge/shells.ts";
import { readCron } from "../../languages/workflow/cron.ts";
import { imageFacts } from "../image-facts.ts";
import type { Explanation } from "../model.ts";
import { cronInWords } from "./cron.ts";
import { concurrencyText, neededText } from "./jobs.ts";
import { shellText } from "./keys.ts";
import type { Site } from "./place.ts";
import { eventText, patternText } from "./triggers.ts";
import { usesText } from "./uses.ts";

/** What is known of a value. */
export function explainValue(site: Site): Explanation | undefined {
  const { scalar, span } = site.place;
  if (!scalar || scalar.text.includes("${{")) return undefined;
  const markdown = textFor(site, scalar.text.trim());
  return markdown === undefined ? undefined : { markdown, span };
}

function textFor(site: Site, text: string): string | undefined {
  const { place, file, workspace, explainsSyntax } = site;
  const { path, job, step } = place;
  const kind = place.kind.replace(/\.#$/, "");
  const filter = /^on\.[^.]+\.((?:branches|tags|paths)(?:-ignore)?)$/.exec(kind);
  if (filter) return patternText(filter[1] as string, text, workspace);
  switch (kind) {
    case "on":
      return explainsSyntax ? eventText(text) : undefined;
    case "on.schedule.#.cron":
      return cronText(site, text);
    case "jobs.*.container":
    case "jobs.*.container.image":
    case "jobs.*.services.*":
    case "jobs.*.services.*.image":
      return imageFacts(text, site.today);
    case "steps.#.uses":
      if (step?.uses?.kind === "docker") return imageFacts(step.uses.image ?? "", site.today);
      return step?.uses && usesText(step.uses, site);
    case "jobs.*.uses":
      return job?.uses && usesText(job.uses, site);
    case "jobs.*.needs": {
      const needed = file.language === "workflow" ? file.job(text) : undefined;
      return needed && neededText(needed, workspace);
    }
    case "jobs.*.runs-on":
    case "jobs.*.runs-on.labels":
      return runnerText(text, site.today);
    case "jobs.*.concurrency.group":
    case "jobs.*.concurrency":
      return job?.concurrency && concurrencyText(job.concurrency);
    case "concurrency.group":
    case "concurrency":
      return file.language === "workflow" && file.concurrency ? concurrencyText(file.concurrency) : undefined;
    case "steps.#.shell":
    case "defaults.run.shell":
    case "jobs.*.defaults.run.shell": {
      const shell = shellOf(text);
      return shell && shellText(shell);
    }
  }
  // A row of the matrix may hold the runners.
  return kind.startsWith("jobs.*.strategy.matrix.") && path.length >= 5 ? runnerText(text, site.today) : undefined;
}

function cronText({ file, place }: Site, text: string): string | undefined {
  const cron = readCron(text);
  if ("message" in cron) return undefined;
  const schedules = file.language === "workflow" ? (file.trigger("schedule")?.schedules ?? []) : [];
  const zone = schedules.find((one) => one.cron?.node === place.scalar)?.timezone?.literal;
  const words = cronInWords(cron);
  return `${words[0]?.toUpperCase()}${words.slice(1)} (${zone ?? "UTC"}).\n\nRuns use the default branch, and start late when much is going on.`;
}

/** A runner's system, what its label stands for, and how long it is there. */
function runnerText(label: string, today: string | undefined): string | undefined {
  const runner = findRunner(label);
  if (!runner) return undefined;
  const system = { linux: "Linux", windows: "Windows", macos: "macOS" }[runner.os];
  const lines = [`**\`${runner.label}\`** GitHub's runner with ${system}${label.endsWith("-arm") ? " on Arm" : ""}.`];
  if (runner.alias) lines.push(`It stands for \`${runner.alias}\` now, and for another one some day.`);
  const instead = runner.replacement ? ` Use \`${runner.replacement}\`.` : "";
  const state = today === undefined ? undefined : runnerState(runner, today);
  if (state === "retired") lines.push(`It is gone${runner.retired ? ` since ${runner.retired}` : ""}: jobs fail.${instead}`);
  else if (state === "deprecated") lines.push(`It goes${runner.retired ? ` on ${runner.retired}` : " soon"}.${instead}`);
  if (runner.source) lines.push(`[Source](${runner.source})`);
  return lines.join("\n\n");
}
