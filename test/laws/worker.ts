// Tries the laws on the files that the script names, one after the other, and tells of each step before it is taken, so that a hang is seen.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { nodeAccess } from "../../server/cli/files.ts";
import { type Language, loadConfiguration, Snapshot, SourceText } from "../../server/engine/index.ts";
import { lawSteps } from "./laws.ts";

interface Task {
  /** Absolute path of the workspace root. */
  readonly root: string;
  readonly files: readonly { readonly path: string; readonly language: Language }[];
}

const { tasks, preset, today } = workerData as { tasks: readonly Task[]; preset: "recommended" | "strict" | "all"; today: string };

for (const { root, files } of tasks) {
  const workspace = new Snapshot(nodeAccess(root));
  for (const { path, language } of files) {
    const file = join(root, path);
    const source = new SourceText(path, readFileSync(file, "utf8"));
    parentPort?.postMessage({ kind: "start", file, language, size: source.text.length });
    const start = process.cpuUsage();
    const configuration = loadConfiguration(path, workspace, { preset, file: "none" });
    const steps = lawSteps(source, language, { workspace, configuration, today });
    let step = steps.next();
    while (!step.done) {
      parentPort?.postMessage({ kind: "step", ...step.value });
      // Within one turn of the event loop, nothing is let go that a weak reference has led to.
      await setImmediate();
      step = steps.next();
    }
    const trial = step.value;
    const { user, system } = process.cpuUsage(start);
    const milliseconds = (user + system) / 1_000;
    const findings = trial.findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      line: source.positionAt(finding.span.start).line + 1,
      message: finding.message,
      text: source.slice(finding.span).slice(0, 160),
      fixes: (finding.fixes ?? []).map((fix) => fix.title),
    }));
    parentPort?.postMessage({
      kind: "done",
      file,
      language,
      size: source.text.length,
      milliseconds,
      fixes: trial.fixes,
      findings,
      breaches: trial.breaches,
    });
  }
}
