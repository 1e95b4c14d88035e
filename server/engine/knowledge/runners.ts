import { nearest } from "../text/nearest.ts";
import data from "./data/runners.json" with { type: "json" };

export type RunnerOs = "linux" | "windows" | "macos";

/** A machine that GitHub runs jobs on. */
export interface Runner {
  /** `ubuntu-24.04`. */
  readonly label: string;
  readonly os: RunnerOs;
  /** The label that this one stands for at the table's date: `ubuntu-26.04` for `ubuntu-latest`. */
  readonly alias: string | undefined;
  /** The day from which GitHub asks to move away, `YYYY-MM-DD`. */
  readonly deprecated: string | undefined;
  /** The day after which jobs fail; it may be one to come. */
  readonly retired: string | undefined;
  /** The label to write in its place. */
  readonly replacement: string | undefined;
  /** The page with its dates; undefined in the command line. */
  readonly source: string | undefined;
}

interface Entry {
  readonly label: string;
  readonly alias?: string;
  readonly deprecated?: string;
  readonly retired?: string;
  readonly replacement?: string;
  readonly source?: string;
}

/** The day on which the table was checked. */
export const runnersDate: string = data.date;

const runners: ReadonlyMap<string, Runner> = new Map(
  (data.runners as readonly Entry[]).map((entry) => [
    entry.label,
    {
      label: entry.label,
      os: entry.label.startsWith("ubuntu") ? "linux" : entry.label.startsWith("windows") ? "windows" : "macos",
      alias: entry.alias,
      deprecated: entry.deprecated,
      retired: entry.retired,
      replacement: entry.replacement,
      source: entry.source,
    },
  ]),
);

/** GitHub's runner of this label; labels are not case-sensitive. */
export function findRunner(label: string): Runner | undefined {
  return runners.get(label.toLowerCase());
}

/** All hosted runners, systems together and newest versions first; those that are gone by `today` left out where it is given. */
export function allRunners(today?: string): readonly Runner[] {
  return [...runners.values()].filter((runner) => today === undefined || runnerState(runner, today) !== "retired");
}

/** What can be expected of a runner on a day: `deprecated` runs for now. */
export function runnerState(runner: Runner, today: string): "current" | "deprecated" | "retired" {
  if (runner.retired !== undefined && runner.retired <= today) return "retired";
  return runner.deprecated !== undefined && runner.deprecated <= today ? "deprecated" : "current";
}

/** The labels that GitHub gives self-hosted runners by itself. Source: https://docs.github.com/en/actions/reference/runners/self-hosted-runners. */
export const selfHostedLabels: readonly string[] = ["self-hosted", "linux", "windows", "macos", "x64", "arm", "arm64"];

/**
 * The hosted label that a misspelt one most likely means: one or two letters off, and the start the same, as any other text can be the label
 * of somebody's own runner.
 */
export function nearestRunner(label: string): string | undefined {
  const wanted = label.toLowerCase();
  if (runners.has(wanted) || selfHostedLabels.includes(wanted)) return undefined;
  const spelled = wanted.replace(/^(ubuntu|windows|macos)[_ ]?(?=\d|latest)/, "$1-").replaceAll("_", "-");
  if (runners.has(spelled)) return spelled;
  if (!/^(?:u|w|m)[a-z]+-?(?:latest|slim|\d[\d.]*)(?:-(?:arm|intel|x?large))?$/.test(wanted.replace(/-l(?:at|as|ta)[a-z]*$/, "-latest")))
    return undefined;
  const candidates = [...runners.values()].filter((runner) => runner.retired === undefined).map((runner) => runner.label);
  const best = nearest(wanted, candidates);
  // The version is what tells one label from another: `ubuntu-23.04` may be somebody's own, `ubunut-24.04` is not.
  return best !== undefined && versionOf(best) === versionOf(wanted.replace(/-l(?:at|as|ta)[a-z]*$/, "-latest")) ? best : undefined;
}

function versionOf(label: string): string {
  return /latest|slim|\d[\d.]*/.exec(label)?.[0] ?? "";
}

/**
 * The operating system that jobs with these labels run on, as far as the labels tell; undefined where they do not or where they contradict
 * each other. Labels of other makers and of one's own name it too: `depot-ubuntu-24.04`, `blacksmith-8vcpu-windows-2025`.
 */
export function osOfLabels(labels: readonly string[]): RunnerOs | undefined {
  const systems = new Set(labels.map(osOfLabel).filter((os) => os !== undefined));
  return systems.size === 1 ? [...systems][0] : undefined;
}

function osOfLabel(label: string): RunnerOs | undefined {
  const text = label.toLowerCase();
  const known = runners.get(text);
  if (known) return known.os;
  const words = text.split(/[^a-z]+/);
  const has = (...names: readonly string[]) => names.some((name) => words.includes(name));
  if (has("linux", "ubuntu", "debian", "alpine", "fedora")) return "linux";
  if (has("windows")) return "windows";
  return has("macos", "osx") ? "macos" : undefined;
}
