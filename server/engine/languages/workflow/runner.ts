import type { RunsOn, Strategy } from "./model.ts";
import { possibleTexts } from "./possible.ts";

/** An operating system that GitHub's runners, and those of others, name in their labels. */
export type RunnerSystem = "linux" | "windows" | "macos";

/** What the labels of a job say about the machine. */
export interface RunnerSystems {
  /** Undefined where some label leaves it open. */
  readonly all: ReadonlySet<RunnerSystem> | undefined;
  /** Those that are named, others may come. */
  readonly named: ReadonlySet<RunnerSystem>;
}

/** The systems that a job may run on, the matrix considered. */
export function systemsOf(runsOn: RunsOn | undefined, strategy: Strategy | undefined): RunnerSystems {
  const named = new Set<RunnerSystem>();
  let isKnown = false;
  let isOpen = false;
  for (const label of runsOn?.labels ?? []) {
    const { texts, isComplete } = possibleTexts(label, strategy);
    const systems = texts.filter((text) => text !== "").map(systemOfLabel);
    for (const system of systems) if (system) named.add(system);
    // A label such as `x64` beside others says nothing; one that names a system for some values alone leaves it open.
    if (isComplete && systems.length > 0 && systems.every((system) => system !== undefined)) isKnown = true;
    else if (!isComplete || systems.some((system) => system !== undefined)) isOpen = true;
  }
  return { all: isKnown && !isOpen ? named : undefined, named };
}

/** The system that a label names: `ubuntu-24.04`, `windows-latest`, `macos-15`, `depot-ubuntu-24.04-4`, `linux`. */
export function systemOfLabel(label: string): RunnerSystem | undefined {
  const name = label.toLowerCase();
  if (/(?:^|[^a-z])win(?:dows|\d|[^a-z]|$)/.test(name)) return "windows";
  if (/(?:^|[^a-z])(?:macos|mac|osx|darwin)(?:[^a-z]|$)/.test(name)) return "macos";
  return /ubuntu|linux|debian|alpine|fedora|centos/.test(name) ? "linux" : undefined;
}
